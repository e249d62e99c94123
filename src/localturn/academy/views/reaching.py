"""A facilitator sees who has fallen behind, and writes to some or all of them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from localturn.academy.actions import reaching
from localturn.academy.domain.whole import whole
from localturn.academy.models import Run
from localturn.academy.queries.behind import Behind, by_pauses, people_behind
from localturn.academy.queries.letters import Written, last_letters
from localturn.academy.queries.runs import run_kept_by
from localturn.academy.views.reader import reader
from localturn.foundation import moments
from localturn.foundation.mail import actions as mailing
from localturn.foundation.mail.writing import Written as Mail
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid

NOT_AGAIN_FOR = timedelta(days=7)
"""Whoever was written to so lately is not ticked from the beginning."""


@dataclass(frozen=True)
class Line:
    """Somebody who is behind, whether they are ticked, and when they were last written to."""

    behind: Behind
    is_chosen: bool
    written: Written | None


@never_cache
@login_required
def behind(request: HttpRequest, run: str) -> HttpResponse:
    """The list with the letter below it; then each letter as it will be read; then it is sent."""
    person = reader(request)
    found = run_kept_by(person, run)
    now = moments.now()
    people = people_behind(found, now=now)
    text, token = request.POST.get("text", draft_to(people)), request.POST.get("token", "")[:60]
    written = last_letters(found)
    if request.method == "POST":
        chosen = {pk for sent in request.POST.getlist("to") if (pk := whole(sent)) is not None}
    else:
        chosen = {each.enrolment for each in usually_written_to(people, written, now=now)}
    context = {
        "run": found,
        "lines": [
            Line(each, each.enrolment in chosen, written.get(each.enrolment)) for each in people
        ],
        "text": text,
        "token": token or secrets.token_urlsafe(24),
        "most": reaching.LONGEST,
        "complaint": "",
        "by_pauses": by_pauses(found),
        "now": now,
        "previews": [],
        "chosen": [],
    }
    status = 200
    if request.method == "POST":
        try:
            if "send" in request.POST and token:
                letter = reaching.write_to(
                    found, to=chosen, text=text, token=token, by=person, now=now
                )
                return _sent(request, found, letter.people.count())
            meant = reaching.chosen_of(people, chosen)
            reaching.check(meant, text)
        except Invalid as refused:
            context["complaint"], status = refused.sentence, 422
        else:
            if "change" not in request.POST:
                context |= {"previews": _previews(found, meant, text, person), "chosen": meant}
    return render(request, "academy/behind.html", context, status=status)


def usually_written_to(
    people: list[Behind], written: Mapping[int, Written], *, now: datetime
) -> list[Behind]:
    """Those who were not written to lately."""
    return [
        each
        for each in people
        if each.enrolment not in written or now - written[each.enrolment].at >= NOT_AGAIN_FOR
    ]


def draft_to(people: list[Behind]) -> str:
    """The letter to start from, in the language of who writes it."""
    if any(each.idle_since for each in people):
        return _(
            "You have not gone on in the course for a while. You can do so at any time: its page"
            " says what comes next. If something is in your way, write to me, and we will find a"
            " way together."
        )
    return _(
        "Some of what was due is still open for you. You can still do it: begin with what is listed"
        " below. If something is in your way, write to me, and we will find a way together."
    )


def _previews(run: Run, chosen: list[Behind], text: str, by: Person) -> list[tuple[Person, Mail]]:
    """The letter to the first of each language, as it will be read."""
    people = Person.objects.in_bulk([each.person for each in chosen])
    first: dict[str, Behind] = {}
    for each in chosen:
        first.setdefault(people[each.person].language, each)
    return [
        (
            people[each.person],
            mailing.preview(
                to=people[each.person],
                template=reaching.TEMPLATE,
                context=reaching.context(run, each, text=text, by=by),
            ),
        )
        for each in first.values()
    ]


def _sent(request: HttpRequest, run: Run, number: int) -> HttpResponse:
    words = ngettext(
        "Your letter went to %(num)s person.", "Your letter went to %(num)s people.", number
    )
    messages.success(request, words % {"num": number})
    return redirect("academy:desk", run.slug)
