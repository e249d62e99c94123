"""Rounds: blind until closed, settled where coders differ, with the originals kept."""

from dataclasses import dataclass

import pytest

from localturn.corpus.actions import projects, rounds
from localturn.corpus.domain.asking import Asked, Kind, Layer
from localturn.corpus.domain.disagreements import Verdict
from localturn.corpus.domain.terms import DocumentClass, Rights, Role
from localturn.corpus.models import (
    Agreement,
    Assignment,
    Coding,
    Member,
    ProjectDocument,
    Round,
    Settlement,
)
from localturn.corpus.permissions import Sight, sight
from localturn.corpus.queries import spans
from localturn.corpus.queries.agreement import from_kept
from localturn.corpus.queries.answers import answer
from localturn.corpus.queries.rounds import given_to, progress, regions_of, round_for
from localturn.corpus.queries.settled import settled_in
from localturn.corpus.queries.showing import shown
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, NotNow
from makers.corpus import NOON, Work, make_coding, make_document, make_member, make_work

pytestmark = pytest.mark.django_db


@dataclass
class Blind:
    """A round of two coders and one document."""

    work: Work
    other: Member
    round: Round

    def code(self, words: str, *members: Member) -> None:
        for member in members:
            make_coding(self.work.document, self.work.code, words, by=member, round=self.round)

    def settle(self, start: int, choice: str, *, by: Member | None = None) -> None:
        rounds.settle(
            sight(by or self.work.lead),
            self.round,
            document=self.work.document.pk,
            code=self.work.code.pk,
            region_start=start,
            choice=choice,
            now=NOON,
        )


@pytest.fixture(autouse=True)
def _fresh() -> None:
    spans.forget()


@pytest.fixture
def blind() -> Blind:
    work = make_work()
    other = make_member(work.project)
    made = rounds.begin("First", by=work.lead, now=NOON)
    rounds.give(made, {work.document: [work.coder, other]}, by=work.lead, now=NOON)
    return Blind(work, other, made)


def _see(member: Member) -> Sight:
    return sight(Member.objects.select_related("project").get(pk=member.pk))


def test_nobody_sees_what_others_code_until_the_round_is_closed(blind: Blind) -> None:
    blind.code("cities", blind.work.coder, blind.other)

    assert [c.coder for c in _see(blind.work.coder).codings()] == [blind.work.coder]
    assert list(_see(blind.work.lead).codings()) == []
    assert regions_of(_see(blind.work.lead), blind.round) == []
    assert answer(_see(blind.other), Asked(Kind.CROSSTAB)).codings == 1

    rounds.close(blind.round, by=blind.work.lead, now=NOON)

    assert len(_see(blind.work.coder).codings()) == 2
    (region,) = regions_of(_see(blind.work.lead), blind.round)
    assert region.verdict is Verdict.AGREED


def test_what_all_agree_on_is_settled_when_the_round_is_closed(blind: Blind) -> None:
    blind.code("cities", blind.work.coder, blind.other)
    blind.code("States", blind.work.coder)

    rounds.close(blind.round, by=blind.work.lead, now=NOON)

    (row,) = Settlement.objects.all()
    assert (row.by, row.start, row.coding is not None) == (None, row.region_start, True)
    settled = Asked(Kind.CROSSTAB, layer=Layer.SETTLED, round=blind.round.pk)
    assert answer(_see(blind.work.lead), settled).codings == 1
    assert answer(_see(blind.work.lead), Asked(Kind.CROSSTAB)).codings == 3


def test_a_disagreement_is_settled_and_the_originals_stay(blind: Blind) -> None:
    blind.code("network of cities", blind.work.coder)
    blind.code("cities asks", blind.other)
    rounds.close(blind.round, by=blind.work.lead, now=NOON)
    (region,) = regions_of(_see(blind.work.lead), blind.round)
    assert region.verdict is Verdict.BOUNDS
    originals = list(Coding.objects.order_by("pk").values())
    text = blind.work.document.version.text
    said = []

    for choice in ("whole", str(blind.other.pk), "nothing"):
        blind.settle(region.start, choice)
        (settled,) = settled_in(_see(blind.work.lead), blind.round, [region]).values()
        said.append([text[r.start : r.end] for r in settled.rows if r.start is not None])
        keys = [r.pk for r in settled.rows]
        quotes = shown(_see(blind.work.lead), keys, layer=Layer.SETTLED)
        assert [each.quote for each in quotes.values()] == said[-1]

    assert said == [["network of cities asks"], ["cities asks"], []]
    assert list(Coding.objects.order_by("pk").values()) == originals

    rounds.unsettle(
        _see(blind.work.lead),
        blind.round,
        document=region.document,
        code=region.code,
        region_start=region.start,
    )
    assert not Settlement.objects.exists()


def test_what_cannot_be_settled_is_refused(blind: Blind) -> None:
    blind.code("cities", blind.work.coder)
    start = Coding.objects.get().start
    with pytest.raises(NotNow):
        blind.settle(start, "whole")
    rounds.close(blind.round, by=blind.work.lead, now=NOON)

    with pytest.raises(NotFound):
        blind.settle(start + 1, "whole")
    with pytest.raises(Invalid):
        blind.settle(start, str(blind.work.lead.pk))
    with pytest.raises(NotAllowed):
        blind.settle(start, "whole", by=blind.work.reader)
    with pytest.raises(NotNow):
        rounds.close(blind.round, by=blind.work.lead, now=NOON)
    with pytest.raises(NotNow):
        make_coding(
            blind.work.document, blind.work.code, "money", by=blind.work.coder, round=blind.round
        )


def test_what_was_given_is_not_named_once_it_may_not_be_read(blind: Blind) -> None:
    work = blind.work
    hidden = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    rounds.give(blind.round, {hidden: [work.coder]}, by=work.lead, now=NOON)
    assert [each.document for each in given_to(_see(work.coder))] == [work.document, hidden]

    projects.change_member(work.coder, role=Role.CODER, rights=Rights(), by=work.lead, now=NOON)

    assert [each.document for each in given_to(_see(work.coder))] == [work.document]


def test_a_document_is_given_to_who_may_read_it_alone(blind: Blind) -> None:
    work = blind.work
    interview = make_document(work.project, "She said.", kind=DocumentClass.INTERVIEW)
    without = make_member(work.project, Role.CODER, rights=Rights())

    with pytest.raises(Invalid):
        rounds.give(blind.round, {interview: [without]}, by=work.lead, now=NOON)
    with pytest.raises(Invalid):
        rounds.give(blind.round, {work.document: [work.reader]}, by=work.lead, now=NOON)
    with pytest.raises(NotAllowed):
        rounds.give(blind.round, {work.document: [work.coder]}, by=work.coder, now=NOON)
    spread = rounds.spread([interview, work.document], [without, work.coder, blind.other], each=2)
    assert spread == {
        interview: [work.coder, blind.other],
        work.document: [without, work.coder],
    }


def test_who_codes_says_when_it_is_done(blind: Blind) -> None:
    mine = Assignment.objects.get(member=blind.work.coder)

    with pytest.raises(NotAllowed):
        rounds.mark_done(mine, is_done=True, by=blind.other, now=NOON)
    rounds.mark_done(mine, is_done=True, by=blind.work.coder, now=NOON)

    assert [(p.member, p.given, p.done) for p in progress(sight(blind.work.lead), blind.round)] == [
        (blind.work.coder, 1, 1),
        (blind.other, 1, 0),
    ]
    assert round_for(blind.work.coder, blind.work.document) == blind.round
    assert round_for(blind.work.lead, blind.work.document) is None


def test_agreement_is_worked_out_of_closed_rounds(blind: Blind) -> None:
    blind.code("cities", blind.work.coder, blind.other)
    blind.code("States", blind.work.coder)
    rounds.close(blind.round, by=blind.work.lead, now=NOON)

    rounds.work_out_agreement.func(blind.round.pk)
    rounds.work_out_agreement.func(0)

    kept = Agreement.objects.get()
    assert kept.content is not None
    assert list(kept.content) == ["all"]
    worked = from_kept(kept.content["all"])
    assert (worked.codings, worked.documents) == (3, 1)
    assert (worked.agreed, worked.bounds, worked.missing) == (1, 0, 1)
    assert [each.codings for each in worked.codes] == [3]
    assert [(p.one, p.other) for p in worked.pairs] == [(blind.work.coder.pk, blind.other.pk)]
    assert worked.everything.value is not None
    assert 0 < worked.everything.value < 1
    assert set(worked.by_document) == {blind.work.document.pk}


def test_an_empty_round_is_not_closed(blind: Blind) -> None:
    empty = rounds.begin("Second", by=blind.work.lead, now=NOON)

    with pytest.raises(NotNow):
        rounds.close(empty, by=blind.work.lead, now=NOON)
    with pytest.raises(Invalid):
        rounds.begin("First", by=blind.work.lead, now=NOON)
    ProjectDocument.objects.update(removed_at=NOON)
    with pytest.raises(NotFound):
        rounds.give(empty, {_gone(): [blind.work.coder]}, by=blind.work.lead, now=NOON)


def _gone() -> ProjectDocument:
    return ProjectDocument.objects.get()
