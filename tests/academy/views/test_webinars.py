"""A meeting: when, where, and who was there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from academy.views.test_attachments import TUS, begin
from localturn.academy.actions.meetings import Answer, check_in_with, open_check_in
from localturn.academy.domain.check_in import MOST_TRIES, code_at
from localturn.academy.models import (
    Activity,
    Attendance,
    Completion,
    Enrolment,
    Meeting,
    Run,
    RunActivity,
)
from localturn.foundation import moments
from localturn.foundation.tasks import worker
from makers.academy import make_enrolment, make_facilitator, make_person, make_run, make_version
from makers.files import upload
from makers.races import at_once
from makers.videos import FRENCH, MP4, WEBM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

THREE = datetime(2027, 3, 12, 14, 0, tzinfo=UTC)


def make_run_with_meeting(**settings: Any) -> Run:
    version = make_version(number=None)
    Activity.objects.create(
        version=version,
        module=version.modules.get(stable_id="module-2"),
        position=8,
        stable_id="meeting",
        file_name="08-meeting",
        kind="webinar",
        title="Meeting",
        minutes=60,
        settings=settings,
        body_html="<p>We meet.</p>",
    )
    run = make_run(version)
    run.schedule.filter(activity__stable_id="meeting").update(
        starts_at=THREE, due_at=None, link="https://meet.example.org/secret"
    )
    return run


@pytest.fixture
def run() -> Run:
    return make_run_with_meeting()


@pytest.fixture
def guide(run: Run, client: Client) -> Iterator[Client]:
    """A facilitator, signed in, an hour after the meeting began."""
    client.force_login(make_facilitator(run))
    with moments.travelled(THREE + timedelta(hours=1) - moments.now()):
        yield client


def address(run: Run, verb: str = "") -> str:
    return f"/academy/runs/{run.slug}/a/meeting/{verb}"


def meeting_in(run: Run) -> Activity:
    return Activity.objects.get(version=run.version, stable_id="meeting")


def there(run: Run) -> list[str]:
    found = Completion.objects.filter(activity__stable_id="meeting", enrolment__run=run)
    return sorted(str(row.enrolment.person) for row in found.select_related("enrolment__person"))


def marked(run: Run) -> dict[str, tuple[str, int | None, str]]:
    """What stands, by name: state, minutes, origin."""
    rows = Attendance.objects.filter(enrolment__run=run, is_standing=True)
    return {
        name: (state, minutes, origin)
        for name, state, minutes, origin in rows.values_list(
            "enrolment__person__name", "state", "minutes", "origin"
        )
    }


def three(run: Run) -> list[Enrolment]:
    return [
        make_enrolment(run, make_person(name, email=f"{name.lower()}@example.org"))
        for name in ("Ana", "Bo", "Cy")
    ]


def sheet(*rows: tuple[Enrolment, str, str, str]) -> dict[str, str]:
    """What a page of the list sends back: seat, what was shown, state, minutes."""
    return {
        key: value
        for seat, was, state, minutes in rows
        for key, value in (
            (f"was-{seat.pk}", was),
            (f"state-{seat.pk}", state),
            (f"minutes-{seat.pk}", minutes),
        )
    }


# --- Time, place, recording ------------------------------------------------------------------


def test_participants_see_date_and_zone_before_the_module_opens_and_the_link_half_an_hour_before(
    run: Run, client: Client
) -> None:
    client.force_login(make_enrolment(run).person)

    early = client.get(address(run)).text
    with moments.travelled(THREE - timedelta(minutes=30) - moments.now()):
        then = client.get(address(run)).text

    assert "Friday 12 March 2027, 15:00" in early
    assert "https://meet.example.org/secret" not in early
    assert "https://meet.example.org/secret" in then


def test_the_course_may_let_the_link_be_seen_earlier(client: Client) -> None:
    run = make_run_with_meeting(link_before=10_080)
    client.force_login(make_enrolment(run).person)

    assert "https://meet.example.org/secret" in client.get(address(run)).text


def test_facilitators_see_the_link_as_soon_as_it_is_there(run: Run, client: Client) -> None:
    client.force_login(make_facilitator(run))

    assert "https://meet.example.org/secret" in client.get(address(run)).text


def test_nobody_else_sees_the_link(run: Run, client: Client) -> None:
    client.force_login(make_person())

    assert client.get(address(run)).status_code == 403
    assert "secret" not in client.get(f"/academy/runs/{run.slug}/").text


def test_a_recording_and_a_file_are_added_afterwards_for_those_of_the_run(
    run: Run, guide: Client
) -> None:
    guide.post(
        address(run, "details/"),
        {"minutes": "90", "recording_link": "https://meet.example.org/r", "recording": upload()},
    )

    reader, stranger = Client(), Client()
    reader.force_login(make_enrolment(run).person)
    stranger.force_login(make_person())
    meeting = Meeting.objects.get()
    assert meeting.recording is not None
    file = meeting.recording.get_absolute_url()
    page = reader.get(address(run)).text
    assert "https://meet.example.org/r" in page
    assert "Watching it does not count as attended." in page
    assert [reader.get(file).status_code, stranger.get(file).status_code] == [200, 404]

    guide.post(address(run, "details/"), {"minutes": "", "without-recording": "on"})

    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.recording, meeting.recording_link) == (None, None, "")
    assert reader.get(file).status_code == 404


def test_a_recording_plays_in_the_page_with_its_captions_and_can_be_read(
    run: Run, guide: Client
) -> None:
    guide.post(
        address(run, "details/"),
        {
            "recording": SimpleUploadedFile("talk.webm", WEBM),
            "captions": SimpleUploadedFile("talk.fr.vtt", FRENCH.encode()),
        },
    )
    reader = Client()
    reader.force_login(make_enrolment(run).person)
    meeting = Meeting.objects.get()
    assert meeting.recording is not None
    assert meeting.captions is not None

    page = reader.get(address(run) + "?t=1").text

    assert f'src="{meeting.recording.get_absolute_url()}#t=1"' in page
    assert f'src="{meeting.captions.get_absolute_url()}" srclang="fr" label="Français"' in page
    assert "Qui est venu ?" in page
    piece = reader.get(meeting.recording.get_absolute_url(), headers={"Range": "bytes=0-9"})
    assert (piece.status_code, piece["Content-Type"]) == (206, "video/webm")


def test_another_recording_takes_the_captions_of_the_first_away(run: Run, guide: Client) -> None:
    films = {"recording": SimpleUploadedFile("talk.webm", WEBM)}
    guide.post(
        address(run, "details/"), films | {"captions": SimpleUploadedFile("a.vtt", FRENCH.encode())}
    )

    guide.post(address(run, "details/"), {"recording": SimpleUploadedFile("b.mp4", MP4)})

    meeting = Meeting.objects.get()
    assert meeting.recording is not None
    assert (meeting.recording.name, meeting.captions) == ("b.mp4", None)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"recording": ("talk.mp4", MP4[: len(MP4) // 2])}, "damaged or was cut short"),
        ({"captions": ("a.vtt", b"WEBVTT\n\n00:02.000 --> 00:01.000\nHo")}, "Line 3: "),
        ({"captions": ("a.vtt", FRENCH.encode())}, "no recording that these captions belong to"),
    ],
)
def test_what_cannot_be_played_or_read_is_refused_at_its_field(
    run: Run, guide: Client, sent: dict[str, tuple[str, bytes]], sentence: str
) -> None:
    uploads = {key: SimpleUploadedFile(*each) for key, each in sent.items()}

    answer = guide.post(address(run, "details/"), uploads)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_large_recording_comes_in_pieces_and_only_from_who_guides_the_run(
    run: Run, guide: Client
) -> None:
    purpose = f"meeting-recording/{run.slug}/{meeting_in(run).stable_id}"
    participant = Client()
    participant.force_login(make_enrolment(run).person)
    assert begin(participant, purpose, len(WEBM), name="talk.webm").status_code == 403

    begun = begin(guide, purpose, len(WEBM), name="talk.webm")
    guide.patch(
        begun["Location"],
        WEBM,
        content_type="application/offset+octet-stream",
        headers=TUS | {"Upload-Offset": "0"},
    )
    sent = {"arrived": str(begun["Location"]).split("/")[-2]}
    first = guide.post(address(run, "take-recording/"), sent).status_code
    worker.run_waiting()

    assert (first, guide.post(address(run, "take-recording/"), sent).status_code) == (202, 204)
    meeting = Meeting.objects.get()
    assert meeting.recording is not None
    assert (meeting.recording.name, meeting.recording.size) == ("talk.webm", len(WEBM))


def test_a_length_that_is_none_is_refused_with_a_sentence(run: Run, guide: Client) -> None:
    answer = guide.post(address(run, "details/"), {"minutes": "-5"})

    assert answer.status_code == 422
    assert not Meeting.objects.exists()


def test_a_recording_counts_only_where_the_course_says_so(run: Run) -> None:
    lenient = make_run_with_meeting(recording_counts=True)
    for each in (run, lenient):
        Meeting.objects.create(
            run=each, activity=meeting_in(each), recording_link="https://meet.example.org/r"
        )
        client = Client()
        client.force_login(make_enrolment(each, make_person("Ana")).person)
        assert client.post(address(each, "watched/")).status_code == 409  # it has not ended
        RunActivity.objects.filter(run=each, activity=meeting_in(each)).update(
            starts_at=moments.now() - timedelta(hours=3)
        )
        client.post(address(each, "watched/"))
    assert (there(run), there(lenient)) == ([], ["Ana"])

    client.post(address(lenient, "unwatched/"))

    assert (there(lenient), marked(lenient)["Ana"][0]) == ([], "")


def test_nobody_watches_a_recording_that_is_not_there(run: Run, client: Client) -> None:
    client.force_login(make_enrolment(run).person)

    assert client.post(address(run, "watched/")).status_code == 409


# --- Marking ---------------------------------------------------------------------------------


def test_attendance_is_marked_in_every_state_and_minutes_decide_where_no_state_is_chosen(
    run: Run, guide: Client
) -> None:
    ana, bo, cy = three(run)
    dee, eve = (make_enrolment(run, make_person(name)) for name in ("Dee", "Eve"))

    guide.post(
        address(run, "attendance/"),
        sheet(
            (ana, ":", "present", ""),
            (bo, ":", "partly", "44"),
            (cy, ":", "excused", "10"),
            (dee, ":", "absent", ""),
            (eve, ":", "", "45"),
        ),
    )
    worker.run_waiting()

    assert marked(run) == {
        "Ana": ("present", None, "facilitator"),
        "Bo": ("partly", 44, "facilitator"),
        "Cy": ("excused", None, "facilitator"),
        "Dee": ("absent", None, "facilitator"),
        "Eve": ("present", 45, "facilitator"),
    }
    assert there(run) == ["Ana", "Eve"]
    by = Attendance.objects.values_list("recorded_by__name", flat=True)
    assert set(by) == {"Fatima Facilitator"}


def test_only_what_was_changed_on_the_page_is_written(run: Run, guide: Client) -> None:
    ana, bo, _cy = three(run)
    guide.post(address(run, "attendance/"), sheet((ana, ":", "present", "")))

    # this page was opened before Ana was marked
    guide.post(address(run, "attendance/"), sheet((ana, ":", "", ""), (bo, ":", "present", "")))

    assert there(run) == ["Ana", "Bo"]


@pytest.mark.parametrize(("state", "minutes"), [("partly", "many"), ("", "-3"), ("asleep", "")])
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    run: Run, guide: Client, state: str, minutes: str
) -> None:
    ana, bo, _cy = three(run)

    answer = guide.post(
        address(run, "attendance/"),
        sheet((ana, ":", state, minutes), (bo, ":", "present", "12")),
    )

    assert answer.status_code == 422
    assert "Nothing was recorded yet." in answer.text
    assert 'value="12"' in answer.text
    assert marked(run) == {}


def test_the_last_change_is_taken_back_and_brought_back(run: Run, guide: Client) -> None:
    ana, bo, _cy = three(run)
    guide.post(address(run, "attendance/"), sheet((ana, ":", "present", "")))
    with moments.travelled(timedelta(minutes=1)):
        guide.post(
            address(run, "attendance/"),
            sheet((ana, "present:", "absent", ""), (bo, ":", "present", "")),
        )
    assert there(run) == ["Bo"]

    with moments.travelled(timedelta(minutes=2)):
        guide.post(address(run, "take-back/"))
    assert there(run) == ["Ana"]
    with moments.travelled(timedelta(minutes=3)):
        guide.post(address(run, "take-back/"))

    assert there(run) == ["Bo"]
    assert Attendance.objects.count() == 7  # nothing was lost on the way


def test_there_may_be_nothing_to_take_back(run: Run, guide: Client) -> None:
    assert guide.post(address(run, "take-back/")).status_code == 409


def test_all_who_are_not_marked_are_marked_at_once(run: Run, guide: Client) -> None:
    ana, _bo, _cy = three(run)
    guide.post(address(run, "attendance/"), sheet((ana, ":", "excused", "")))

    guide.post(address(run, "rest/"), {"state": "absent"})

    assert {name: state for name, (state, *_rest) in marked(run).items()} == {
        "Ana": "excused",
        "Bo": "absent",
        "Cy": "absent",
    }


def test_nobody_is_marked_in_anothers_run(run: Run, guide: Client) -> None:
    elsewhere = make_enrolment(make_run(run.version))

    guide.post(address(run, "attendance/"), sheet((elsewhere, ":", "present", "")))

    assert not Attendance.objects.exists()


def test_a_participant_marks_nobody(run: Run, client: Client) -> None:
    seat = make_enrolment(run)
    client.force_login(seat.person)

    for verb in ("attendance/", "rest/", "take-back/", "details/", "open/", "lists/", "record/"):
        assert client.post(address(run, verb)).status_code == 403
    for page in ("attendance/", "details/", "check-in-code/", "lists/"):
        assert client.get(address(run, page)).status_code == 403


def test_another_length_weighs_anew_who_was_there_in_part(run: Run, guide: Client) -> None:
    ana, _bo, _cy = three(run)
    guide.post(address(run, "attendance/"), sheet((ana, ":", "partly", "40")))
    assert there(run) == []

    guide.post(address(run, "details/"), {"minutes": "50"})

    assert there(run) == ["Ana"]


def test_five_hundred_people_are_marked_a_page_at_a_time(
    run: Run, guide: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(500):
        make_enrolment(run, make_person(f"Person {number:03}"))

    with django_assert_max_num_queries(16):
        page = guide.get(address(run, "attendance/") + "?page=10").text
    assert page.count('name="state-') == 50
    assert "Person 499" in page
    assert len(page.encode()) < 150 * 1024

    with django_assert_max_num_queries(30):
        guide.post(address(run, "rest/"), {"state": "present"})
    assert len(there(run)) == 500


def test_the_list_is_searched_and_filtered(run: Run, guide: Client) -> None:
    ana, _bo, _cy = three(run)
    guide.post(address(run, "attendance/"), sheet((ana, ":", "excused", "")))

    def shown(query: str) -> list[str]:
        page = guide.get(address(run, f"attendance/?{query}")).text
        return [name for name in ("Ana", "Bo", "Cy") if f"<strong>{name}</strong>" in page]

    assert shown("q=an") == ["Ana"]
    assert shown("show=excused") == ["Ana"]
    assert shown("show=unmarked") == ["Bo", "Cy"]
    assert shown("show=nonsense&page=99") == ["Ana", "Bo", "Cy"]
    assert shown("q=zzz") == []


@pytest.mark.parametrize("people", [1, 3])
def test_the_pages_cost_as_much_for_one_as_for_three(
    run: Run, client: Client, people: int, django_assert_num_queries: Any
) -> None:
    for _ in range(people):
        make_enrolment(run)
    client.force_login(make_facilitator(run))
    client.get(address(run))

    with django_assert_num_queries(7):
        client.get(address(run))
    with django_assert_num_queries(8):
        client.get(address(run, "attendance/"))
    assert Enrolment.objects.count() == people


# --- Checking in -----------------------------------------------------------------------------


def opened(run: Run, guide: Client, **sent: str) -> str:
    """Check-in is opened; the code that is shown."""
    guide.post(address(run, "open/"), sent)
    meeting = Meeting.objects.get(run=run)
    return code_at(meeting.code_seed, moments.now(), turns=meeting.code_turns)


@pytest.fixture
def during(run: Run, client: Client) -> Iterator[Client]:
    """A facilitator, signed in, ten minutes into the meeting."""
    client.force_login(make_facilitator(run))
    with moments.travelled(THREE + timedelta(minutes=10) - moments.now()):
        yield client


def test_who_enters_the_code_that_is_shown_was_there(run: Run, during: Client) -> None:
    ana, *_others = three(run)
    code = opened(run, during)
    page = during.get(address(run, "check-in-code/")).text
    assert f"{code[:3]} {code[3:]}" in page
    assert "<svg" in page
    reader = Client()
    reader.force_login(ana.person)

    assert f'value="{code}"' in reader.get(address(run) + f"?code={code}").text
    answer = reader.post(address(run, "check-in/"), {"code": f"{code[:3]} {code[3:]}"}, follow=True)

    assert "You have checked in" in answer.text
    assert marked(run) == {"Ana": ("present", None, "code")}
    assert there(run) == ["Ana"]
    again = reader.post(address(run, "check-in/"), {"code": code})
    assert (again.status_code, Attendance.objects.count()) == (302, 1)


def test_a_code_that_changes_is_shown_anew_by_itself(run: Run, during: Client) -> None:
    opened(run, during, turns="on")

    assert during.get(address(run, "check-in-code/")).headers["Refresh"] == "20"


def test_too_early_too_late_and_closed_are_told(run: Run, during: Client) -> None:
    reader = Client()
    reader.force_login(three(run)[0].person)

    def said(code: str) -> str:
        answer = reader.post(address(run, "check-in/"), {"code": code})
        assert answer.status_code == 422
        return answer.text

    assert "Check-in is not open yet." in said("123456")
    code = opened(run, during)
    with moments.travelled(timedelta(minutes=50)):
        assert "Check-in was closed on" in said(code)
    during.post(address(run, "close/"))
    assert "Check-in was closed on" in said(code)
    assert marked(run) == {}


@pytest.mark.parametrize(("later", "status"), [(-80, 409), (-70, 302), (109, 302), (110, 409)])
def test_check_in_opens_around_the_meeting(
    run: Run, during: Client, later: int, status: int
) -> None:
    with moments.travelled(timedelta(minutes=later)):
        assert during.post(address(run, "open/")).status_code == status


def test_what_a_facilitator_has_marked_stands_but_who_was_excused_may_come(
    run: Run, during: Client
) -> None:
    ana, bo, _cy = three(run)
    during.post(
        address(run, "attendance/"), sheet((ana, ":", "partly", "5"), (bo, ":", "excused", ""))
    )
    code = opened(run, during)
    for seat in (ana, bo):
        reader = Client()
        reader.force_login(seat.person)
        reader.post(address(run, "check-in/"), {"code": code})

    assert marked(run) == {
        "Ana": ("partly", 5, "facilitator"),
        "Bo": ("present", None, "code"),
    }


def test_who_has_no_seat_cannot_use_a_code(run: Run, during: Client) -> None:
    code = opened(run, during)

    assert during.post(address(run, "check-in/"), {"code": code}).status_code == 403
    left = make_enrolment(run, make_person("Left"), withdrawn_at=moments.now())
    reader = Client()
    reader.force_login(left.person)
    assert reader.post(address(run, "check-in/"), {"code": code}).status_code == 403


def test_who_is_wrong_too_often_waits(run: Run, during: Client) -> None:
    ana, *_others = three(run)
    code = opened(run, during)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    reader = Client()
    reader.force_login(ana.person)
    for left in reversed(range(MOST_TRIES)):
        said = reader.post(address(run, "check-in/"), {"code": wrong}).text
        assert f"You can try {left} more" in said

    assert "wrong codes too often" in reader.post(address(run, "check-in/"), {"code": code}).text
    assert marked(run) == {}
    with moments.travelled(timedelta(minutes=10)):
        reader.post(address(run, "check-in/"), {"code": code})
    assert there(run) == ["Ana"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_no_number_of_tries_at_once_is_more_than_may_be(tmp_path: Path) -> None:
    run = make_run_with_meeting()
    seat, guide, now = make_enrolment(run), make_facilitator(run), THREE + timedelta(minutes=1)
    meeting = meeting_in(run)
    open_check_in(meeting, run=run, turns=False, by=guide, now=now)
    person = seat.person
    assert person is not None

    answers = at_once(
        *[lambda: check_in_with(seat, meeting, "x", by=person, now=now).answer for _ in range(9)],
        folder=tmp_path,
    )

    assert answers.count(Answer.WRONG) == MOST_TRIES
    assert answers.count(Answer.TOO_OFTEN) == 9 - MOST_TRIES


# --- From a list -----------------------------------------------------------------------------

LIST = """\
Name,Email,Join Time,Leave Time
Ana,ana@example.org,2027-03-12 14:50:00,2027-03-12 15:30:00
Ana,ana@example.org,2027-03-12 15:20:00,2027-03-12 16:30:00
Bo (phone),,2027-03-12 15:00:00,2027-03-12 15:20:00
Stranger,someone@elsewhere.example,2027-03-12 15:00:00,2027-03-12 16:00:00
Cy,cy@example.org,some day,2027-03-12 16:00:00
"""


def look(run: Run, guide: Client, *texts: str, zone: str = "Europe/Skopje") -> Any:
    files = [
        SimpleUploadedFile(f"list{number}.csv", text.encode("utf-16"))
        for number, text in enumerate(texts)
    ]
    return guide.post(address(run, "lists/"), {"lists": files, "zone": zone})


def confirm(run: Run, guide: Client, looked: Any, **sent: str) -> Any:
    seal = looked.text.split('name="seal" value="')[1].split('"')[0]
    return guide.post(address(run, "record/"), {"seal": seal, **sent})


def test_a_list_is_looked_at_confirmed_and_recorded(run: Run, guide: Client) -> None:
    _ana, bo, _cy = three(run)

    looked = look(run, guide, LIST)
    assert marked(run) == {}
    assert "list0.csv, line 6: “some day” is no time that can be read." in looked.text
    assert f'<option value="{bo.pk}" selected>Bo</option>' in looked.text
    done = confirm(run, guide, looked, **{"whom-1": str(bo.pk)})

    assert marked(run) == {
        "Ana": ("present", 60, "file"),  # 14:50 to 16:30, of which the meeting is 15:00 to 16:00
        "Bo": ("partly", 20, "file"),
    }
    assert there(run) == ["Ana"]
    assert "2 marks are recorded." in done.text
    assert "Stranger" in done.text


def test_the_same_list_recorded_twice_is_recorded_once(run: Run, guide: Client) -> None:
    _ana, bo, _cy = three(run)
    for _time in range(2):
        done = confirm(run, guide, look(run, guide, LIST), **{"whom-1": str(bo.pk)})

    assert Attendance.objects.count() == 2
    assert "2 were so already." in done.text


def test_whom_nobody_confirms_is_not_recorded_and_not_kept(run: Run, guide: Client) -> None:
    three(run)

    confirm(run, guide, look(run, guide, LIST), **{"whom-1": ""})

    assert list(marked(run)) == ["Ana"]
    kept = "\n".join(connection.connection.iterdump()) if connection.vendor == "sqlite" else ""
    assert "Stranger" not in kept
    assert "elsewhere.example" not in kept


def test_what_was_marked_by_hand_stays_unless_it_is_to_be_replaced(run: Run, guide: Client) -> None:
    ana, *_others = three(run)
    guide.post(address(run, "attendance/"), sheet((ana, ":", "absent", "")))

    done = confirm(run, guide, look(run, guide, LIST))
    assert "Marked by hand before, and left so" in done.text
    assert marked(run)["Ana"] == ("absent", None, "facilitator")
    confirm(run, guide, look(run, guide, LIST), replace="on")

    assert marked(run)["Ana"] == ("present", 60, "file")


def test_who_was_excused_and_came_all_the_same_was_there(run: Run, guide: Client) -> None:
    ana, *_others = three(run)
    guide.post(address(run, "attendance/"), sheet((ana, ":", "excused", "")))

    done = confirm(run, guide, look(run, guide, LIST))

    assert "Marked by hand before" not in done.text
    assert marked(run)["Ana"] == ("present", 60, "file")


def test_several_lists_of_one_meeting_are_added_together(run: Run, guide: Client) -> None:
    three(run)
    head, first, second, *_rest = LIST.splitlines()
    one, two = (f"{head}\n{line.replace('16:30', '15:50')}\n" for line in (first, second))

    confirm(run, guide, look(run, guide, one, two))

    assert marked(run)["Ana"] == ("present", 50, "file")


def test_a_list_of_another_time_is_said_to_be_one(run: Run, guide: Client) -> None:
    three(run)

    assert "at the time of the meeting that the schedule tells" in (
        look(run, guide, LIST, zone="Asia/Tokyo").text
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        ("one,two\n1,2\n", "Nobody is named in there."),
        ("x" * 3_000_000, "The file is larger than 2 MiB."),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(
    run: Run, guide: Client, text: str, sentence: str
) -> None:
    file = SimpleUploadedFile("list.csv", text.encode() or b" ")
    answer = guide.post(address(run, "lists/"), {"lists": file, "zone": "UTC"})

    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_a_confirmation_is_of_what_was_looked_at_by_who_looked(run: Run, guide: Client) -> None:
    three(run)
    looked = look(run, guide, LIST)
    other = Client()
    other.force_login(make_facilitator(run, make_person("Other")))

    assert confirm(run, other, looked).status_code == 409
    assert guide.post(address(run, "record/"), {"seal": "forged"}).status_code == 409
    assert marked(run) == {}


def test_a_chosen_seat_is_one_of_the_run(run: Run, guide: Client) -> None:
    three(run)
    elsewhere = make_enrolment(make_run(run.version))

    confirm(run, guide, look(run, guide, LIST), **{"whom-1": str(elsewhere.pk)})

    assert list(marked(run)) == ["Ana"]
