"""A listing as schema.org describes a course, for search engines and other catalogues."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from localturn.exchange.domain.content import Content
from localturn.exchange.domain.fields_of_study import fields
from localturn.exchange.domain.meetings import Plan, Weekly
from localturn.exchange.domain.terms import MEETS, Delivery
from localturn.exchange.models import Listing
from localturn.exchange.queries.instants import Instant
from localturn.exchange.queries.prose import html_of
from localturn.foundation import moments
from localturn.foundation.prose import text_of

_MODES = {
    Delivery.ASYNCHRONOUS: ("online", "asynchronous"),
    Delivery.SYNCHRONOUS: ("online", "synchronous"),
    Delivery.ON_SITE: ("onsite",),
    Delivery.BLENDED: ("blended",),
}
MOST_EVENTS = 60
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def course_data(
    listing: Listing, content: Content, instants: Sequence[Instant], *, address: str
) -> dict[str, Any]:
    """JSON-LD of type Course with one CourseInstance; `address` is its page with its host."""
    host = _organisation(listing)
    field = fields().get(content.field)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": address,
        "url": address,
        "name": content.title,
        "description": _words(content.overview)[:5000],
        "provider": host,
        "courseCode": content.course_number,
        "inLanguage": content.language,
        "teaches": _words(content.achievement),
        "coursePrerequisites": _words(content.prerequisites),
        "hasCourseInstance": [_instance(content, instants)],
    }
    if content.level:
        data["educationalLevel"] = {
            "@type": "DefinedTerm",
            "inDefinedTermSet": _term_set("European Qualifications Framework"),
            "name": content.level.value,
        }
    if field:
        data["about"] = {
            "@type": "DefinedTerm",
            "inDefinedTermSet": _term_set("ISCED-F 2013"),
            "termCode": field.code,
            "name": field.called("en"),
        }
    if content.credits:
        data["numberOfCredits"] = {
            "@type": "StructuredValue",
            "value": float(content.points),
            "unitText": "ECTS",
        }
    return {key: value for key, value in data.items() if value not in ("", [])}


def _term_set(name: str) -> dict[str, str]:
    return {"@type": "DefinedTermSet", "name": name}


def _words(markdown: str) -> str:
    return text_of(html_of(markdown))


def _organisation(listing: Listing) -> dict[str, Any]:
    host = {"@type": "CollegeOrUniversity", "name": str(listing.host)}
    return host | ({"url": listing.host.website} if listing.host.website else {})


def _weekly(each: Weekly, plan: Plan, first: date, last: date) -> dict[str, Any]:
    return {
        "@type": "Schedule",
        "repeatFrequency": "P1W",
        "byDay": f"https://schema.org/{_DAYS[each.weekday]}",
        "startTime": each.begins.isoformat(),
        "duration": f"PT{each.minutes}M",
        "scheduleTimezone": plan.zone,
        "startDate": first.isoformat(),
        "endDate": last.isoformat(),
        "exceptDate": [day.isoformat() for day in plan.left_out],
    }


def _instance(content: Content, instants: Sequence[Instant]) -> dict[str, Any]:
    zone = moments.zone(content.plan.zone)
    modes = [mode for each in content.delivery for mode in _MODES[each]]
    data: dict[str, Any] = {
        "@type": "CourseInstance",
        "courseMode": list(dict.fromkeys(modes)),
        "instructor": [{"@type": "Person", "name": name} for name in content.lecturers],
        "subEvent": [
            {
                "@type": "Event",
                "name": each.about or content.title,
                "startDate": each.starts.astimezone(zone).isoformat(),
                "endDate": each.ends.astimezone(zone).isoformat(),
            }
            for each in instants[:MOST_EVENTS]
        ],
    }
    first = content.plan.first_day or (
        instants[0].starts.astimezone(zone).date() if instants else None
    )
    last = content.plan.last_day or (
        instants[-1].ends.astimezone(zone).date() if instants else None
    )
    if first and last:
        data |= {"startDate": first.isoformat(), "endDate": last.isoformat()}
    if content.plan.weekly and first and last:
        data["courseSchedule"] = [
            _weekly(each, content.plan, first, last) for each in content.plan.weekly
        ]
    if content.participants:
        data["maximumAttendeeCapacity"] = content.participants
    if content.outside_url:
        data["url"] = content.outside_url
    if MEETS.isdisjoint(content.delivery) or Delivery.SYNCHRONOUS in content.delivery:
        data["location"] = {"@type": "VirtualLocation"}
        if content.outside_url:
            data["location"]["url"] = content.outside_url
    return {key: value for key, value in data.items() if value not in ("", [])}
