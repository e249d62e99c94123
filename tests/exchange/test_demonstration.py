"""What the demonstration has to show: universities, listings, the seminar, and every state."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from localturn.academy.demo import seminar, setting
from localturn.academy.models import Group, Nomination, Run
from localturn.exchange.demo import furnish
from localturn.exchange.domain.applications import Stage
from localturn.exchange.models import Application, Listing, Partner
from localturn.exchange.queries.applications import whole
from makers.places import make_country

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def test_the_demonstration_has_what_the_exchange_and_its_seminar_promise(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    now = datetime(2026, 11, 19, 12, tzinfo=UTC)
    for code in ("DK", "SE", "FR", "IE", "CA", "JP"):
        make_country(code)
    seminar.begin(setting.roles(setting.organisations(), now=now), now=now)

    furnish(now=now, report=lambda _step: None)

    assert Partner.objects.count() == 6
    offered = Listing.objects.exclude(state="draft")
    assert dict(Counter(offered.values_list("academic_year", flat=True))) == {2025: 20, 2026: 20}
    assert set(offered.values_list("language", flat=True)) == {"en", "fr", "sv"}
    assert {each.stands for each in whole(Application.objects.all())} == {*Stage}

    run = Run.objects.get(slug="urban-seminar")
    seats = run.enrolments.filter(withdrawn_at=None).select_related("organisation")
    assert dict(Counter(str(seat.organisation) for seat in seats)) == {
        "University of Havnby": 25,
        "Söderhamra universitet": 5,
        "Université de Valmont": 5,
    }
    nominated = Nomination.objects.filter(run=run, seat__in=seats)
    assert Application.objects.filter(nomination__in=nominated, listing__run=run).count() == 10
    groups = Group.objects.filter(grouping__run=run).prefetch_related("seats__enrolment")
    mixed = [
        (each.seats.count(), len({seat.enrolment.organisation_id for seat in each.seats.all()}))
        for each in groups
    ]
    assert mixed == [(7, 3)] * 5
