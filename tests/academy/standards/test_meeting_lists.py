"""Lists of meeting programs, as each of them writes them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localturn.academy.domain.attendance import minutes_in
from localturn.academy.standards.meeting_lists import MeetingList, read
from localturn.academy.standards.meeting_times import Clock, seconds_in
from localturn.foundation.tables.reading import lines_of

SKOPJE = ZoneInfo("Europe/Skopje")
NINE = datetime(2027, 3, 12, 9, 0, tzinfo=UTC)  # ten o'clock in Skopje

ZOOM = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456,"Opening, part 1",03/12/2027 09:55:12 AM,03/12/2027 11:02:44 AM,host@example.org,68,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room
Ana Petrovska (Ana),ana@example.org,03/12/2027 09:58:00 AM,03/12/2027 10:20:00 AM,22,No,Yes
Ana Petrovska (Ana),ANA@example.org,03/12/2027 10:00:00 AM,03/12/2027 10:20:00 AM,20,No,No
Ana Petrovska (Ana),ana@example.org,03/12/2027 10:10:00 AM,03/12/2027 10:50:00 AM,40,No,No
Бојан Стојанов,,03/12/2027 10:30:00 AM,03/12/2027 11:00:00 AM,30,Yes,No
"""

AM = "\u202fAM"
TEAMS = f"""\
1. Summary
Meeting title\tOpening, part 1
Attended participants\t2
Start time\t3/12/27, 9:55:12{AM}
Meeting duration\t1h 7m 32s

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Ana Petrovska\t3/12/27, 10:00:00{AM}\t3/12/27, 11:00:00{AM}\t50m 0s\tana@example.org\t\tHost
Bo Lind\t3/12/27, 10:00:00{AM}\t3/12/27, 10:30:30{AM}\t30m 30s\t\tbo@corp.example\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Ana Petrovska\t3/12/27, 10:00:00{AM}\t3/12/27, 10:20:00{AM}\t20m 0s\tana@example.org\tHost
Ana Petrovska\t3/12/27, 10:30:00{AM}\t3/12/27, 11:00:00{AM}\t30m 0s\tana@example.org\tHost
Bo Lind\t3/12/27, 10:00:00{AM}\t3/12/27, 10:30:30{AM}\t30m 30s\t\tAttendee
"""

TEAMS_EVENTS = """\
Full Name\tUser Action\tTimestamp
Ana Petrovska\tJoined before\t12/03/2027, 10:00:00
Bo Lind\tJoined\t12/03/2027, 10:10:00
Bo Lind\tLeft\t12/03/2027, 10:40:00
Ana Petrovska\tLeft\t12/03/2027, 11:00:00
Cy Berg\tJoined\t12/03/2027, 10:45:00
"""

WEBEX = """\
Display Name\tFirst Name\tLast Name\tAttendee Email\tJoin Time\tLeave Time\tAttendance Duration
Ana Petrovska\tAna\tPetrovska\tana@example.org\t="2027-03-12 10:00"\t="2027-03-12 11:00"\t60 mins
"""

BIG_BLUE_BUTTON = """\
Name,Moderator,Activity Score,Talk Time,Messages,Reactions,Raise Hands,Join,Left,Duration
Ana Petrovska,TRUE,10,00:12:01,3,1,0,"12/03/2027, 10:00:00","12/03/2027, 11:00:00",01:00:00
Bo Lind,FALSE,0,00:00:00,0,0,0,"12/03/2027, 10:30:00",-,00:15:00
"""

FRENCH = """\
Nom;Prénom;Adresse e-mail;Durée
Petrovska;Ana;ana@example.org;1 h 2 min 3 s
Lind;Bo;;45
"""


def said(text: str | bytes) -> list[tuple[str, str, int | None]]:
    """Who was there, and for how many minutes from ten to eleven or as the report says."""
    listed = listed_in(text)
    return [
        (each.name, each.email, minutes_in(each.spans) if each.spans else each.minutes)
        for each in listed.attendees
    ]


def listed_in(text: str | bytes, name: str = "list.csv") -> MeetingList:
    content = text.encode() if isinstance(text, str) else text
    return read(lines_of(content, name), zone=SKOPJE, near=NINE)


def test_zoom() -> None:
    listed = listed_in(ZOOM)

    assert said(ZOOM) == [
        ("Ana Petrovska (Ana)", "ana@example.org", 20),
        ("Ana Petrovska (Ana)", "ana@example.org", 40),
        ("Бојан Стојанов", "", 30),
    ]
    assert listed.attendees[0].spans[0].since == NINE
    assert listed.unread == ()
    both = [span for each in listed.attendees[:2] for span in each.spans]
    assert minutes_in(both) == 50  # from 10:00 to 10:50: what they share is counted once


def test_teams_writes_sections_in_utf_16_and_the_comings_and_goings_are_read() -> None:
    assert said(TEAMS.encode("utf-16")) == [
        ("Ana Petrovska", "ana@example.org", 20),
        ("Ana Petrovska", "ana@example.org", 30),
        ("Bo Lind", "", 30),
    ]


def test_teams_without_comings_and_goings_tells_how_long() -> None:
    until_there = TEAMS[: TEAMS.index("3. In-")]

    assert said(until_there.encode("utf-16")) == [
        ("Ana Petrovska", "ana@example.org", 50),
        ("Bo Lind", "bo@corp.example", 30),
    ]


def test_teams_of_old_wrote_a_line_for_each_coming_and_going() -> None:
    assert said(TEAMS_EVENTS) == [
        ("Ana Petrovska", "", 60),
        ("Bo Lind", "", 30),
        ("Cy Berg", "", 15),  # who did not leave stayed to the last
    ]


def test_webex() -> None:
    assert said(WEBEX.encode("utf-16")) == [("Ana Petrovska", "ana@example.org", 60)]


def test_big_blue_button() -> None:
    assert said(BIG_BLUE_BUTTON) == [("Ana Petrovska", "", 60), ("Bo Lind", "", 15)]


def test_a_table_of_ones_own_in_french() -> None:
    assert said(FRENCH) == [("Ana Petrovska", "ana@example.org", 62), ("Bo Lind", "", 45)]


def test_a_list_of_addresses_says_who_was_there() -> None:
    assert said("E-mail\nana@example.org\nbo@example.org\n") == [
        ("", "ana@example.org", None),
        ("", "bo@example.org", None),
    ]


def test_who_is_said_to_be_absent_was_not_there() -> None:
    assert said("Name,Attended\nAna,Yes\nBo,No\nCy,absent\n") == [("Ana", "", None)]


def test_a_line_that_cannot_be_read_is_named_and_the_rest_is_read() -> None:
    listed = listed_in(
        "Name,Join Time,Leave Time\n"
        "Ana,2027-03-12 10:00,2027-03-12 11:00\n"
        "Bo,yesterday,2027-03-12 11:00\n"
        "Cy,2027-03-12 10:00,2027-13-12 11:00\n"
    )

    assert [each.name for each in listed.attendees] == ["Ana"]
    assert [(each.line, each.message % each.values) for each in listed.unread] == [
        (3, "“yesterday” is no time that can be read."),
        (4, "“2027-13-12 11:00” is no time that can be read."),
    ]


def test_a_duration_that_is_none_is_named() -> None:
    listed = listed_in("Name,Duration\nAna,long\nBo,12\n")

    assert [each.name for each in listed.attendees] == ["Bo"]
    assert [(each.line, each.values["text"]) for each in listed.unread] == [(2, "long")]


def test_a_file_without_known_columns_names_nobody() -> None:
    assert listed_in("one,two\n1,2\n") == MeetingList()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 2m 3s", 3723),
        ("58m 3s", 3483),
        ("45s", 45),
        ("1 hr 2 min", 3720),
        ("1 tim 2 min", 3720),
        ("2 godz. 5 min 1 sek.", 7501),
        ("62 mins", 3720),
        ("62", 3720),
        ("12,5", 750),
        ("01:02:03", 3723),
        ("02:03", 123),
        ("", None),
        ("long", None),
        ("3 apples", None),
        ("-5", None),
        ("9" * 50, None),
    ],
)
def test_durations(text: str, seconds: int | None) -> None:
    assert seconds_in(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-12 10:00:00",
        "2027-03-12T10:00",
        "2027-03-12T09:00:00Z",
        "2027-03-12T11:00:00+02:00",
        "2027-03-12 09:00:00 UTC",
        "3/12/2027 10:00:00 AM",
        "3/12/27, 10:00:00\u202fAM",
        "03/12/2027 10:00",
        "Mar 12, 2027 10:00:00 AM",
        "March 12, 2027 at 10:00 am",
        "Friday, March 12, 2027 10:00",
        "12 Mar 2027, 10:00",
        "12.03.2027, 10:00:00",
        "2027/03/12 10:00",
        "10:00",
    ],
)
def test_times(text: str) -> None:
    assert Clock.for_texts([text], zone=SKOPJE, near=NINE).read(text) == NINE


def test_a_day_that_can_be_read_in_two_ways_is_the_one_of_the_meeting() -> None:
    april = datetime(2027, 4, 3, 9, 0, tzinfo=UTC)
    march = datetime(2027, 3, 4, 9, 0, tzinfo=UTC)
    texts = ["3/4/27 11:00"]

    assert Clock.for_texts(texts, zone=SKOPJE, near=april).read(texts[0]) == april
    assert Clock.for_texts(texts, zone=SKOPJE, near=march) == Clock(
        SKOPJE, month_first=True, near=march.date()
    )


def test_one_line_that_can_only_be_read_one_way_tells_how_to_read_all() -> None:
    clock = Clock.for_texts(["3/4/27 11:00", "13/4/27 11:00"], zone=UTC, near=None)

    assert clock.read("3/4/27 11:00") == datetime(2027, 4, 3, 11, 0, tzinfo=UTC)


CELLS = st.text(alphabet='0123456789:/-., apmTZ+hms\u202f="é', max_size=24)


@given(st.lists(st.lists(CELLS, max_size=6), max_size=6))
def test_whatever_is_in_a_file_is_answered(cells: list[list[str]]) -> None:
    heads = ["Name", "Join Time", "Leave Time", "Duration", "User Action", "Timestamp"]

    listed = read(enumerate([heads[: len(cells)], *cells], 1), zone=SKOPJE, near=NINE)

    assert len(listed.attendees) + len(listed.unread) <= len(cells)
