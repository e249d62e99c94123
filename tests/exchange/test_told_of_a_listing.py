"""What a listing's page and calendar tell programs: schema.org and iCalendar; and its fields."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from django.test import Client
from icalendar import Calendar

from localturn.exchange.actions import listings as actions
from localturn.exchange.domain.fields_of_study import fields
from localturn.exchange.domain.meetings import Plan, Weekly
from localturn.exchange.models import Listing
from localturn.exchange.queries.instants import instants_of
from localturn.exchange.queries.listings import content_of
from localturn.exchange.queries.schema_org import course_data
from localturn.foundation import moments
from makers.exchange import SEMINAR, make_coordinator, make_listing, make_partner


@pytest.mark.once
def test_fields_of_study_are_all_of_isced_f_each_below_its_broader_one() -> None:
    lengths = Counter(len(code) for code in fields())

    assert lengths == {2: 11, 3: 29, 4: 80}
    assert not [code for code in fields() if len(code) > 2 and code[:-1] not in fields()]


@pytest.mark.django_db
def test_schema_org_has_plain_words_and_weekly_meetings_in_their_zone() -> None:
    weekly = Plan(
        zone="Europe/Berlin",
        first_day=date(2026, 10, 9),
        last_day=date(2026, 12, 18),
        weekly=(Weekly(4, time(10), 150),),
        left_out=(date(2026, 12, 11),),
    )
    listing = make_listing(plan=weekly, overview="*How* towns [grow](https://a.example).")
    content = content_of(listing)

    told = course_data(listing, content, instants_of(content.plan), address="https://a.example/1")

    assert told["description"] == "How towns grow."
    assert told["about"]["inDefinedTermSet"]["@type"] == "DefinedTermSet"
    assert told["hasCourseInstance"][0]["courseSchedule"] == [
        {
            "@type": "Schedule",
            "repeatFrequency": "P1W",
            "byDay": "https://schema.org/Friday",
            "startTime": "10:00:00",
            "duration": "PT150M",
            "scheduleTimezone": "Europe/Berlin",
            "startDate": "2026-10-09",
            "endDate": "2026-12-18",
            "exceptDate": ["2026-12-11"],
        }
    ]


@pytest.mark.django_db
def test_a_meeting_at_another_hour_is_the_same_entry_in_calendars() -> None:
    partner = make_partner()
    by = make_coordinator(partner)
    listing = make_listing(partner, by=by)
    now = datetime(2026, 10, 1, tzinfo=UTC)

    def entries() -> list[tuple[str, int, datetime]]:
        with moments.travelled(now - datetime.now(UTC)):
            answer = Client().get(f"/exchange/courses/{listing.pk}/meetings.ics")
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        return [(e["UID"], int(e["SEQUENCE"]), e["DTSTART"].dt.astimezone(UTC)) for e in events]

    before = entries()
    later = tuple(replace(each, begins=time(14)) for each in SEMINAR.plan.dated)
    changed = replace(SEMINAR, plan=replace(SEMINAR.plan, dated=later))
    actions.save(Listing.objects.get(), changed, by=by, now=now)
    after = entries()

    assert [each[0] for each in before] == [each[0] for each in after]
    assert [each[1] for each in after] == [each[1] + 1 for each in before]
    assert [each[2].hour for each in after] == [12, 13]  # clocks go back between
