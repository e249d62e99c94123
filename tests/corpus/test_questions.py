"""Questions put to the codings are answered as far as somebody sees what they rest on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from localturn.corpus import permissions
from localturn.corpus.actions import coding as coding_actions
from localturn.corpus.actions import questions
from localturn.corpus.domain.asking import Asked, Filter, Kind, Layer, Unusable, read, written
from localturn.corpus.domain.nearness import Nearness
from localturn.corpus.domain.terms import AttributeKind, DocumentClass
from localturn.corpus.forms.asking import Choices, address_of, as_seen, read_question
from localturn.corpus.models import (
    Attribute,
    AttributeValue,
    Case,
    DocumentSet,
    Member,
    ProjectDocument,
    Round,
)
from localturn.corpus.permissions import Sight, sight
from localturn.corpus.queries import spans
from localturn.corpus.queries.answers import answer, passages
from localturn.corpus.queries.showing import shown
from localturn.corpus.queries.wording import in_words, sheet
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.corpus import NOON, Work, make_code, make_coding, make_document, make_member, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    spans.forget()


def _attribute(work: Work, values: dict[ProjectDocument, str]) -> Attribute:
    made = Attribute.objects.create(
        project=work.project, name="Continent", kind=AttributeKind.TEXT.value
    )
    for document, value in values.items():
        AttributeValue.objects.create(attribute=made, document=document, value=value)
    return made


def _counts(seen: Sight, asked: Asked) -> dict[tuple[str, str], int]:
    found = answer(seen, asked)
    return {
        (row.name, column.name): found.table[r][c].passages
        for r, row in enumerate(found.rows)
        for c, column in enumerate(found.columns)
        if found.table[r][c].passages
    }


def test_codes_are_counted_by_what_documents_are() -> None:
    work = make_work()
    other = make_document(work.project, "States and cities differ.", title="Other")
    below = make_code(work.project, "Money", under=work.code)
    continent = _attribute(work, {work.document: "Europe", other: "North America"})
    make_coding(work.document, work.code, "cities")
    make_coding(work.document, below, "money")
    make_coding(other, below, "States")
    lead = sight(work.lead)

    asked = Asked(Kind.CROSSTAB, attribute=continent.pk)
    assert _counts(lead, asked) == {
        ("Vertical", "Europe"): 2,
        ("Vertical", "North America"): 1,
        ("Money", "Europe"): 1,
        ("Money", "North America"): 1,
    }
    assert _counts(lead, replace(asked, with_below=False))[("Vertical", "Europe")] == 1
    assert _counts(lead, replace(asked, filters=(Filter(continent.pk, ("Europe",)),))) == {
        ("Vertical", "Europe"): 2,
        ("Money", "Europe"): 1,
    }
    sides = answer(lead, replace(asked, kind=Kind.SIDES, sides=(("Europe",), ("North America",))))
    assert [(c.one.passages, c.other.passages) for c in sides.contrasts] == [(2, 1), (1, 1)]
    assert in_words(sides)[0] == (
        "Two sides compared: Continent; Europe / North America; a code counts what hangs on it."
    )
    assert sheet(sides).rows[0][:3] == ["Vertical", "Europe", 2]


def test_a_cell_leads_to_the_passages_that_it_counts() -> None:
    work = make_work()
    first = make_coding(work.document, work.code, "Cities receive")
    second = make_coding(work.document, work.code, "cities do")
    lead = sight(work.lead)

    found = passages(lead, Asked(Kind.CROSSTAB), row=work.code.pk, column=0)

    assert found is not None
    assert found.keys.tolist() == [first.pk, second.pk]
    assert [shown(lead, [key])[key].quote for key in found.keys.tolist()] == [
        "Cities receive",
        "cities do",
    ]
    assert passages(lead, Asked(Kind.CROSSTAB), row=work.code.pk, column=1) is None
    assert passages(lead, Asked(Kind.CROSSTAB), row=0, column=0) is None


def test_pairs_count_once_where_rows_share_codes() -> None:
    work = make_work()
    below = make_code(work.project, "Money", under=work.code)
    make_coding(work.document, work.code, "asks the Union")
    make_coding(work.document, below, "the Union for money")
    lead = sight(work.lead)

    found = answer(lead, Asked(Kind.TOGETHER))

    assert found.pairs == [[1, 1], [1, 0]]
    for r, row in enumerate(found.rows):
        for c in range(2):
            cell = passages(lead, found.asked, row=row.code, column=c)
            assert cell is not None
            assert len(cell.keys) == found.pairs[r][c]
    near = answer(lead, Asked(Kind.TOGETHER, with_below=False, nearness=Nearness.PARAGRAPH))
    assert near.pairs == [[0, 1], [1, 0]]


def test_what_is_coded_or_withdrawn_is_counted_at_once() -> None:
    work = make_work()
    lead, asked = sight(work.lead), Asked(Kind.CROSSTAB)
    assert _counts(lead, asked) == {}
    made = make_coding(work.document, work.code, "cities")
    assert _counts(lead, asked) == {("Vertical", ""): 1}

    coding_actions.withdraw(made, by=work.lead, now=moments.now())
    assert _counts(lead, asked) == {}

    coding_actions.put_back(made, by=work.lead, now=moments.now())
    assert _counts(lead, asked) == {("Vertical", ""): 1}


def test_who_may_not_read_a_document_finds_nothing_of_it() -> None:
    work = make_work()
    interview = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    make_coding(interview, work.code, "said")
    make_coding(work.document, work.code, "cities")

    assert _counts(sight(work.lead), Asked(Kind.CROSSTAB)) == {("Vertical", ""): 2}
    assert _counts(sight(work.reader), Asked(Kind.CROSSTAB)) == {("Vertical", ""): 1}
    assert answer(sight(work.reader), Asked(Kind.CROSSTAB)).documents == 1


def test_arrays_show_what_the_database_shows() -> None:
    """Of everybody in the project, with a round that is open and documents of every class."""
    work = make_work()
    members = [work.lead, work.coder, work.reader, make_member(work.project)]
    open_round = Round.objects.create(project=work.project, name="Blind", begun_at=NOON)
    for kind in DocumentClass:
        document = make_document(work.project, "Cities and states said so.", kind=kind)
        for by, round_ in ((work.lead, None), (work.coder, open_round), (members[3], open_round)):
            make_coding(document, work.code, "states", by=by, round=round_)
    ProjectDocument.objects.filter(kind="internal").update(removed_at=NOON)

    for member in members:
        seen = sight(Member.objects.select_related("project").get(pk=member.pk))
        array = spans.seen(seen, Asked(Kind.CROSSTAB)).spans.key.tolist()
        assert sorted(array) == sorted(seen.codings().values_list("pk", flat=True))


def test_an_answer_names_its_layer_and_counts_it_alone() -> None:
    work = make_work()
    make_coding(work.document, work.code, "cities", by=work.lead)
    make_coding(work.document, work.code, "States", by=work.coder)
    lead = sight(work.lead)

    alone = Asked(Kind.CROSSTAB, layer=Layer.CODER, coder=work.coder.pk)

    assert _counts(lead, alone) == {("Vertical", ""): 1}
    assert in_words(answer(lead, alone))[1] == f"Layer: the codings of {work.coder}."
    assert _counts(lead, Asked(Kind.CODERS)) == {
        ("Vertical", str(work.lead)): 1,
        ("Vertical", str(work.coder)): 1,
    }


def test_an_answer_costs_as_many_statements_for_many_codings(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    work = make_work()
    lead = sight(work.lead)
    make_coding(work.document, work.code, "cities")
    answer(lead, Asked(Kind.CROSSTAB))
    for words in ("States", "money", "network"):
        make_coding(work.document, make_code(work.project), words)

    with django_assert_num_queries(5):
        answer(lead, Asked(Kind.CROSSTAB))


def test_a_question_is_put_to_the_documents_of_sets_and_cases_alone() -> None:
    work = make_work()
    other = make_document(work.project, "The towns ask the Union.", title="Other")
    talk = make_document(work.project, "States say so.", kind=DocumentClass.INTERVIEW)
    for document, words in ((work.document, "States"), (other, "towns"), (talk, "States")):
        make_coding(document, work.code, words)
    letters = DocumentSet.objects.create(project=work.project, name="Letters")
    letters.documents.set([other, talk])
    talks = DocumentSet.objects.create(project=work.project, name="Talks")
    talks.documents.set([talk])
    network = Case.objects.create(project=work.project, name="Network")
    network.documents.set([work.document, other])
    of_both = Asked(Kind.CROSSTAB, sets=(letters.pk, talks.pk), cases=(network.pk,))
    lead, reader = sight(work.lead), sight(work.reader)

    found = answer(lead, Asked(Kind.CROSSTAB, sets=(letters.pk,)))
    narrow = answer(lead, of_both)

    assert (found.documents, found.codings) == (2, 2)
    assert (narrow.documents, narrow.codings) == (1, 1)
    assert "Only documents with Set = Letters, Talks; Case = Network." in in_words(narrow)
    assert read(written(of_both)) == of_both
    said = QueryDict(address_of(of_both))
    assert read_question(said, Choices(lead)) == of_both
    with pytest.raises(Invalid):
        read_question(said, Choices(reader))
    seen = as_seen(of_both, Choices(reader))
    assert (seen.sets, seen.cases) == ((letters.pk, 0), (network.pk,))
    assert answer(reader, seen).codings == 1
    assert "Only documents with Set = Letters, –; Case = Network." in in_words(answer(reader, seen))


def test_documents_are_told_apart_by_what_is_known_of_the_cases_that_join_them() -> None:
    work = make_work()
    other = make_document(work.project, "The towns ask the Union.", title="Other")
    talk = make_document(work.project, "States say so.", kind=DocumentClass.INTERVIEW)
    for document, words in ((work.document, "States"), (other, "towns"), (talk, "States")):
        make_coding(document, work.code, words)
    job = Attribute.objects.create(
        project=work.project, name="Job", kind=AttributeKind.TEXT.value, of_cases=True
    )
    for name, value, documents in (
        ("Ada", "mayor", [work.document, talk]),
        ("Bo", "officer", [work.document]),
        ("Cy", "judge", [talk]),
    ):
        case = Case.objects.create(project=work.project, name=name)
        case.documents.set(documents)
        AttributeValue.objects.create(attribute=job, case=case, value=value)
    by_job = Asked(Kind.CROSSTAB, attribute=job.pk)
    lead, reader = sight(work.lead), sight(work.reader)

    assert _counts(lead, by_job) == {
        ("Vertical", "judge"): 1,
        ("Vertical", "mayor"): 2,
        ("Vertical", "officer"): 1,
        ("Vertical", ""): 1,
    }
    assert _counts(reader, by_job) == {
        ("Vertical", "mayor"): 1,
        ("Vertical", "officer"): 1,
        ("Vertical", ""): 1,
    }
    only = replace(by_job, filters=(Filter(job.pk, ("officer", "judge")),))
    assert (answer(lead, only).documents, answer(reader, only).documents) == (2, 1)
    assert Choices(reader).values == {job.pk: ["mayor", "officer"]}
    assert [each.text for each in Choices(lead).attributes] == ["Job (of cases)"]
    assert as_seen(only, Choices(reader)).filters[0].values == ("officer", "[…]")
    sides = Asked(Kind.SIDES, attribute=job.pk, sides=(("mayor", "judge"), ("officer", "")))
    assert _counts(lead, sides) == {
        ("Vertical", "mayor + judge"): 2,
        ("Vertical", "officer + "): 2,
    }


def test_a_question_is_kept_as_it_was_asked() -> None:
    work = make_work()
    asked = Asked(
        Kind.TOGETHER, (work.code.pk,), False, nearness=Nearness.NEAR, reach=50, languages=("en",)
    )

    kept = questions.keep(" Near money ", asked, by=work.coder, now=NOON)

    assert (kept.number, kept.name, read(kept.asked)) == (1, "Near money", asked)
    assert read(written(Asked(Kind.SIDES, sides=(("a",), ("b", ""))))).sides == (("a",), ("b", ""))
    with pytest.raises(NotAllowed):
        questions.keep("x", asked, by=work.reader, now=NOON)
    work.coder.project.closed_at = NOON
    work.coder.project.save()
    with pytest.raises(NotNow):
        questions.withdraw(kept, by=work.coder, now=NOON + timedelta(days=1))


@pytest.mark.once
@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"kind": "dance"},
        {"kind": "crosstab", "evil": 1},
        {"kind": "together", "reach": -1},
        {"kind": "together", "nearness": "far"},
        {"kind": "sides", "sides": [1]},
    ],
)
def test_what_is_no_question_is_not_read(kept: dict[str, object]) -> None:
    with pytest.raises(Unusable):
        read(kept)


def test_only_members_see_anything() -> None:
    work = make_work()
    stranger = make_member(make_work().project)
    assert stranger.person is not None
    assert permissions.sight_of(stranger.person, work.project) is None
