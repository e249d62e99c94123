"""What the index finds, in which order, and how it counts."""

from dataclasses import replace

import pytest

from localturn.agenda.domain.index import AHEAD, TOLD, Asked, Index, Row

pytestmark = pytest.mark.once

DAY = 86_400.0
NOW = 100 * DAY


def row(key: int, day: float, *, days: float = 1, year: int = 2026, **facets: str) -> Row:
    return Row(
        key=key,
        shelf=AHEAD,
        year=year,
        starts=day * DAY,
        ends=(day + days) * DAY,
        facets={name: (value,) for name, value in facets.items()},
    )


def index_of(*rows: Row) -> Index:
    made = Index()
    for each in rows:
        made.put(each)
    return made


def test_what_is_not_over_is_found_soonest_first() -> None:
    known = index_of(row(1, 120), row(2, 90), row(3, 101), row(4, 99.5))

    assert known.find(Asked(), now=NOW).keys == [4, 3, 1]
    assert known.find(Asked(past=True), now=NOW).keys == [2]


def test_what_has_lasted_for_years_is_found_while_it_lasts() -> None:
    known = index_of(row(1, 101), row(2, -900, days=1_200, year=2023), row(3, -900, year=2023))

    assert known.find(Asked(), now=NOW).keys == [2, 1]


def test_a_year_of_the_archive_has_all_that_began_in_it() -> None:
    known = index_of(row(1, 101), row(2, 90), row(3, -300, year=2025))

    assert known.find(Asked(year=2026), now=NOW).keys == [2, 1]
    assert known.years(AHEAD) == {2026: 2, 2025: 1}
    assert known.years(TOLD) == {}


def test_a_facet_counts_what_there_would_be_with_another_of_its_values() -> None:
    known = index_of(
        row(1, 101, language="sv", country="SE"),
        row(2, 102, language="fr", country="BE"),
        row(3, 103, language="sv", country="BE"),
    )
    found = known.find(Asked(chosen={"country": frozenset({"BE"})}), now=NOW)

    assert found.keys == [2, 3]
    assert dict(found.counts["language"]) == {"fr": 1, "sv": 1}
    assert dict(found.counts["country"]) == {"SE": 1, "BE": 2}


def test_what_is_put_again_takes_the_place_of_what_was_known_also_in_another_year() -> None:
    known = index_of(row(1, 101, language="sv"))
    known.find(Asked(), now=NOW)
    known.put(row(1, 500, year=2027, language="fr"))

    found = known.find(Asked(), now=NOW)
    assert found.keys == [1]
    assert dict(found.counts["language"]) == {"fr": 1}
    assert len(known) == 1

    known.remove(1)
    assert known.find(Asked(), now=NOW).keys == []


def test_registration_is_open_until_its_end_and_not_where_nobody_registers() -> None:
    closing = Row(1, AHEAD, 2026, 120 * DAY, 121 * DAY, {}, registers=True, closes=NOW + 60)
    known = index_of(closing, row(2, 120))

    assert known.find(Asked(open_only=True), now=NOW).keys == [1]
    assert known.find(Asked(open_only=True), now=NOW + 120).keys == []
    assert known.find(Asked(), now=NOW).open_count == 1


def test_registration_is_not_open_before_it_opens() -> None:
    known = index_of(replace(row(1, 120), registers=True, opens=NOW + 120))
    assert known.find(Asked(open_only=True), now=NOW).keys == []
    assert known.find(Asked(open_only=True), now=NOW + 120).keys == [1]


def test_a_stretch_of_time_has_what_reaches_into_it_over_or_not() -> None:
    known = index_of(row(1, 89, days=3), row(2, 95), row(3, 110))

    stretch = (91 * DAY, 96 * DAY)
    assert known.find(Asked(between=stretch), now=NOW).keys == [1, 2]


def test_news_stand_the_newest_first() -> None:
    news = [Row(n, TOLD, 2026, n * DAY, n * DAY, {}) for n in (1, 3, 2)]

    assert index_of(*news).find(Asked(shelf=TOLD), now=NOW).keys == [3, 2, 1]
