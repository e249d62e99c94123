"""Work with remarks in it that comes back with a mark, also where it is large."""

import base64
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from localturn.academy.actions import returning, second_marks
from localturn.academy.actions.retention import forget_remarks_left_behind
from localturn.academy.models import AnnotatedDraft, AnnotatedFile, GradeEntry, HandIn, SecondMark
from localturn.foundation import moments
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.actions.merging import merge_persons
from localturn.foundation.people.models import Person
from localturn.foundation.people.queries.personal_data import copy_of
from localturn.foundation.personal_data import File, Wishes
from localturn.foundation.room import timetable
from localturn.foundation.tasks import worker
from makers import files
from makers.academy import NOON, make_facilitator, make_person, make_run
from makers.papers import Writing
from makers.people import make_operator

pytestmark = pytest.mark.django_db

MIB = 1024 * 1024
LARGE = files.PDF + bytes(9 * MIB)
TUS = {"Tus-Resumable": "1.0.0"}
MARKED = {"points": "16", "feedback": "*Well* argued."}


@pytest.fixture(autouse=True)
def _at_noon_with_a_folder(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with moments.travelled(NOON - moments.now()):
        yield


@pytest.fixture
def writing() -> Writing:
    """A paper that is handed in and waits for its mark."""
    made = Writing(proposal=False)
    made.hand_in()
    return made


def signed_in(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def place(writing: Writing, name: str = "mark") -> str:
    return reverse(f"academy:{name}", args=[writing.run.slug, HandIn.objects.latest("pk").pk])


def own_page(writing: Writing) -> str:
    address = reverse("academy:activity", args=[writing.run.slug, "term-paper"])
    return signed_in(writing.writer).get(address).text


def second_page(writing: Writing, verb: str = "second") -> str:
    return reverse("academy:activity-verb", args=[writing.run.slug, "term-paper", verb])


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def begin(browser: Client, purpose: str, size: int, name: str = "remarks.pdf") -> Any:
    said = f"filename {encoded(name)},purpose {encoded(purpose)}"
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": said}
    return browser.post("/arriving/", headers=headers)


def purpose(writing: Writing) -> str:
    return f"annotated/{writing.seat.pk}/{HandIn.objects.latest('pk').pk}"


def arrived(browser: Client, writing: Writing, content: bytes, name: str = "remarks.pdf") -> str:
    begun = begin(browser, purpose(writing), len(content), name)
    assert begun.status_code == 201, begun.text
    for offset in range(0, len(content), 4 * MIB):
        sent = browser.patch(
            begun["Location"],
            content[offset : offset + 4 * MIB],
            content_type="application/offset+octet-stream",
            headers=TUS | {"Upload-Offset": str(offset)},
        )
        assert sent.status_code == 204, sent.text
    return str(begun["Location"]).split("/")[-2]


def take(browser: Client, writing: Writing, token: str) -> Any:
    """Hand it over, have it looked through, and ask what became of it."""
    address = place(writing, "take-annotated")
    answer = browser.post(address, {"arrived": token})
    if answer.status_code != 202:
        return answer
    worker.run_waiting()
    return browser.post(address, {"arrived": token})


def ready() -> list[str]:
    return [row.file.name for row in AnnotatedDraft.objects.order_by("pk")]


@pytest.mark.both
def test_a_large_file_with_remarks_comes_in_pieces_and_goes_back_with_the_mark(
    writing: Writing, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    browser = signed_in(writing.first)
    page = browser.get(place(writing)).text
    assert f'data-purpose="{purpose(writing)}" data-field="annotated"' in page
    assert f'data-take="{place(writing, "take-annotated")}"' in page

    token = arrived(browser, writing, LARGE)
    with django_capture_on_commit_callbacks(execute=True):
        assert [take(browser, writing, token).status_code for _ in range(2)] == [204, 204]
    assert ready() == ["remarks.pdf"]
    assert "remarks.pdf" not in own_page(writing)
    assert "Ready to come back with the mark" in browser.get(place(writing)).text

    assert browser.post(place(writing), MARKED).status_code == 302

    (entry,) = GradeEntry.objects.all()
    file = AnnotatedFile.objects.get(entry=entry).file
    assert (entry.points, ready()) == (Decimal(16), [])
    assert (file.owner, file.subject) == (None, f"academy/annotated/{entry.pk}")
    assert [path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()] == [len(LARGE)]
    assert f'<a href="{file.get_absolute_url()}" download>remarks.pdf</a>' in own_page(writing)
    piece = signed_in(writing.writer).get(file.get_absolute_url(), headers={"Range": "bytes=5-9"})
    assert (piece.status_code, piece.getvalue()) == (206, LARGE[5:10])


def test_files_are_added_and_removed_before_the_mark_and_nothing_filled_in_is_lost(
    writing: Writing, django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    browser = signed_in(writing.first)
    begun = {"points": "16", "feedback": "Half of it."}
    chosen = [files.upload("a.pdf"), files.upload("b.md", b"# B")]

    added = browser.post(place(writing), {**begun, "add": "files", "annotated": chosen})

    assert (added.status_code, ready(), GradeEntry.objects.count()) == (200, ["a.pdf", "b.md"], 0)
    assert 'value="16"' in added.text
    assert "Half of it.</textarea>" in added.text
    first = AnnotatedDraft.objects.earliest("pk")
    with django_capture_on_commit_callbacks(execute=True):
        removed = browser.post(place(writing), {**begun, "remove": first.pk})
    assert "a.pdf does not come back with the mark." in removed.text
    assert "Half of it.</textarea>" in removed.text
    assert (ready(), len([p for p in tmp_path.rglob("*") if p.is_file()])) == (["b.md"], 1)
    for gone in (first.pk, "x"):
        assert browser.post(place(writing), {"remove": gone}).status_code == 404

    browser.post(place(writing), {**begun, "annotated": files.upload("c.pdf")})
    assert [each.name for each in HandIn.objects.get().annotated] == ["b.md", "c.pdf"]


def test_no_more_and_no_other_files_come_back_than_may_and_the_mark_waits(
    writing: Writing,
) -> None:
    browser = signed_in(writing.first)
    five = [files.upload(f"{n}.txt", bytes([65 + n])) for n in range(5)]
    browser.post(place(writing), {"add": "files", "annotated": five})

    for more in ({"add": "files"}, {}):
        one = files.upload("6.txt", b"Six")
        refused = browser.post(place(writing), {**MARKED, **more, "annotated": one})
        assert refused.status_code == 422
        assert "At most 5 files can be handed in here. Remove one first." in refused.text
        assert "*Well* argued.</textarea>" in refused.text
    wrong = files.upload("6.exe", b"MZ\x00")
    refused = browser.post(place(writing), {**MARKED, "add": "files", "annotated": wrong})
    assert "This is not a kind of file" in refused.text
    assert (len(ready()), GradeEntry.objects.count()) == (5, 0)


def test_the_mark_waits_for_a_file_that_is_still_looked_through(writing: Writing) -> None:
    browser = signed_in(writing.first)
    token = arrived(browser, writing, LARGE)
    assert browser.post(place(writing, "take-annotated"), {"arrived": token}).status_code == 202

    early = browser.post(place(writing), MARKED)

    assert early.status_code == 422
    assert "A file is still being looked through." in early.text
    assert "remarks.pdf has arrived and is being looked through." in early.text
    worker.run_waiting()
    assert browser.post(place(writing), MARKED).status_code == 302
    assert [each.name for each in HandIn.objects.get().annotated] == ["remarks.pdf"]


def test_what_came_in_pieces_is_looked_at_like_any_file_and_bounded(writing: Writing) -> None:
    browser = signed_in(writing.first)
    assert begin(browser, purpose(writing), 100 * MIB + 1).status_code == 422

    answer = take(browser, writing, arrived(browser, writing, b"MZ\x00" + bytes(5 * MIB)))

    assert answer.status_code == 422
    assert answer.text.startswith("This is not a kind of file")
    assert answer.text in browser.get(place(writing)).text
    assert (ready(), StoredFile.objects.count()) == ([], 0)


def test_a_file_for_work_that_has_got_its_mark_meanwhile_is_not_kept(
    writing: Writing, tmp_path: Path
) -> None:
    browser = signed_in(writing.first)
    token = arrived(browser, writing, LARGE)
    with moments.travelled(NOON - moments.now()):
        browser.post(place(writing, "take-annotated"), {"arrived": token})
    GradeEntry.objects.create(
        enrolment=writing.seat,
        activity=writing.activity,
        points=Decimal(3),
        origin=GradeEntry.Origin.FACILITATOR,
        hand_in=HandIn.objects.get(),
        entered_at=NOON,
        entered_by=writing.first,
    )
    worker.run_waiting()

    answer = browser.post(place(writing, "take-annotated"), {"arrived": token})

    assert (answer.status_code, answer.text[:26]) == (422, "This work has been marked.")
    assert (ready(), list(tmp_path.glob("stored/*/*"))) == ([], [])


def test_who_does_not_mark_a_work_sends_no_file_for_it(writing: Writing) -> None:
    token = arrived(signed_in(writing.first), writing, LARGE)
    elsewhere = make_facilitator(make_run())
    for person, told in ((writing.writer, 403), (elsewhere, 403), (make_person(), 403)):
        browser = signed_in(person)
        assert begin(browser, purpose(writing), 5).status_code == 403
        answer = browser.post(place(writing, "take-annotated"), {"arrived": token})
        assert answer.status_code == told
    for wrong in ("annotated", "annotated/x/y", f"annotated/{writing.seat.pk}/0"):
        assert begin(signed_in(writing.first), wrong, 5).status_code == 403
    assert take(signed_in(writing.second), writing, token).status_code == 404
    assert ready() == []


def test_what_lies_ready_is_its_markers_alone_also_after_two_records_became_one(
    writing: Writing,
) -> None:
    chosen = {"add": "files", "annotated": files.upload()}
    signed_in(writing.first).post(place(writing), chosen)
    row = AnnotatedDraft.objects.get()

    def status(person: Person) -> int:
        return signed_in(person).get(row.file.get_absolute_url()).status_code

    others = (writing.second, writing.writer, make_person(is_staff=True))
    assert ([status(each) for each in others], status(writing.first)) == ([404] * 3, 200)
    removal = signed_in(writing.second).post(place(writing), {"remove": row.pk})
    assert removal.status_code == 404
    assert "plan.pdf" not in signed_in(writing.second).get(place(writing)).text

    other = make_person()
    merge_persons(other, writing.first, by=make_operator(), reason="One.", now=NOON)
    assert status(other) == 200


def test_the_second_marker_has_files_of_their_own(writing: Writing) -> None:
    writing.mark(10)
    writing.ask()
    browser, work = signed_in(writing.second), {"work": HandIn.objects.get().pk}
    assert take(browser, writing, arrived(browser, writing, LARGE)).status_code == 204
    page = browser.get(second_page(writing), work).text
    assert "Ready to come back with the mark" in page

    added = browser.post(
        second_page(writing, "mark-second"),
        {**work, **MARKED, "add": "files", "annotated": files.upload("b.md", b"# B")},
    )
    assert (added.status_code, SecondMark.objects.get().second) == (200, None)
    assert "*Well* argued.</textarea>" in added.text
    assert browser.post(second_page(writing, "mark-second"), {**work, **MARKED}).status_code == 302

    assert [each.name for each in HandIn.objects.get().annotated_second] == ["remarks.pdf", "b.md"]
    assert "remarks.pdf" not in own_page(writing)


def test_what_lies_ready_for_an_earlier_version_can_still_be_removed(writing: Writing) -> None:
    browser = signed_in(writing.first)
    earlier = place(writing)
    browser.post(earlier, {"add": "files", "annotated": files.upload()})
    writing.hand_in("Better.")

    assert 'name="remove"' in browser.get(earlier).text
    browser.post(earlier, {"remove": AnnotatedDraft.objects.get().pk})

    assert (ready(), StoredFile.objects.count()) == ([], 0)
    assert 'name="remove"' not in browser.get(earlier).text


@pytest.mark.parametrize("who", ["first", "writer"])
def test_what_lies_ready_goes_with_its_marker_or_with_whose_work_it_is(
    writing: Writing, who: str
) -> None:
    signed_in(writing.first).post(place(writing), {"add": "x", "annotated": files.upload()})
    copies = [list(copy_of(each)) for each in (writing.first, writing.writer)]
    assert [sum(isinstance(part, File) for part in copy) for copy in copies] == [1, 0]
    person = getattr(writing, who)

    erase_person(person, wishes=Wishes(), by=person, now=NOON)

    assert (ready(), StoredFile.objects.count()) == ([], 0)


def test_no_file_is_laid_by_for_work_that_waits_for_no_mark(writing: Writing) -> None:
    chosen = {"add": "files", "annotated": files.upload()}
    third = make_facilitator(writing.run, make_person("Tara Third"))
    earlier = place(writing)
    writing.hand_in("Better.")
    last = place(writing)
    writing.mark(10)

    def refused(who: Person, address: str) -> tuple[int, list[str]]:
        chosen["annotated"] = files.upload()
        return signed_in(who).post(address, chosen).status_code, ready()

    assert refused(writing.second, earlier) == (409, [])
    assert refused(writing.second, last) == (409, [])
    writing.ask()
    assert refused(writing.first, last) == (403, [])
    writing.mark_second(16)
    assert refused(third, last) == (409, [])


def test_no_file_is_laid_by_for_work_that_was_returned(writing: Writing) -> None:
    returning.return_work(
        HandIn.objects.get(), sentence="Again.", due_on=date(2027, 4, 6), by=writing.first, now=NOON
    )

    laid = signed_in(writing.first).post(
        place(writing), {"add": "files", "annotated": files.upload()}
    )

    assert (laid.status_code, ready()) == (409, [])


def test_what_lies_ready_can_be_removed_whatever_has_become_of_the_mark(writing: Writing) -> None:
    third = make_facilitator(writing.run, make_person("Tara Third"))
    browser = signed_in(third)
    browser.post(place(writing), {"add": "files", "annotated": files.upload()})
    work = {"work": HandIn.objects.get().pk}

    def shown() -> list[bool]:
        addresses = [(place(writing), {}), (second_page(writing), work)]
        pages = [browser.get(address, sent) for address, sent in addresses]
        return ['name="remove"' in page.text for page in pages if page.status_code == 200]

    writing.mark(10)
    assert shown() == [True]
    writing.ask()
    assert shown() == [True, True]
    writing.mark_second(16)
    assert shown() == [True, True]
    browser.post(place(writing), {"remove": AnnotatedDraft.objects.get().pk})
    assert (ready(), StoredFile.objects.count(), shown()) == ([], 0, [False, False])


def test_what_was_left_behind_goes_once_no_second_mark_can_be_asked_for(writing: Writing) -> None:
    signed_in(writing.second).post(place(writing), {"add": "files", "annotated": files.upload()})

    def left_after(days: int) -> int:
        with moments.travelled(NOON + timedelta(days=days, hours=1) - moments.now()):
            forget_remarks_left_behind.call()
        return len(ready())

    assert left_after(15) == 1
    writing.hand_in("Better.")
    writing.mark(10)
    marking = writing.ask()
    assert left_after(15) == 1
    second_marks.withdraw(marking, by=writing.writer, now=NOON)
    assert left_after(13) == 1
    assert (left_after(14), StoredFile.objects.count()) == (0, 0)
    assert forget_remarks_left_behind.module_path in {entry.task for entry in timetable()}
