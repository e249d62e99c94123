"""Who writes a course, and who may open runs of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from localturn.academy.actions import authoring
from localturn.academy.forms.authoring import RoleForm
from localturn.academy.queries.courses import course_written_by, draft_of
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotFound


@login_required
def people(request: HttpRequest, course: str) -> HttpResponse:
    """Authors and facilitators, and a form to add one by e-mail address."""
    found = course_written_by(request.user, course)
    form = RoleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            authoring.give_role(found, **form.cleaned_data, by=reader(request), now=moments.now())
        except Invalid as refused:
            form.add_error("email", refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("academy:course-people", found.slug)
    roles = found.roles.select_related("person").order_by("role", "person__name", "pk")
    context = {"course": found, "draft": draft_of(found), "roles": roles, "form": form}
    status = 422 if form.errors else 200
    return render(request, "academy/course_people.html", context, status=status)


@login_required
@require_POST
def remove(request: HttpRequest, course: str, pk: int) -> HttpResponse:
    """End somebody's part in the course."""
    found = course_written_by(request.user, course)
    role = found.roles.select_related("person", "course").filter(pk=pk).first()
    if role is None:
        raise NotFound
    authoring.take_role(role, by=reader(request), now=moments.now())
    messages.success(request, _("Saved."))
    if role.person_id == reader(request).pk and not request.user.is_staff:
        return redirect("academy:authoring")
    return redirect("academy:course-people", found.slug)
