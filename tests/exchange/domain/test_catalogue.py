"""The catalogue in memory: what is found, and what is counted."""

import random
from collections import Counter
from dataclasses import replace
from typing import Any

from localturn.exchange.domain.catalogue import FACETS, Asked, Catalogue, Row
from localturn.exchange.domain.week import Week, read_hours

DAY = 24 * 60
FRIDAY = 29879040  # 23 October 2026, 8:00 UTC


def row(key: int, *, meetings: tuple[tuple[int, int], ...] = (), **facets: str) -> Row:
    return Row(
        key,
        (facets.get("year", ""), key),
        is_archived=False,
        facets={name: tuple(value.split()) for name, value in facets.items()},
        meetings=meetings,
        meets=bool(meetings),
    )


def chosen(**facets: str) -> Any:
    return {name: frozenset(value.split()) for name, value in facets.items()}


def filled(*rows: Row) -> Catalogue:
    catalogue = Catalogue()
    for each in rows:
        catalogue.put(each)
    return catalogue


def test_values_of_one_facet_widen_and_facets_narrow() -> None:
    catalogue = filled(
        row(1, language="en", level="master"),
        row(2, language="fr", level="master"),
        row(3, language="sv", level="bachelor"),
    )

    found = catalogue.find(Asked(chosen(language="en fr", level="master")))

    assert found.keys == [1, 2]
    assert found.counts["language"] == {"en": 1, "fr": 1}
    assert found.counts["level"] == {"master": 2}


def test_what_is_put_again_is_what_it_is_now() -> None:
    catalogue = filled(row(1, language="en"), row(2, language="en"))
    catalogue.put(row(1, language="fr"))
    catalogue.remove(2)
    catalogue.remove(99)

    assert catalogue.find(Asked()).counts["language"] == {"fr": 1}
    assert len(catalogue) == 1


def test_an_archived_course_is_found_in_the_archive_alone() -> None:
    catalogue = filled(row(1), Row(2, ("", 2), is_archived=True, facets={"year": ("2020",)}))

    assert catalogue.find(Asked()).keys == [1]
    assert catalogue.find(Asked(archived=True)).keys == [2]


def test_words_in_a_title_come_first() -> None:
    catalogue = filled(row(1), row(2), row(3))

    assert catalogue.find(Asked(among=[3, 7, 1], first=[3, 2])).keys == [3, 1]


def test_a_week_wants_every_meeting_and_tells_of_who_does_not_say() -> None:
    catalogue = filled(
        row(1, meetings=((FRIDAY, FRIDAY + 150),)),
        row(2, meetings=((FRIDAY, FRIDAY + 150), (FRIDAY + DAY, FRIDAY + DAY + 60))),
        row(3),
        Row(4, ("", 4), is_archived=False, facets={}, meets=True),
    )
    week = Week(((), (), (), (), read_hours("8-11"), (), ()), "UTC")

    found = catalogue.find(Asked(week=week))

    assert found.keys == [1, 3]
    assert found.untimed == 1


def test_counts_are_those_of_counting_one_by_one() -> None:
    dice = random.Random(7)
    rows = [
        row(
            key,
            year=dice.choice(["2025", "2026"]),
            language=dice.choice(["en", "fr", "sv"]),
            delivery=" ".join(dice.sample(["a", "b", "c"], dice.randint(0, 2))),
        )
        for key in range(500)
    ]
    asked = chosen(language="en sv", delivery="a")
    found = filled(*rows).find(Asked(asked))

    def passes(each: Row, but: str = "") -> bool:
        return all(set(each.facets[n]) & of for n, of in asked.items() if n != but)

    ordered = sorted(rows, key=lambda each: each.order)
    assert found.keys == [each.key for each in ordered if passes(each)]
    for name in FACETS:
        one_by_one = Counter(v for r in rows if passes(r, name) for v in r.facets.get(name, ()))
        assert found.counts[name] == dict(one_by_one)


def test_a_course_of_long_ago_and_one_of_far_ahead_leave_this_years_to_be_found() -> None:
    friday = ((FRIDAY, FRIDAY + 150),)
    far = tuple((begins + 150 * 366 * DAY, ends + 150 * 366 * DAY) for begins, ends in friday)
    old = replace(row(2, meetings=((23_700_000, 23_700_060),)), is_archived=True)
    catalogue = filled(row(1, meetings=friday), old, row(3, meetings=far))
    free = Week((*((),) * 4, read_hours("8-11"), (), ()), "UTC")

    assert catalogue.find(Asked(week=free)).keys == [1]


def test_what_does_not_say_when_it_meets_is_counted_among_what_is_asked_for_alone() -> None:
    unknown = [replace(row(key), meets=True) for key in (1, 2)]
    free = Week((read_hours("8-11"), *((),) * 6), "UTC")

    found = filled(*unknown).find(Asked(week=free, only=lambda each: each.key == 1))

    assert (found.keys, found.untimed) == ([], 1)
