"""A backup that is restored: nobody is mailed twice, and who left stays away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from localturn.agenda.actions import sending, subscribing
from localturn.agenda.actions.after_restore import after_restore
from localturn.agenda.actions.left_notes import note_leavings
from localturn.agenda.domain.mailing import Standing, Why
from localturn.agenda.domain.marks import Purpose, ReturnMark, return_mark
from localturn.agenda.models import Delivery, Issue, MailingList, MarkKey, Stage, State, Suppression
from localturn.agenda.queries import marking
from localturn.agenda.queries.letters import sender_for
from localturn.agenda.queries.mailing import is_suppressed, link_for, subscriber_by
from localturn.foundation import moments
from localturn.foundation.tasks import worker
from makers.mailing import NOON, make_frozen, make_list, make_reader
from makers.people import make_operator
from makers.post_office import PostOffice, open_post_office

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def office(settings: LazySettings) -> Iterator[PostOffice]:
    with open_post_office() as office:
        settings.SMTP = office.smtp
        yield office


def begun(letters: MailingList) -> Issue:
    issue = make_frozen(letters)
    sending.send(issue, by=make_operator(), now=moments.now())
    return issue


@pytest.mark.parametrize("is_queued", [True, False])
def test_an_issue_that_was_being_sent_is_sent_to_nobody_unasked(
    office: PostOffice, is_queued: bool
) -> None:
    letters = make_list()
    for name in ("ana", "ben"):
        make_reader(letters, f"{name}@example.org")
    issue = begun(letters)
    if is_queued:
        sending.make_letters(issue)

    said = after_restore(now=moments.now())
    worker.run_waiting()
    sending.look_after_letters.call()

    assert office.mails == []
    issue.refresh_from_db()
    assert issue.stage == Stage.HALTED
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.DOUBT}
    assert [each.partition(": ")[2].partition(".")[0] for each in said] == [
        "2 letters of mailing lists"
    ]


def test_all_letters_that_are_in_doubt_are_settled_at_once(
    office: PostOffice,
) -> None:
    letters, editor, client = make_list(), make_operator(), Client()
    for number in range(201):
        make_reader(letters, f"reader{number}@example.org")
    issue = make_frozen(letters)
    sending.send(issue, by=editor, now=moments.now())
    after_restore(now=moments.now())
    client.force_login(editor)

    page = client.get(reverse("agenda:issue", args=[issue.pk])).text
    client.post(reverse("agenda:issue-settle", args=[issue.pk]), {"do": "sent", "all": "1"})

    assert "All 201 letters, also those that are not shown here" in page
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.HANDED}


def test_who_left_after_the_backup_has_left(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    letters = make_list()
    ana, ben = (make_reader(letters, f"{name}@example.org") for name in ("ana", "ben"))
    with django_capture_on_commit_callbacks(execute=True):
        subscribing.leave(ana, why=Why.ONE_CLICK, now=NOON)
        subscribing.suppress("cy@example.org", why=Why.COMPLAINT, now=NOON)
    ana.standing, ana.why, ana.ended_at = Standing.SUBSCRIBED.value, "", None
    ana.save()
    Suppression.objects.all().delete()

    said = after_restore(now=NOON)

    ana.refresh_from_db()
    ben.refresh_from_db()
    assert (ana.standing, ben.standing) == (Standing.LEFT, Standing.SUBSCRIBED)
    assert is_suppressed("CY@example.org")
    assert said == ["Left again, as they left since then: 1 readers of mailing lists."]


def test_who_is_written_to_again_is_so_after_a_restore(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        subscribing.suppress("cy@example.org", why=Why.COMPLAINT, now=NOON)
        subscribing.write_again_to("cy@example.org")

    after_restore(now=NOON)

    assert not is_suppressed("cy@example.org")


def test_what_was_not_noted_at_once_is_noted_later_and_names_nobody(home: Path) -> None:
    ana = make_reader(make_list())
    subscribing.leave(ana, why=Why.READER, now=NOON)
    subscribing.suppress("cy@example.org", why=Why.COMPLAINT, now=NOON)

    note_leavings.call()

    notes = sorted(path.name for path in (home / "leavings").iterdir())
    assert notes == [f"left-{ana.key}", f"never-{Suppression.objects.get().digest}"]
    assert "example" not in "".join(notes)


def test_links_and_who_is_never_written_to_do_not_depend_on_the_secret_key(
    settings: LazySettings,
) -> None:
    ana = make_reader(make_list())
    token = link_for(Purpose.LEAVE, ana.key).rstrip("/").rpartition("/")[2]
    subscribing.suppress("cy@example.org", why=Why.COMPLAINT, now=NOON)
    settings.MAIL_RETURN = "bounces@letters.example.org"
    sender = sender_for(7)

    settings.SECRET_KEY = "another, as after a restore on another machine"
    marking.forget()

    assert subscriber_by(token, Purpose.LEAVE) == ana
    assert is_suppressed("cy@example.org")
    assert sender_for(7) == sender
    assert return_mark(sender, secret=marking.mark_secret()) == ReturnMark(7)


def test_the_key_of_marks_is_kept_and_made_again_where_the_tables_were_emptied() -> None:
    made = marking.mark_secret()
    assert MarkKey.objects.get().secret == made

    MarkKey.objects.all().delete()
    marking.forget()

    assert marking.mark_secret() == MarkKey.objects.get().secret != made
