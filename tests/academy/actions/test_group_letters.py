"""What members of a group are written to about, and files on what they say."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from localturn.academy.actions import group_letters, groups, groupwork
from localturn.academy.models import (
    Enrolment,
    Following,
    Group,
    GroupMove,
    GroupPost,
    GroupSeat,
)
from localturn.foundation import moments
from localturn.foundation.files.models import StoredFile
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import Written, write
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import Wishes
from localturn.foundation.tasks import worker
from makers.academy import make_enrolment, make_person
from makers.files import upload
from makers.groups import AFTER, BEFORE, Seminar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_the_deadline(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with moments.travelled(BEFORE - moments.now()):
        yield


@pytest.fixture
def seminar() -> Seminar:
    made = Seminar(groups=2)
    worker.run_waiting()
    Message.objects.all().delete()
    return made


def pair(seminar: Seminar, at: int = 0) -> tuple[Enrolment, Enrolment]:
    ana, ben = seminar.seats[seminar.groups[at]]
    return ana, ben


def person(seat: Enrolment) -> Person:
    assert seat.person is not None
    return seat.person


def say(group: Group, seat: Enrolment, text: str = "Shall we meet?", **more: Any) -> GroupPost:
    return groups.say(group, text, by=person(seat), now=moments.now(), **more)


def be_told(seat: Enrolment, pace: Following.Pace | None) -> None:
    own = GroupSeat.objects.select_related("enrolment__run").get(enrolment=seat)
    groups.be_told(own, pace=pace, by=person(seat), now=moments.now())


def letters() -> list[tuple[str, Written]]:
    """To whom and what, once waiting tasks have run."""
    worker.run_waiting()
    rows = Message.objects.filter(key__startswith="academy/group-").order_by("pk")
    return [(row.name, write(row)) for row in rows]


def told() -> list[tuple[str, str]]:
    return [(name, letter.subject) for name, letter in letters()]


def test_the_others_are_told_at_once_what_one_says_to_the_group(seminar: Seminar) -> None:
    ana, _ben = pair(seminar)

    post = say(seminar.groups[0], ana)

    [(name, letter)] = letters()
    assert (name, letter.subject) == (
        "Person 1b",
        "Person 1a has written to Group 1: Migrants in cities",
    )
    assert "Shall we meet?" in letter.text
    assert f"/academy/runs/{seminar.run.slug}/groups/groups/1/#post-{post.pk}" in letter.text


def test_a_day_s_posts_come_in_one_letter_to_who_wishes_that_and_only_once(
    seminar: Seminar,
) -> None:
    ana, ben = pair(seminar)
    be_told(ben, Following.Pace.DAILY)
    with moments.travelled(timedelta(hours=1)):
        say(seminar.groups[0], ana, "One.")
        say(seminar.groups[0], ana, "Two.")
        say(seminar.groups[0], ben, "Mine.")
    assert told() == [("Person 1a", "Person 1b has written to Group 1: Migrants in cities")]

    with moments.travelled(timedelta(hours=20)):
        group_letters.tell_groups_of_the_day.call()
        group_letters.tell_groups_of_the_day.call()

    [_at_once, (name, letter)] = letters()
    assert (name, letter.subject) == (
        "Person 1b",
        "2 new posts in Group 1: Migrants in cities",
    )
    assert "One." in letter.text
    assert "Mine." not in letter.text


def test_who_wishes_no_letters_or_has_left_is_not_told_of_posts(seminar: Seminar) -> None:
    ana, ben = pair(seminar)
    be_told(ben, None)
    say(seminar.groups[0], ana)
    be_told(ben, Following.Pace.EACH)
    Enrolment.objects.filter(pk=ben.pk).update(withdrawn_at=BEFORE)
    say(seminar.groups[0], ana)

    assert told() == []


def test_who_wants_no_letters_about_answers_begins_without_letters_about_posts(
    seminar: Seminar,
) -> None:
    quiet = make_enrolment(seminar.run, make_person("Quiet", wants_replies=False))
    seminar.move(quiet, seminar.groups[0])

    assert GroupSeat.objects.get(enrolment=quiet).pace == ""


def test_the_pace_goes_along_into_another_group(seminar: Seminar) -> None:
    ana, _ben = pair(seminar)
    be_told(ana, Following.Pace.DAILY)

    seminar.move(ana, seminar.groups[1])

    assert GroupSeat.objects.get(enrolment=ana).pace == Following.Pace.DAILY


def test_who_is_moved_is_told_where_they_are_now_and_with_whom(seminar: Seminar) -> None:
    _ana, ben = pair(seminar)

    seminar.move(ben, seminar.groups[1])
    seminar.move(ben, None)

    (first, letter), (_second, out) = letters()
    assert (first, letter.subject) == ("Person 1b", "You are in Group 2 now: Migrants in cities")
    assert "you have been moved from Group 1 to Group 2" in letter.text
    assert "– Person 2a\n– Person 2b\n" in letter.text
    assert out.subject == "You are in no group now: Migrants in cities"
    assert "you have been taken out of Group 2" in out.text


def test_who_chooses_a_group_is_not_written_to_about_it(seminar: Seminar) -> None:
    ana, _ben = pair(seminar)
    groups.set_way(seminar.grouping, way="sign-up", most=5, closes_at=None, by=seminar.facilitator)

    groups.choose(seminar.grouping, ana, seminar.groups[1], by=person(ana), now=BEFORE)

    assert told() == []
    assert GroupMove.objects.filter(enrolment=ana).count() == 2


def test_the_others_are_told_once_of_each_version_that_one_hands_in_for_all(
    seminar: Seminar,
) -> None:
    ana, _ben = pair(seminar)

    seminar.hand_in(ana)
    seminar.hand_in(ana)

    assert told() == [("Person 1b", "Person 1a has handed in for Group 1: Migrants in cities")]


def test_the_group_is_told_once_of_the_facilitator_s_summary(seminar: Seminar) -> None:
    ana, _ben = pair(seminar)
    seminar.hand_in(ana)
    Message.objects.all().delete()

    for text in ("Well argued.", "Well argued indeed."):
        groupwork.summarise(
            seminar.state, seminar.groups[0], text, by=seminar.facilitator, now=AFTER
        )

    subject = "What the facilitator says of “Presentation”: Group 1"
    assert told() == [("Person 1a", subject), ("Person 1b", subject)]


def test_who_leaves_for_good_takes_their_words_out_of_letters_and_their_files_along(
    seminar: Seminar,
) -> None:
    ana, ben = pair(seminar)
    be_told(ben, Following.Pace.DAILY)
    with moments.travelled(timedelta(hours=1)):
        say(seminar.groups[0], ana, "My number is 5.", uploads=[upload()])
        group_letters.tell_groups_of_the_day.call()
    be_told(ben, Following.Pace.EACH)
    say(seminar.groups[0], ana, "My number is 5.")
    assert [("My number is 5." in letter.text) for _to, letter in letters()] == [True, True]

    erase_person(person(ana), wishes=Wishes(), by=person(ana), now=moments.now())

    kept = Message.objects.values_list("context", flat=True)
    assert not [context for context in kept if "My number" in str(context)]
    assert not StoredFile.objects.exists()


def test_files_on_a_post_are_had_by_the_group_and_the_facilitators_and_go_with_it(
    seminar: Seminar,
) -> None:
    ana, ben = pair(seminar)
    other, _another = pair(seminar, 1)
    address = f"/academy/runs/{seminar.run.slug}/groups/groups/1/"
    client = Client()
    client.force_login(person(ana))
    client.post(f"{address}say/", {"text": "My notes.", "attached": [upload("Notes.pdf")]})
    post = GroupPost.objects.get()
    file = StoredFile.objects.get()

    assert "Notes.pdf" in client.get(address).text
    readers = [person(ana), person(ben), seminar.facilitator, person(other)]
    answers = []
    for each in readers:
        client.force_login(each)
        answers.append(client.get(file.get_absolute_url()).status_code)
    assert answers == [200, 200, 200, 404]

    groups.unsay(post, by=person(ana))
    assert not StoredFile.objects.exists()


def test_a_fourth_file_on_a_post_is_refused(seminar: Seminar) -> None:
    ana, _ben = pair(seminar)
    client = Client()
    client.force_login(person(ana))
    address = f"/academy/runs/{seminar.run.slug}/groups/groups/1/say/"

    answer = client.post(address, {"text": "All.", "attached": [upload() for _ in range(4)]})

    assert answer.status_code == 422
    assert not GroupPost.objects.exists()


def test_a_group_without_a_name_is_called_in_the_readers_language(seminar: Seminar) -> None:
    ana, ben = pair(seminar)
    reader = person(ben)
    reader.language = "fr"
    reader.save()

    say(seminar.groups[0], ana)
    worker.run_waiting()
    seminar.move(ben, None)

    assert len(letters()) == 2
    assert all("Groupe 1" in letter.subject + letter.text for _to, letter in letters())
