"""A file beside the text of an assignment: handed in, kept, and had by whom it is for."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from localturn.academy.actions import hand_ins
from localturn.academy.models import Activity, Enrolment, HandIn
from localturn.foundation import moments
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.models import Person
from makers import files
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon_with_a_folder(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with moments.travelled(NOON - moments.now()):
        yield


@pytest.fixture
def seat(client: Client) -> Enrolment:
    """A seat in a run whose second week has begun."""
    enrolment = make_enrolment(make_run(starts_on=NOON.date() - timedelta(days=8)))
    client.force_login(enrolment.person)
    return enrolment


def address(seat: Enrolment, verb: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/a/assignment-2/{verb}"


def hand_in(client: Client, seat: Enrolment, **sent: Any) -> Any:
    return client.post(address(seat, "hand-in/"), {"text": "", **sent})


def handed_in(seat: Enrolment) -> list[tuple[str, str | None]]:
    """Text and file of each version."""
    rows = HandIn.objects.filter(enrolment=seat).select_related("file").order_by("number")
    return [(row.text, row.file and row.file.name) for row in rows]


def test_a_file_is_handed_in_beside_a_text(seat: Enrolment, client: Client) -> None:
    hand_in(client, seat, text="As attached.", file=files.upload("Plan.pdf"))

    file = StoredFile.objects.get()
    made = HandIn.objects.get()
    page = client.get(address(seat)).text
    assert handed_in(seat) == [("As attached.", "Plan.pdf")]
    assert (file.owner, file.subject) == (seat.person, f"academy/hand-in/{made.pk}")
    assert f'<a href="/files/{file.token}/" download>Plan.pdf</a>' in page


def test_a_file_alone_is_enough_and_nothing_is_not(seat: Enrolment, client: Client) -> None:
    refused = hand_in(client, seat, text="  ")

    assert refused.status_code == 422
    assert "There is no text to hand in yet. Write one, or choose a file." in refused.text

    assert hand_in(client, seat, file=files.upload()).status_code == 302
    assert handed_in(seat) == [("", "plan.pdf")]


def test_what_cannot_be_taken_hands_nothing_in_and_keeps_the_text(
    seat: Enrolment, client: Client, tmp_path: Path
) -> None:
    for upload in (
        files.upload("plan.exe", b"MZ\x00"),
        files.upload("plan.pdf", b"x" * (4 * 1024 * 1024 + 1)),
    ):
        page = hand_in(client, seat, text="My long work.", file=upload)
        assert page.status_code == 422
        assert "My long work." in page.text
    assert "At most 4 MiB can be handed over at once." in page.text
    assert handed_in(seat) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_same_sent_twice_is_handed_in_once(seat: Enrolment, client: Client) -> None:
    for _ in range(2):
        hand_in(client, seat, text="Work.", file=files.upload())

    assert handed_in(seat) == [("Work.", "plan.pdf")]
    assert StoredFile.objects.count() == 1


def test_a_new_version_keeps_the_file_changes_it_or_goes_without(
    seat: Enrolment, client: Client
) -> None:
    hand_in(client, seat, text="1", file=files.upload())
    hand_in(client, seat, text="2")
    hand_in(client, seat, text="2", file=files.upload("other.txt", b"Other."))
    hand_in(client, seat, **{"text": "2", "without-file": "on"})
    hand_in(client, seat, **{"text": "2", "without-file": "on"})

    assert handed_in(seat) == [
        ("1", "plan.pdf"), ("2", "plan.pdf"), ("2", "other.txt"), ("2", None),
    ]  # fmt: skip


def test_only_its_writer_and_the_runs_facilitators_have_it(seat: Enrolment) -> None:
    activity = Activity.objects.get(version=seat.run.version, stable_id="assignment-2")
    assert seat.person is not None
    made = hand_ins.hand_in(
        seat, activity, "", file=files.upload(), by=seat.person, now=NOON
    ).hand_in
    assert made.file is not None
    file_address = made.file.get_absolute_url()
    fellow = make_enrolment(seat.run).person
    elsewhere = make_facilitator(make_run())
    assert fellow is not None

    def status(person: Person | None) -> int:
        client = Client()
        if person:
            client.force_login(person)
        return client.get(file_address).status_code

    readers = [None, fellow, elsewhere, make_person(is_staff=True), make_person(can_author=True)]
    assert [status(reader) for reader in readers] == [404] * 5
    assert [status(seat.person), status(make_facilitator(seat.run))] == [200, 200]


@pytest.mark.parametrize(
    "subject",
    [
        "academy/hand-in/x",
        "academy/hand-in/",
        "academy/",
        "academy/run/1",
        "academy/hand-in/1/2",
        "academy/hand-in/٣",
    ],
)
def test_a_subject_that_is_no_hand_in_is_nobodys(
    seat: Enrolment, client: Client, subject: str
) -> None:
    hand_in(client, seat, text="Work.", file=files.upload())
    StoredFile.objects.update(subject=subject)
    client.force_login(make_facilitator(seat.run))

    assert client.get(StoredFile.objects.get().get_absolute_url()).status_code == 404


def test_the_facilitator_marks_what_is_attached(seat: Enrolment, client: Client) -> None:
    hand_in(client, seat, text="As attached.", file=files.upload())
    client.force_login(make_facilitator(seat.run))

    page = client.get(f"/academy/runs/{seat.run.slug}/marking/{HandIn.objects.get().pk}/")

    assert page.status_code == 200
    assert (
        f'<a href="{StoredFile.objects.get().get_absolute_url()}" download>plan.pdf</a>'
        in page.text
    )
