"""Changing a codebook with passages coded: moved, merged, split, retired, and undone."""

from datetime import timedelta

import pytest

from localturn.corpus.actions import codebook, coding, frame, projects, recoding
from localturn.corpus.actions.codebook import Wording
from localturn.corpus.actions.undoing import undo
from localturn.corpus.domain.codebook import Step
from localturn.corpus.domain.terms import DocumentClass, Level, Role
from localturn.corpus.models import CodebookChange, Coding, Node, Round
from localturn.corpus.permissions import Sight, sight
from localturn.corpus.queries.codebook import nodes_of
from localturn.corpus.queries.frame import consequences, doubles, outdated
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.corpus import (
    NOON,
    Work,
    make_code,
    make_coding,
    make_document,
    make_member,
    make_work,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def work() -> Work:
    return make_work()


def tree(work: Work) -> list[tuple[str, int]]:
    return [(each.name, depth) for each, depth in nodes_of(work.project)]


def lead_sees(work: Work) -> Sight:
    return sight(work.lead)


def last_change() -> CodebookChange:
    change = CodebookChange.objects.filter(undone_at=None).first()
    assert change is not None
    return change


def test_a_node_is_moved_step_by_step_and_each_step_undone(work: Work) -> None:
    second = make_code(work.project, "Horizontal")

    assert frame.step(second, Step.IN, by=work.coder, now=NOON)
    assert tree(work) == [("Vertical", 0), ("Horizontal", 1)]
    assert frame.step(second, Step.OUT, by=work.coder, now=NOON)
    assert frame.step(second, Step.UP, by=work.coder, now=NOON)
    assert tree(work) == [("Horizontal", 0), ("Vertical", 0)]
    assert not frame.step(second, Step.UP, by=work.coder, now=NOON)

    for _ in range(2):
        undo(last_change(), by=work.coder, now=NOON)
    assert tree(work) == [("Vertical", 0), ("Horizontal", 1)]


def test_nothing_is_moved_beneath_itself_or_beside_its_like(work: Work) -> None:
    below = make_code(work.project, "Funds", under=work.code)
    like = make_code(work.project, "Funds")

    with pytest.raises(Invalid):
        frame.move(work.code, under=below, by=work.lead, now=NOON)
    with pytest.raises(Invalid):
        frame.move(like, under=work.code, by=work.lead, now=NOON)

    assert tree(work) == [("Vertical", 0), ("Funds", 1), ("Funds", 0)]


def test_a_merge_takes_all_codings_along_and_counts_nobodys_twice(work: Work) -> None:
    other = make_code(work.project, "Upwards")
    below = make_code(work.project, "To the Union", under=other)
    both = [make_coding(work.document, each, "money", by=work.coder) for each in (work.code, other)]
    moved = make_coding(work.document, other, "States", by=work.lead)
    touched = consequences(lead_sees(work), [other.pk, below.pk])
    assert (touched.nodes, touched.codings, touched.coders) == (2, 2, 2)
    assert doubles(lead_sees(work), other, work.code) == 1

    change = recoding.merge(other, into=work.code, by=work.lead, now=LATER)

    counted = Coding.objects.filter(withdrawn_at=None).order_by("pk")
    assert [(each.pk, each.code_id) for each in counted] == [
        (both[0].pk, work.code.pk),
        (moved.pk, work.code.pk),
    ]
    assert tree(work) == [("Vertical", 0), ("To the Union", 1)]
    assert list(outdated(lead_sees(work))) == [moved]

    undo(change, by=work.lead, now=LATER)

    assert {each.pk: (each.code_id, each.meaning) for each in Coding.objects.all()} == {
        both[0].pk: (work.code.pk, 1),
        both[1].pk: (other.pk, 1),
        moved.pk: (other.pk, 1),
    }
    assert not Coding.objects.exclude(withdrawn_at=None).exists()
    assert tree(work) == [("Vertical", 0), ("Upwards", 0), ("To the Union", 1)]
    with pytest.raises(NotNow):
        undo(change, by=work.lead, now=LATER)


def test_what_was_taken_back_after_a_merge_stays_so_when_it_is_undone(work: Work) -> None:
    other = make_code(work.project, "Upwards")
    made = make_coding(work.document, other, "money", by=work.coder)
    change = recoding.merge(other, into=work.code, look_again=False, by=work.lead, now=NOON)
    made.refresh_from_db()
    assert made.meaning == work.code.meaning
    coding.withdraw(made, by=work.coder, now=LATER)

    undo(change, by=work.lead, now=LATER)

    made.refresh_from_db()
    assert (made.code_id, made.withdrawn_at) == (other.pk, LATER)


def test_a_code_is_not_merged_into_itself_or_what_hangs_on_it(work: Work) -> None:
    below = make_code(work.project, "Funds", under=work.code)

    for into in (work.code, below):
        with pytest.raises(Invalid):
            recoding.merge(work.code, into=into, by=work.lead, now=NOON)
    with pytest.raises(NotAllowed):
        recoding.merge(below, into=work.code, by=work.coder, now=NOON)


def test_a_split_takes_the_chosen_passages_of_one_coder_and_is_undone(work: Work) -> None:
    theirs = make_coding(work.document, work.code, "money", by=work.coder)
    own = make_coding(work.document, work.code, "States", by=work.lead)
    rows = lead_sees(work).codings().filter(coder=work.coder)

    change = recoding.split(work.code, rows, to="Funding", by=work.lead, now=LATER)

    new = Node.objects.get(name="Funding")
    assert dict(Coding.objects.values_list("pk", "code")) == {
        theirs.pk: new.pk,
        own.pk: work.code.pk,
    }
    with pytest.raises(Invalid):
        recoding.split(work.code, rows, to=new, by=work.lead, now=LATER)
    undo(change, by=work.lead, now=LATER)
    assert set(Coding.objects.values_list("code", flat=True)) == {work.code.pk}


def test_what_is_taken_out_of_use_keeps_its_codings_and_comes_back(work: Work) -> None:
    below = make_code(work.project, "Funds", under=work.code)
    make_coding(work.document, below, "money")

    frame.retire(work.code, by=work.coder, now=LATER)

    assert tree(work) == []
    assert lead_sees(work).codings().count() == 1
    below.refresh_from_db()
    with pytest.raises(NotNow):
        make_coding(work.document, below, "States")
    undo(last_change(), by=work.coder, now=LATER)
    assert tree(work) == [("Vertical", 0), ("Funds", 1)]


def test_undone_words_let_those_look_again_who_coded_under_them(work: Work) -> None:
    work.code.refresh_from_db()
    codebook.reword(work.code, Wording("Vertical", Level.CODE, "Up."), by=work.coder, now=NOON)
    make_coding(work.document, work.code, "money", by=work.coder)

    undo(last_change(), by=work.coder, now=LATER)

    work.code.refresh_from_db()
    assert (work.code.definition, work.code.meaning) == ("What it means.", 3)
    assert outdated(lead_sees(work)).count() == 1


def test_somebody_elses_change_is_undone_by_who_leads_alone(work: Work) -> None:
    frame.retire(work.code, by=work.lead, now=NOON)

    with pytest.raises(NotAllowed):
        undo(last_change(), by=work.coder, now=NOON)


def test_everybody_confirms_their_own_and_who_leads_also_of_those_who_left(work: Work) -> None:
    gone = make_member(work.project, Role.CODER)
    for member, words in ((work.coder, "money"), (work.lead, "States"), (gone, "year")):
        make_coding(work.document, work.code, words, by=member)
    codebook.rename(work.code, "Upwards", by=work.lead, now=NOON)
    projects.remove_member(gone, by=work.lead, now=NOON)
    rows = outdated(lead_sees(work))

    assert coding.confirm_all(rows, by=work.coder, now=NOON) == 1
    assert [each.quote for each in rows.all()] == ["States", "year"]
    assert coding.confirm_all(rows, by=work.lead, now=NOON) == 2
    assert not rows.all().exists()


def test_only_a_passage_of_a_public_document_becomes_an_example(work: Work) -> None:
    interview = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    said = make_coding(interview, work.code, "said", by=work.coder)
    passage = make_coding(work.document, work.code, "money", by=work.coder)

    with pytest.raises(NotNow):
        codebook.exemplify(said, by=work.coder, now=NOON)
    codebook.exemplify(passage, by=work.coder, now=NOON)

    work.code.refresh_from_db()
    assert (work.code.example, work.code.anchor) == ("money\n(Declaration)", passage)
    undo(last_change(), by=work.coder, now=NOON)
    work.code.refresh_from_db()
    assert (work.code.example, work.code.anchor) == ("", None)


def test_a_passage_of_an_open_round_becomes_no_example(work: Work) -> None:
    pilot = Round.objects.create(project=work.project, name="Pilot", begun_at=NOON)
    blind = make_coding(work.document, work.code, "money", by=work.coder, round=pilot)

    with pytest.raises(NotNow):
        codebook.exemplify(blind, by=work.coder, now=NOON)
    Round.objects.update(closed_at=NOON)
    blind.refresh_from_db()
    codebook.exemplify(blind, by=work.coder, now=NOON)


def test_nothing_is_changed_in_a_closed_project(work: Work) -> None:
    other = make_code(work.project, "Upwards")
    change = last_change()
    projects.close(work.project, by=work.lead, now=NOON)
    work.lead.refresh_from_db()

    for refused in (
        lambda: frame.step(other, Step.UP, by=work.lead, now=NOON),
        lambda: frame.move(other, under=work.code, by=work.lead, now=NOON),
        lambda: frame.retire(other, by=work.lead, now=NOON),
        lambda: recoding.merge(other, into=work.code, by=work.lead, now=NOON),
        lambda: undo(change, by=work.lead, now=NOON),
    ):
        with pytest.raises(NotNow):
            refused()
