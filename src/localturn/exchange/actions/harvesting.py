"""Harvesting partners' catalogues: a task asks, a person looks at what differs and decides."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from math import inf
from time import monotonic
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from localturn.exchange import permissions
from localturn.exchange.actions import listings
from localturn.exchange.actions.asking_partners import Asking, SignedIn, asked
from localturn.exchange.actions.sign_ins import require_address
from localturn.exchange.domain.content import Content
from localturn.exchange.domain.harvest import (
    OF_OFFERING,
    Difference,
    Harvest,
    Progress,
    changes,
    difference,
    print_of,
    progress_fields,
    progress_from,
    taken_into,
)
from localturn.exchange.domain.meetings import Plan
from localturn.exchange.domain.notes import Note
from localturn.exchange.domain.terms import State
from localturn.exchange.models import Found, Listing, Partner, Source
from localturn.exchange.queries.harvests import is_under_way
from localturn.exchange.queries.listings import content_of
from localturn.exchange.standards.ooapi_in import (
    Unreadable,
    key_of,
    read_course,
    read_offering,
    read_page,
)
from localturn.foundation import moments
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.tasks import task
from localturn.foundation.trail.actions import record

A_PAGE = 100
MOST_PAGES = 20
MOST_OFFERINGS = 300
"""So many courses are asked when they are offered."""
SECONDS = 240.0
"""For a whole harvest, all its steps together."""
STEP = 15.0
"""For one step. A harvest is read in as many tasks as it needs, so that letters and other work that
wait behind a slow catalogue go on between two of them."""
MOST_KEPT = 32
"""So many MiB of JSON are kept of the courses of a catalogue."""
MOST_NOTES = 20
MOST_SOURCES = 5
"""Of one partner."""
PAUSE = timedelta(minutes=5)
"""Between two times that somebody has a catalogue read: other work waits meanwhile."""
EVER = "1990-01-01T00:00:00Z"


@transaction.atomic
def add(partner: Partner, address: str, *, by: Person, now: datetime) -> Source:
    """Add a partner's catalogue, and have it asked for the first time."""
    require(permissions.can_keep_source_of(by, partner, now=now))
    require_address(address)
    if Source.objects.filter(partner=partner).count() >= MOST_SOURCES:
        raise Invalid(_("There are too many catalogues of this university."))
    try:
        with transaction.atomic():
            source = Source.objects.create(
                partner=partner,
                address=address.rstrip("/"),
                added_at=now,
                added_by=by,
            )
    except IntegrityError:
        raise Invalid(_("This catalogue is there already.")) from None
    record(what="exchange.source.added", by=by, subject=_subject(source), now=now)
    ask_for_harvest(source, by=by, now=now)
    return source


@transaction.atomic
def ask_for_harvest(source: Source, *, by: Person, now: datetime) -> None:
    """Have a catalogue read in the background."""
    require(permissions.can_keep_source_of(by, source.partner, now=now))
    held = Source.objects.select_for_update().defer("so_far").get(pk=source.pk)
    if is_under_way(held, now=now):
        raise NotNow(_("The catalogue is being read already."))
    if held.asked_at is not None and now - held.asked_at < PAUSE:
        raise NotNow(_("The catalogue was asked for a moment ago. Wait five minutes."))
    begin_harvest(held, now=now)


def begin_harvest(held: Source, *, now: datetime, after: datetime | None = None) -> None:
    """Have a catalogue read from its beginning, then or at once; what reads it ends."""
    held.asked_at, held.so_far = now, {}
    held.save(update_fields=["asked_at", "so_far"])
    harvest.using(run_after=after).enqueue(held.pk, now.isoformat())


@transaction.atomic
def remove(source: Source, *, by: Person, now: datetime) -> None:
    """Read it no longer; listings that were made of it stay."""
    require(permissions.can_keep_source_of(by, source.partner, now=now))
    record(what="exchange.source.removed", by=by, subject=_subject(source), now=now)
    source.delete()


@task()
def harvest_all() -> None:
    """Have every catalogue of a university that is a partner today read once more."""
    now = moments.now()
    partners = Partner.objects.on(now.date()).filter(may_list=True)
    for source in Source.objects.filter(partner__in=partners).defer("so_far").order_by("pk"):
        if not is_under_way(source, now=now):
            with transaction.atomic():
                begin_harvest(source, now=now)


@task(tries=2)
def harvest(source_id: int, asked_at: str, step: int = 0) -> None:
    """One step of a harvest; asked for once more meanwhile, it leaves the rest to the newer one.
    Run again once its step is done, it does nothing: the next one is under way."""
    rows = Source.objects.select_related("partner__organisation__place")
    mine = rows.filter(pk=source_id, asked_at=datetime.fromisoformat(asked_at))
    found = mine.filter(Q(done_at=None) | Q(done_at__lt=F("asked_at"))).first()
    if found is None or progress_from(found.so_far).step != step:
        return
    harvest_from(
        found, ask=SignedIn(found), step=STEP, then=partial(harvest.enqueue, source_id, asked_at)
    )


def harvest_from(
    source: Source,
    *,
    ask: Asking,
    seconds: float = SECONDS,
    step: float = inf,
    then: Callable[[int], object] | None = None,
) -> bool:
    """Go on reading a catalogue, for one step, and keep what it says once it is read whole; where
    that fails, keep why and nothing else. Whether it is over; if it is not, `then` is given the
    number of the next step in the transaction that keeps this one."""
    so_far = progress_from(source.so_far)
    try:
        is_whole = _go_on(so_far, source, ask=ask, seconds=seconds, step=step)
    except Unreadable as unreadable:
        _mine(source).update(
            done_at=moments.now(), trouble=_kept(unreadable.note), notes=[], so_far={}
        )
        return True
    if is_whole:
        _keep(source, so_far.harvest, now=moments.now())
    else:
        so_far.step += 1
        with transaction.atomic():
            if _mine(source).update(so_far=progress_fields(so_far)) and then is not None:
                then(so_far.step)
    return is_whole


def _mine(source: Source) -> "QuerySet[Source]":
    """Its row, unless the catalogue was asked once more meanwhile."""
    return Source.objects.filter(pk=source.pk, asked_at=source.asked_at)


def _go_on(so_far: Progress, source: Source, *, ask: Asking, seconds: float, step: float) -> bool:
    """Every course, then when each is offered, until the step is over. Whether nothing is left.
    Raises Unreadable."""
    began = monotonic()
    clock = Clock(until=began + seconds - so_far.seconds, pause=began + step)
    try:
        if not so_far.is_listed and not _read_pages(so_far, source.address, ask, clock):
            return False
        return _read_offerings(so_far, source.address, ask, clock, zone=_zone(source.partner))
    finally:
        so_far.seconds += monotonic() - began


@dataclass(frozen=True)
class Clock:
    """When a harvest has to have ended, and when its step has."""

    until: float
    pause: float

    @property
    def is_pause(self) -> bool:
        return monotonic() > self.pause


def _read_pages(so_far: Progress, address: str, ask: Asking, clock: Clock) -> bool:
    """The pages of courses. Whether all were read."""
    harvest = so_far.harvest
    for number in range(so_far.page, MOST_PAGES + 1):
        so_far.page = number
        if clock.is_pause:
            return False
        query = f"courses?pageSize={A_PAGE}&pageNumber={number}"
        page = read_page(asked(f"{address}/{query}", ask, clock.until))
        keys = [key_of(item) for item in page.items]
        if nameless := keys.count(None):
            harvest.is_certain = False
            sentence = N_("Courses without an identity, which are left out: %(number)s.")
            harvest.notes.append(Note(sentence, {"number": nameless}))
        fresh = {key: item for key, item in zip(keys, page.items, strict=True) if key}
        if page.has_next and not fresh.keys() - harvest.courses.keys() - harvest.unread:
            raise Unreadable(
                Note(
                    N_("Page %(number)s says nothing new, and that there is more."),
                    {"number": number},
                )
            )
        _read_courses(harvest, fresh)
        so_far.length += sum(len(json.dumps(harvest.courses.get(key))) for key in fresh)
        if so_far.length > MOST_KEPT * 1024 * 1024:
            sentence = N_("The catalogue says more than %(most)s MiB about its courses.")
            raise Unreadable(Note(sentence, {"most": MOST_KEPT}))
        if not page.has_next:
            so_far.is_listed = True
            return True
    raise Unreadable(
        Note(N_("There are more than %(most)s pages of courses."), {"most": MOST_PAGES})
    )


def _read_courses(harvest: Harvest, items: Mapping[str, Any]) -> None:
    """Of each course what a listing can hold; the rest is not kept until all pages are there."""
    for key, item in items.items():
        try:
            harvest.courses[key] = read_course(item)
        except Unreadable:
            harvest.unread.add(key)
            harvest.notes.append(Note(N_("Course %(key)s: it has no name."), {"key": key[:80]}))


def _read_offerings(
    so_far: Progress, address: str, ask: Asking, clock: Clock, *, zone: str
) -> bool:
    """When courses are offered; from the first question that fails on, that stays as it was.
    Whether all were asked."""
    harvest = so_far.harvest
    keys = list(harvest.courses)
    for done, key in enumerate(keys[so_far.offered :], so_far.offered):
        so_far.offered = done
        if clock.is_pause:
            return False
        try:
            if done == MOST_OFFERINGS:
                raise Unreadable(
                    Note(
                        N_("More than %(most)s courses are not asked when they are offered."),
                        {"most": done},
                    )
                )
            query = f"courses/{key}/course-offerings?pageSize={A_PAGE}&since={EVER}"
            items = read_page(asked(f"{address}/{query}", ask, clock.until)).items
            harvest.courses[key] = {**harvest.courses[key], **read_offering(items, zone=zone)}
        except Unreadable as unreadable:
            harvest.without_offerings.update(keys[done:])
            harvest.notes.append(
                Note(
                    N_("Courses of which could not be read when they are offered: %(number)s."),
                    {"number": len(keys) - done},
                )
            )
            harvest.notes.append(unreadable.note)
            return True
    return True


@transaction.atomic
def _keep(source: Source, harvest: Harvest, *, now: datetime) -> None:
    """Keep what a catalogue says now; nothing of what was settled is touched."""
    held = _mine(source).select_for_update().defer("so_far").first()
    if held is None:
        return  # it was removed, or asked once more meanwhile
    known = {each.key: each for each in held.found.all()}
    for key, said in harvest.courses.items():
        found = known.get(key) or Found(source=held, key=key)
        before = {name: found.said[name] for name in OF_OFFERING if name in found.said}
        found.said = {**before, **said} if key in harvest.without_offerings else dict(said)
        found.seen_at = now
        found.save()
    if harvest.is_certain:
        gone = [
            each for key, each in known.items() if key not in {*harvest.courses, *harvest.unread}
        ]
        for found in gone:
            if found.settled:
                found.said = {}
                found.save(update_fields=["said"])
            else:
                found.delete()
    held.done_at = held.whole_at = now
    held.trouble = {}
    held.notes = [_kept(note) for note in harvest.notes[:MOST_NOTES]]
    held.so_far = {}
    held.save(update_fields=["done_at", "whole_at", "trouble", "notes", "so_far"])


@transaction.atomic
def take(found: Found, *, seen: str, by: Person, now: datetime) -> Listing | None:
    """Take over what a course says: a new one becomes a draft, a changed one changes its listing
    in what has changed, one that is gone is archived where it is published.

    `seen` is the print of what was looked at. Raises Invalid where a published listing would lack
    something.
    """
    found = _held(found, seen, by, now)
    listing = found.listing
    match difference(found.said, found.settled):
        case Difference.NONE:
            raise NotNow(_("Nothing differs any more."))
        case Difference.GONE:
            if listing is not None and listing.state == State.PUBLISHED:
                listings.archive(listing, by=by, now=now)
            found.delete()
            return listing
    if listing is None:
        partner = found.source.partner
        content = taken_into(Content(plan=Plan(zone=_zone(partner))), found.said, list(found.said))
        found.listing = listings.begin(partner, content, by=by, now=now)
    else:
        names = changes(found.said, found.settled)
        content = taken_into(content_of(listing), found.said, names)
        listings.save(listing, content, by=by, now=now)
    _settle(found)
    return found.listing


@transaction.atomic
def leave(found: Found, *, seen: str, by: Person, now: datetime) -> None:
    """Leave the listing as it is; shown again when the partner says something else."""
    found = _held(found, seen, by, now)
    if found.said:
        _settle(found)
    else:
        found.delete()


def _settle(found: Found) -> None:
    found.settled = found.said
    found.save(update_fields=["settled", "listing"])


def _held(found: Found, seen: str, by: Person, now: datetime) -> Found:
    """The row, as it was seen, held until the end, by somebody who may decide."""
    require(
        permissions.can_settle(by, found.source, now=now),
        _("Who lists the university's courses decides what is taken over."),
    )
    held = Found.objects.select_for_update(of=("self",)).select_related(
        "listing", "source__partner__organisation__place", "source__partner__consortium"
    )
    row = held.defer("source__so_far").filter(pk=found.pk).first()
    if row is None or print_of(row.said) != seen:
        raise NotNow(_("The partner says something else meanwhile. Look at it again."))
    return row


def _zone(partner: Partner) -> str:
    place = partner.organisation.place
    return place.zone if place else "UTC"


def _kept(note: Note) -> dict[str, object]:
    return asdict(note)


def _subject(source: Source) -> str:
    return f"exchange/source/{source.pk}"
