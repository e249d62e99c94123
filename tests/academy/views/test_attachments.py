"""Files beside the text of an assignment: laid by, handed in, kept, and had by whom it is for."""

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import time, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from localturn.academy.actions import hand_ins, work_files
from localturn.academy.actions.moving import move_run
from localturn.academy.models import Activity, DraftFile, Enrolment, HandIn, HandInFile
from localturn.foundation import moments
from localturn.foundation.files.models import Arrival, StoredFile
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.models import Person
from localturn.foundation.people.queries.personal_data import copy_of
from localturn.foundation.personal_data import File, Wishes
from localturn.foundation.tasks import worker
from localturn.foundation.tasks.models import TaskRow
from makers import files
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_published,
    make_run,
    make_version,
)

pytestmark = pytest.mark.django_db

MIB = 1024 * 1024
LARGE = files.PDF + bytes(5 * MIB)
TUS = {"Tus-Resumable": "1.0.0"}


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


@pytest.fixture
def several(client: Client) -> Enrolment:
    """The same, in which three files may be handed in, of 6 MiB each and 10 MiB together."""
    version = make_version(number=None)
    version.activities.filter(stable_id="assignment-2").update(
        settings={"files": 3, "mebibytes": 6, "mebibytes_together": 10}
    )
    enrolment = make_enrolment(make_run(version, starts_on=NOON.date() - timedelta(days=8)))
    client.force_login(enrolment.person)
    return enrolment


def address(seat: Enrolment, verb: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/a/assignment-2/{verb}"


def hand_in(client: Client, seat: Enrolment, **sent: Any) -> Any:
    return client.post(address(seat, "hand-in/"), {"text": "", **sent})


def lay_by(client: Client, seat: Enrolment, *uploads: Any, **sent: Any) -> Any:
    return client.post(address(seat, "draft/"), {"file": list(uploads), **sent}, follow=True)


def laid_by(seat: Enrolment) -> list[str]:
    return [row.file.name for row in seat.draft_files.select_related("file").order_by("pk")]


def handed_in(seat: Enrolment) -> list[tuple[str, list[str]]]:
    """Text and files of each version."""
    rows = HandIn.objects.filter(enrolment=seat).order_by("number")
    return [(row.text, [file.name for file in row.files.all()]) for row in rows]


def remove(client: Client, seat: Enrolment, row: DraftFile | None = None, **sent: str) -> Any:
    row = row or seat.draft_files.get()
    return client.post(address(seat, "remove-file/"), {"remove": row.pk, **sent}, follow=True)


def test_a_file_is_handed_in_beside_a_text(seat: Enrolment, client: Client) -> None:
    hand_in(client, seat, text="As attached.", file=files.upload("Plan.pdf"))

    file = StoredFile.objects.get()
    made = HandIn.objects.get()
    page = client.get(address(seat)).text
    assert handed_in(seat) == [("As attached.", ["Plan.pdf"])]
    assert (file.owner, file.subject) == (seat.person, f"academy/hand-in/{made.pk}")
    assert f'<a href="/files/{file.token}/" download>Plan.pdf</a>' in page
    assert "(PDF, 48\xa0bytes)" in page


def test_a_file_alone_is_enough_and_nothing_is_not(seat: Enrolment, client: Client) -> None:
    refused = hand_in(client, seat, text="  ")

    assert refused.status_code == 422
    assert "There is no text to hand in yet. Write one, or choose a file." in refused.text

    assert hand_in(client, seat, file=files.upload()).status_code == 302
    assert handed_in(seat) == [("", ["plan.pdf"])]


def test_what_cannot_be_taken_hands_nothing_in_and_keeps_the_text(
    seat: Enrolment, client: Client, tmp_path: Path
) -> None:
    for upload in (
        files.upload("plan.exe", b"MZ\x00"),
        files.upload("plan.pdf", b"x" * (4 * MIB + 1)),
    ):
        page = hand_in(client, seat, text="My long work.", file=upload)
        assert page.status_code == 422
        assert "My long work." in page.text
    assert "At most 4 MiB can be handed over at once." in page.text
    assert handed_in(seat) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_stays_with_the_draft_where_the_rest_cannot_be_taken(
    seat: Enrolment, client: Client
) -> None:
    page = hand_in(client, seat, text="a" * 60_001, file=files.upload())

    assert page.status_code == 422
    assert (handed_in(seat), laid_by(seat)) == ([], ["plan.pdf"])


def test_the_same_sent_twice_is_handed_in_once(seat: Enrolment, client: Client) -> None:
    for _ in range(2):
        hand_in(client, seat, text="Work.", file=files.upload())

    assert handed_in(seat) == [("Work.", ["plan.pdf"])]
    assert StoredFile.objects.count() == 1


def test_a_new_version_keeps_the_file_changes_it_or_goes_without(
    seat: Enrolment, client: Client
) -> None:
    hand_in(client, seat, text="1", file=files.upload())
    hand_in(client, seat, text="2")
    hand_in(client, seat, text="2", file=files.upload("other.txt", b"Other."))
    remove(client, seat)
    hand_in(client, seat, text="2")
    hand_in(client, seat, text="2")

    assert handed_in(seat) == [
        ("1", ["plan.pdf"]), ("2", ["plan.pdf"]), ("2", ["other.txt"]), ("2", []),
    ]  # fmt: skip
    assert StoredFile.objects.count() == 2


@pytest.mark.both
def test_several_files_are_laid_by_and_handed_in_together(
    several: Enrolment, client: Client
) -> None:
    page = lay_by(client, several, files.upload(), files.upload("b.md", b"# B"), text="Half")
    lay_by(client, several, files.upload("c.txt", b"C"))

    assert "Your draft is saved." in page.text
    assert "Half</textarea>" in page.text
    assert {file.subject for file in StoredFile.objects.all()} == {f"academy/draft/{several.pk}"}
    assert handed_in(several) == []

    hand_in(client, several, text="All three.")
    assert handed_in(several) == [("All three.", ["plan.pdf", "b.md", "c.txt"])]
    subject = f"academy/hand-in/{HandIn.objects.get().pk}"
    assert {file.subject for file in StoredFile.objects.all()} == {subject}


def test_no_more_and_no_larger_ones_are_taken_than_the_assignment_says(
    several: Enrolment, client: Client, tmp_path: Path
) -> None:
    four = [files.upload(f"{n}.txt", bytes([65 + n])) for n in range(4)]
    refused = lay_by(client, several, *four, text="Kept.")

    assert refused.status_code == 422
    assert "At most 3 files can be handed in here. Remove one first." in refused.text
    assert "Kept.</textarea>" in refused.text
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    lay_by(client, several, *(files.upload(f"{n}.txt", bytes([65 + n])) for n in range(3)))
    page = client.get(address(several)).text
    assert "There is room for no more files." in page
    assert 'type="file"' not in page


def test_a_file_that_cannot_be_taken_is_named_and_none_is_kept(
    several: Enrolment, client: Client
) -> None:
    page = lay_by(client, several, files.upload(), files.upload("b.exe", b"MZ\x00"))

    assert page.status_code == 422
    assert "b.exe: This is not a kind of file" in page.text
    assert laid_by(several) == []


def test_what_is_removed_is_gone_but_not_from_what_was_handed_in(
    several: Enrolment, client: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    lay_by(client, several, files.upload(), files.upload("b.md", b"# B"))
    first, second = several.draft_files.order_by("pk")
    with django_capture_on_commit_callbacks(execute=True):
        page = remove(client, several, first, text="Written meanwhile.")

    assert "plan.pdf is no longer with your work." in page.text
    assert "Written meanwhile.</textarea>" in page.text
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1

    hand_in(client, several, text="With B.")
    with django_capture_on_commit_callbacks(execute=True):
        remove(client, several, second)
    assert (laid_by(several), handed_in(several)) == ([], [("With B.", ["b.md"])])
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    assert remove(client, several, second).status_code == 404


def test_nobody_takes_away_or_reads_what_another_has_laid_by(
    several: Enrolment, client: Client
) -> None:
    lay_by(client, several, files.upload())
    row, file = several.draft_files.get(), StoredFile.objects.get()
    fellow = make_enrolment(several.run).person
    assert fellow is not None

    assert client.get(file.get_absolute_url()).status_code == 200
    for other in (fellow, make_facilitator(several.run), make_person(is_staff=True)):
        client.force_login(other)
        assert client.get(file.get_absolute_url()).status_code == 404
        assert remove(client, several, row).status_code in {403, 404}
    assert laid_by(several) == ["plan.pdf"]


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def begin(client: Client, purpose: str, size: int, name: str = "plan.pdf") -> Any:
    said = f"filename {encoded(name)},purpose {encoded(purpose)}"
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": said}
    return client.post("/arriving/", headers=headers)


def purpose_in(seat: Enrolment) -> str:
    activity = Activity.objects.get(version=seat.run.version, stable_id="assignment-2")
    return f"hand-in/{seat.pk}/{activity.pk}"


def arrived(client: Client, seat: Enrolment, content: bytes, name: str = "plan.pdf") -> str:
    begun = begin(client, purpose_in(seat), len(content), name)
    assert begun.status_code == 201, begun.text
    for offset in range(0, len(content), 4 * MIB):
        sent = client.patch(
            begun["Location"],
            content[offset : offset + 4 * MIB],
            content_type="application/offset+octet-stream",
            headers=TUS | {"Upload-Offset": str(offset)},
        )
        assert sent.status_code == 204, sent.text
    return str(begun["Location"]).split("/")[-2]


def hand_over(client: Client, seat: Enrolment, token: str) -> Any:
    return client.post(address(seat, "take-file/"), {"arrived": token})


def take(client: Client, seat: Enrolment, token: str) -> Any:
    """Hand it over, have it looked through, and ask what became of it."""
    answer = hand_over(client, seat, token)
    if answer.status_code != 202:
        return answer
    worker.run_waiting()
    return hand_over(client, seat, token)


@pytest.mark.both
def test_a_file_that_arrived_is_looked_through_by_a_task_and_its_writer_sees_how_far_it_is(
    several: Enrolment, client: Client
) -> None:
    token = arrived(client, several, LARGE)

    assert [hand_over(client, several, token).status_code for _ in range(2)] == [202, 202]

    assert laid_by(several) == []
    assert "plan.pdf has arrived and is being looked through." in client.get(address(several)).text
    early = hand_in(client, several, text="Work.")
    assert early.status_code == 422
    assert "A file is still being looked through." in early.text
    assert handed_in(several) == []
    assert worker.run_waiting() == 1
    assert hand_over(client, several, token).status_code == 204
    assert "is being looked through" not in visible(client.get(address(several)).text)
    hand_in(client, several, text="Work.")
    assert handed_in(several) == [("Work.", ["plan.pdf"])]


def visible(page: str) -> str:
    """Without what only a script says."""
    return re.sub(r"<[^>]*>", "", page)


def test_who_waits_too_long_for_a_file_hands_in_without_it(
    several: Enrolment, client: Client
) -> None:
    hand_over(client, several, arrived(client, several, LARGE))

    with moments.travelled(NOON + timedelta(minutes=16) - moments.now()):
        hand_in(client, several, text="Work.")

    assert handed_in(several) == [("Work.", [])]


def test_why_a_file_was_refused_stays_on_the_page_until_something_is_sent(
    several: Enrolment, client: Client
) -> None:
    token = arrived(client, several, b"MZ\x00" + bytes(5 * MIB), "plan.docx")
    hand_over(client, several, token)
    assert several.person is not None
    Person.objects.filter(pk=several.person.pk).update(language="fr")
    worker.run_waiting()

    outcome = Arrival.objects.get().outcome
    assert outcome["refused"].startswith("Ce type de fichier")
    assert hand_over(client, several, token).text == outcome["refused"]
    assert outcome["refused"] in unescape(client.get(address(several)).text)
    with moments.travelled(NOON + timedelta(minutes=1) - moments.now()):
        lay_by(client, several, files.upload())
        assert outcome["refused"] not in unescape(client.get(address(several)).text)


def test_what_came_in_time_is_laid_by_also_when_it_waited_past_the_end(
    several: Enrolment, client: Client
) -> None:
    end = moments.at(several.run.ends_on + timedelta(days=1), time(), several.run.zone)
    with moments.travelled(end - timedelta(minutes=1) - moments.now()):
        in_time = arrived(client, several, LARGE)
        too_late = arrived(client, several, LARGE[: 2 * MIB], "late.pdf")
        assert hand_over(client, several, in_time).status_code == 202
    with moments.travelled(end + timedelta(minutes=1) - moments.now()):
        assert hand_over(client, several, too_late).status_code == 409
        worker.run_waiting()

    assert laid_by(several) == ["plan.pdf"]


@pytest.mark.parametrize("gone", ["stopped", "withdrawn", "moved"])
def test_what_changes_while_a_file_is_looked_through_is_respected(
    several: Enrolment, client: Client, gone: str, tmp_path: Path
) -> None:
    token = arrived(client, several, LARGE)
    hand_over(client, several, token)
    if gone == "stopped":
        assert client.delete(f"/arriving/{token}/", headers=TUS).status_code == 204
    elif gone == "withdrawn":
        Enrolment.objects.update(withdrawn_at=NOON)
    else:
        newer = make_version(course=several.run.version.course, number=None)
        move_run(
            several.run,
            to=make_published(newer, number=2),
            anew=(),
            by=make_facilitator(several.run),
            now=NOON,
        )
    worker.run_waiting()

    kept = DraftFile.objects.select_related("activity")
    if gone == "moved":
        assert [row.activity.version for row in kept] == [newer]
    else:
        assert list(kept) == []
        assert not list(tmp_path.glob("stored/*/*"))
    done = TaskRow.objects.filter(task_path__endswith="look_through")
    assert [each.status for each in done] == ["SUCCESSFUL"]


@pytest.mark.parametrize(
    ("trouble", "status", "told"),
    [
        (OSError("No space left on device"), "FAILED", 422),
        (OperationalError("database is locked"), "READY", 202),
    ],
)
def test_who_sent_a_file_that_cannot_be_kept_here_is_told_but_not_while_it_is_tried_again(
    several: Enrolment,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
    status: str,
    told: int,
) -> None:
    def fail(content: object) -> None:
        raise trouble

    monkeypatch.setattr("localturn.foundation.files.actions.write", fail)
    token = arrived(client, several, LARGE)

    answer = take(client, several, token)

    assert answer.status_code == told
    assert ("could not be looked through here" in answer.text) == (told == 422)
    assert TaskRow.objects.get(task_path__endswith="look_through").status == status
    assert laid_by(several) == []


@pytest.mark.both
def test_a_file_that_came_in_pieces_is_laid_by_once_and_served_in_slices(
    several: Enrolment, client: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    token = arrived(client, several, LARGE)
    with django_capture_on_commit_callbacks(execute=True):
        answers = [take(client, several, token).status_code for _ in range(2)]

    assert answers == [204, 204]
    assert laid_by(several) == ["plan.pdf"]
    assert [path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()] == [len(LARGE)]

    hand_in(client, several, text="", file=files.upload("b.md", b"# B"))
    assert handed_in(several) == [("", ["plan.pdf", "b.md"])]
    file = StoredFile.objects.get(name="plan.pdf")
    piece = client.get(file.get_absolute_url(), headers={"Range": "bytes=5-9"})
    assert (piece.status_code, piece.getvalue()) == (206, LARGE[5:10])


def test_what_came_in_pieces_is_looked_at_like_any_file(
    several: Enrolment, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    token = arrived(client, several, b"MZ\x00" + bytes(5 * MIB))
    with django_capture_on_commit_callbacks(execute=True):
        refused = [take(client, several, token) for _ in range(2)]

    assert [answer.status_code for answer in refused] == [422, 422]
    for answer in refused:
        assert answer["Content-Type"] == "text/plain"
        assert answer.text.startswith("This is not a kind of file")
    assert (laid_by(several), StoredFile.objects.count()) == ([], 0)


def test_an_archive_that_unpacks_to_too_much_is_refused_in_pieces_too(
    several: Enrolment, client: Client
) -> None:
    bomb = files.office("word/document.xml", **{"media/a": bytes(65 * MIB)})

    answer = take(client, several, arrived(client, several, bomb, "plan.docx"))

    assert answer.status_code == 422
    assert answer.text.startswith("This file unpacks to more than can be taken.")


def test_a_large_file_is_bounded_by_the_assignment(several: Enrolment, client: Client) -> None:
    assert begin(client, purpose_in(several), 6 * MIB + 1).status_code == 422
    first = arrived(client, several, LARGE)
    second = arrived(client, several, LARGE + b"2", "two.pdf")
    assert take(client, several, first).status_code == 204

    answer = take(client, several, second)

    assert (answer.status_code, answer.text) == (
        422, "The files have more than 10 MiB together. Remove one first.",
    )  # fmt: skip
    assert laid_by(several) == ["plan.pdf"]
    remove(client, several)
    assert take(client, several, second).status_code == 204


def test_nobody_fills_the_disk(
    several: Enrolment, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(work_files, "MOST_OF_A_PERSON", 6 * MIB)
    assert take(client, several, arrived(client, several, LARGE)).status_code == 204
    token = arrived(client, several, LARGE[: 2 * MIB])

    answer = take(client, several, token)

    assert answer.status_code == 422
    assert "which is all that there is room for" in answer.text
    assert [path.name for path in tmp_path.glob("stored/*/*")] == [StoredFile.objects.get().token]


def test_a_large_file_is_sent_only_for_an_assignment_of_ones_own(
    several: Enrolment, client: Client
) -> None:
    purpose = purpose_in(several)
    for wrong in ("hand-in", "hand-in/x/y", f"hand-in/{several.pk}/0", f"hand-in/{several.pk}"):
        assert begin(client, wrong, 5).status_code == 403
    fellow = make_enrolment(several.run)
    token = arrived(client, several, LARGE)
    assert fellow.person is not None
    client.force_login(fellow.person)

    assert begin(client, purpose, 5).status_code == 403
    assert take(client, fellow, token).status_code == 404
    assert take(client, fellow, arrived(client, fellow, LARGE)).status_code == 204
    assert laid_by(several) == []


def test_what_has_not_arrived_as_a_whole_is_not_taken(several: Enrolment, client: Client) -> None:
    token = str(begin(client, purpose_in(several), 10)["Location"]).split("/")[-2]

    assert take(client, several, token).status_code == 409
    assert take(client, several, "unknown").status_code == 404
    assert Arrival.objects.get().taken_at is None


def activity_of(seat: Enrolment) -> Activity:
    return Activity.objects.get(version=seat.run.version, stable_id="assignment-2")


def test_only_its_writer_and_the_runs_facilitators_have_it(seat: Enrolment) -> None:
    assert seat.person is not None
    activity = activity_of(seat)
    work_files.lay_by(seat, activity, [files.upload()], by=seat.person, now=NOON)
    hand_ins.hand_in(seat, activity, "", by=seat.person, now=NOON)
    file_address = StoredFile.objects.get().get_absolute_url()
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


def test_the_facilitator_marks_what_is_attached_and_takes_all_of_it_home(
    several: Enrolment, client: Client
) -> None:
    lay_by(client, several, files.upload(), files.upload("PLAN.pdf", files.PDF + b"%"))
    hand_in(client, several, text="As *attached*.")
    client.force_login(make_facilitator(several.run))
    place = f"/academy/runs/{several.run.slug}/marking/{HandIn.objects.get().pk}/"

    page = client.get(place).text
    archive = client.get(f"{place}work.zip")

    for file in StoredFile.objects.all():
        assert f'<a href="{file.get_absolute_url()}" download>{file.name}</a>' in page
    assert "(PDF, 48\xa0bytes)" in page
    assert f'href="{place}work.zip"' in page
    assert archive["Content-Disposition"].startswith('attachment; filename="ana-petrovska-')
    with zipfile.ZipFile(io.BytesIO(archive.getvalue())) as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == {
            "text.md": b"As *attached*.",
            "plan.pdf": files.PDF,
            "PLAN (2).pdf": files.PDF + b"%",
        }


def test_files_are_in_the_copy_of_ones_data_and_go_when_one_leaves(
    several: Enrolment, client: Client
) -> None:
    hand_in(client, several, text="Work.", file=files.upload())
    lay_by(client, several, files.upload("b.md", b"# B"))
    assert several.person is not None
    copied = list(copy_of(several.person))

    assert [part.open().read() for part in copied if isinstance(part, File)] == [
        files.PDF, b"# B",
    ]  # fmt: skip
    assert {"academy/handinfile", "academy/draftfile"} <= {part.name for part in copied}

    erase_person(several.person, by=several.person, wishes=Wishes(), now=NOON)
    left = [model.objects.count() for model in (StoredFile, HandInFile, DraftFile, HandIn)]
    assert left == [0, 0, 0, 1]


def test_enter_in_a_field_removes_no_file_and_loses_no_link(client: Client) -> None:
    version = make_version(number=None)
    version.activities.filter(stable_id="assignment-2").update(
        settings={"accepts": ["text", "link", "file"]}
    )
    seat = make_enrolment(make_run(version, starts_on=NOON.date() - timedelta(days=8)))
    client.force_login(seat.person)
    lay_by(client, seat, files.upload())
    page = client.get(address(seat)).text
    form = page[page.index('<form class="lt-writing"') :]
    assert "name=" not in form[form.index("<button") :].partition(">")[0]

    sent = {"text": "Begun", "link": "https://films.example/1"}
    kept = 'value="https://films.example/1"'
    assert kept in lay_by(client, seat, **sent).text
    assert kept in remove(client, seat, **sent).text
    assert laid_by(seat) == []
