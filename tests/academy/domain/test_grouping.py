"""Groups that mix: sizes first, then what is asked for, as far as it can be."""

from collections import Counter
from itertools import cycle, islice

import pytest

from localturn.academy.domain.grouping import Groups, Member, Mix, explain, propose

UNIVERSITIES = ("Bochum", "Malmö", "Skopje")


def people(number: int, *, languages: tuple[str, ...] = ("en",)) -> list[Member]:
    places = islice(zip(cycle(UNIVERSITIES), cycle(languages), strict=False), number)
    return [Member(k, f"P{k:03}", u, u[:1], lang) for k, (u, lang) in enumerate(places)]


def sizes(groups: Groups) -> list[int]:
    return sorted(len(group) for group in groups)


def test_groups_differ_by_one_person_at_most() -> None:
    assert sizes(propose(people(17), number=5, mixes=[Mix.ORGANISATION])) == [3, 3, 3, 4, 4]


def test_nobody_is_left_out_and_nobody_is_in_two() -> None:
    groups = propose(people(23), number=4, mixes=[Mix.ORGANISATION, Mix.LANGUAGE])

    assert sorted(m.key for group in groups for m in group) == list(range(23))


def test_universities_are_apart_where_there_are_as_many_groups() -> None:
    groups = propose(people(15), number=5, mixes=[Mix.ORGANISATION])

    assert all(len({m.organisation for m in group}) == 3 for group in groups)
    assert explain(groups, [Mix.ORGANISATION]).mixed[0].together == ()


def test_what_comes_second_mixes_as_far_as_the_first_lets_it() -> None:
    crowd = [Member(k, f"P{k}", "ABC"[k % 3], "", "sv" if k < 6 else "en") for k in range(12)]

    groups = propose(crowd, number=4, mixes=[Mix.ORGANISATION, Mix.LANGUAGE])

    assert all(len({m.organisation for m in group}) == 3 for group in groups)
    assert {Counter(m.language for m in g)["sv"] for g in groups} == {1, 2}


def test_who_sits_already_stays_and_the_others_fill_up() -> None:
    groups = propose(people(9), number=3, mixes=[Mix.ORGANISATION], seated={0: 2, 3: 2, 6: 2})

    assert {m.key for m in groups[2]} == {0, 3, 6}
    assert sizes(groups) == [3, 3, 3]
    (mixed,) = explain(groups, [Mix.ORGANISATION]).mixed
    assert not mixed.is_kept
    assert [(t.group, t.value, t.number, t.best) for t in mixed.together][-1] == (2, "Bochum", 3, 1)


def test_too_many_of_one_kind_are_spread_and_said_to_be_too_many() -> None:
    crowd = [Member(k, f"P{k}", "Bochum" if k < 7 else "Malmö") for k in range(10)]

    groups = propose(crowd, number=4, mixes=[Mix.ORGANISATION])

    (mixed,) = explain(groups, [Mix.ORGANISATION]).mixed
    assert mixed.is_kept
    assert {t.number for t in mixed.together} == {2}


def test_what_is_not_known_mixes_with_everything() -> None:
    crowd = [Member(k, f"P{k}") for k in range(6)]

    (mixed,) = explain(propose(crowd, number=2, mixes=[Mix.COUNTRY]), [Mix.COUNTRY]).mixed

    assert (mixed.together, mixed.unknown, mixed.is_kept) == ((), 6, True)


def test_the_same_people_give_the_same_groups_in_whatever_order_they_come() -> None:
    crowd = people(30, languages=("en", "fr", "sv", "sv"))
    mixes = [Mix.ORGANISATION, Mix.LANGUAGE]

    assert propose(crowd, number=7, mixes=mixes) == propose(crowd[::-1], number=7, mixes=mixes)


@pytest.mark.parametrize("number", [0, 4])
def test_there_are_no_groups_without_people(number: int) -> None:
    with pytest.raises(ValueError, match="people do not make"):
        propose(people(3), number=number, mixes=[])
