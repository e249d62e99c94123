"""Inviting a whole list: looked at first, line by line, then sent."""

from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from localturn.academy.actions import enrolment as actions
from localturn.academy.domain.invitees import Invitee
from localturn.academy.forms.invite_list import ListForm, ReadList, packed, unpacked
from localturn.academy.models import Run
from localturn.academy.queries.people import Fate, fates_of
from localturn.academy.queries.runs import run_kept_by
from localturn.academy.queries.seats import division_of
from localturn.academy.views.reader import posted, reader
from localturn.academy.views.run_people import LANGUAGE_NAMES
from localturn.foundation import moments, seats
from localturn.foundation.people.models import Organisation
from localturn.foundation.refusals import Invalid
from localturn.foundation.tables.reading import Unreadable


@login_required
def upload(request: HttpRequest, run: str) -> HttpResponse:
    """Read a table and say what would become of each line; nothing is sent yet."""
    kept = run_kept_by(reader(request), run)
    form = ListForm(
        posted(request), request.FILES or None, initial={"language": kept.version.language}
    )
    if request.method != "POST" or not form.is_valid():
        context = {"run": kept, "form": form}
        status = 422 if form.errors else 200
        return render(request, "academy/invite_list.html", context, status=status)
    file = form.cleaned_data["file"]
    try:
        read = ReadList(
            file.read(),
            file.name,
            languages=LANGUAGE_NAMES,
            language=form.cleaned_data["language"],
        )
    except Unreadable as error:
        form.add_error("file", str(error))
        context = {"run": kept, "form": form}
        return render(request, "academy/invite_list.html", context, status=422)
    context = _preview(kept, read.people) | {
        "form": form,
        "mistakes": read.mistakes,
        "unknown": read.unknown_headings,
        "packed": "" if read.mistakes else packed(read.people),
    }
    status = 422 if read.mistakes else 200
    return render(request, "academy/invite_list_preview.html", context, status=status)


@login_required
@require_POST
def send(request: HttpRequest, run: str) -> HttpResponse:
    """Invite everybody on the list that was looked at, and report; sent twice, nobody gets two."""
    person = reader(request)
    kept = run_kept_by(person, run)
    try:
        people = unpacked(request.POST.get("list", ""))
    except BadSignature as error:
        raise Invalid(_("Upload the list again: it was looked at too long ago.")) from error
    now = moments.now()
    context = _preview(kept, people)
    actions.invite(kept, invitees=[each for _row, each in people], by=person, now=now)
    return render(request, "academy/invite_list_report.html", context)


def _preview(run: Run, people: list[tuple[int, Invitee]]) -> dict[str, object]:
    invitees = [each for _row, each in people]
    fates = fates_of(run, invitees, now=moments.now())
    names = Organisation.objects.in_bulk({each.organisation for each in invitees} - {None})
    free = seats.free_in_rest(division_of(run, now=moments.now()))
    new = sum(fate is Fate.NEW for fate in fates.values())
    return {
        "run": run,
        "lines": [
            (row, each, names.get(each.organisation or 0), fates[each.email])
            for row, each in people
        ],
        "new": new,
        "free": free,
        "is_too_many": free is not None and new > free,
    }
