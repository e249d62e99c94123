"""Offers in the words of the Open Education API, version 6.0.

What has no field there stands in `ext`. Names of lecturers and addresses for inquiries are not
handed on: they are people's, and stand on the page that `link` leads to.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from localturn.exchange.domain.identities import What, identity, key_of_words
from localturn.exchange.domain.meetings import moment_of
from localturn.exchange.domain.offers import Host, Offer
from localturn.exchange.domain.terms import Delivery, Level, academic_year
from localturn.foundation import moments

VERSION = "6.0"
Object = dict[str, Any]

MODES = {
    Delivery.SYNCHRONOUS: "online",
    Delivery.ASYNCHRONOUS: "x-online-asynchronous",
    Delivery.ON_SITE: "presential",
    Delivery.BLENDED: "blended",
}
"""“online” is real-time there, so what is not has a value of its own."""

LEVELS = {
    Level.SHORT: "associate_degree",
    Level.BACHELOR: "bachelor",
    Level.MASTER: "master",
    Level.DOCTORATE: "doctoral",
}

LANGUAGE = re.compile(r"[a-z]{2,3}(-([A-Z]{2}|[0-9]{3}))?")
"""As much of the pattern there as languages of a listing need."""

EXPANDABLE = {
    "courses/{courseId}": ("organisation", "programmes"),
    "course-offerings/{courseOfferingId}": ("course", "academic_session"),
    "programmes/{programmeId}": ("organisation",),
}
OTHERWISE_EXPANDABLE = {
    "courses/{courseId}": ("coordinators", "instructors"),
    "course-offerings/{courseOfferingId}": ("programme_offering",),
    "programmes/{programmeId}": ("parent", "children", "coordinators", "instructors"),
    "organisations/{organisationId}": ("parent", "children"),
    "academic-sessions/{academicSessionId}": ("parent", "children", "year"),
}
"""What may be asked for there, and is never anything here."""


@dataclass(frozen=True)
class Speaker:
    """The installation that answers."""

    house: str
    """Its address, without a slash at its end."""
    page: Callable[[int], str]
    """From a listing's number to the address of its page."""

    def identity(self, what: What, key: int) -> str:
        return identity(what, key, house=self.house)


def course(offer: Offer, speaker: Speaker, expand: Sequence[str] = ()) -> Object:
    said = {
        "courseId": speaker.identity(What.COURSE, offer.key),
        "primaryCode": _code(offer),
        "name": _text(offer.title, offer.written_in),
        "studyLoad": _load(offer.points),
        "modesOfDelivery": [MODES[each] for each in offer.delivery],
        "duration": _duration(offer),
        "description": _text(offer.overview, offer.written_in),
        "teachingLanguages": [_language(offer.language)] if offer.language else None,
        "fieldsOfStudy": offer.field or None,
        "admissionRequirements": _text(offer.prerequisites, offer.written_in),
        "assessment": _text(offer.grading, offer.written_in),
        "level": LEVELS[offer.level] if offer.level else None,
        "link": speaker.page(offer.key),
        "organisationId": speaker.identity(What.ORGANISATION, offer.host.key),
        "programmeIds": [_programme_identity(offer, speaker)] if offer.programme else None,
        "ext": _further(
            {
                "learningAchievement": _text(offer.achievement, offer.written_in),
                "kindsOfCredit": list(offer.credits),
                "faculty": offer.faculty,
            }
        ),
    }
    if "organisation" in expand:
        said["organisation"] = organisation(offer.host, speaker)
    if "programmes" in expand and offer.programme:
        said["programmes"] = [programme(offer.host, offer.programme, offer.written_in, speaker)]
    return _further(said)


def offering(offer: Offer, speaker: Speaker, expand: Sequence[str] = ()) -> Object:
    begins, ends = _moments(offer)
    said = {
        "courseOfferingId": speaker.identity(What.OFFERING, offer.key),
        "primaryCode": _code(offer),
        "name": _text(offer.title, offer.written_in),
        "state": "inactive" if offer.is_archived else "active",
        "description": _text(offer.overview, offer.written_in),
        "teachingLanguages": [_language(offer.language)] if offer.language else None,
        "modesOfDelivery": [MODES[each] for each in offer.delivery],
        "maxNumberStudents": offer.participants,
        "startDateTime": begins,
        "endDateTime": ends,
        "link": offer.outside_url or speaker.page(offer.key),
        "courseId": speaker.identity(What.COURSE, offer.key),
        "academicSessionId": speaker.identity(What.SESSION, offer.academic_year),
        "organisationId": speaker.identity(What.ORGANISATION, offer.host.key),
        "ext": {
            "partnerPlaces": _further({"kind": offer.slots_kind.value, "number": offer.slots}),
            "timeZone": offer.zone,
        },
    }
    if "course" in expand:
        said["course"] = course(offer, speaker)
    if "academic_session" in expand:
        said["academicSession"] = session(offer.academic_year, speaker)
    return _further(said)


def organisation(host: Host, speaker: Speaker) -> Object:
    return _further(
        {
            "organisationId": speaker.identity(What.ORGANISATION, host.key),
            "primaryCode": {"codeType": "identifier", "code": host.slug},
            "organisationType": "root",
            "name": _text(host.name, host.language),
            "link": host.website,
        }
    )


def session(year: int, speaker: Speaker) -> Object:
    """An academic year, from 1 October to 30 September as the archive has it."""
    return {
        "academicSessionId": speaker.identity(What.SESSION, year),
        "academicSessionType": "academic_year",
        "primaryCode": {"codeType": "identifier", "code": str(year)},
        "name": _text(academic_year(year), "en"),
        "startDateTime": written(session_begins(year)),
        "endDateTime": written(session_begins(year + 1)),
    }


def session_begins(year: int) -> datetime:
    return datetime(year, 10, 1, tzinfo=UTC)


def programme(
    host: Host, name: str, language: str, speaker: Speaker, expand: Sequence[str] = ()
) -> Object:
    said = {
        "programmeId": speaker.identity(What.PROGRAMME, key_of_words(host.key, name)),
        "primaryCode": {"codeType": "identifier", "code": name},
        "programmeType": "programme",
        "name": _text(name, language),
        "organisationId": speaker.identity(What.ORGANISATION, host.key),
    }
    if "organisation" in expand:
        said["organisation"] = organisation(host, speaker)
    return said


def page(items: Sequence[Object], *, size: int, number: int, total: int) -> Object:
    """A page of a list, of which there are `total` items."""
    pages = -(-total // size)
    return {
        "pageSize": size,
        "pageNumber": number,
        "hasPreviousPage": number > 1,
        "hasNextPage": number < pages,
        "totalPages": pages,
        "items": list(items),
    }


def service(paths: Sequence[str], *, base: str, email: str, documentation: str) -> Object:
    return {
        "contactEmail": email,
        "specification": "https://raw.githubusercontent.com/open-education-api/specification/"
        "v6.0/source/ooapiv6.yaml",
        "documentation": documentation,
        "supportedOperations": [
            {"verb": "GET", "verbs": ["GET"], "path": _reference(path)} for path in paths
        ],
        "supportedExpands": [
            {"expandableObject": each, "expandableObjects": list(objects), "path": _reference(path)}
            for path, objects in EXPANDABLE.items()
            for each in objects[:1]
        ],
        "ext": {"version": VERSION, "address": base},
    }


def _reference(path: str) -> str:
    """Paths are URI references there, in which braces are not written as they are."""
    return f"/{quote(path)}"


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _moments(offer: Offer) -> tuple[str | None, str | None]:
    """From the first meeting to the last; without meetings the days, where their zone is."""
    if offer.begins is not None and offer.ends is not None:
        return written(moment_of(offer.begins)), written(moment_of(offer.ends))
    return _at(offer.first_day, time(), offer.zone), _at(offer.last_day, time(23, 59), offer.zone)


def _at(day: date | None, hour: time, zone: str) -> str | None:
    return None if day is None else written(moments.at(day, hour, zone))


def _duration(offer: Offer) -> str | None:
    if offer.first_day is None or offer.last_day is None:
        return None
    return f"P{(offer.last_day - offer.first_day).days + 1}D"


def _code(offer: Offer) -> Object:
    return {"codeType": "identifier", "code": offer.course_number or str(offer.key)}


def _load(points: Decimal | None) -> list[Object] | None:
    return None if points is None else [{"studyLoadUnit": "ects", "value": float(points)}]


def _text(text: str, language: str) -> list[Object] | None:
    return [{"language": _language(language), "value": text}] if text else None


def _language(tag: str) -> str:
    """A tag of BCP 47 as it may be written there: without a script, if need be."""
    return tag if LANGUAGE.fullmatch(tag) else tag.partition("-")[0].lower()


def _programme_identity(offer: Offer, speaker: Speaker) -> str:
    return speaker.identity(What.PROGRAMME, key_of_words(offer.host.key, offer.programme))


def _further(said: Mapping[str, Any]) -> Object:
    """Without what is not said."""
    return {key: value for key, value in said.items() if value not in (None, "", [], {})}
