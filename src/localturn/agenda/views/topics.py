"""What announcements are sorted by, for who edits the agenda."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from localturn.agenda import permissions
from localturn.agenda.actions import topics as actions
from localturn.agenda.forms.editors import MakeOneForm, TopicForm
from localturn.agenda.models import Topic
from localturn.agenda.queries.topics import topics_with_use, use_of
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Refusal, require


@login_required
def topics(request: HttpRequest) -> HttpResponse:
    """All of them, and a form to add one."""
    person = _editor(request)
    form = TopicForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(form.names, by=person, now=moments.now())
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The topic is added."))
            return redirect("agenda:topics")
    language = get_language() or "en"
    known = [(each, each.called(language)) for each in topics_with_use()]
    context = {"form": form, "topics": known}
    return render(request, "agenda/topics.html", context, status=422 if form.errors else 200)


@login_required
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Its names, what depends on it, and what may become of it."""
    person = _editor(request)
    found = get_object_or_404(Topic, slug=slug)
    form = TopicForm(request.POST) if request.method == "POST" else TopicForm.filled(found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename(found, form.names, by=person, now=moments.now())
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The topic is renamed."))
            return redirect("agenda:topics")
    language = get_language() or "en"
    context = {
        "topic": found,
        "name": found.called(language),
        "form": form,
        "use": use_of(found),
        "into_form": MakeOneForm(topic=found, language=language),
        "is_alone": not Topic.objects.exclude(pk=found.pk).exists(),
    }
    return render(request, "agenda/topic.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def make_one(request: HttpRequest, slug: str) -> HttpResponse:
    person, language = _editor(request), get_language() or "en"
    found = get_object_or_404(Topic, slug=slug)
    form = MakeOneForm(request.POST, topic=found, language=language)
    if not form.is_valid():
        messages.warning(request, _("Choose another topic."))
        return redirect("agenda:topic", slug)
    into: Topic = form.cleaned_data["into"]
    actions.make_one(found, into, by=person, now=moments.now())
    said = _("“%(gone)s” is one with “%(stays)s” now.")
    names = {"gone": found.called(language), "stays": into.called(language)}
    messages.success(request, said % names)
    return redirect("agenda:topics")


@login_required
@require_POST
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    person = _editor(request)
    found = get_object_or_404(Topic, slug=slug)
    name = found.called(get_language() or "en")
    actions.remove(found, by=person, now=moments.now())
    messages.success(request, _("“%(name)s” is removed.") % {"name": name})
    return redirect("agenda:topics")


def _editor(request: HttpRequest) -> Person:
    person = reader(request)
    require(permissions.can_edit(person, now=moments.now()), _(permissions.FOR_EDITORS))
    return person
