"""Codes that are no longer in use: what was coded with them stays and counts."""

import pytest
from django.test import Client
from django.urls import reverse

from localturn.corpus.actions import frame, questions, recoding, rounds, transfers
from localturn.corpus.actions.taking_along import made_of
from localturn.corpus.actions.undoing import undo
from localturn.corpus.domain.asking import Asked, Kind, Layer
from localturn.corpus.domain.counting import merged
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import CodebookChange, Node, Round, Settlement
from localturn.corpus.permissions import sight
from localturn.corpus.queries import spans
from localturn.corpus.queries.answers import answer, passages
from localturn.corpus.queries.outgoing import RETIRED, outgoing
from localturn.corpus.queries.rounds import regions_of
from localturn.corpus.queries.settled import key_of, settled_in
from localturn.corpus.queries.showing import shown
from localturn.foundation.people.models import Person
from makers.corpus import NOON, Work, make_code, make_coding, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    spans.forget()


def _rows(work: Work, asked: Asked) -> list[tuple[str, int, int]]:
    """Of each row its name, its depth and how many passages it has."""
    found = answer(sight(work.lead), asked)
    return [
        (row.name, row.depth, cells[0].passages)
        for row, cells in zip(found.rows, found.table, strict=True)
    ]


def test_a_code_out_of_use_has_a_row_where_it_hung_and_counts_there() -> None:
    work = make_work()
    gone = make_code(work.project, "Gone", under=work.code)
    below = make_code(work.project, "Below", under=gone)
    make_code(work.project, "Never used", under=gone)
    make_coding(work.document, below, "money")
    make_coding(work.document, work.code, "cities")
    frame.retire(gone, by=work.lead, now=NOON)

    assert _rows(work, Asked(Kind.CROSSTAB)) == [
        ("Vertical", 0, 2),
        ("Gone (no longer in use)", 1, 1),
        ("Below (no longer in use)", 2, 1),
    ]
    cell = passages(sight(work.lead), Asked(Kind.CROSSTAB), row=below.pk, column=0)
    assert cell is not None
    assert [each.quote for each in shown(sight(work.lead), cell.keys.tolist()).values()] == [
        "money"
    ]


def test_a_code_that_nothing_was_coded_with_has_no_row() -> None:
    work = make_work()
    gone = make_code(work.project, "Gone")
    frame.retire(gone, by=work.lead, now=NOON)

    assert _rows(work, Asked(Kind.CROSSTAB)) == [("Vertical", 0, 0)]


def test_a_question_that_was_kept_finds_what_its_codes_have_become() -> None:
    work = make_work()
    gone, other = make_code(work.project, "Gone"), make_code(work.project, "Other")
    make_coding(work.document, gone, "money")
    make_coding(work.document, other, "Union")
    asked = Asked(Kind.CROSSTAB, codes=(gone.pk, other.pk))
    kept = questions.keep("Both", asked, by=work.lead, now=NOON)
    frame.retire(gone, by=work.lead, now=NOON)
    recoding.merge(other, into=work.code, by=work.lead, now=NOON)

    assert _rows(work, asked) == [("Vertical", 0, 1), ("Gone (no longer in use)", 0, 1)]
    assert isinstance(work.lead.person, Person)
    client = Client()
    client.force_login(work.lead.person)
    page = client.get(reverse("corpus:question", args=[work.project.slug, kept.number]))
    assert "Gone (no longer in use)" in page.content.decode()
    again = reverse("corpus:ask", args=[work.project.slug])
    changed = client.get(f"{again}?kind=crosstab&code={gone.pk}")
    assert f'value="{gone.pk}" checked' in changed.content.decode()


def _settled_round(work: Work) -> tuple[Round, Node]:
    """Two codes on passages that overlap, each settled as both coders coded it."""
    other = make_code(work.project, "Other")
    made = rounds.begin("First", by=work.lead, now=NOON)
    rounds.give(made, {work.document: [work.lead, work.coder]}, by=work.lead, now=NOON)
    for member in (work.lead, work.coder):
        make_coding(work.document, work.code, "network of cities", by=member, round=made)
        make_coding(work.document, other, "cities asks the Union", by=member, round=made)
        make_coding(work.document, other, "States", by=member, round=made)
    rounds.close(made, by=work.lead, now=NOON)
    return made, other


def test_what_was_settled_counts_as_the_code_that_it_was_merged_into() -> None:
    work = make_work()
    made, other = _settled_round(work)
    asked = Asked(Kind.CROSSTAB, layer=Layer.SETTLED, round=made.pk)
    before = _rows(work, asked)

    recoding.merge(other, into=work.code, by=work.lead, now=NOON)

    assert before == [("Vertical", 0, 1), ("Other", 0, 2)]
    assert _rows(work, asked) == [("Vertical", 0, 3)]
    keys = list(Settlement.objects.values_list("pk", flat=True))
    found = shown(sight(work.lead), keys, layer=Layer.SETTLED)
    assert {each.code for each in found.values()} == {"Vertical"}
    undo(CodebookChange.objects.latest("pk"), by=work.lead, now=NOON)
    assert _rows(work, asked) == before


def test_a_region_of_a_merged_code_is_settled_and_can_be_settled_anew() -> None:
    work = make_work()
    made, other = _settled_round(work)
    recoding.merge(other, into=work.code, by=work.lead, now=NOON)
    seen = sight(work.lead)

    regions = regions_of(seen, made)
    settled = settled_in(seen, made, regions)

    assert [settled[key_of(each)].is_whole for each in regions] == [True, True]
    both = regions[0]
    assert len(settled[key_of(both)].rows) == 2
    where = {"document": both.document, "code": both.code, "region_start": both.start}
    rounds.settle(seen, made, **where, choice="whole", now=NOON)
    (row,) = settled_in(seen, made, [both])[key_of(both)].rows
    assert (row.code, row.start, row.end) == (work.code, both.start, both.end)
    rounds.unsettle(seen, made, **where)
    assert settled_in(seen, made, regions).keys() == {key_of(regions[1])}


def test_a_region_of_which_a_part_is_settled_is_still_open() -> None:
    work = make_work()
    made, other = _settled_round(work)
    Settlement.objects.filter(code=other).delete()
    recoding.merge(other, into=work.code, by=work.lead, now=NOON)
    seen = sight(work.lead)

    settled = settled_in(seen, made, regions_of(seen, made))

    assert [each.is_whole for each in settled.values()] == [False]


def test_passages_of_a_code_out_of_use_are_taken_along_and_it_is_said() -> None:
    work = make_work()
    gone = make_code(work.project, "Gone", under=work.code)
    make_code(work.project, "Never used")
    make_coding(work.document, gone, "money")
    for each in (gone, Node.objects.get(name="Never used")):
        frame.retire(each, by=work.lead, now=NOON)

    going = outgoing(sight(work.lead), classes=[DocumentClass.PUBLIC])

    assert [(code.name, bool(code.parent)) for code in going.project.codes] == [
        ("Vertical", False),
        ("Gone", True),
    ]
    assert [coding.code for _s, _p, coding in going.project.codings()] == [
        going.project.codes[1].guid
    ]
    assert [(each.count, each.examples) for each in going.left_behind if each.what == RETIRED] == [
        (1, ("Gone",))
    ]
    qdc = transfers.ask_out(
        "qdc", profile="plain", classes=[DocumentClass.PUBLIC], by=work.lead, now=NOON
    )
    assert made_of(qdc, sight(work.lead)).counts == {"codes": 1}


def test_a_merge_is_followed_to_its_end() -> None:
    assert merged({1: 2, 2: 3, 5: 6}) == {1: 3, 2: 3, 5: 6}
    assert merged({1: 2, 2: 1}) == {1: 1, 2: 2}
