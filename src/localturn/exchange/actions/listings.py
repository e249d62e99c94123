"""Listing courses: begun, written, published, taken back, archived, taken over to the next year."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from localturn.exchange import permissions
from localturn.exchange.actions.applications.moving_up import move_up
from localturn.exchange.actions.applications.offering import (
    is_offered_to_all,
    offer_places,
    refuse_less_than_taken,
    refuse_while_standing,
)
from localturn.exchange.actions.indexing import index_listing
from localturn.exchange.domain.completeness import lacks
from localturn.exchange.domain.content import LABELS, PROSE, Content, print_of
from localturn.exchange.domain.meetings import Plan, day_of_next_year, packed
from localturn.exchange.domain.terms import State, last_year_over
from localturn.exchange.models import (
    CatalogueState,
    CreditKind,
    Listing,
    Meeting,
    Partner,
    PartnerSlots,
)
from localturn.exchange.queries.held_places import own_numbers
from localturn.exchange.queries.listings import (
    BY_OPERATOR,
    SAME,
    archived_by_operators,
    content_of,
    plan_of,
)
from localturn.exchange.queries.sentences import say
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.prose import is_tangled
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.tasks import task
from localturn.foundation.trail.actions import record

Marks = Mapping[str, Mapping[str, str]]
AT_ONCE = 100
"""Listings that are archived in one transaction."""


@transaction.atomic
def begin(
    partner: Partner, content: Content, *, marks: Marks | None = None, by: Person, now: datetime
) -> Listing:
    """Begin a draft for a university; `marks` are what of it was read of a pasted text."""
    require(permissions.partners_listing(by, now=now).filter(pk=partner.pk).exists())
    listing = Listing(
        consortium=partner.consortium,
        host=partner.organisation,
        created_at=now,
        created_by=by,
        marks=dict(marks or {}),
    )
    _write(listing, content, now=now)
    return listing


@transaction.atomic
def save(
    listing: Listing,
    content: Content,
    *,
    checked: Collection[str] = (),
    seen: str = "",
    by: Person,
    now: datetime,
) -> None:
    """Write what a listing says. What was changed or said to be checked is checked.

    `seen` is the print of what was there when the form was shown. Raises NotNow where that is no
    longer so, Invalid where it is published and would lack something.
    """
    listing = locked(listing, by, now)
    before = content_of(listing)
    if seen and seen != print_of(before):
        raise NotNow(
            _(
                "Somebody has changed this listing since you opened it. Look at it in another "
                "window; if you save once more, what you have written here takes its place."
            )
        )
    marked = listing.marks.keys() - {"*"}
    changed = {name for name in marked if _said(before, name) != _said(content, name)}
    listing.marks = {
        name: mark for name, mark in listing.marks.items() if name not in {*checked, *changed}
    }
    if not listing.marks.keys() - {"*"}:
        listing.marks = {}  # sentences about the text go with the last value to be checked
    if listing.state == State.DRAFT:
        _write(listing, content, now=now)
        return
    _require_whole(content, listing.marks)
    refuse_less_than_taken(listing, content, now=now)
    _write(listing, content, now=now)
    if listing.state == State.PUBLISHED:
        is_same = _places(before) == _places(content)
        if not is_same or not is_offered_to_all(listing, content, now=now):
            offer_places(listing, content, by=by, now=now)
        move_up(listing, now=now)


@transaction.atomic
def publish(listing: Listing, *, by: Person, now: datetime) -> None:
    """Let everybody find it. Raises Invalid where something is missing or contradictory."""
    listing = locked(listing, by, now)
    if listing.state != State.DRAFT:
        raise NotNow(_("This course is published already."))
    content = content_of(listing)
    _require_whole(content, listing.marks)
    refuse_less_than_taken(listing, content, now=now)
    offer_places(listing, content, by=by, now=now)
    listing.state, listing.published_at = State.PUBLISHED.value, now
    _show(listing, by=by, now=now, what="published")


@transaction.atomic
def take_back(listing: Listing, *, by: Person, now: datetime) -> None:
    """Make a draft of it again, which only its university sees."""
    require(permissions.can_retire(by, listing, now=now))
    listing = _held(listing)
    if listing.state != State.PUBLISHED:
        raise NotNow(_("Only a published course can be taken back."))
    refuse_while_standing(listing)
    listing.state = State.DRAFT.value
    _show(listing, by=by, now=now, what="taken-back")


@transaction.atomic
def archive(listing: Listing, *, by: Person, now: datetime) -> None:
    """Keep it to be looked up, out of what is on offer."""
    require(permissions.can_retire(by, listing, now=now))
    keeps = permissions.can_edit(by, listing, now=now)
    listing = _held(listing)
    if listing.state != State.PUBLISHED:
        raise NotNow(_("Only a published course can be archived."))
    _archive(listing, by=by, now=now, by_operator=not keeps)


@transaction.atomic
def offer_again(listing: Listing, *, by: Person, now: datetime) -> None:
    """Put an archived course back into what is on offer, while its year lasts. Raises Invalid
    where something is missing by now. What an operator archived, operators alone put back."""
    require(permissions.can_retire(by, listing, now=now))
    listing = _held(listing)
    if listing.pk in archived_by_operators([listing]):
        require(
            permissions.can_keep_consortia(by),
            _("An operator has put this course into the archive: ask them to take that back."),
        )
    else:
        keeps = permissions.can_edit(by, listing, now=now)
        require(keeps, _("This course is listed by people of another university."))
    if listing.state != State.ARCHIVED:
        raise NotNow(_("Only a course that is in the archive can be put on offer again."))
    if _is_past(listing, now.date()):
        raise NotNow(_("The year of this course is over. Take it over to the next year."))
    content = content_of(listing)
    _require_whole(content, listing.marks)
    refuse_less_than_taken(listing, content, now=now)
    offer_places(listing, content, by=by, now=now)
    listing.state, listing.archived_at = State.PUBLISHED.value, None
    _show(listing, by=by, now=now, what="offered-again")
    move_up(listing, now=now)


@task()
def archive_past_years() -> None:
    """Archive what was published for an academic year that has ended."""
    archive_what_is_past(now=moments.now())


def archive_what_is_past(*, now: datetime) -> None:
    """A course stays until its last meeting and its last day were. Some at a time, so that nobody
    who writes waits for a whole year of them."""
    over = last_year_over(now.date())
    past = Listing.objects.filter(state=State.PUBLISHED.value, academic_year__lte=over)
    past = past.filter(Q(last_day=None) | Q(last_day__lt=now.date()))
    keys = list(past.order_by("pk").values_list("pk", flat=True))
    for part in range(0, len(keys), AT_ONCE):
        _archive_past(keys[part : part + AT_ONCE], now=now)


@transaction.atomic
def _archive_past(keys: Collection[int], *, now: datetime) -> None:
    held = Listing.objects.select_for_update(of=("self",)).select_related("host", "consortium")
    published = held.filter(pk__in=keys, state=State.PUBLISHED.value).prefetch_related("meetings")
    for listing in published.order_by("pk"):
        if _is_past(listing, now.date()):
            _archive(listing, by=None, now=now)


def _is_past(listing: Listing, today: date) -> bool:
    """Whether its academic year is over, and its last meeting and last day were."""
    year, days = listing.academic_year, [each.day for each in plan_of(listing).meetings()]
    if year is None or year > last_year_over(today):
        return False
    return max([*days, listing.last_day or date.min]) < today


@transaction.atomic
def take_over(listing: Listing, *, by: Person, now: datetime) -> Listing:
    """A draft for the next academic year that says the same, or the one that was made already. All
    meetings fall on the same days of the week a year later; dated ones are marked to be checked.
    """
    listing = locked(listing, by, now)
    if made := listing.copies.filter(state=State.DRAFT.value, revision=0).order_by("pk").first():
        return made
    content = content_of(listing)
    later, weeks = content.plan.year_later()
    year = None if content.academic_year is None else content.academic_year + 1
    offered = None if content.offering_year is None else content.offering_year + 1
    copy = Listing(
        consortium=listing.consortium,
        host=listing.host,
        created_at=now,
        created_by=by,
        copied_from=listing,
        marks=_to_check(later, weeks),
    )
    next_year = replace(
        content,
        academic_year=year,
        offering_year=offered,
        plan=later,
        apply_until=content.apply_until and day_of_next_year(content.apply_until),
        nominate_until=content.nominate_until and day_of_next_year(content.nominate_until),
        decide_until=content.decide_until and day_of_next_year(content.decide_until),
        run=None,
        outside_url="",
    )
    _write(copy, next_year, now=now)
    PartnerSlots.objects.bulk_create(
        PartnerSlots(listing=copy, organisation_id=university, number=number)
        for university, number in own_numbers(listing).items()
    )
    return copy


def _to_check(plan: Plan, weeks: int) -> dict[str, dict[str, str]]:
    if not plan.dated:
        return {}
    note = _("These are the meetings of the year before, %(weeks)s weeks later. Check each day.")
    return {"dated": {"words": "", "note": note % {"weeks": weeks}}}


@transaction.atomic
def discard(listing: Listing, *, by: Person, now: datetime) -> None:
    """Throw away a draft that was never published."""
    listing = locked(listing, by, now)
    if listing.state != State.DRAFT or listing.revision:
        raise NotNow(_("This course was published, so it is kept. You may archive it."))
    listing.delete()


def locked(listing: Listing, by: Person, now: datetime) -> Listing:
    """The row, held until the end, by somebody who may change it."""
    require(permissions.can_edit(by, listing, now=now))
    return _held(listing)


def _held(listing: Listing) -> Listing:
    held = Listing.objects.select_for_update(of=("self",)).select_related("host", "consortium")
    return held.get(pk=listing.pk)


def _require_whole(content: Content, marks: Marks) -> None:
    sentences = [say(lack.note) for lack in lacks(content)]
    if marks:
        sentences.append(_("What was read of the pasted text is not checked yet."))
    if sentences:
        raise Invalid(" ".join(sentences))


def _write(listing: Listing, content: Content, *, now: datetime) -> None:
    _refuse_tangled(content)
    plan = content.plan
    if plan.first_day and plan.last_day and plan.last_day < plan.first_day:
        raise Invalid(_("The last day is before the first."))
    for name in SAME:
        setattr(listing, name, getattr(content, name))
    intervals = packed(plan.intervals())
    if listing.pk and listing.intervals != intervals:
        listing.times_moved += 1
    listing.delivery = [each.value for each in content.delivery]
    listing.zone, listing.first_day, listing.last_day = plan.zone, plan.first_day, plan.last_day
    listing.left_out = [day.isoformat() for day in plan.left_out]
    listing.intervals = intervals
    listing.slots_kind = content.slots_kind.value
    listing.level = content.level.value if content.level else ""
    listing.course_type = content.course_type.value if content.course_type else ""
    listing.lecturers = list(content.lecturers)
    listing.run_id = content.run
    listing.changed_at = now
    if listing.state != State.DRAFT:
        listing.revision = next_revision()
    listing.save()
    listing.meetings.all().delete()
    Meeting.objects.bulk_create(
        [
            *(
                Meeting(
                    listing=listing, day=m.day, begins=m.begins, minutes=m.minutes, about=m.about
                )
                for m in plan.dated
            ),
            *(
                Meeting(listing=listing, weekday=m.weekday, begins=m.begins, minutes=m.minutes)
                for m in plan.weekly
            ),
        ]
    )
    listing.credits.all().delete()
    CreditKind.objects.bulk_create(
        CreditKind(listing=listing, position=n, points=each.points, label=each.label)
        for n, each in enumerate(content.credits)
    )
    index_listing(listing)


def _refuse_tangled(content: Content) -> None:
    """Refuse a text that is made to be slow before it stands on a page."""
    for name in PROSE:
        if is_tangled(getattr(content, name)):
            raise Invalid(
                _(
                    "“%(field)s” has too many marks (such as *, [ and |) and short lines. Use "
                    "fewer, or divide it."
                )
                % {"field": _(LABELS[name])}
            )


def _archive(
    listing: Listing, *, by: Person | None, now: datetime, by_operator: bool = False
) -> None:
    listing.state, listing.archived_at = State.ARCHIVED.value, now
    after = BY_OPERATOR if by_operator else None
    _show(listing, by=by, now=now, what="archived", after=after)


def _show(
    listing: Listing,
    *,
    by: Person | None,
    now: datetime,
    what: str,
    after: Mapping[str, str] | None = None,
) -> None:
    listing.revision = next_revision()
    listing.changed_at = now
    listing.save()
    index_listing(listing)
    subject = f"exchange/listing/{listing.pk}"
    record(what=f"exchange.listing.{what}", by=by, subject=subject, after=after, now=now)


def next_revision() -> int:
    """One more than the last, held to the end of the transaction, so that who has read up to a
    revision has missed none before it."""
    CatalogueState.objects.get_or_create(pk=1)
    state = CatalogueState.objects.select_for_update().get(pk=1)
    state.revision, state.stamp = state.revision + 1, secrets.token_hex(16)
    state.save()
    return state.revision


def _places(content: Content) -> tuple[object, ...]:
    return content.run, content.slots_kind, content.slots


def _said(content: Content, name: str) -> object:
    """What a content says in a field of the form, however its lines end and are spaced."""
    if name in {"zone", "first_day", "last_day", "dated", "weekly", "left_out"}:
        return getattr(content.plan, name)
    said = getattr(content, name)
    return said.split() if type(said) is str else said
