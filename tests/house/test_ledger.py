"""How the kill test judges: it must see a loss, a mix-up and a doubling where there is one."""

import pytest
from benchmarks.ledger import Sent, Verdict, verdict

pytestmark = pytest.mark.once

KEY = (1, 0)
SENT = {KEY: Sent(values={1: "a", 2: "b", 3: "c"}, answered=2)}


def test_what_was_said_to_be_saved_is_found() -> None:
    assert verdict(SENT, [(KEY, 2, "b")]) == Verdict(1, 1, 0, 0, 0)


def test_what_was_under_way_may_be_there_instead() -> None:
    assert verdict(SENT, [(KEY, 3, "c")]) == Verdict(1, 1, 0, 1, 0)


def test_an_older_answer_in_its_place_is_a_loss() -> None:
    assert verdict(SENT, [(KEY, 1, "a")]) == Verdict(1, 0, 1, 0, 0)


def test_no_answer_in_its_place_is_a_loss() -> None:
    assert verdict(SENT, [(KEY, 0, None)]) == Verdict(1, 0, 1, 0, 0)
    assert verdict(SENT, []) == Verdict(1, 0, 1, 0, 0)


def test_an_answer_under_the_sequence_of_another_is_wrong() -> None:
    assert verdict(SENT, [(KEY, 2, "a")]) == Verdict(1, 1, 0, 0, 1)


def test_an_answer_that_nobody_sent_is_wrong() -> None:
    assert verdict(SENT, [(KEY, 9, "c")]) == Verdict(1, 1, 0, 1, 1)


def test_an_answer_that_is_there_twice_is_wrong() -> None:
    assert verdict(SENT, [(KEY, 2, "b"), (KEY, 2, "b")]) == Verdict(1, 1, 0, 0, 1)


def test_a_question_that_nobody_answered_is_not_judged() -> None:
    assert verdict({KEY: Sent()}, [(KEY, 0, None)]) == Verdict(0, 0, 0, 0, 0)
