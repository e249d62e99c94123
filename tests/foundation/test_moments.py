"""The clock, and what a wall shows."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from localturn.foundation import moments


def test_the_clock_is_aware_and_travels_only_within_the_block() -> None:
    with moments.travelled(timedelta(days=7)):
        later = moments.now()

    assert later.tzinfo == UTC
    assert timedelta(days=6, hours=23) < later - moments.now() < timedelta(days=7, seconds=1)


def test_the_demonstrations_clock_goes_on_for_every_process_that_reads_it(tmp_path: Path) -> None:
    mine = moments.DemonstrationClock(tmp_path / "clock")
    mine.advance(timedelta(days=7))

    assert mine.advance(timedelta(hours=1)) == timedelta(days=7, hours=1)
    assert moments.DemonstrationClock(tmp_path / "clock").ahead() == timedelta(days=7, hours=1)


def test_a_demonstration_without_a_clock_file_keeps_the_time(tmp_path: Path) -> None:
    assert moments.DemonstrationClock(tmp_path / "none").ahead() == timedelta(0)


@pytest.mark.parametrize(
    ("day", "wall", "zone", "utc"),
    [
        (
            date(2027, 1, 15),
            time(23, 59),
            "Europe/Skopje",
            datetime(2027, 1, 15, 22, 59, tzinfo=UTC),
        ),
        (
            date(2027, 7, 15),
            time(23, 59),
            "Europe/Skopje",
            datetime(2027, 7, 15, 21, 59, tzinfo=UTC),
        ),
        (date(2027, 3, 28), time(2, 30), "Europe/Skopje", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (
            date(2027, 10, 31),
            time(2, 30),
            "Europe/Skopje",
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        ),
        (date(2027, 3, 28), time(12, 0), "Asia/Tokyo", datetime(2027, 3, 28, 3, 0, tzinfo=UTC)),
    ],
)
def test_a_time_on_the_wall_is_a_moment_whatever_the_season(
    day: date, wall: time, zone: str, utc: datetime
) -> None:
    assert moments.at(day, wall, zone) == utc


def test_a_zone_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="'Middle/Earth' is not the name of a time zone"):
        moments.zone("Middle/Earth")


def test_zones_to_choose_from_are_places_and_utc() -> None:
    names = moments.zone_names()

    assert {"Europe/Skopje", "America/Toronto", "UTC"} <= names
    assert [
        n for n in names if n.startswith(("Etc/", "posix/")) or ("/" not in n and n != "UTC")
    ] == []
