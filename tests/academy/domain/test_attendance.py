"""What counts as having been at a meeting, and whom a list means."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localturn.academy.domain import check_in
from localturn.academy.domain.attendance import Mark, Presence, Span, Terms, minutes_in, terms_of
from localturn.academy.domain.roster import How, Meant, Roster, Seat

NOON = datetime(2027, 3, 12, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def span(since: int, until: int) -> Span:
    return Span(NOON + since * MINUTE, NOON + until * MINUTE)


@pytest.mark.parametrize(
    ("spans", "minutes"),
    [
        ([], 0),
        ([span(0, 20)], 20),
        ([span(0, 20), span(10, 30)], 30),
        ([span(40, 50), span(0, 20)], 30),
        ([span(0, 30), span(10, 20)], 30),
        ([span(20, 10)], 0),
        ([span(-10, 10), span(50, 90)], 20),
    ],
)
def test_minutes_are_those_of_all_spans_together_within_the_meeting(
    spans: list[Span], minutes: int
) -> None:
    assert minutes_in(spans, window=span(0, 60)) == minutes


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=8))
def test_minutes_are_those_in_which_somebody_was_there(pairs: list[tuple[int, int]]) -> None:
    there = {minute for since, until in pairs for minute in range(since, until)}

    assert minutes_in(span(*pair) for pair in pairs) == len(there)


@pytest.mark.parametrize(
    ("mark", "counts"),
    [
        (Mark(Presence.PRESENT), True),
        (Mark(Presence.PARTLY), False),
        (Mark(Presence.PARTLY, 44), False),
        (Mark(Presence.PARTLY, 45), True),
        (Mark(Presence.EXCUSED), False),
        (Mark(Presence.ABSENT), False),
        (Mark(Presence.WATCHED), False),
        (Mark(Presence.UNMARKED), False),
    ],
)
def test_what_counts(mark: Mark, counts: bool) -> None:
    assert Terms(60).counts(mark) is counts


def test_a_recording_counts_where_the_course_says_so() -> None:
    terms = terms_of({"recording_counts": True}, minutes=60)

    assert terms.counts(Mark(Presence.WATCHED))


def test_a_run_may_give_another_length() -> None:
    terms = terms_of({"attended_from": 50}, minutes=60, of_run=91)

    assert (terms.length, terms.needed) == (91, 46)


@pytest.mark.parametrize(
    ("minutes", "state"), [(0, "absent"), (1, "partly"), (44, "partly"), (45, "present")]
)
def test_minutes_have_a_name(minutes: int, state: str) -> None:
    assert Terms(60).mark_for(minutes) == Mark(Presence(state), minutes)


def test_a_code_that_changes_holds_for_its_minute_and_the_next() -> None:
    code = check_in.code_at("seed", NOON, turns=True)

    fits = [check_in.fits(code, "seed", NOON + late * MINUTE, turns=True) for late in (-1, 0, 1, 2)]

    assert fits == [False, True, True, False]
    assert len(code) == check_in.DIGITS


def test_a_code_that_does_not_change_holds_all_along_and_opens_nothing_else() -> None:
    code = check_in.code_at("seed", NOON, turns=False)

    assert check_in.fits(code, "seed", NOON + timedelta(days=1), turns=False)
    assert not check_in.fits(code, "another", NOON, turns=False)


def test_a_code_may_be_typed_with_blanks_and_in_other_digits() -> None:
    assert check_in.cleaned(" 12-34 ٥٦x") == "123456"
    assert not check_in.fits("", "seed", NOON, turns=False)


PEOPLE = Roster(
    [
        Seat(1, "Ana Petrovska", frozenset({"ana@example.org", "a.p@town.example"})),
        Seat(2, "Lejla Hadžimuratović", frozenset({"lejla@example.org"})),
        Seat(3, "Bo Lind", frozenset({"bo@example.org"})),
        Seat(4, "Bo Lind", frozenset({"bo2@example.org"})),
        Seat(5, "", frozenset({"nameless@example.org"})),
    ]
)


@pytest.mark.parametrize(
    ("name", "email", "meant"),
    [
        ("whoever", "a.p@town.example", Meant(How.EMAIL, (1,))),
        ("Ana Petrovska", "private@example.org", Meant(How.NAME, (1,))),
        ("PETROVSKA, ana (she/her)", "", Meant(How.NAME, (1,))),
        ("Lejla Hadzimuratovic", "", Meant(How.NAME, (2,))),
        ("Lejla Hadzimuratovc", "", Meant(How.UNSURE, (2,))),
        ("Lejla", "", Meant(How.UNSURE, (2,))),
        ("Bo Lind", "", Meant(How.UNSURE, (3, 4))),
        ("iPhone", "", Meant(How.UNSURE, ())),
        ("", "", Meant(How.UNSURE, ())),
        ("(guest)", "", Meant(How.UNSURE, ())),
    ],
)
def test_whom_a_list_means(name: str, email: str, meant: Meant) -> None:
    assert PEOPLE.meant(name, email) == meant
