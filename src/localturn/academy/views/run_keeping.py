"""Pages on which a run is opened and its settings, schedule and facilitators are kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from localturn.academy import permissions
from localturn.academy.actions import runs as actions
from localturn.academy.actions.run_dates import EndsTooEarly
from localturn.academy.forms.runs import FacilitatorForm, OpenRunForm, RunForm, ScheduleForm
from localturn.academy.queries.courses import newest_version
from localturn.academy.queries.programme import programme_of
from localturn.academy.queries.runs import run_kept_by, run_seen_by
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require


@login_required
def open_run(request: HttpRequest, course: str) -> HttpResponse:
    """Open a run of the newest published version of a course."""
    person = reader(request)
    found = get_object_or_404(permissions.courses_visible_to(person), slug=course)
    require(
        permissions.can_open_run(person, found),
        _("The authors and facilitators of a course open runs of it."),
    )
    version = newest_version(found)
    if version is None:
        raise NotNow(_("Publish the course first: a run delivers a published version."))
    now = moments.now()
    initial = {"zone": person.zone, "slug": f"{found.slug}-{now:%Y}"[:80], "is_open": "open"}
    form = OpenRunForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        slug = form.cleaned_data["slug"]
        run = actions.open_run(version, slug=slug, **form.settings, by=person, now=now)
        messages.success(request, _("The run is open. Look through its dates."))
        return redirect("academy:run-schedule", run.slug)
    context = {"form": form, "version": version, "course": found}
    return render(request, "academy/run_open.html", context, status=422 if form.errors else 200)


@login_required
def settings(request: HttpRequest, run: str) -> HttpResponse:
    """Title, zone, dates, who may come in, who hosts and who nominates."""
    person = reader(request)
    kept = run_kept_by(person, run)
    form = RunForm(posted(request), initial=RunForm.initial_of(kept))
    form.fields["ends_on"].required = True
    form.fields["ends_on"].help_text = _("Nothing can be handed in after it.")
    if kept.enrolments.exists():
        del form.fields["plan"]
    if request.method == "POST" and form.is_valid():
        pace = kept.pace
        try:
            actions.change_settings(kept, **form.settings, by=person, now=moments.now())
        except EndsTooEarly as refused:
            form.add_error("ends_on", refused.sentence)
        except (Invalid, NotNow) as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The settings are saved."))
            kept.refresh_from_db()
            to = "academy:run-settings" if kept.pace == pace else "academy:run-schedule"
            return redirect(to, kept.slug)
    context = {
        "form": form,
        "run": kept,
        "may_open_run": permissions.can_open_run(person, kept.version.course),
        "facilitators": Person.objects.filter(facilitated_runs__run=kept).order_by("name", "pk"),
        "facilitator_form": FacilitatorForm(auto_id="facilitator_%s"),
    }
    return render(request, "academy/run_settings.html", context, status=422 if form.errors else 200)


@login_required
def schedule(request: HttpRequest, run: str) -> HttpResponse:
    """When modules open, what is due when, and where a meeting takes place."""
    person = reader(request)
    kept = run_kept_by(person, run)
    form = ScheduleForm(kept, programme_of(kept), posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_schedule(
                kept, **form.opens, planned=form.planned, by=person, now=moments.now()
            )
        except (Invalid, NotNow) as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request, _("The schedule is saved. Participants are told of dates that have moved.")
            )
            return redirect("academy:run-schedule", kept.slug)
    context = {"form": form, "run": kept}
    return render(request, "academy/run_schedule.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def add_facilitator(request: HttpRequest, run: str) -> HttpResponse:
    """Let somebody who has an account guide the run as well."""
    person = reader(request)
    kept = run_seen_by(person, run).run
    require(
        permissions.can_appoint(person, kept), _("Only the facilitators of this run may do this.")
    )
    form = FacilitatorForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("This is not an e-mail address."))
    email = form.cleaned_data["email"].lower()
    added = Person.objects.filter(email=email, is_active=True).first()
    if added is None:
        raise Invalid(_("Nobody has an account with this address. Ask them to make one first."))
    actions.add_facilitator(kept, person=added, by=person, now=moments.now())
    messages.success(request, _("%(name)s now facilitates this run.") % {"name": added})
    return redirect(
        "academy:run-settings" if permissions.can_facilitate(person, kept) else "academy:run",
        kept.slug,
    )


@login_required
@require_POST
def remove_facilitator(request: HttpRequest, run: str, pk: int) -> HttpResponse:
    """Take somebody off the run's facilitators."""
    person = reader(request)
    kept = run_kept_by(person, run)
    removed = Person.objects.filter(pk=pk, facilitated_runs__run=kept).first()
    if removed is None:
        raise NotFound
    actions.remove_facilitator(kept, person=removed, by=person, now=moments.now())
    if removed == person:
        return redirect("academy:run", kept.slug)
    return redirect("academy:run-settings", kept.slug)
