"""Words found in the texts of a project that somebody may read, with what stands around them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from localturn.corpus.domain import concordance, finding, patterns
from localturn.corpus.domain.concordance import Line
from localturn.corpus.domain.finding import Sought, sought
from localturn.corpus.domain.patterns import compiled
from localturn.corpus.models import Part, ProjectDocument, WordForm
from localturn.corpus.permissions import Sight
from localturn.foundation.library.models import TextVersion
from localturn.foundation.search.asked import Question

A_PAGE = 20
"""Paragraphs."""
MOST_LINES = 6
"""Of one paragraph."""
COUNTED = 1_000
"""Paragraphs, beyond which they are no longer counted."""
MOST_MATCHES = 50
"""Of a pattern, on a page."""
MOST_TEXTS = 50
"""That are held at once."""
SECONDS = 1.5
"""Of processor time that a pattern may take."""


@dataclass(frozen=True)
class Hit:
    """One place in a text: from `start` up to and without `end`."""

    document: int
    title: str
    language: str
    page: str
    start: int
    line: Line

    @property
    def end(self) -> int:
        return self.start + self.line.end - self.line.start


@dataclass(frozen=True)
class Hits:
    """A page of places. `total` counts paragraphs, no further than `COUNTED`."""

    hits: Sequence[Hit]
    total: int
    first: int
    has_more: bool


@dataclass(frozen=True)
class Text:
    """That is read now in a project."""

    document: int
    title: str
    language: str
    version: int


def forms_of(question: Question) -> dict[str, set[str]]:
    """Of each word asked for, all forms of the words that it may be a form of (2 statements)."""
    words = {word for term in question.terms for word in term.words}
    lemmas: dict[str, set[tuple[str, str]]] = {}
    rows = WordForm.objects.filter(form__in=words).order_by()
    for form, lemma, language in rows.values_list("form", "lemma", "language"):
        lemmas.setdefault(form, set()).add((lemma, language))
    for word in words:
        lemmas.setdefault(word, set())
    named = {lemma for each in lemmas.values() for lemma, _ in each} | words
    known: dict[tuple[str, str], set[str]] = {}
    found = WordForm.objects.filter(lemma__in=named).order_by()
    for form, lemma, language in found.values_list("form", "lemma", "language"):
        known.setdefault((lemma, language), set()).add(form)
    return {
        word: {
            form
            for (lemma, language), forms in known.items()
            if (lemma, language) in lemmas[word] or lemma == word
            for form in forms
        }
        | {lemma for lemma, _ in lemmas[word]}
        for word in words
    }


def found(
    sight: Sight,
    question: Question,
    *,
    by_lemma: bool = False,
    language: str = "",
    first: int = 0,
) -> Hits:
    """A page of places, in the order in which texts were brought in (4 statements, by lemma 6)."""
    if not question:
        return Hits((), 0, 0, has_more=False)
    wanted = sought(question, forms_of(question) if by_lemma else None)
    texts = texts_of(sight, language)
    matches = parts_with(sight, language, wanted, first=first, most=A_PAGE + 1)
    total = _count(sight, language, wanted)
    hits = hits_in(matches[:A_PAGE], wanted, texts)
    return Hits(hits, total, first, has_more=len(matches) > A_PAGE)


def texts_of(sight: Sight, language: str) -> dict[int, Text]:
    """By version, what somebody may read; of one language, or with "" of all (1 statement)."""
    rows = sight.documents().order_by()
    if language:
        rows = rows.filter(language=language)
    return {
        version: Text(pk, title, spoken, version)
        for pk, title, spoken, version in rows.values_list("pk", "title", "language", "version_id")
    }


def hits_in(
    parts: Sequence[tuple[int, int, int]],
    wanted: Sequence[Sought],
    texts: dict[int, Text],
    *,
    most: int = MOST_LINES,
) -> list[Hit]:
    """The places of the first word sought, at most so many in each part (2 statements)."""
    return [hit for each in hits_of_each(parts, wanted, texts, most=most) for hit in each]


def hits_of_each(
    parts: Sequence[tuple[int, int, int]],
    wanted: Sequence[Sought],
    texts: dict[int, Text],
    *,
    most: int | None = None,
) -> Iterator[list[Hit]]:
    """The same, part by part, with all places or at most so many: a part that nobody asks for is
    not looked through."""
    said, pages = _said(parts), _pages({version for version, _, _ in parts})
    for (version, start, _end), text in zip(parts, said, strict=True):
        of, hits = texts.get(version), list[Hit]()
        if of is not None:
            places = [(b, e) for b, e, number in finding.places(text, wanted) if number == 0]
            for line in concordance.lines(text, places[:most]):
                at = start + line.start
                page = _page_at(pages.get(version, ()), at)
                hits.append(Hit(of.document, of.title, of.language, page, at, line))
        yield hits


def _said(parts: Sequence[tuple[int, int, int]]) -> list[str]:
    """The texts of parts; only these leave the database (1 statement)."""
    if not parts:
        return []
    one = "SELECT {} AS place, SUBSTR(text, %s, %s) FROM library_textversion WHERE id = %s"
    sql = " UNION ALL ".join(one.format(place) for place in range(len(parts)))
    values = [value for version, start, end in parts for value in (start + 1, end - start, version)]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY place", values)
        return [text for _place, text in cursor.fetchall()]


def _pages(versions: Iterable[int]) -> dict[int, Sequence[tuple[int, str]]]:
    rows = TextVersion.objects.filter(pk__in=list(versions)).values_list("pk", "pages")
    return {pk: [(start, label) for start, label in pages] for pk, pages in rows}


def _page_at(pages: Sequence[tuple[int, str]], at: int) -> str:
    return next((label for start, label in reversed(pages) if start <= at), "")


def parts_with(
    sight: Sight, language: str, wanted: Sequence[Sought], *, first: int, most: int
) -> list[tuple[int, int, int]]:
    """Version, start and end of at most so many parts that have all terms, in the order in which
    texts were brought in (1 statement)."""
    sql, parameters = _statement(sight, language, wanted, 'p.version_id, p.start, p."end"')
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} ORDER BY {_in_order()} LIMIT %s OFFSET %s", [*parameters, most, first]
        )
        return list(cursor.fetchall())


def _count(sight: Sight, language: str, wanted: Sequence[Sought]) -> int:
    sql, parameters = _statement(sight, language, wanted, "1")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM ({sql} LIMIT %s) AS found",  # noqa: S608
            [*parameters, COUNTED],
        )
        return int(cursor.fetchone()[0])


def _statement(
    sight: Sight, language: str, wanted: Sequence[Sought], columns: str
) -> tuple[str, list[Any]]:
    """Parts with all terms, of texts that somebody may read and that are read now."""
    documents = sight.documents().order_by()
    if language:
        documents = documents.filter(language=language)
    seen, seen_parameters = documents.values("version_id").query.sql_with_params()
    if connection.vendor == "postgresql":
        source, match = "corpus_part p", "p.words @@ %s::tsquery"
        asked = " & ".join(_postgresql(each) for each in wanted)
    else:
        # CROSS: first the words, whatever the planner makes of few columns
        source = "corpus_words CROSS JOIN corpus_part p ON p.id = corpus_words.rowid"
        match, asked = "corpus_words MATCH %s", " AND ".join(_sqlite(each) for each in wanted)
    sql = f"SELECT {columns} FROM {source} WHERE {match} AND p.version_id IN ({seen})"  # noqa: S608
    return sql, [asked, *seen_parameters]


def _in_order() -> str:
    return "p.id" if connection.vendor == "postgresql" else "corpus_words.rowid"


def _sqlite(each: Sought) -> str:
    """Words are letters and digits alone, so the quotes cannot be left."""
    if all(len(forms) == 1 for forms in each.words):
        phrase = " ".join(next(iter(forms)) for forms in each.words)
        return f'"{phrase}"' + (" *" if each.unfinished else "")
    if len(each.words) == 1:
        return "(" + " OR ".join(f'"{form}"' for form in sorted(each.words[0])) + ")"
    return "(" + " OR ".join(f'"{" ".join(words)}"' for words in _phrases(each)) + ")"


def _postgresql(each: Sought) -> str:
    ending = ":*" if each.unfinished else ""
    last = len(each.words) - 1
    parts = [
        "(" + " | ".join(f"'{form}'{ending if n == last else ''}" for form in sorted(forms)) + ")"
        for n, forms in enumerate(each.words)
    ]
    return f"({' <-> '.join(parts)})"


def _phrases(each: Sought) -> list[tuple[str, ...]]:
    """All combinations of forms, no more than 500."""
    found: list[tuple[str, ...]] = [()]
    for forms in each.words:
        found = [(*before, form) for before in found for form in sorted(forms)][:500]
    return found


@dataclass(frozen=True)
class PatternHits:
    """What a pattern was found at, and how far the time went."""

    hits: Sequence[Hit]
    looked_through: int
    of: int
    next_document: int | None
    next_at: int
    too_slow: Sequence[str]


def matching(
    sight: Sight,
    pattern: str,
    *,
    ignore_case: bool = True,
    language: str = "",
    document: int | None = None,
    begin: int = 0,
    most: int = MOST_MATCHES,
) -> PatternHits:
    """Places that a regular expression matches, text by text in the order of documents, from this
    place of this document on, at most so many and for no longer than `SECONDS`. Raises
    patterns.Unreadable."""
    rows = sight.documents()
    if language:
        rows = rows.filter(language=language)
    ordered = list(rows.values_list("pk", "title", "language", "version_id"))
    first = next((n for n, row in enumerate(ordered) if row[0] == document), 0)
    of = {pk: Text(pk, title, spoken, version) for pk, title, spoken, version in ordered}
    kept: dict[int, str] = {}

    def texts() -> Iterable[tuple[int, str]]:
        for pk, _title, _language, version in ordered[first:]:
            kept.clear()
            text = TextVersion.objects.values_list("text", flat=True).get(pk=version)
            kept[pk] = text
            yield pk, text

    expression = compiled(pattern, ignore_case=ignore_case)
    answer = patterns.search(expression, texts(), most=most, seconds=SECONDS, begin=begin)
    return PatternHits(
        _matches(answer.found, of),
        first + answer.looked_through,
        len(ordered),
        answer.next_text,
        answer.next_at,
        [of[each].title for each in answer.too_slow],
    )


def _matches(places: Sequence[patterns.Found], of: Mapping[int, Text]) -> list[Hit]:
    """2 statements for each `MOST_TEXTS` texts that have one."""
    hits = []
    met = list(dict.fromkeys(of[each.text].version for each in places))
    for at in range(0, len(met), MOST_TEXTS):
        some = met[at : at + MOST_TEXTS]
        said = dict(TextVersion.objects.filter(pk__in=some).values_list("pk", "text"))
        pages = _pages(some)
        for each in places:
            text = of[each.text]
            if text.version not in said:
                continue
            (line,) = concordance.lines(said[text.version], [(each.start, each.end)])
            page = _page_at(pages.get(text.version, ()), each.start)
            hits.append(Hit(text.document, text.title, text.language, page, each.start, line))
    return hits


def unindexed(*, most: int) -> list[int]:
    """Text versions that are read in a project and have no parts yet."""
    parts = Part.objects.filter(version=OuterRef("version"))
    rows = ProjectDocument.objects.filter(~Exists(parts), removed_at=None, words__gt=0)
    return list(rows.order_by("version_id").values_list("version_id", flat=True).distinct()[:most])
