"""The queue of what came in, and one announcement of it: read, mended, published."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.agenda import permissions
from localturn.agenda.actions import merging, reviewing
from localturn.agenda.domain.extraction import Field
from localturn.agenda.domain.sources import Stage
from localturn.agenda.domain.terms import Kind
from localturn.agenda.forms.intake import AssignForm, CandidateForm, RemarkForm
from localturn.agenda.models import Candidate, Event, Merge
from localturn.agenda.queries.candidates import (
    A_PAGE,
    candidate_of,
    doubts_of,
    marked,
    next_after,
    require_editor,
    sources_with_work,
    usual_time,
    values_of,
    waiting,
    why_of,
)
from localturn.agenda.queries.linked import reports_of
from localturn.agenda.queries.told_anew import differences
from localturn.foundation import moments
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, Refusal

_WIDE = 10_000_000


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for an editor, warnings first."""
    person, now = reader(request), moments.now()
    require_editor(person, now=now)
    source, kind = _number(request.GET.get("source")), request.GET.get("kind", "")
    mine = request.GET.get("mine") == "1"
    rows = waiting(source=source, kind=kind, assigned_to=person.pk if mine else None)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(each, doubts_of(each), _(Kind(each.kind).label)) for each in page],
        "sources": list(sources_with_work()[:100]),
        "chosen": source,
        "mine": mine,
        "usual": _minutes(usual_time(now=now)),
    }
    return render(request, "agenda/queue.html", context)


@login_required
def candidate(request: HttpRequest, candidate: int) -> HttpResponse:
    """One announcement: its text beside the form; publishing it leads to the next one."""
    person, now = reader(request), moments.now()
    found = candidate_of(person, candidate, now=now)
    source = _number(request.GET.get("source"))
    form: CandidateForm
    if request.method == "POST":
        form = CandidateForm(request.POST)
        if form.is_valid():
            try:
                event = reviewing.publish(
                    found,
                    kind=Kind(form.cleaned_data["kind"]),
                    values=form.confirmed,
                    by=person,
                    now=now,
                )
            except Invalid as refused:
                form.add_error(None, refused.sentence)
            else:
                return _after_publishing(request, found, event, source)
    else:
        if found.stage == Stage.WAITING:
            reviewing.opened(found, by=person, now=now)
        form = CandidateForm.filled(Kind(found.kind), values_of(found), zone=found.source.zone)
    status = 422 if form.errors else 200
    return render(request, "agenda/candidate.html", _shown(found, form, source), status=status)


def _shown(found: Candidate, form: CandidateForm, source: int | None) -> dict[str, Any]:
    values, waits = values_of(found), found.stage == Stage.WAITING
    sure = {name: each["confidence"] for name, each in found.fields.items()}
    return {
        "candidate": found,
        "form": form,
        "remark_form": RemarkForm(),
        "assign_form": AssignForm(
            among=permissions.editors(now=moments.now()), initial={"to": found.assigned_to_id}
        ),
        "pieces": marked(found),
        "reports": reports_of(found),
        "doubts": doubts_of(found),
        "differences": differences(found, found.suggested) if waits and found.suggested else [],
        "why": why_of(found),
        "kind": _(Kind(found.kind).label),
        "stage": _(Stage(found.stage).label),
        "waits": waits,
        "language": values.get(Field.LANGUAGE, ""),
        "unsure": [_(Field(name).label) for name, each in sure.items() if each < 0.75],
        "remarks": list(found.remarks.select_related("by")),
        "merges": list(found.merges.select_related("event", "by")),
        "later": next_after(found, source=source),
        "source": source,
        "query": f"?source={source}" if source else "",
    }


def _after_publishing(
    request: HttpRequest, found: Candidate, event: Event, source: int | None
) -> HttpResponse:
    published = Candidate.objects.get(pk=found.pk)
    taken = _minutes(
        published.decided_at - published.opened_at
        if published.decided_at and published.opened_at
        else None
    )
    sentence = _("“%(title)s” is published.") % {"title": found.title}
    messages.success(
        request, f"{sentence} {_('It took %(time)s.') % {'time': taken}}" if taken else sentence
    )
    return _onward(found, source)


def _onward(found: Candidate, source: int | None) -> HttpResponse:
    """To the next one of the queue, or to the queue where it is empty."""
    later = next_after(found, source=source)
    if later is None:
        return redirect("agenda:queue")
    onward = redirect("agenda:candidate", later.pk)
    if source:
        onward["Location"] += f"?source={source}"
    return onward


@login_required
@require_POST
def publish_several(request: HttpRequest) -> HttpResponse:
    """Publish those that were chosen, as they were read."""
    person, now = reader(request), moments.now()
    require_editor(person, now=now)
    chosen = [int(each) for each in request.POST.getlist("candidate") if _number(each)]
    rows = waiting().filter(pk__in=chosen[: reviewing.MOST_AT_ONCE])
    done, refused = reviewing.publish_as_read(rows, by=person, now=now)
    if done:
        said = ngettext(
            "%(n)s announcement is published.", "%(n)s announcements are published.", done
        )
        messages.success(request, said % {"n": done})
    elif not refused:
        messages.warning(request, _("Choose some first."))
    for sentence in refused[:10]:
        messages.warning(request, sentence)
    return redirect("agenda:queue")


@login_required
@require_POST
def dismiss(request: HttpRequest, candidate: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = candidate_of(person, candidate, now=now)
    reviewing.dismiss(found, by=person, now=now)
    messages.success(request, _("“%(title)s” is dismissed.") % {"title": found.title})
    return _onward(found, _number(request.GET.get("source")))


@login_required
@require_POST
def restore(request: HttpRequest, candidate: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = candidate_of(person, candidate, now=now)
    reviewing.restore(found, by=person, now=now)
    messages.success(request, _("It waits again."))
    return redirect(found)


@login_required
@require_POST
def merge(request: HttpRequest, candidate: int) -> HttpResponse:
    """Say that it is an event that is there: the suggested one, or one by its number."""
    person, now = reader(request), moments.now()
    found = candidate_of(person, candidate, now=now)
    number = _number(request.POST.get("event")) or found.suggested_id
    visible = permissions.events_visible_to(person, now=now)
    event = visible.filter(pk=number).first() if number else None
    if event is None:
        raise Invalid(_("There is no event of this number."))
    merging.merge(found, event, by=person, now=now)
    messages.success(request, _("They are one event now. This can be undone."))
    return redirect(found)


@login_required
@require_POST
def unmerge(request: HttpRequest, merge: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    require_editor(person, now=now)
    found = get_object_or_404(Merge.objects.select_related("candidate", "event"), pk=merge)
    merging.undo(found, by=person, now=now)
    messages.success(request, _("They are two again."))
    return redirect(found.candidate)


@login_required
@require_POST
def assign(request: HttpRequest, candidate: int) -> HttpResponse:
    """To oneself, to another editor, or to nobody."""
    person, now = reader(request), moments.now()
    found = candidate_of(person, candidate, now=now)
    named = request.POST.get("to", "")
    to = person if named == "me" else None
    if to is None and named:
        to = permissions.editors(now=now).filter(pk=_number(named) or 0).first()
        if to is None:
            raise Invalid(_("They do not look after the agenda."))
    reviewing.assign(found, to, by=person, now=now)
    return redirect(found)


@login_required
@require_POST
def remark(request: HttpRequest, candidate: int) -> HttpResponse:
    person, now = reader(request), moments.now()
    found = candidate_of(person, candidate, now=now)
    try:
        reviewing.remark(found, request.POST.get("text", ""), by=person, now=now)
    except Refusal as refused:
        messages.warning(request, refused.sentence)
    return redirect(found)


def _number(text: str | None) -> int | None:
    """A number of a row, or None for what is none."""
    if text and text.isascii() and text.isdigit() and int(text) < _WIDE:
        return int(text)
    return None


def _minutes(taken: timedelta | None) -> str:
    """ "1 min 12 s"; "" for nothing."""
    if taken is None:
        return ""
    minutes, seconds = divmod(max(0, int(taken.total_seconds())), 60)
    parts = {"minutes": minutes, "seconds": seconds}
    return _("%(minutes)s min %(seconds)s s") % parts if minutes else _("%(seconds)s s") % parts
