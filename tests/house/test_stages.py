"""Parts of the test command that run beside each other."""

import pytest
from workshop import beside
from workshop.beside import Company
from workshop.say import Stop

pytestmark = pytest.mark.once


def test_each_part_is_told_whole_when_it_ends_and_a_failure_keeps_none_from_running(
    capsys: pytest.CaptureFixture[str],
) -> None:
    company, ended = Company(), {}

    def one_after_another() -> None:
        ended["first"] = company.stage("first", ["sh", "-c", "echo a; sleep 0.5; echo b; exit 3"])
        ended["third"] = company.stage("third", ["sh", "-c", "echo e"])

    def alone() -> None:
        ended["second"] = company.stage("second", ["sh", "-c", "echo c; sleep 0.1; echo d"])

    beside.beside(company, one_after_another, alone)

    assert ended == {"first": 3, "second": 0, "third": 0}
    said = capsys.readouterr().out
    assert "── first\na\nb\n   first: FAILED\n" in said
    assert "── second\nc\nd\n   second: passed\n" in said
    assert "── third\ne\n   third: passed\n" in said


def test_what_breaks_one_lane_is_told_when_the_other_has_ended() -> None:
    company, ended = Company(), {}

    def breaks() -> None:
        raise OSError("no such program")

    def goes_on() -> None:
        ended["second"] = company.stage("second", ["sh", "-c", "sleep 0.3"])

    with pytest.raises(OSError, match="no such program"):
        beside.beside(company, breaks, goes_on)

    assert ended == {"second": 0}


def test_meanwhile_is_said_how_far_each_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "EVERY", 0.0)
    company = Company()

    def tests() -> None:
        company.stage("tests", ["sh", "-c", "echo '.... [ 42%]'; sleep 2.5"])

    def journeys() -> None:
        company.stage("journeys", ["sh", "-c", "printf 'bringing up\\n\\n..F'; sleep 2.5"])

    beside.beside(company, tests, journeys)

    said = capsys.readouterr().out
    assert "tests 42%" in said
    assert "journeys 3 tests" in said


def test_nothing_more_begins_once_it_is_over() -> None:
    with pytest.raises(Stop, match="tests: not begun"):
        Company(is_over=True).stage("tests", ["true"])
