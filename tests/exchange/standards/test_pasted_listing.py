"""Texts of course catalogues, as people copy them out of a page."""

from datetime import date, time
from decimal import Decimal
from time import process_time

import pytest

from localturn.exchange.domain.content import Credit
from localturn.exchange.domain.meetings import MOST, Dated, Weekly
from localturn.exchange.domain.terms import CourseType, Delivery, Level, Slots
from localturn.exchange.standards.pasted_listing import (
    LONGEST,
    MOST_CREDITS,
    MOST_LECTURERS,
    Reading,
    read,
)
from localturn.exchange.standards.written_dates import (
    Span,
    clock_in,
    dates_in,
    months_in,
    spans_in,
)

TEXT = """Course List

Standard Academic Year: 2026/27
Course delivery methods
Online (Synchronous), Online (Asynchronous)
Sociology and cultural studies
Department of Town Studies
Course Offering Year
Course Offering Month
October – December
Weekday and Period
Fridays between 23 October and 27 November 2026, 14.15-15.45 hs CET
Number of participants: 30 Slots available for guest students: 5
Course Number
Welcome at the counter: how offices receive newcomers University of Havnby
Course Overview
Who comes to the counter, and who stays away? Each meeting is 90 min.
1. Who comes (23 Oct 2026)
2. Who stays away (30 October 2026)
Essays are handed in (by 13 Nov 2026)
Reading weeks (from 2 Nov to 12 Nov 2026)
3. What helps (27 Nov 2026)
Learning Achievement
Grading Philosophy
Basic credit points (attendance), 2.5 ECTS. Further points (essay): additional 2.5 ECTS.
Course type
Seminar
Online Course Requirement
A microphone
Prof. Dr. Ingrid Invented
Other information
Programme: Bachelor of Town Studies
Site for Inquiry
Ask the office.
Email address: office@havnby.example
"""


def values(reading: Reading) -> dict[str, object]:
    return {name: found.value for name, found in reading.found.items()}


def said(reading: Reading) -> list[str]:
    return [note.text % note.values for note in reading.notes]


def test_everything_that_a_text_says_is_read() -> None:
    meetings = (
        Dated(date(2026, 10, 23), time(14, 15), 90, "Who comes"),
        Dated(date(2026, 10, 30), time(14, 15), 90, "Who stays away"),
        Dated(date(2026, 11, 27), time(14, 15), 90, "What helps"),
    )

    found = values(read(TEXT, zone="Europe/Copenhagen", hosts=["University of Havnby"]))

    assert found.pop("overview", "").startswith("Who comes to the counter")  # type: ignore[attr-defined]
    assert found.pop("grading", "").startswith("Basic credit points")  # type: ignore[attr-defined]
    assert found == {
        "academic_year": 2026,
        "course_type": CourseType.SEMINAR,
        "credits": (
            Credit(Decimal("2.5"), "Basic credit points"),
            Credit(Decimal("2.5"), "Further points"),
        ),
        "dated": meetings,
        "delivery": (Delivery.ASYNCHRONOUS, Delivery.SYNCHRONOUS),
        "email": "office@havnby.example",
        "faculty": "Department of Town Studies",
        "field": "0314",
        "first_day": date(2026, 10, 23),
        "first_month": 10,
        "inquiry": "Ask the office.",
        "last_day": date(2026, 11, 27),
        "last_month": 12,
        "lecturers": ("Prof. Dr. Ingrid Invented",),
        "level": Level.BACHELOR,
        "offering_year": 2026,
        "online_requirement": "A microphone",
        "participants": 30,
        "programme": "Bachelor of Town Studies",
        "slots": 5,
        "slots_kind": Slots.EACH,
        "title": "Welcome at the counter: how offices receive newcomers",
        "zone": "Europe/Copenhagen",
    }


def test_each_value_comes_with_the_words_it_was_read_from() -> None:
    found = read(TEXT).found

    assert found["participants"].words == "30 Slots available for guest students: 5"
    assert found["slots"].words == "Slots available for guest students: 5"
    assert found["dated"].words.startswith("1. Who comes (23 Oct 2026) … 2. Who stays away")


def test_letters_of_a_zone_that_are_wrong_in_summer_are_told() -> None:
    note = read(TEXT, zone="Europe/Copenhagen").found["dated"].note

    assert note is not None
    assert note.values["letters"] == "CET"
    assert (note.values["day"], note.values["shown"]) == (date(2026, 10, 23), "CEST")


def test_letters_that_are_right_are_told_without_a_day() -> None:
    winter = TEXT.replace("23 Oct ", "6 Nov ").replace("30 October", "20 November")

    note = read(winter, zone="Europe/Copenhagen").found["dated"].note

    assert note is not None
    assert "day" not in note.values


def test_what_is_empty_or_contradicts_itself_is_said() -> None:
    wrong = TEXT.replace("30 October 2026", "29 October 2026").replace("90 min", "60 min")

    assert said(read(wrong, zone="Europe/Copenhagen")) == [
        "A meeting lasts 90 minutes by its times and 60 by the text.",
        "2026-10-29 is named for a meeting, but meetings are on a 4.",
        "The course is from 10 to 12, but its last day is 2026-11-27.",
        "“Course number” is empty in the text.",
        "“Learning achievement” is empty in the text.",
    ]


def test_a_text_without_days_says_so() -> None:
    reading = read("Course Overview\nAbout towns.")

    assert values(reading) == {"overview": "About towns."}
    assert said(reading) == ["The text does not say when the course meets."]


def test_days_without_hours_are_no_meetings_and_are_told() -> None:
    reading = read("Course Overview\nFirst meeting (23 Oct 2026)")

    assert "dated" not in reading.found
    assert said(reading) == ["Days of meetings are named, but not at what time they begin and end."]


def test_what_nobody_reads_is_left_behind() -> None:
    assert read("Hello there\nCourse Overview\nTowns").left_behind == ["Hello there"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x01",
        ":" * 5_000,
        "(" * 20_000,
        "Course Overview\n" + "(31 Feb 2026)\n" * 2_000,
        "Weekday and Period\n99.99-99.99 CET, 45 October 20266 - 0 January",
        "Course Number: " + "university of " * 3_000,
        "Grading Philosophy\n" + "approx. 99 CP " * 2_000,
        "a 1 " * 30_000,
    ],
)
def test_no_text_breaks_it(text: str) -> None:
    assert "dated" not in read(text).found


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 21 Oct 2026 and October 23rd, 2026", [date(2026, 10, 21), date(2026, 10, 23)]),
        ("le 3 février 2027, den 4 mars 2027", [date(2027, 2, 3), date(2027, 3, 4)]),
        ("2026-11-06; 31 June 2026", [date(2026, 11, 6)]),
        ("1er juin", [date(1, 6, 1)]),
    ],
)
def test_days_are_read_as_they_are_written(text: str, days: list[date]) -> None:
    assert dates_in(text) == days


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("21 October – 16 December 2026", Span(date(2026, 10, 21), date(2026, 12, 16))),
        ("October 21 to January 16, 2027", Span(date(2026, 10, 21), date(2027, 1, 16))),
        ("from 3 Nov 2026 until 2 Feb", Span(date(2026, 11, 3), date(2027, 2, 2))),
    ],
)
def test_periods_have_the_year_that_one_of_their_ends_has(text: str, span: Span) -> None:
    assert spans_in(text) == [span]


def test_hours_and_months_are_read() -> None:
    assert clock_in("at 9h30 - 13h00") == (time(9, 30), 210)
    assert clock_in("at 25.00-26.00, then 13.00-12.00") is None
    assert months_in("Octobre à février") == [10, 2]


NASTY = {
    "blanks before a word": (" " * 1000 + "x" * 70 + "\n") * 28,
    "brackets": "Course schedule\n" + "(1" * 14_000,
    "a word in brackets": "Course schedule\n" + ("1 (a" * 7000),
    "ways of delivery": "Delivery methods\n" + "some words of it\n" * 1700,
    "a letter a line": "Delivery methods\n" + "x\n" * 14_000,
    "credits": "Credits\n" + "".join(f"Part {n}, 1 ECTS\n" for n in range(1700)),
    "a title": "Title\n" + "universit-" * 2900,
    "an address": "Site for inquiry\n" + "a.-" * 9900,
    "an address of many parts": "Email address\na@" + "b." * 14_000,
    "days of the week": "Weekday and period\n" + "fridax " * 4200,
    "days": "Weekday and period\n" + "3 May to " * 3200,
    "meetings": "Weekday and period: 10.00-11.00\nCourse schedule\n"
    + "".join(f"({1 + n % 28} May {1970 + n // 28})\n" for n in range(1700)),
}


@pytest.mark.parametrize("name", NASTY)
def test_a_text_that_is_made_to_be_slow_is_read_in_no_time(name: str) -> None:
    began = process_time()
    found = read(NASTY[name][:LONGEST], zone="Europe/Berlin").found

    assert process_time() - began < 1
    assert len(found["dated"].value if "dated" in found else ()) <= MOST
    assert len(found["credits"].value if "credits" in found else ()) <= MOST_CREDITS


@pytest.mark.parametrize("year", ["0001", "1066", "9999"])
def test_years_that_nobody_means_are_not_read(year: str) -> None:
    found = values(read(f"Weekday and period\n1 October {year} - 2 October {year}"))

    assert not {"first_day", "last_day"} & found.keys()


def test_meetings_of_every_week_are_read_with_the_first_and_the_last_day() -> None:
    text = "Weekday and period: Every Friday 10.00-12.30 CET, 9 October - 18 December 2026"

    found = read(text, zone="Europe/Berlin").found

    assert found["weekly"].value == (Weekly(4, time(10), 150),)
    assert (found["first_day"].value, found["last_day"].value) == (
        date(2026, 10, 9),
        date(2026, 12, 18),
    )
    assert found["weekly"].note is not None
    assert found["weekly"].note.values["shown"] == "CEST"


def test_a_day_without_a_year_is_in_the_year_in_which_the_course_is_held() -> None:
    text = """Course Offering Year: 2026
Weekday and period: 12 October 2026 - 5 February 2027, 10.00-12.00
Course schedule
Opening (16 October)
Papers (15 January)
"""
    days = [each.day for each in read(text).found["dated"].value]

    assert days == [date(2026, 10, 16), date(2027, 1, 15)]


def test_what_no_listing_can_hold_is_not_read() -> None:
    many = "\n".join(f"Dr. {number} Invented" for number in range(200))
    found = read(f"Email address: a@{'b.' * 140}example\nLecturers\n{many}").found

    assert "email" not in found
    assert len(found["lecturers"].value) == MOST_LECTURERS
