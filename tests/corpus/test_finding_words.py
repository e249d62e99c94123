"""Words are found in the texts that somebody may read."""

import pytest
from django.db import DatabaseError

from localturn.corpus.actions import finding
from localturn.corpus.actions.finding import index_texts, index_what_is_missing
from localturn.corpus.domain.lemmas import lemmas_of
from localturn.corpus.domain.patterns import Unreadable
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Member, Part, ProjectDocument
from localturn.corpus.permissions import Sight, sight
from localturn.corpus.queries.finding import Hits, found, matching
from localturn.foundation.search.asked import read
from makers.corpus import Work, make_document, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def work() -> Work:
    work = make_work()
    work.more["sv"] = make_document(
        work.project, "Städerna möts.\n\nEn stad möter en annan.", title="Möte", language="sv"
    )
    work.more["interview"] = make_document(
        work.project, "The cities asked me.", title="Her", kind=DocumentClass.INTERVIEW
    )
    index_what_is_missing.func()
    return work


def _lines(hits: Hits) -> list[str]:
    return [f"{hit.line.left}[{hit.line.hit}]{hit.line.right}" for hit in hits.hits]


def _see(member: Member) -> Sight:
    return sight(Member.objects.select_related("project").get(pk=member.pk))


def test_each_place_is_shown_with_its_surroundings(work: Work) -> None:
    hits = found(_see(work.reader), read('"network of cities"'))

    assert _lines(hits) == [
        "The [network of cities] asks the Union for money. States do not listen, and cities"
    ]
    assert (hits.total, hits.has_more) == (1, False)
    assert hits.hits[0].start == work.document.version.text.index("network")


def test_an_interview_is_found_by_who_may_read_it_alone(work: Work) -> None:
    assert found(_see(work.reader), read('"cities asked"')).total == 0
    assert found(_see(work.lead), read('"cities asked"')).total == 1
    assert matching(_see(work.reader), "cities asked").hits == []
    assert len(matching(_see(work.lead), "cities asked").hits) == 1


def test_accents_are_folded_and_languages_told_apart(work: Work) -> None:
    seen = _see(work.reader)

    assert _lines(found(seen, read("moter"))) == ["En stad [möter] en annan."]
    assert found(seen, read("stad"), language="sv").total == 2
    assert found(seen, read("stad"), language="en").total == 0


def test_forms_of_a_word_are_found_by_lemma(work: Work) -> None:
    seen = _see(work.reader)

    assert [h.line.hit for h in found(seen, read("city"), by_lemma=True).hits] == [
        "Cities",
        "cities",
        "cities",
    ]
    assert found(seen, read('"city"')).total == 0
    assert {h.line.hit for h in found(seen, read('"möta"'), by_lemma=True).hits} >= {"möter"}


def test_what_was_indexed_is_not_indexed_again_nor_found_when_it_is_gone(work: Work) -> None:
    before = Part.objects.count()
    index_texts.func([work.document.version_id])
    assert Part.objects.count() == before

    ProjectDocument.objects.filter(pk=work.document.pk).update(removed_at="2026-06-01T12:00Z")
    assert found(_see(work.lead), read('"network of cities"')).total == 0


def test_a_pattern_is_looked_for_in_the_order_of_documents(work: Work) -> None:
    seen = _see(work.reader)

    hits = matching(seen, r"\bcit(y|ies)\b")

    assert [(h.title, h.line.hit) for h in hits.hits] == [
        ("Declaration", "Cities"),
        ("Declaration", "cities"),
        ("Declaration", "cities"),
    ]
    assert (hits.looked_through, hits.of, hits.next_document) == (2, 2, None)
    with pytest.raises(Unreadable):
        matching(seen, "(")


@pytest.mark.once
def test_words_of_unknown_languages_have_no_lemmas() -> None:
    assert lemmas_of("Cities listen", "en") == {"cities": "city", "listen": "listen"}
    assert lemmas_of("Cities", "xx") == {}
    assert lemmas_of("Cities", "") == {}
    assert lemmas_of("Cities", "en-GB", known={"cities"}) == {}


def test_a_paragraph_is_found_however_long_it_is(work: Work) -> None:
    words = " ".join(f"word{number}" for number in range(12_000))
    long = make_document(work.project, f"{words} end", title="Long")

    index_what_is_missing.func()

    parts = Part.objects.filter(version=long.version_id).order_by("start")
    assert max(part.end - part.start for part in parts) <= 50_000
    assert "".join(long.version.text[p.start : p.end] for p in parts) == long.version.text
    for word in ("word0", "word6000", "end"):
        assert found(_see(work.lead), read(word)).total == 1


def test_a_text_that_cannot_be_indexed_keeps_no_other_waiting(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = make_document(work.project, "A bad text.", title="Bad")
    good = make_document(work.project, "A good text.", title="Good")
    told = finding.index_text

    def refusing(version: int) -> None:
        if version == bad.version_id:
            raise DatabaseError("string is too long for tsvector")
        told(version)

    monkeypatch.setattr(finding, "index_text", refusing)
    index_what_is_missing.func()

    assert Part.objects.filter(version=good.version_id).exists()
    assert not Part.objects.filter(version=bad.version_id).exists()


def test_of_a_long_place_only_the_beginning_is_held_with_where_it_ends(work: Work) -> None:
    long = make_document(work.project, "wait " * 1_000, title="Long")

    [hit] = [each for each in matching(_see(work.lead), "(?s).+").hits if each.title == "Long"]

    assert (len(hit.line.hit), hit.line.is_cut) == (1_000, True)
    assert (hit.start, hit.end) == (0, long.characters)
