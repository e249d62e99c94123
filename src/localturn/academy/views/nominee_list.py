"""An association nominates a whole list, looked at first, and takes its own people home."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from localturn.academy import permissions
from localturn.academy.actions import enrolment as actions
from localturn.academy.domain.invitees import Invitee
from localturn.academy.forms.invite_list import NomineeListForm, ReadList, packed, unpacked
from localturn.academy.models import Run
from localturn.academy.queries.nominees import guests_of, own_people
from localturn.academy.queries.people import (
    Fate,
    addresses_of,
    is_answered_by_host,
    nominee_fates,
)
from localturn.academy.queries.runs import run_seen_by
from localturn.academy.queries.seats import division_of
from localturn.academy.queries.wording import guest_words, nomination_words
from localturn.academy.views.reader import posted, reader
from localturn.academy.views.run_people import LANGUAGE_NAMES
from localturn.foundation import moments, seats, tables
from localturn.foundation.people.models import Organisation
from localturn.foundation.refusals import Invalid, NotFound, require
from localturn.foundation.tables import Cell
from localturn.foundation.tables.reading import Unreadable


@login_required
def upload(request: HttpRequest, run: str) -> HttpResponse:
    """Read a table and say what would become of each line; nobody is nominated yet."""
    found, own = _of_coordinator(request, run)
    initial = {"language": reader(request).language}
    form = NomineeListForm(
        posted(request), request.FILES or None, organisations=own, initial=initial
    )
    context: dict[str, object] = {"run": found, "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "academy/nominee_list.html", context, status=status)
    file, organisation = form.cleaned_data["file"], form.cleaned_data["organisation"]
    try:
        read = ReadList(
            file.read(),
            file.name,
            languages=LANGUAGE_NAMES,
            language=form.cleaned_data["language"],
            nominees=True,
        )
    except Unreadable as error:
        form.add_error("file", str(error))
        return render(request, "academy/nominee_list.html", context, status=422)
    people = [(row, replace(each, organisation=organisation.pk)) for row, each in read.people]
    context |= _preview(found, organisation, people) | {
        "mistakes": read.mistakes,
        "unknown": read.unknown_headings,
        "packed": "" if read.mistakes else packed(people),
    }
    status = 422 if read.mistakes else 200
    return render(request, "academy/nominee_list_preview.html", context, status=status)


@login_required
@require_POST
def send(request: HttpRequest, run: str) -> HttpResponse:
    """Nominate everybody on the list that was looked at, and report; sent twice, nobody is
    nominated twice."""
    found, own = _of_coordinator(request, run)
    try:
        people = unpacked(request.POST.get("list", ""))
    except BadSignature as error:
        raise Invalid(_("Upload the list again: it was looked at too long ago.")) from error
    if not people:
        raise NotFound(_("There is nobody on this list."))
    organisation = get_object_or_404(own, pk=people[0][1].organisation)
    nominees = [each for _row, each in people]
    before, known = nominee_fates(found, nominees), addresses_of(found, organisation)
    made = actions.nominate_all(
        found,
        organisation=organisation,
        nominees=nominees,
        by=reader(request),
        now=moments.now(),
    )
    states = {each.email: nomination_words(each) for each in made}
    context = {
        "run": found,
        "organisation": organisation,
        "number": len(made),
        "lines": [
            (
                row,
                each,
                states.get(each.email) or _said_of(before[each.email], is_own=each.email in known),
            )
            for row, each in people
        ],
    }
    return render(request, "academy/nominee_list_report.html", context)


@never_cache
@login_required
@require_safe
def table(request: HttpRequest, run: str, form: str) -> HttpResponse:
    """An association's own people as CSV or XLSX; how far somebody is, only where they agreed."""
    found, own = _of_coordinator(request, run)
    now = moments.now()
    guests = guests_of(found, own, now=now)
    head = [_("Organisation"), _("Name"), _("E-mail address"), _("State"), _("Since")]
    head += [_("Activities done"), _("Activities in all"), _("Certificate")]
    body: list[list[Cell]] = []
    for each in own_people(reader(request), found, now=now):
        name = str(each.organisation)
        for nomination in (*each.nominees, *each.waiting):
            far = each.progress.get(nomination.pk)
            body.append(
                [
                    *(name, nomination.name, nomination.email, nomination_words(nomination)),
                    moments.day_in(nomination.nominated_at, found.zone),
                    *((far.done, far.total) if far else (None, None)),
                    _("yes") if far and far.completed else "",
                ]
            )
        for guest in guests[each.organisation.pk]:
            body.append([name, guest.name, "", guest_words(guest), None, None, None, ""])
    if form == "csv":
        content, kind = tables.as_csv(head, body), tables.CSV
    else:
        content, kind = tables.as_xlsx(_("Your people in this course"), head, body), tables.XLSX
    answer = HttpResponse(content, content_type=kind)
    name = slugify(f"{found.slug}-people")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def _of_coordinator(request: HttpRequest, slug: str) -> tuple[Run, QuerySet[Organisation]]:
    """Who may nominate is asked before anything is looked for."""
    person = reader(request)
    found = run_seen_by(person, slug).run
    own = permissions.organisations_nominating_for(person, found, now=moments.now())
    require(own.exists(), _("Coordinators of the run's partner organisations nominate people."))
    return found, own


def _preview(
    run: Run, organisation: Organisation, people: list[tuple[int, Invitee]]
) -> dict[str, object]:
    """What would become of each line, in the order of the list: within the quota a place, beyond it
    the waiting list."""
    fates = nominee_fates(run, [each for _row, each in people])
    own = addresses_of(run, organisation)
    division = division_of(run, now=moments.now())
    is_filled = organisation.pk in division.quotas and not is_answered_by_host(run, organisation)
    free = seats.free_for(division, organisation.pk) if is_filled else None
    lines, new = [], 0
    for row, each in people:
        said = _said_of(fates[each.email], is_own=each.email in own)
        if fates[each.email] is Fate.NEW:
            new += 1
            said = _("Waits for the facilitators' answer")
            if is_filled:
                gets_one = free is None or new <= free
                said = _("Gets a place") if gets_one else _("Comes on your waiting list")
        lines.append((row, each, said))
    return {"organisation": organisation, "lines": lines, "new": new}


def _said_of(fate: Fate, *, is_own: bool) -> str:
    """Whether somebody takes part is told to the organisation by which they came, and no other."""
    if fate is not Fate.NEW and not is_own:
        return _("Cannot be nominated")
    return {
        Fate.SEATED: _("Takes part already"),
        Fate.NOMINATED: _("Nominated already"),
    }.get(fate, "")
