"""Offers in the words of MOOChub, version 3: a document as JSON:API has them.

Lecturers are not named: they are people, and stand on the course's page.
"""

from collections.abc import Callable, Sequence
from typing import Any

from localturn.exchange.domain.fields_of_study import fields
from localturn.exchange.domain.identities import What, identity
from localturn.exchange.domain.meetings import moment_of
from localturn.exchange.domain.offers import Host, Offer
from localturn.exchange.domain.terms import Delivery
from localturn.exchange.standards.ooapi import Speaker, written

VERSION = "3.0"
TYPE = f"application/vnd.api+json; moochub-version={VERSION}"

_MODES = {
    Delivery.ASYNCHRONOUS: ("online", "asynchronous"),
    Delivery.SYNCHRONOUS: ("online", "synchronous"),
    Delivery.ON_SITE: ("onsite",),
    Delivery.BLENDED: ("blended",),
}


def document(
    offers: Sequence[Offer],
    speaker: Speaker,
    *,
    shown: Callable[[str], str],
    address: Callable[[int], str],
    number: int,
    pages: int,
) -> dict[str, Any]:
    """Page `number` of `pages`; `shown` makes HTML of Markdown."""
    links = {"self": address(number), "first": address(1), "last": address(pages)}
    if number < pages:
        links["next"] = address(number + 1)
    if number > 1:
        links["prev"] = address(number - 1)
    return {"links": links, "data": [_course(each, speaker, shown) for each in offers]}


def _course(offer: Offer, speaker: Speaker, shown: Callable[[str], str]) -> dict[str, Any]:
    host = _organisation(offer.host)
    modes = [mode for each in offer.delivery for mode in _MODES[each]]
    attributes = {
        "name": offer.title,
        "courseCode": offer.course_number,
        "learningResourceType": {
            "identifier": "https://w3id.org/kim/hcrt/course",
            "type": "Concept",
            "inScheme": "https://w3id.org/kim/hcrt/scheme",
        },
        "description": shown(offer.overview),
        "courseMode": list(dict.fromkeys(modes)),
        "inLanguage": [offer.language] if offer.language else [],
        "startDate": _moments(offer.begins),
        "endDate": _moments(offer.ends),
        "publisher": host,
        "creator": [host],
        "url": speaker.page(offer.key),
        "license": [{"identifier": "proprietary", "url": None}],
        "access": ["student"],
        "educationalAlignment": _field(offer.field),
        "numberOfCredits": None if offer.points is None else float(offer.points),
    }
    said = {key: value for key, value in attributes.items() if value not in (None, "", [])}
    key = identity(What.COURSE, offer.key, house=speaker.house)
    return {"id": key, "type": "Course", "attributes": said}


def _organisation(host: Host) -> dict[str, Any]:
    url = {"url": host.website} if host.website else {}
    return {"name": host.name, "type": "Organization", **url}


def _moments(minute: int | None) -> list[str]:
    return [] if minute is None else [written(moment_of(minute))]


def _field(code: str) -> list[dict[str, Any]]:
    field = fields().get(code)
    if field is None:
        return []
    names = [{"inLanguage": each, "name": name} for each, name in field.names.items()]
    return [
        {
            "alignmentType": "educationalSubject",
            "educationalFramework": "ISCED-F",
            "educationalFrameworkVersion": "2013",
            "name": names,
            "shortCode": field.code,
            "targetUrl": f"http://data.europa.eu/esco/isced-f/{field.code}",
            "type": "EducationalAlignment",
        }
    ]
