"""An issue that has begun to leave is stopped for good: who has it keeps it, others get none."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from localturn.agenda.actions import sending
from localturn.agenda.models import Delivery, Issue, Stage, State
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow
from localturn.foundation.tasks import worker
from localturn.foundation.trail.models import Entry
from makers.mailing import make_frozen, make_list, make_reader
from makers.people import make_operator
from makers.post_office import PostOffice, open_post_office

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def office(settings: LazySettings) -> Iterator[PostOffice]:
    with open_post_office() as office:
        settings.SMTP = office.smtp
        yield office


@pytest.fixture
def editor() -> Person:
    return make_operator()


def begun(editor: Person) -> Issue:
    """Five readers at one domain that takes two letters a minute: two have it."""
    letters = make_list(per_minute=2)
    for number in range(5):
        make_reader(letters, f"reader{number}@large.example")
    issue = make_frozen(letters)
    sending.send(issue, by=editor, now=moments.now())
    worker.run_waiting()
    return issue


def states(issue: Issue) -> list[str]:
    return sorted(Delivery.objects.filter(issue=issue).values_list("state", flat=True))


def test_nothing_more_of_it_is_sent_and_how_much_has_left_is_told(
    office: PostOffice, editor: Person
) -> None:
    issue = begun(editor)
    client = Client()
    client.force_login(editor)
    page = client.get(issue.get_absolute_url()).text
    assert "2 letters have left." in page
    assert "Stop this issue for good?" in page

    client.post(f"{issue.get_absolute_url()}end/")
    with moments.travelled(timedelta(hours=1)):
        worker.run_waiting()
        sending.look_after_letters.call()
        worker.run_waiting()

    issue.refresh_from_db()
    assert len(office.mails) == 2
    assert issue.stage == Stage.STOPPED
    assert states(issue) == [State.HANDED] * 2 + [State.STOPPED] * 3
    assert "2 letters had left." in client.get(issue.get_absolute_url()).text
    assert Entry.objects.get(what="agenda.issue.stopped").after == {"sent": 2, "not_sent": 3}


def test_who_has_it_can_read_it_in_the_browser(office: PostOffice, editor: Person) -> None:
    issue = begun(editor)
    sending.end(issue, by=editor, now=moments.now())

    assert Client().get(f"/agenda/lists/town-letter/{issue.number}/").status_code == 200


def test_it_does_not_go_on_and_its_doubtful_letters_are_not_sent_again(
    office: PostOffice, editor: Person
) -> None:
    issue = begun(editor)
    sending.halt(issue, by=editor, now=moments.now())
    Delivery.objects.filter(state=State.HANDED).update(state=State.DOUBT)
    sending.end(issue, by=editor, now=moments.now())

    for act in (sending.resume, sending.end, sending.halt, sending.send):
        with pytest.raises(NotNow):
            act(issue, by=editor, now=moments.now())
    with pytest.raises(NotNow, match="was stopped"):
        sending.settle(issue, None, again=True, by=editor, now=moments.now())
    assert sending.settle(issue, None, again=False, by=editor, now=moments.now()) == 2


def test_a_letter_in_the_hand_that_the_server_puts_off_is_not_sent_later(
    office: PostOffice, editor: Person
) -> None:
    issue = begun(editor)
    sending.end(issue, by=editor, now=moments.now())
    Delivery.objects.filter(state=State.HANDED).update(state=State.QUEUED)

    sending.look_after_letters.call()

    assert states(issue) == [State.STOPPED] * 5


def test_readers_of_whom_no_letter_was_made_yet_get_none(
    office: PostOffice, editor: Person
) -> None:
    letters = make_list()
    make_reader(letters)
    issue = make_frozen(letters)
    sending.send(issue, by=editor, now=moments.now())

    sending.end(issue, by=editor, now=moments.now())
    worker.run_waiting()

    assert states(issue) == []
    assert office.mails == []
