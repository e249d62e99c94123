"""The pages of groups and of their work, as participants and facilitators use them."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from academy.views.test_attachments import MIB, TUS, begin
from localturn.academy.actions import groups as actions
from localturn.academy.actions.groupwork import settle_group_works
from localturn.academy.actions.reminders import remind_of_comments
from localturn.academy.calendar import calendar_entries
from localturn.academy.domain.awards import GroupsCommented, standing
from localturn.academy.models import (
    CommentWaiver,
    Enrolment,
    GradeEntry,
    GroupComment,
    GroupFile,
    GroupHandIn,
    Grouping,
    GroupMove,
    GroupSeat,
)
from localturn.academy.queries.groupwork import purpose_of
from localturn.academy.queries.standing import awards_of, evidence_of
from localturn.academy.views.explaining import explain
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.tasks import worker
from makers.academy import NOON, make_person
from makers.files import PDF, upload
from makers.groups import AFTER, BEFORE, Seminar
from makers.people import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "now", lambda: BEFORE)


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(moments, "now", lambda: now)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(seminar: Seminar, verb: str = "") -> str:
    names = [seminar.run.slug, "presentation", *([verb] if verb else [])]
    return reverse("academy:activity-verb" if verb else "academy:activity", args=names)


def grouping(seminar: Seminar, *more: str | int) -> str:
    name = {0: "grouping", 1: "grouping-verb"}[len(more)]
    return reverse(f"academy:{name}", args=[seminar.run.slug, "groups", *more])


def space(seminar: Seminar, number: int, *verb: str) -> str:
    name = "group-verb" if verb else "group"
    return reverse(f"academy:{name}", args=[seminar.run.slug, "groups", number, *verb])


def test_a_proposal_is_shown_with_its_reasons_and_taken_over_as_it_was_seen() -> None:
    seminar = Seminar(groups=0)
    for at_ in range(6):
        body = make_organisation(f"University {at_ % 2}")
        seminar.sit(None, f"Student {at_}", organisation=body)
    client = signed_in(seminar.facilitator)
    asked = {"number": 3, "mix": "organisation"}

    shown = client.get(grouping(seminar, "proposal"), asked)
    assert "nobody is in a group with somebody of the same" in shown.text
    found = re.search(r'name="seen" value="(\w+)"', shown.text)
    assert found is not None
    seen = found[1]
    assert not GroupMove.objects.exists()
    late = seminar.sit(None, "Late")
    stale = client.post(grouping(seminar, "proposal"), asked | {"seen": seen})
    assert stale.status_code == 409
    late.delete()
    done = client.post(grouping(seminar, "proposal"), asked | {"seen": seen})

    assert done.status_code == 302
    assert GroupSeat.objects.count() == 6
    assert Grouping.objects.get().mixes == ["organisation"]
    assert "Each group has 2 people." in client.get(grouping(seminar)).text


def test_people_are_moved_with_a_list_beside_their_name_and_every_move_is_kept() -> None:
    seminar = Seminar(groups=2, each=1)
    ana = seminar.seats[seminar.groups[0]][0]
    client = signed_in(seminar.facilitator)

    client.post(grouping(seminar, "move"), {f"was-{ana.pk}": "1", f"seat-{ana.pk}": "2"})
    client.post(grouping(seminar, "move"), {f"was-{ana.pk}": "2", f"seat-{ana.pk}": ""})

    assert not GroupSeat.objects.filter(enrolment=ana).exists()
    assert "Person 1a out of Group 2" in client.get(grouping(seminar)).text
    assert GroupMove.objects.filter(enrolment=ana).count() == 3


def fields_of(html: str) -> dict[str, str]:
    """What the list of everybody sends as it is."""
    was = dict(re.findall(r'name="(was-\d+)" value="(\d*)"', html))
    return was | {name.replace("was-", "seat-"): value for name, value in was.items()}


def test_saving_the_list_undoes_nobody_else_s_moves() -> None:
    seminar = Seminar(groups=3, each=2)
    first, _second, third = seminar.groups
    (ana, ben), zoe = seminar.seats[first], seminar.sit(None, "Zoe")
    client = signed_in(seminar.facilitator)
    seen = fields_of(client.get(grouping(seminar)).text)
    assert (seen[f"was-{ana.pk}"], seen[f"was-{zoe.pk}"]) == ("1", "")
    seminar.move(ana, third)

    client.post(grouping(seminar, "move"), seen | {f"seat-{ben.pk}": "2", f"seat-{zoe.pk}": "3"})

    at_ = dict(GroupSeat.objects.values_list("enrolment", "group__number"))
    assert (at_[ana.pk], at_[ben.pk], at_[zoe.pk]) == (3, 2, 3)


def test_nobody_is_moved_where_one_of_them_has_been_meanwhile() -> None:
    seminar = Seminar(groups=3, each=2)
    first, _second, third = seminar.groups
    ana, ben = seminar.seats[first]
    client = signed_in(seminar.facilitator)
    seen = fields_of(client.get(grouping(seminar)).text)
    seminar.move(ben, third)
    both = seen | {f"seat-{ana.pk}": "2", f"seat-{ben.pk}": "2"}

    refused = client.post(grouping(seminar, "move"), both)

    assert refused.status_code == 409
    assert "Person 1b has been moved to Group 3 meanwhile" in refused.text
    seminar.move(ben, None)
    gone = client.post(grouping(seminar, "move"), both)
    assert "Person 1b has been taken out of their group meanwhile" in gone.text
    assert GroupSeat.objects.get(enrolment=ana).group == first
    same = client.post(grouping(seminar, "move"), seen | {f"seat-{ben.pk}": ""})
    assert same.status_code == 302


def test_participants_choose_a_group_while_there_is_room() -> None:
    seminar = Seminar(groups=2, each=0)
    ana, ben = seminar.sit(None, "Ana"), seminar.sit(None, "Ben")
    assert signed_in(ana.person).post(grouping(seminar, "choose"), {"group": 1}).status_code == 409
    actions.set_way(seminar.grouping, way="sign-up", most=1, closes_at=None, by=seminar.facilitator)

    assert signed_in(ana.person).post(grouping(seminar, "choose"), {"group": 1}).status_code == 302
    full = signed_in(ben.person).post(grouping(seminar, "choose"), {"group": 1})
    assert (full.status_code, "This group is full" in full.text) == (409, True)
    assert "Full" in signed_in(ben.person).get(grouping(seminar)).text
    assert GroupSeat.objects.get().enrolment == ana
    signed_in(ana.person).post(grouping(seminar, "choose"), {"group": ""})
    assert not GroupSeat.objects.exists()


def test_a_group_talks_among_itself_and_shows_what_each_allows() -> None:
    seminar = Seminar(groups=2, each=2)
    ana, ben = seminar.seats[seminar.groups[0]]
    other = seminar.seats[seminar.groups[1]][0]
    assert ana.person is not None
    assert ben.person is not None
    mine = signed_in(ana.person)

    mine.post(space(seminar, 1, "say"), {"text": "Shall we meet **today**?"})
    assert ana.person.email not in signed_in(ben.person).get(space(seminar, 1)).text
    mine.post(space(seminar, 1, "contact"), {"shows_email": "on", "contact": "Signal"})

    seen = signed_in(ben.person).get(space(seminar, 1)).text
    assert "<strong>today</strong>" in seen
    assert ana.person.email in seen
    assert "Signal" in seen
    assert signed_in(other.person).get(space(seminar, 1)).status_code == 403
    assert mine.post(space(seminar, 1, "say"), {"text": " "}).status_code == 422
    seminar.move(ana, seminar.groups[1])
    assert not GroupSeat.objects.get(enrolment=ana).shows_email


def test_a_group_hands_in_text_link_and_file_and_the_others_read_it_after_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=2, each=2)
    ana, ben = seminar.seats[seminar.groups[0]]
    other = seminar.seats[seminar.groups[1]][0]
    mine, theirs = signed_in(ana.person), signed_in(other.person)

    kept = mine.post(page(seminar, "draft"), {"text": "Begun", "file": upload()})
    assert kept.status_code == 302
    assert "Begun" not in signed_in(ben.person).get(page(seminar)).text
    assert GroupFile.objects.get().file.name in signed_in(ben.person).get(page(seminar)).text
    done = mine.post(
        page(seminar, "hand-in"),
        {"text": "Our work", "link": "https://example.org/film", "based_on": "0"},
    )
    assert done.status_code == 302
    file = GroupHandIn.objects.get().files.get().get_absolute_url()
    assert "version 1" in signed_in(ben.person).get(page(seminar)).text
    assert theirs.get(file).status_code == 404
    assert theirs.get(page(seminar, "of-group") + "?group=1").status_code == 409

    at(monkeypatch, AFTER)
    assert "Our work" in theirs.get(page(seminar, "of-group") + "?group=1").text
    assert theirs.get(file).status_code == 200


def test_a_large_file_comes_in_pieces_and_is_there_for_the_whole_group(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    seminar = Seminar(groups=2, each=2, mebibytes=6)
    ana, ben = seminar.seats[seminar.groups[0]]
    client, content = signed_in(ana.person), PDF + bytes(5 * MIB)
    begun = begin(client, purpose_of(ana, seminar.activity), len(content))
    for offset in (0, 4 * MIB):
        client.patch(
            begun["Location"],
            content[offset : offset + 4 * MIB],
            content_type="application/offset+octet-stream",
            headers=TUS | {"Upload-Offset": str(offset)},
        )
    sent = {"arrived": str(begun["Location"]).split("/")[-2]}

    assert client.post(page(seminar, "take-file"), sent).status_code == 202
    early = client.post(page(seminar, "hand-in"), {"text": "Work", "based_on": "0"})
    assert "A file is still being looked through." in early.text
    worker.run_waiting()

    assert client.post(page(seminar, "take-file"), sent).status_code == 204
    assert GroupFile.objects.get().group == seminar.groups[0]
    assert "plan.pdf" in signed_in(ben.person).get(page(seminar)).text
    other = seminar.seats[seminar.groups[1]][0]
    assert signed_in(other.person).post(page(seminar, "take-file"), sent).status_code == 404


def test_a_comment_is_written_changed_and_shown_with_its_author_s_group(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=2, each=1)
    (ana,), (ben,) = seminar.seats.values()
    seminar.hand_in(ana)
    at(monkeypatch, AFTER)
    his = signed_in(ben.person)
    assert "You owe a comment on 1 group." in his.get(page(seminar)).text

    assert his.post(page(seminar, "comment"), {"group": 1, "text": " "}).status_code == 422
    his.post(page(seminar, "comment"), {"group": 1, "text": "Good"})
    his.post(page(seminar, "comment"), {"group": 1, "text": "Better *now*"})

    assert GroupComment.objects.get().changed_at == AFTER
    shown = signed_in(ana.person).get(page(seminar, "of-group") + "?group=1").text
    assert "<em>now</em>" in shown
    assert "Person 2a" in shown
    assert "Group 2" in shown
    assert (
        signed_in(ana.person)
        .post(page(seminar, "comment"), {"group": 1, "text": "Mine"})
        .status_code
        == 403
    )


def test_the_board_waives_for_everybody_and_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seminar = Seminar(groups=3, each=1)
    ana = seminar.seats[seminar.groups[0]][0]
    seminar.hand_in(ana)
    at(monkeypatch, AFTER)
    client = signed_in(seminar.facilitator)
    assert "2 comments are owed" in client.get(page(seminar, "board")).text

    assert (
        client.post(
            page(seminar, "waive"), {"seat": "", "group": seminar.groups[0].pk, "reason": ""}
        ).status_code
        == 422
    )
    client.post(
        page(seminar, "waive"), {"seat": "", "group": seminar.groups[0].pk, "reason": "Strike"}
    )
    assert "0 comments are owed" in client.get(page(seminar, "board")).text
    waived = seminar.seats[seminar.groups[1]][0]
    assert "Strike" in signed_in(waived.person).get(page(seminar, "of-group") + "?group=1").text
    client.post(page(seminar, "lift"), {"waiver": CommentWaiver.objects.first().pk})  # type: ignore[union-attr]
    assert "1 comment is owed" in client.get(page(seminar, "board")).text
    owing = client.get(page(seminar, "board") + "?state=owing")
    assert owing.text.count('scope="row"') == 2  # who owes, and who need not


def test_a_facilitator_sees_whom_a_reminder_goes_to_before_it_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=2, each=1)
    seminar.hand_in(seminar.seats[seminar.groups[0]][0])
    at(monkeypatch, AFTER)
    client = signed_in(seminar.facilitator)
    assert "Remind who owes" in client.get(page(seminar, "board")).text

    asked = client.get(page(seminar, "remind")).text
    assert "Person 2a: 1" in asked
    assert "Person 1a" not in asked
    sent = client.post(page(seminar, "remind"), follow=True).text

    assert "1 letter is on its way." in sent
    assert "0 letters are on their way." in client.post(page(seminar, "remind"), follow=True).text


def test_one_person_is_let_off_all_groups_and_nobody_is_by_mistake(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=3, each=1)
    ana = seminar.seats[seminar.groups[0]][0]
    at(monkeypatch, AFTER)
    client = signed_in(seminar.facilitator)

    refused = client.post(page(seminar, "waive"), {"seat": "", "group": "", "reason": "Ill"})
    assert refused.status_code == 422
    assert "Choose a group, or one person." in refused.text
    sent = {"seat": ana.pk, "group": "", "reason": "Ill"}
    assert "They need not comment on any group." in (
        client.post(page(seminar, "waive"), sent, follow=True).text
    )
    assert CommentWaiver.objects.count() == 2


def test_waivers_that_the_board_has_no_room_for_are_on_pages_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=22, each=1)
    ana = seminar.seats[seminar.groups[0]][0]
    at(monkeypatch, AFTER)
    client = signed_in(seminar.facilitator)
    client.post(page(seminar, "waive"), {"seat": ana.pk, "group": "", "reason": "Ill"})

    board = client.get(page(seminar, "board")).text
    assert "All 21 who need not comment on a group" in board
    assert board.count("Ask again") == 20
    assert client.get(page(seminar, "waived")).text.count("Ask again") == 21


def test_a_group_is_marked_and_summarised() -> None:
    seminar = Seminar(groups=1, each=2)
    ana, _ben = seminar.seats[seminar.groups[0]]
    seminar.hand_in(ana)
    client = signed_in(seminar.facilitator)

    wrong = client.post(page(seminar, "mark"), {"group": 1, "points": "11", "feedback": ""})
    assert wrong.status_code == 422
    client.post(page(seminar, "mark"), {"group": 1, "points": "7.5", "feedback": "**Well**"})
    client.post(page(seminar, "summarise"), {"group": 1, "text": "Strong."})

    assert [str(e.points) for e in GradeEntry.objects.all()] == ["7.50", "7.50"]
    mine = signed_in(ana.person).get(page(seminar)).text
    assert "7.5 of 10" in mine
    assert "<strong>Well</strong>" in mine
    assert "Strong." in signed_in(ana.person).get(page(seminar, "of-group") + "?group=1").text


def test_what_is_missing_for_an_award_names_the_groups_that_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=3, each=1)
    first, second, third = seminar.groups
    ana = seminar.seats[first][0]
    for group in seminar.groups:
        seminar.hand_in(seminar.seats[group][0])
    assert missing(ana) == ["Presentation: comments begin once all had their time to hand in"]
    seminar.comment(ana, second)
    at(monkeypatch, AFTER)
    seminar.state.work.__class__.objects.update(settled_at=AFTER)

    assert missing(ana) == ["Presentation: you owe a comment on group 3"]
    seminar.comment(ana, third)
    assert missing(ana) == []
    assert standing(awards_of(seminar.run)[0], evidence_of(ana)).earned


def missing(seat: Enrolment) -> list[str]:
    seat = Enrolment.objects.select_related("run__version__course", "person").get(pk=seat.pk)
    (award,) = awards_of(seat.run)
    found = explain(standing(award, evidence_of(seat)), run=seat.run, now=moments.now())
    at_ = next(i for i, rule in enumerate(award.rules) if isinstance(rule, GroupsCommented))
    return [each.title for each in found.lines[at_].missing]


def test_two_days_before_comments_are_due_a_letter_names_the_groups(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seminar = Seminar(groups=2, each=1)
    (ana,), (ben,) = seminar.seats.values()
    seminar.hand_in(ana)
    at(monkeypatch, AFTER)
    settle_group_works.call()
    due = seminar.state.comments_due
    assert due is not None

    remind_of_comments.call()
    assert not Message.objects.filter(key__startswith="academy/comments/").exists()
    at(monkeypatch, due - timedelta(hours=47))
    remind_of_comments.call()
    remind_of_comments.call()

    letter = Message.objects.get(key__startswith="academy/comments/")
    assert letter.person_id == ben.person_id


def test_both_deadlines_are_in_the_calendar_and_move_together() -> None:
    seminar = Seminar(groups=1, each=1)
    ana = seminar.seats[seminar.groups[0]][0]
    assert ana.person is not None

    def dues() -> dict[str, Any]:
        found = calendar_entries(
            ana.person,
            since=NOON,
            until=NOON + timedelta(days=60),  # type: ignore[arg-type]
        )
        return {e.uid.rsplit("/", 1)[-1]: e.starts for e in found if e.uid.endswith("due")}

    assert dues() == {"due": seminar.due_at, "comments-due": seminar.state.comments_due}
    assert seminar.due_at is not None
    seminar.run.schedule.update(due_at=seminar.due_at - timedelta(days=1))
    assert dues() == {"due": seminar.due_at, "comments-due": seminar.state.comments_due}


def test_who_is_in_no_group_is_told_so() -> None:
    seminar = Seminar(groups=1, each=1)
    zoe = seminar.sit(None, "Zoe")

    seen = signed_in(zoe.person)
    assert "You are in no group yet." in seen.get(page(seminar)).text
    assert seen.post(page(seminar, "hand-in"), {"text": "x"}).status_code == 403
    assert signed_in(make_person()).get(grouping(seminar)).status_code == 403
