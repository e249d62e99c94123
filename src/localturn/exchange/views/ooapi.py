"""The Open Education API, version 6.0: what is published in the catalogue, for programs."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.exchange.domain.identities import What, key_of
from localturn.exchange.domain.offers import Offer, Wanted
from localturn.exchange.queries import offers as queries
from localturn.exchange.standards import ooapi
from localturn.exchange.standards.ooapi import EXPANDABLE, LEVELS, MODES, OTHERWISE_EXPANDABLE
from localturn.exchange.views.programs import Said, Unusable, for_programs, speaker
from localturn.foundation import moments
from localturn.foundation.refusals import NotFound

SIZES = {str(size): size for size in (10, 20, 50, 100, 250)}
PATHS = (
    *("", "courses", "courses/{courseId}", "courses/{courseId}/course-offerings"),
    *("course-offerings/{courseOfferingId}", "organisations", "organisations/{organisationId}"),
    *("organisations/{organisationId}/courses", "organisations/{organisationId}/programmes"),
    *("organisations/{organisationId}/course-offerings", "academic-sessions"),
    *("academic-sessions/{academicSessionId}",),
    *("academic-sessions/{academicSessionId}/course-offerings", "programmes"),
    *("programmes/{programmeId}", "programmes/{programmeId}/courses"),
)
_ANSWERED = for_programs("application/json")
_LEVEL = {name: level for level, name in LEVELS.items()}
_MODE = {name: mode for mode, name in MODES.items()}
_STATE = {"active": False, "inactive": True, "concept": None, "cancelled": None}
T = TypeVar("T")


@_ANSWERED
def service(_said: Said) -> Any:
    """Who answers, and what can be asked."""
    base = f"{settings.PUBLIC_URL}{reverse('exchange:ooapi')}"
    email = settings.ENVIRONMENT.mail_contact or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    documentation = f"{settings.PUBLIC_URL}{reverse('exchange:catalogue')}"
    return ooapi.service(PATHS, base=base, email=email, documentation=documentation)


@_ANSWERED
def courses(said: Said) -> Any:
    return _courses(said)


@_ANSWERED
def course(said: Said, course: UUID) -> Any:
    expand = _expand(said, "courses/{courseId}")
    return ooapi.course(offer_at(course, What.COURSE), speaker(), expand)


@_ANSWERED
def offerings_of_course(said: Said, course: UUID) -> Any:
    return _offerings(said, key=offer_at(course, What.COURSE).key)


@_ANSWERED
def offering(said: Said, offering: UUID) -> Any:
    expand = _expand(said, "course-offerings/{courseOfferingId}")
    return ooapi.offering(offer_at(offering, What.OFFERING), speaker(), expand)


@_ANSWERED
def organisations(said: Said) -> Any:
    _refuse_filters(said)
    size, number = size_of(said), said.number("pageNumber", default=1)
    today = moments.now().date()
    if said.text("organisationType") not in {"", "root"}:
        return ooapi.page([], size=size, number=number, total=0)
    found = queries.hosts(
        on=today, words=said.text("q"), slug=said.text("primaryCode"), part=slice(None)
    )
    return _page(found, size, number, lambda host: ooapi.organisation(host, speaker()))


@_ANSWERED
def organisation(said: Said, organisation: UUID) -> Any:
    _expand(said, "organisations/{organisationId}")
    found = queries.host(_host(organisation), on=moments.now().date())
    if found is None:
        raise NotFound
    return ooapi.organisation(found, speaker())


@_ANSWERED
def courses_of_organisation(said: Said, organisation: UUID) -> Any:
    return _courses(said, host=_host(organisation))


@_ANSWERED
def offerings_of_organisation(said: Said, organisation: UUID) -> Any:
    return _offerings(said, host=_host(organisation))


@_ANSWERED
def programmes_of_organisation(said: Said, organisation: UUID) -> Any:
    return _programmes(said, host=_host(organisation))


@_ANSWERED
def sessions(said: Said) -> Any:
    """Academic years in which courses are or were offered."""
    _refuse_filters(said)
    size, number = size_of(said), said.number("pageNumber", default=1)
    code, kind = said.text("primaryCode"), said.text("academicSessionType")
    years = queries.years() if kind in {"", "academic_year"} else []
    if said.text("parent") or said.text("year"):
        years = []
    found = [year for year in years if code in {"", str(year)}]
    return _page(found, size, number, lambda year: ooapi.session(year, speaker()))


@_ANSWERED
def session(said: Said, session: UUID) -> Any:
    _expand(said, "academic-sessions/{academicSessionId}")
    return ooapi.session(_year(session), speaker())


@_ANSWERED
def offerings_in_session(said: Said, session: UUID) -> Any:
    return _offerings(said, year=_year(session))


@_ANSWERED
def programmes(said: Said) -> Any:
    return _programmes(said, host=None)


@_ANSWERED
def programme(said: Said, programme: UUID) -> Any:
    expand = _expand(said, "programmes/{programmeId}")
    host_key, name, language = _programme(programme)
    host = queries.host(host_key, on=moments.now().date())
    assert host is not None  # noqa: S101 (it lists the course whose programme this is)
    return ooapi.programme(host, name, language, speaker(), expand)


@_ANSWERED
def courses_of_programme(said: Said, programme: UUID) -> Any:
    return _courses(said, programme=_programme(programme)[:2])


@_ANSWERED
def nowhere(_said: Said, rest: str) -> Any:
    """What is not offered here, such as people, rooms and results."""
    raise NotFound


def _courses(said: Said, **which: Any) -> Any:
    _refuse_filters(said)
    size, number = size_of(said), said.number("pageNumber", default=1)
    wanted = Wanted(
        words=said.text("q"),
        code=said.text("primaryCode"),
        language=said.text("teachingLanguage"),
        level=_LEVEL.get(said.text("level")),
        delivery=_MODE.get(said.text("modeOfDelivery")),
        **which,
    )
    if _asks_for_none(said):
        return ooapi.page([], size=size, number=number, total=0)
    found = queries.offers(wanted, part=part(size, number))
    answering = speaker()
    items = [ooapi.course(each, answering) for each in found]
    return ooapi.page(items, size=size, number=number, total=queries.number_of(wanted))


def _offerings(said: Said, **which: Any) -> Any:
    """By default those of years to come, as the standard has it; `since` asks for earlier ones."""
    _refuse_filters(said)
    size, number = size_of(said), said.number("pageNumber", default=1)
    state = said.one_of("state", {name: name for name in _STATE})
    since = _first_year(_moment(said, "since") or moments.now())
    until = _moment(said, "until")
    said.one_of("resultExpected", {"true": True, "false": False})
    wanted = Wanted(
        words=said.text("q"),
        language=said.text("teachingLanguage"),
        delivery=_MODE.get(said.text("modeOfDelivery")),
        since=since,
        until=None if until is None else _last_year(until),
        archived=state != "active",
        only_archived=state == "inactive",
        **which,
    )
    none = state is not None and _STATE[state] is None
    if none or _asks_for_none(said) or said.text("resultExpected") == "true":
        return ooapi.page([], size=size, number=number, total=0)
    found = queries.offers_in_time(wanted, part=part(size, number))
    answering = speaker()
    items = [ooapi.offering(each, answering) for each in found]
    return ooapi.page(items, size=size, number=number, total=queries.number_of(wanted))


def _programmes(said: Said, *, host: int | None) -> Any:
    _refuse_filters(said)
    size, number = size_of(said), said.number("pageNumber", default=1)
    code = said.text("primaryCode")
    language = said.text("teachingLanguage")
    found = [
        each
        for each in queries.programmes(host=host, words=said.text("q"))
        if code in {"", each[1]}
    ]
    others = ("qualificationAwarded", "levelOfQualification", "fieldsOfStudy", "level")
    kind = said.text("programmeType") not in {"", "programme"}
    if kind or language or any(said.text(name) for name in others):
        found = []  # nothing of this is known of a programme
    hosts = queries.hosts_by({each[0] for each in found[part(size, number)]})
    answering = speaker()
    return _page(
        found, size, number, lambda each: ooapi.programme(hosts[each[0]], *each[1:], answering)
    )


def _page(found: Sequence[T], size: int, number: int, item: Callable[[T], Any]) -> Any:
    items = [item(each) for each in found[part(size, number)]]
    return ooapi.page(items, size=size, number=number, total=len(found))


def part(size: int, number: int) -> slice:
    return slice((number - 1) * size, number * size)


def size_of(said: Said) -> int:
    return int(said.one_of("pageSize", SIZES) or 10)


def _asks_for_none(said: Said) -> bool:
    """A value of a list that may be longer elsewhere, which nothing here has."""
    level, mode = said.text("level"), said.text("modeOfDelivery")
    return bool((level and level not in _LEVEL) or (mode and mode not in _MODE))


def _refuse_filters(said: Said) -> None:
    if any(name.startswith("filter_query") for name in said.names()):
        raise Unusable(_("“%(name)s” is not carried out here.") % {"name": "filter_query"})


def _expand(said: Said, path: str) -> Sequence[str]:
    asked = [each for each in said.text("expand").split(",") if each]
    possible = {*EXPANDABLE.get(path, ()), *OTHERWISE_EXPANDABLE.get(path, ())}
    if not possible.issuperset(asked):
        sentence = _("“%(name)s” is one of: %(known)s.")
        raise Unusable(sentence % {"name": "expand", "known": ", ".join(sorted(possible))})
    return asked


def _moment(said: Said, name: str) -> datetime | None:
    text = said.text(name)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        sentence = _("“%(name)s” is a moment such as 2027-10-01T00:00:00Z.")
        raise Unusable(sentence % {"name": name}) from None


def _first_year(since: datetime) -> int:
    """The first academic year that begins at this moment or later."""
    return since.year if since <= ooapi.session_begins(since.year) else since.year + 1


def _last_year(until: datetime) -> int:
    """The last academic year that has ended at this moment."""
    return until.year - 1 if until >= ooapi.session_begins(until.year) else until.year - 2


def _key(known: UUID, what: What) -> int:
    key = key_of(known, what, house=settings.PUBLIC_URL)
    if key is None:
        raise NotFound
    return key


def offer_at(known: UUID, what: What) -> Offer:
    found = queries.offer(_key(known, what))
    if found is None:
        raise NotFound
    return found


def _host(known: UUID) -> int:
    key = _key(known, What.ORGANISATION)
    if queries.host(key, on=moments.now().date()) is None:
        raise NotFound
    return key


def _year(known: UUID) -> int:
    year = _key(known, What.SESSION)
    if year not in queries.years():
        raise NotFound
    return year


def _programme(known: UUID) -> tuple[int, str, str]:
    found = queries.programme_by(_key(known, What.PROGRAMME))
    if found is None:
        raise NotFound
    return found
