"""The joint calendar: a page by day, and a feed that calendar programs subscribe to."""

from datetime import date, datetime, time, timedelta
from hashlib import sha256
from urllib.parse import urljoin

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from localturn.foundation import moments
from localturn.foundation.calendar import by_day, ics, in_order
from localturn.foundation.people.actions import profile
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, NotFound
from localturn.lobby.queries.calendar import entries_of, person_with_feed

A_PAGE = timedelta(weeks=4)
FEED_BACK = timedelta(days=60)
FEED_AHEAD = timedelta(days=400)


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def calendar(request: HttpRequest) -> HttpResponse:
    """Four weeks of everything the reader takes part in."""
    person = reader(request)
    today = moments.day_in(moments.now(), person.zone)
    first = _asked_day(request) or today
    last = first + A_PAGE - timedelta(days=1)
    entries = entries_of(
        person, since=_midnight(first, person), until=_midnight(first + A_PAGE, person)
    )
    address = urljoin(settings.PUBLIC_URL, reverse("calendar-feed", args=[person.calendar_token]))
    context = {
        "days": by_day(entries, person.zone),
        "first": first,
        "last": last,
        "today": today,
        "earlier": first - A_PAGE,
        "later": first + A_PAGE,
        "feed": address,
        "subscribe": "webcal" + address.removeprefix("https").removeprefix("http"),
    }
    return render(request, "lobby/calendar.html", context)


@login_required
@require_POST
def renew_address(request: HttpRequest) -> HttpResponse:
    """Give the feed a new address, so that who learnt the old one reads no longer."""
    person = reader(request)
    profile.renew_calendar_token(person, by=person)
    messages.success(
        request,
        _("Your calendar has a new address. Put it into your calendar program again."),
    )
    return redirect(reverse("calendar") + "#subscribe")


@require_safe
@cache_control(private=True, max_age=600)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's calendar for who knows its secret address: no session, no cookie."""
    person = person_with_feed(token)
    if person is None:
        raise NotFound(_("This calendar has moved. Copy its address from your calendar again."))
    now = moments.now()
    entries = entries_of(person, since=now - FEED_BACK, until=now + FEED_AHEAD)
    with translation.override(person.language):
        described = ics.Feed(
            name=_("Local Turn"),
            text=_("What opens, is due and meets in your courses."),
            base=settings.PUBLIC_URL,
            zone=person.zone,
        )
        content = ics.write(in_order(entries, person.zone), described)
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    answer = HttpResponse(
        content,
        content_type=ics.TYPE,
        headers={
            "ETag": etag,
            "Content-Disposition": 'inline; filename="localturn.ics"',
            "Content-Language": person.language,
            "X-Robots-Tag": "noindex, nofollow",
        },
    )
    known = get_conditional_response(request, etag=etag, response=answer)
    assert isinstance(known, HttpResponse)  # noqa: S101 (the answer itself, or that nothing is new)
    return known


def _asked_day(request: HttpRequest) -> date | None:
    """The day from which the reader wants to see, if they say one."""
    asked = request.GET.get("from", "").strip()
    if not asked:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = date.min
    if not 1970 <= day.year <= 2200:
        raise Invalid(
            _("“%(asked)s” is no day of the calendar. Write it as 2027-03-28.")
            % {"asked": asked[:40]}
        )
    return day


def _midnight(day: date, person: Person) -> datetime:
    return moments.at(day, time(), person.zone)
