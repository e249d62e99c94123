"""A meeting; done when it is recorded that somebody was there."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from localturn.academy.actions import meetings as actions
from localturn.academy.actions.meetings import Answer, CheckIn
from localturn.academy.domain.attendance import Presence
from localturn.academy.domain.check_in import cleaned
from localturn.academy.domain.schedule import Phase
from localturn.academy.domain.whole import whole
from localturn.academy.models import Enrolment
from localturn.academy.queries.attendance import counts_of, meeting_of, standing_of, terms_in
from localturn.academy.queries.excuses import excuse_of
from localturn.academy.queries.links import meeting_thing
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.views import excuses, meeting_lists, meetings
from localturn.academy.views.playing import recording_in
from localturn.academy.views.reader import reader
from localturn.foundation.links.queries import links_to
from localturn.foundation.refusals import NotAllowed, NotNow
from localturn.foundation.room import announcing, drawn
from localturn.foundation.ui.times import moment_text

View = Callable[[HttpRequest, ActivityPlace], HttpResponse]


@never_cache
def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """When and where it takes place, what counts, how the reader stands to it; for facilitators,
    how many were there."""
    return _page(request, place)


def check_in(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """A participant enters the code that is shown at the meeting."""
    seat = _seat(place)
    code = request.POST.get("code", "")
    done = actions.check_in_with(seat, place.activity, code, by=reader(request), now=place.now)
    if done.answer is Answer.IN:
        messages.success(request, _("You have checked in: it is recorded that you are there."))
        return _back(place)
    return _page(request, place, complaint=_said(done, place), code=cleaned(code))


def say_watched(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """A participant who was not there has watched the recording."""
    actions.say_watched(_seat(place), place.activity, by=reader(request), now=place.now)
    return _back(place)


def say_not_watched(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    actions.say_not_watched(_seat(place), place.activity, by=reader(request), now=place.now)
    return _back(place)


VERBS: dict[str, View] = {
    "check-in": check_in,
    "watched": say_watched,
    "unwatched": say_not_watched,
    "attendance": meetings.save_attendance,
    "rest": meetings.mark_the_rest,
    "take-back": meetings.take_back,
    "details": meetings.keep,
    "take-recording": meetings.take_recording,
    "open": meetings.open_check_in,
    "close": meetings.close_check_in,
    "lists": meeting_lists.look,
    "record": meeting_lists.record,
    "agenda": meetings.save_agenda,
    "notes": meetings.save_notes,
    **excuses.VERBS,
}

PAGES: dict[str, View] = {
    "attendance": meetings.attendance,
    "details": meetings.details,
    "check-in-code": meetings.code,
    "lists": meeting_lists.choose,
    "notes": meetings.notes,
    **excuses.PAGES,
}


def _page(
    request: HttpRequest, place: ActivityPlace, *, complaint: str = "", code: str = ""
) -> HttpResponse:
    meeting = meeting_of(place.run, place.activity)
    terms = terms_in(meeting, place.activity)
    seat, now = place.enrolment, place.now
    standing = standing_of(seat, place.activity) if seat else None
    starts = place.starts_at
    is_over = starts is not None and terms.ends(starts) <= now
    has_recording = bool(meeting.recording_link or meeting.recording)
    state = Presence(standing.state) if standing else Presence.UNMARKED
    thing = meeting_thing(place.run.slug, place.activity.stable_id)
    context = {
        "place": place,
        "announced": drawn(links_to(thing), reader=request.user),
        "announcing": announcing(thing) if place.is_facilitator and starts else "",
        "meeting": meeting,
        "recording": recording_in(meeting, language=place.version.language),
        "begin": whole(request.GET.get("t", "")),
        "terms": terms,
        "standing": standing,
        "state": state,
        "is_over": is_over,
        "link_opens": starts and terms.link_opens(starts),
        "shows_link": starts is not None
        and (place.is_facilitator or terms.link_opens(starts) <= now),
        "takes_codes": meeting.code_closes_at is not None and now < meeting.code_closes_at,
        "complaint": complaint,
        "code": code or cleaned(request.GET.get("code", ""))[:6],
        "may_say_watched": seat is not None
        and has_recording
        and terms.recording_counts
        and place.phase is Phase.RUNNING
        and state not in (Presence.PRESENT, Presence.WATCHED),
        "excuse": excuse_of(seat, place.activity),
        "may_ask_excuse": seat is not None
        and place.phase is not Phase.ENDED
        and state in (Presence.UNMARKED, Presence.ABSENT),
        "counts": counts_of(place.run, place.activity) if place.is_facilitator else None,
    }
    status = 422 if complaint else 200
    return render(request, "academy/kinds/webinar.html", context, status=status)


def _said(done: CheckIn, place: ActivityPlace) -> str:
    """Why somebody is not checked in, and what to do about it."""
    match done.answer:
        case Answer.NOT_OPEN:
            return _(
                "Check-in is not open yet. The facilitator opens it during the meeting and shows "
                "the code."
            )
        case Answer.CLOSED:
            meeting = meeting_of(place.run, place.activity)
            closed = meeting.code_closes_at or place.now
            return _(
                "Check-in was closed on %(moment)s. If you were there, tell the facilitator, who "
                "can mark it."
            ) % {"moment": moment_text(closed)}
        case Answer.TOO_OFTEN:
            return _(
                "You have entered wrong codes too often. Wait ten minutes, or tell the facilitator."
            )
        case Answer.MARKED_OTHERWISE:
            return _(
                "The facilitator has already marked how long you were there. If it is wrong, tell "
                "the facilitator."
            )
        case _:
            left = ngettext(
                "You can try %(num)s more time.", "You can try %(num)s more times.", done.tries_left
            ) % {"num": done.tries_left}
            return " ".join((_("This is not the code that is shown now."), left))


def _seat(place: ActivityPlace) -> Enrolment:
    if place.enrolment is None:
        raise NotAllowed(_("Only those who take part in the course have something to mark."))
    if place.phase is Phase.ENDED:
        raise NotNow(_("The course is not running now."))
    return place.enrolment


def _back(place: ActivityPlace) -> HttpResponse:
    return redirect("academy:activity", place.run.slug, place.activity.stable_id)
