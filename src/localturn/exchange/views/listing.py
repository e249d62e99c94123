"""A course of the catalogue, for everybody."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from localturn.exchange import permissions
from localturn.exchange.domain.applications import Step
from localturn.exchange.domain.content import LABELS, PROSE, Content
from localturn.exchange.domain.terms import MEETS, State, academic_year
from localturn.exchange.models import Listing, deadlines_of
from localturn.exchange.queries import finding
from localturn.exchange.queries.applications import standing_of
from localturn.exchange.queries.instants import entries_of, instants_of
from localturn.exchange.queries.listings import (
    archived_by_operators,
    content_of,
    listing_seen_by,
    partners_of,
)
from localturn.exchange.queries.places import left_by_partner
from localturn.exchange.queries.prose import html_of
from localturn.exchange.queries.schema_org import course_data
from localturn.exchange.queries.sentences import weekday_name
from localturn.exchange.queries.showing import at_a_glance
from localturn.exchange.views.catalogue import FEED_AHEAD, FEED_BACK, MOST_ENTRIES
from localturn.exchange.views.feeds import answer
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import Reader
from localturn.foundation.ui.times import moment


@require_safe
@cache_control(private=True, no_cache=True)
def listing(request: HttpRequest, listing: int) -> HttpResponse:
    """Everything that it says; a draft, for who writes it, as everybody would see it."""
    now = moments.now()
    found = listing_seen_by(request.user, listing, now=now)
    content = content_of(found)
    instants = instants_of(content.plan)
    university = {each.pk: str(each) for each in finding.universities_of(request.user, now=now)}
    partners = partners_of(found, on=now.date()) if university else []
    own = {
        each.organisation_id: university[each.organisation_id]
        for each in partners
        if each.organisation_id in university
    }
    left = left_by_partner(found, own, now=now) if own else {}
    applied = standing_of(request.user, found) if isinstance(request.user, Person) else None
    may_edit = permissions.can_edit(request.user, found, now=now)
    is_open = not deadlines_of(found).is_over(Step.APPLY, now=now) and not may_edit
    context = {
        "listing": found,
        "content": content,
        "instants": instants,
        "weekly": [(weekday_name(each.weekday), each) for each in content.plan.weekly],
        "meets": bool(MEETS & set(content.delivery)),
        "year": academic_year(content.academic_year) if content.academic_year else "",
        "glance": at_a_glance(content),
        "texts": _texts(content),
        "left": [
            (own[partner], _("As many as come") if number is None else str(number))
            for partner, number in left.items()
        ],
        "applied": applied,
        "may_apply": found.state == State.PUBLISHED and applied is None and (is_open or bool(own)),
        "answers": _answers(request.user, found, own, now),
        "deadlines": [
            (_(step.label), moment(last, found.zone))
            for step in Step
            if (last := deadlines_of(found).last_minute(step)) is not None
        ],
        "may_retire": found.state == State.PUBLISHED
        and permissions.can_keep_consortia(request.user),
        "may_offer_again": permissions.can_keep_consortia(request.user)
        and bool(archived_by_operators([found])),
        "may_edit": may_edit,
        "described": course_data(
            found, content, instants, address=settings.PUBLIC_URL + found.get_absolute_url()
        ),
    }
    return render(request, "exchange/listing.html", context)


@require_safe
@cache_control(private=True, max_age=600)
def feed(request: HttpRequest, listing: int) -> HttpResponse:
    """Its meetings, for calendar programs."""
    now = moments.now()
    found = listing_seen_by(request.user, listing, now=now)
    entries = entries_of([found], since=now - FEED_BACK, until=now + FEED_AHEAD, most=MOST_ENTRIES)
    zone = timezone.get_current_timezone_name()
    return answer(request, entries, name=found.title, text=str(found.host), zone=zone)


def _texts(content: Content) -> list[tuple[str, SafeString]]:
    """Each of its long texts that says something, with its marked heading."""
    return [
        (LABELS[name], SafeString(html_of(text)))
        for name in PROSE
        if (text := getattr(content, name))
    ]


def _answers(person: Reader, listing: Listing, own: Collection[int], now: datetime) -> bool:
    """Whether they keep a university that answers applications for it: its host, or theirs."""
    return any(
        each.role in permissions.KEEPERS and (each.pk in own or each.pk == listing.host_id)
        for each in permissions.belongings_of(person, now=now)
    )
