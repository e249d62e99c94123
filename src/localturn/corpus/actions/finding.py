"""What texts are found by is made of them in the background, soon after they are brought in."""

import logging
from collections.abc import Iterable, Iterator, Sequence

from django.db import DatabaseError, connection, transaction

from localturn.corpus.domain.lemmas import lemmas_of
from localturn.corpus.models import Part, WordForm
from localturn.corpus.queries.finding import unindexed
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.text import Part as Text
from localturn.foundation.search.words import words_of
from localturn.foundation.tasks import task

AT_ONCE = 200
"""Texts in one go of the clock."""
PAGES_AT_ONCE = 500
"""Of SQLite's index, in one step of making it whole."""
LONGEST = 50_000
"""Characters of a part: the words of one must fit in a megabyte."""

log = logging.getLogger(__name__)


@task()
def index_texts(versions: list[int]) -> None:
    """Let these texts be found; those that can be already are left as they are."""
    _indexed(versions)


@task()
def index_what_is_missing() -> None:
    """Texts that nobody asked to index, a part of them at a time."""
    missing = unindexed(most=AT_ONCE)
    if _indexed(missing) and len(missing) == AT_ONCE:
        index_what_is_missing.enqueue()


def _indexed(versions: Iterable[int]) -> int:
    """How many could be: one that the database refuses does not keep the others waiting."""
    done = 0
    for version in versions:
        try:
            index_text(version)
        except DatabaseError:
            log.exception("Text version %s cannot be indexed", version)
        else:
            done += 1
    return done


@transaction.atomic
def index_text(version: int) -> None:
    """Its paragraphs with their words, and the forms of its words."""
    row = TextVersion.objects.filter(pk=version).values_list("text", "paragraphs", "language")
    found = row.first()
    if found is None or Part.objects.filter(version=version).exists():
        return
    text, paragraphs, language = found
    stretches = [
        piece
        for start, end, kind, _ in paragraphs
        if kind != Text.FURNITURE
        for piece in _pieces(text, start, end)
    ]
    parts = Part.objects.bulk_create(
        [Part(version_id=version, start=start, end=end) for start, end in dict(stretches).items()],
        batch_size=500,
    )
    words = [words_of(text[part.start : part.end]) for part in parts]
    _keep([(part.pk, each) for part, each in zip(parts, words, strict=True)])
    _keep_forms({word for each in words for word in each}, text, language)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph, cut between words where it is longer than PostgreSQL indexes at once."""
    while end - start > LONGEST:
        cut = max(text.rfind(gap, start + 1, start + LONGEST) for gap in " \n\t")
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = cut
    yield start, end


def _keep(words: Sequence[tuple[int, Sequence[str]]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "UPDATE corpus_part SET words = %s::tsvector WHERE id = %s",
                [(_vector(each), key) for key, each in words],
            )
        else:
            cursor.executemany(
                "INSERT INTO corpus_words (rowid, words) VALUES (%s, %s)",
                [(key, " ".join(each)) for key, each in words],
            )


def forget_text(version: int) -> None:
    """Before a text goes that must leave no word: SQLite's index forgets nothing by itself."""
    text = TextVersion.objects.values_list("text", flat=True).get(pk=version)
    parts = list(Part.objects.filter(version=version))
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO corpus_words (corpus_words, rowid, words) VALUES ('delete', %s, %s)",
                [(part.pk, " ".join(words_of(text[part.start : part.end]))) for part in parts],
            )
    Part.objects.filter(version=version).delete()


@task()
def forget_words() -> None:
    """Let SQLite's index and its file lose the words of texts that are gone: until its pieces are
    made one, it only notes that a word is gone. A step at a time, so that others write in between;
    PostgreSQL does the like by itself."""
    if connection.vendor == "postgresql":
        return
    step = -PAGES_AT_ONCE
    while _merge(step):
        step = PAGES_AT_ONCE
    if not connection.in_atomic_block:
        _empty_log()


def _empty_log() -> None:
    """What was written lately stands in a file of its own, until others have read it; where they
    still do, it is emptied another time rather than that anybody waits."""
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1_000)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=500")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={usual}")


def _merge(pages: int) -> bool:
    """Whether there is more to merge: less than two rows changed if there is not."""
    with connection.cursor() as cursor:
        before = connection.connection.total_changes
        cursor.execute(
            "INSERT INTO corpus_words (corpus_words, rank) VALUES ('merge', %s)", [pages]
        )
        return bool(connection.connection.total_changes - before >= 2)


def _vector(words: Sequence[str]) -> str:
    """Places are counted no further than PostgreSQL does."""
    return " ".join(f"'{word}':{min(place, 16_383)}" for place, word in enumerate(words, 1))


def _keep_forms(words: Iterable[str], text: str, language: str) -> None:
    known = set(
        WordForm.objects.filter(language=language[:8], form__in=list(words)).values_list(
            "form", flat=True
        )
        if language
        else ()
    )
    forms = lemmas_of(text, language, known=known)
    WordForm.objects.bulk_create(
        [WordForm(language=language[:8], form=form, lemma=lemma) for form, lemma in forms.items()],
        ignore_conflicts=True,
        batch_size=500,
    )
