"""From → to between things of different rooms."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from localturn.foundation.links import Thing
from localturn.foundation.links.actions import set_links
from localturn.foundation.links.models import Link
from localturn.foundation.links.queries import linked_ids, links_from, links_to

pytestmark = pytest.mark.django_db
Count = Any

NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)
CASE = Thing("academy", "activity", "governance/case-1")
READING = Thing("academy", "activity", "governance/reading-1")
VUKOVAR = Thing("places", "city", "HR-vukovar")
MALMO = Thing("places", "city", "SE-malmo")
TETOVO = Thing("places", "city", "MK-tetovo")


def test_links_are_found_from_both_ends() -> None:
    set_links(CASE, [VUKOVAR, MALMO], now=NOON)
    set_links(READING, [VUKOVAR], now=NOON)

    assert links_from(CASE) == [VUKOVAR, MALMO]
    assert links_to(VUKOVAR) == [CASE, READING]
    assert links_to(MALMO) == [CASE]
    assert links_to(TETOVO) == []


def test_setting_links_again_cuts_what_is_not_said_any_more_and_keeps_the_rest() -> None:
    set_links(CASE, [VUKOVAR, MALMO], now=NOON)
    later = NOON + timedelta(days=1)

    set_links(CASE, [MALMO, TETOVO, TETOVO], now=later)

    assert links_from(CASE) == [TETOVO, MALMO]
    made = {link.target: link.made_at for link in Link.objects.all()}
    assert made == {MALMO: NOON, TETOVO: later}


def test_nothing_is_left_of_what_leads_nowhere() -> None:
    set_links(CASE, [VUKOVAR], now=NOON)

    set_links(CASE, [], now=NOON)

    assert Link.objects.count() == 0


def test_the_cities_that_anything_leads_to_are_named_once() -> None:
    set_links(CASE, [VUKOVAR, MALMO], now=NOON)
    set_links(READING, [VUKOVAR, CASE], now=NOON)

    assert linked_ids("places", "city") == ["HR-vukovar", "SE-malmo"]


def test_looking_costs_one_statement(django_assert_num_queries: Count) -> None:
    set_links(CASE, [VUKOVAR, MALMO, TETOVO], now=NOON)

    with django_assert_num_queries(1):
        links_from(CASE)
    with django_assert_num_queries(1):
        links_to(VUKOVAR)


@pytest.mark.both
@pytest.mark.parametrize(
    ("ends", "constraint"),
    [
        (("academy", "course", "x", "academy", "course", "x"), "nothing_links_to_itself"),
        (("academy", "course", "", "academy", "course", "x"), "both_ends_of_a_link_are_named"),
        (("academy", "course", "x", "places", "", "y"), "both_ends_of_a_link_are_named"),
    ],
)
def test_what_is_no_link_the_database_forbids(ends: tuple[str, ...], constraint: str) -> None:
    names = ["from_room", "from_kind", "from_id", "to_room", "to_kind", "to_id"]

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Link.objects.create(**dict(zip(names, ends, strict=True)), made_at=NOON)


@pytest.mark.both
def test_the_same_link_is_not_made_twice() -> None:
    set_links(CASE, [VUKOVAR], now=NOON)
    [link] = Link.objects.all()
    link.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        link.save()
