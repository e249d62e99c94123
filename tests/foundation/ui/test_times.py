"""A moment is told in the reader's language and zone, and the zone is written out."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from localturn.foundation.ui.times import day, duration, moment, moment_text

WHEN = datetime(2026, 11, 23, 13, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _reader() -> Iterator[None]:
    with timezone.override("Europe/Skopje"), translation.override("en"):
        yield


def test_a_moment_is_told_in_the_reader_s_zone() -> None:
    assert moment(WHEN) == (
        '<time datetime="2026-11-23T13:03Z">'
        "Monday 23 November 2026, 14:03 (Central European Time)</time>"
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "lundi 23 novembre 2026, 14:03 (heure d’Europe centrale)"),
        ("sv", "måndag 23 november 2026, 14:03 (centraleuropeisk tid)"),
    ],
)
def test_a_moment_is_told_in_the_reader_s_language(language: str, words: str) -> None:
    with translation.override(language):
        assert moment_text(WHEN) == words


def test_a_moment_elsewhere_is_told_for_there_and_for_the_reader() -> None:
    assert moment_text(WHEN, "America/New_York") == (
        "Monday 23 November 2026, 08:03 (Eastern Time), for you 14:03 (Central European Time)"
    )


def test_another_day_elsewhere_is_said() -> None:
    assert moment_text(WHEN + timedelta(hours=8), "Asia/Tokyo") == (
        "Tuesday 24 November 2026, 06:03 (Japan Time),"
        " for you Monday 23 November 2026, 22:03 (Central European Time)"
    )


def test_a_zone_with_the_reader_s_clock_is_told_once() -> None:
    assert moment_text(WHEN, "Europe/Stockholm") == (
        "Monday 23 November 2026, 14:03 (Central European Time)"
    )


def test_a_stranger_whose_zone_is_not_known_is_told_that_of_the_place_alone() -> None:
    with timezone.override("UTC"):
        assert moment_text(WHEN, "Europe/Stockholm") == (
            "Monday 23 November 2026, 14:03 (Central European Time)"
        )


def test_a_short_moment_keeps_the_zone() -> None:
    with translation.override("en"):
        html = moment(datetime(2024, 7, 1, 12, 0, tzinfo=UTC), short=True)

    assert "1 Jul 2024, 14:00 CEST</time>" in html
    assert 'title="Monday 1 July 2024, 14:00 (Central European Time)"' in html


def test_a_zone_without_letters_is_told_by_its_distance() -> None:
    assert "UTC+5:30</time>" in moment(WHEN, "Asia/Kolkata", short=True)
    assert "UTC−3</time>" in moment(WHEN, "America/Sao_Paulo", short=True)


def test_universal_time_has_its_name() -> None:
    with timezone.override("UTC"):
        assert moment_text(WHEN).endswith("13:03 (Coordinated Universal Time)")


def test_a_day_is_the_reader_s() -> None:
    assert day(date(2026, 11, 23)) == '<time datetime="2026-11-23">23 November 2026</time>'
    assert "Monday" in day(date(2026, 11, 23), weekday=True)
    assert "24 November" in day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))


def test_a_length_is_told_in_hours_and_minutes() -> None:
    assert duration(90) == "1 hour 30 minutes"
    assert duration(timedelta(hours=12)) == "12 hours"
    assert duration(0) == "0 minutes"
