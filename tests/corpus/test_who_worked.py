"""Rounds that not everybody came to the end of: who counts as a coder of which document."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from localturn.corpus.actions import rounds
from localturn.corpus.domain.disagreements import Verdict
from localturn.corpus.domain.terms import DocumentClass, Rights
from localturn.corpus.models import Assignment, Member, ProjectDocument, Round, Settlement
from localturn.corpus.permissions import Sight, sight
from localturn.corpus.queries.agreement import Worked, work_out
from localturn.corpus.queries.coded_texts import texts_of
from localturn.corpus.queries.rounds import all_regions, progress
from localturn.foundation.refusals import NotAllowed, NotNow
from makers.corpus import NOON, Work, make_coding, make_document, make_member, make_work

pytestmark = pytest.mark.django_db


@dataclass
class Three:
    """A round of three coders and three documents."""

    work: Work
    coders: list[Member]
    documents: list[ProjectDocument]
    round: Round

    def code(self, document: int, words: str, *coders: int) -> None:
        for each in coders:
            coder = self.coders[each]
            make_coding(self.documents[document], self.work.code, words, by=coder, round=self.round)

    def done(self, document: int, coder: int) -> None:
        mine = Assignment.objects.select_related("round").get(
            document=self.documents[document], member=self.coders[coder]
        )
        rounds.mark_done(mine, is_done=True, by=self.coders[coder], now=NOON)

    def close(self) -> Worked:
        rounds.close(self.round, by=self.work.lead, now=NOON)
        return work_out(self.round)

    def compared(self) -> dict[int, set[int]]:
        """The coders of each document that is compared, both by their place."""
        document = {each.pk: n for n, each in enumerate(self.documents)}
        coder: dict[object, int] = {each.pk: n for n, each in enumerate(self.coders)}
        return {
            document[int(str(each.name))]: {coder[key] for key in each.units}
            for each in texts_of(self.round).continua
        }

    @property
    def address(self) -> str:
        return f"/corpus/projects/{self.work.project.slug}/rounds/{self.round.pk}/"


@pytest.fixture
def three() -> Three:
    work = make_work()
    coders = [work.coder, make_member(work.project), make_member(work.project)]
    documents = [work.document, make_document(work.project), make_document(work.project)]
    made = rounds.begin("First", by=work.lead, now=NOON)
    rounds.give(made, dict.fromkeys(documents, coders), by=work.lead, now=NOON)
    return Three(work, coders, documents, made)


def _as(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def _lead(three: Three) -> Sight:
    return sight(Member.objects.select_related("project").get(pk=three.work.lead.pk))


def test_who_never_came_to_a_document_does_not_count_as_a_coder_of_it(three: Three) -> None:
    three.code(0, "cities", 0, 1, 2)
    three.code(1, "cities", 0, 1)
    three.code(1, "States", 0, 1)

    worked = three.close()

    assert three.compared() == {0: {0, 1, 2}, 1: {0, 1}}
    assert (worked.everything.value, worked.documents, worked.codings) == (1, 2, 7)
    assert (worked.agreed, worked.missing) == (3, 0)
    assert {each.verdict for each in all_regions(three.round)} == {Verdict.AGREED}
    assert Settlement.objects.count() == 3


def test_who_is_done_and_found_nothing_counts_as_a_coder(three: Three) -> None:
    three.code(0, "cities", 0, 1)
    three.done(0, 2)

    worked = three.close()

    assert three.compared() == {0: {0, 1, 2}}
    assert (worked.agreed, worked.missing) == (0, 1)
    assert worked.everything.value is not None
    assert worked.everything.value < 1


def test_a_document_in_which_everybody_found_nothing_is_text_that_nobody_coded(
    three: Three,
) -> None:
    three.code(0, "cities", 0, 1)
    for coder in (0, 1):
        three.done(1, coder)

    worked = three.close()

    assert three.compared() == {0: {0, 1}, 1: {0, 1}}
    lengths = [each.characters for each in three.documents[:2]]
    assert [each.length for each in texts_of(three.round).continua] == lengths
    assert worked.coded_share == len("cities") / sum(lengths)


def test_a_round_in_which_nobody_found_anything_says_nothing(three: Three) -> None:
    three.done(0, 0)
    three.done(0, 1)

    worked = three.close()

    assert (worked.documents, worked.codings, worked.everything.value) == (1, 0, None)


def test_what_one_coder_alone_worked_on_is_not_among_places_marked_by_all(three: Three) -> None:
    three.code(0, "cities", 0)

    worked = three.close()

    assert three.compared() == {}
    assert (worked.agreed, worked.bounds, worked.missing) == (0, 0, 0)


def test_a_coding_that_was_taken_out_with_its_document_is_not_compared(three: Three) -> None:
    three.code(0, "cities", 0, 1)
    ProjectDocument.objects.filter(pk=three.documents[0].pk).update(removed_at=NOON)

    assert three.close().documents == 0


def test_the_lead_is_told_before_closing_what_nobody_came_to(three: Three) -> None:
    three.code(0, "cities", 0)
    three.done(1, 0)
    visitor = _as(three.work.lead)

    assert [(p.given, p.done, p.untouched) for p in progress(_lead(three), three.round)] == [
        (3, 1, 1),
        (3, 0, 3),
        (3, 0, 3),
    ]
    page = visitor.get(three.address).text
    assert (
        "7 tasks (one document for one coder each) are neither coded nor said to be done." in page
    )
    for coder in (0, 1, 2):
        for document in (0, 1, 2):
            three.done(document, coder)
    assert "Not everything has been worked on" not in visitor.get(three.address).text


def test_who_leads_takes_back_what_a_coder_will_not_come_to(three: Three) -> None:
    three.code(0, "cities", 2)
    three.done(1, 2)
    visitor = _as(three.work.lead)
    page = f"{three.address}coders/{three.coders[2].pk}/"
    states = visitor.get(page).text
    assert [states.count(f">{each}<") for each in ("Begun", "Done", "Not begun")] == [1, 1, 1]

    visitor.post(f"{page}take-back/", {"all": "1"})

    left = Assignment.objects.filter(member=three.coders[2])
    assert {each.document_id for each in left} == {each.pk for each in three.documents[:2]}
    visitor.post(f"{page}take-back/", {"document": three.documents[0].pk})
    assert [each.document for each in left.all()] == [three.documents[1]]
    assert Assignment.objects.count() == 7
    three.code(0, "States", 0, 1)
    assert three.close().agreed == 1
    assert three.compared() == {0: {0, 1}}


def test_what_is_out_of_sight_is_not_taken_back(three: Three) -> None:
    work = three.work
    interview = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    rounds.give(three.round, {interview: [three.coders[2]]}, by=work.lead, now=NOON)
    without = sight(make_member(work.project, rights=Rights()))

    with pytest.raises(NotAllowed):
        rounds.take_back_untouched(without, three.round, three.coders[2])
    rounds.close(three.round, by=work.lead, now=NOON + timedelta(days=1))
    with pytest.raises(NotNow):
        rounds.take_back_untouched(_lead(three), three.round, three.coders[2])
    assert Assignment.objects.count() == 10
