"""What is in a draft: looked at as participants will see it, and changed."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.academy.actions import authoring, folders
from localturn.academy.actions.authoring import Seen
from localturn.academy.actions.content import rendered
from localturn.academy.actions.hand_ins import accepted_by
from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.kinds.assignment import file_limits
from localturn.academy.domain.questions import task_from
from localturn.academy.forms.authoring import ActivityForm, FileForm, ModuleForm, NewFileForm
from localturn.academy.models import Activity, Bank, Course, CourseVersion, Module
from localturn.academy.queries.courses import course_written_by, draft_of
from localturn.academy.queries.key_words import key_words
from localturn.academy.queries.media import media_rows
from localturn.academy.queries.outlines import activity_from, content_of
from localturn.academy.queries.playing import endings_of
from localturn.academy.queries.preview import preview_of
from localturn.academy.queries.regrades import regrades_to_mend, rule_of
from localturn.academy.queries.rubrics import marked_rubric
from localturn.academy.queries.surveys import questions_of
from localturn.academy.standards import course_folder
from localturn.academy.views.kinds.video import player_of
from localturn.academy.views.questions import Questions
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.embedding import shown_to
from localturn.foundation.prose import TooLong
from localturn.foundation.refusals import Invalid, NotFound, NotNow

MOST_MISTAKES = 100
HANDED_IN = ("assignment", "paper")


@login_required
@require_safe
def activity(request: HttpRequest, course: str, activity: str) -> HttpResponse:
    """An activity of the draft as a participant will see it."""
    found, draft = _draft(request, course)
    row = _activity(draft, activity)
    preview = preview_of(row) if row.bank else None
    context = {
        "course": found,
        "draft": draft,
        "activity": row,
        "kind": KINDS[row.kind],
        "text": shown_to(row.body_html, reader(request)),
        "questions": row.bank.questions.count() if row.bank else 0,
        "preview": preview,
        "question": Questions(len(preview.asked), draft.language) if preview else None,
        "shows_key": request.GET.get("key") == "shown",
        "accepts": accepted_by(row) if row.kind in HANDED_IN else (),
        "limits": file_limits(row.settings) if row.kind in HANDED_IN else None,
        "endings": endings_of(file_limits(row.settings)),
        "rubric": marked_rubric(row, None),
        "survey": questions_of(row) if row.kind == "survey" else None,
        "player": player_of(request, row, draft.language) if KINDS[row.kind].shows_video else None,
    }
    return render(request, "academy/draft_activity.html", context)


@login_required
@require_safe
def bank(request: HttpRequest, course: str, bank: str) -> HttpResponse:
    """Every question of a bank, as it is asked and with its answer."""
    found, draft = _draft(request, course)
    row = Bank.objects.filter(version=draft, name=bank).first()
    if row is None:
        raise NotFound
    questions = [(each, task_from(each.kind, each.task)) for each in row.questions.all()]
    to_mend = regrades_to_mend(row)
    context = {
        "course": found,
        "draft": draft,
        "bank": row,
        "questions": questions,
        "hints": {
            pk: [(made, key_words(rule_of(made).key)) for made in hints]
            for pk, hints in to_mend.items()
        },
    }
    return render(request, "academy/draft_bank.html", context)


@login_required
def edit_activity(request: HttpRequest, course: str, activity: str) -> HttpResponse:
    """Title, time and text of an activity; `preview` shows them without saving."""
    found, draft = _draft(request, course)
    row = _activity(draft, activity)
    form = ActivityForm(
        posted(request),
        initial={
            "title": row.title,
            "minutes": row.minutes,
            "body": row.body,
            "seen_title": row.title,
            "seen_body": _fingerprint(row.body),
        },
    )
    context: dict[str, Any] = {
        "course": found,
        "draft": draft,
        "activity": row,
        "kind": KINDS[row.kind],
        "form": form,
        "preview": None,
    }
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            context["preview"] = _previewed(row, form.cleaned_data["body"], draft)
        elif _save(form, lambda: _change(row, form, request)):
            messages.success(request, _("Saved in the draft."))
            return redirect("academy:draft-activity", found.slug, row.stable_id)
    status = 422 if form.errors else 200
    return render(request, "academy/draft_activity_edit.html", context, status=status)


@login_required
def edit_module(request: HttpRequest, course: str, module: str) -> HttpResponse:
    """Title, summary and week of a module."""
    found, draft = _draft(request, course)
    row = Module.objects.filter(version=draft, stable_id=module).first()
    if row is None:
        raise NotFound
    initial = {"title": row.title, "summary": row.summary, "week": row.week}
    form = ModuleForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        authoring.change_module(row, **form.cleaned_data, by=reader(request), now=moments.now())
        messages.success(request, _("Saved in the draft."))
        return redirect("academy:draft", found.slug)
    context = {"course": found, "draft": draft, "module": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "academy/draft_module_edit.html", context, status=status)


@login_required
def files(request: HttpRequest, course: str) -> HttpResponse:
    """The files of the draft's course folder, each to be changed as a text."""
    found, draft = _draft(request, course)
    form = NewFileForm(posted(request))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        if course_folder.is_text(name):
            return redirect("academy:draft-file", found.slug, name)
        form.add_error("name", _("A course folder has no place for a file of this name."))
    names = sorted(course_folder.write(content_of(draft)))
    media = media_rows(draft)
    context = {"course": found, "draft": draft, "names": names, "media": media, "form": form}
    status = 422 if form.errors else 200
    return render(request, "academy/draft_files.html", context, status=status)


@login_required
def file(request: HttpRequest, course: str, name: str) -> HttpResponse:
    """One file as the course folder has it, checked like an upload when it is saved."""
    found, draft = _draft(request, course)
    if not course_folder.is_text(name):
        raise NotFound
    content = course_folder.write(content_of(draft)).get(name)
    form = FileForm(
        posted(request),
        initial={
            "text": (content or b"").decode(),
            "seen": folders.fingerprint(content),
        },
    )
    context: dict[str, Any] = {
        "course": found,
        "draft": draft,
        "name": name,
        "is_new": content is None,
        "form": form,
        "mistakes": [],
    }
    if request.method == "POST" and form.is_valid():
        try:
            report = folders.change_file(
                found,
                name,
                form.cleaned_data["text"].replace("\r\n", "\n"),
                seen=form.cleaned_data["seen"],
                by=reader(request),
                now=moments.now(),
            )
        except (Invalid, NotNow) as refused:
            form.add_error(None, refused.sentence)
        else:
            if report.done:
                messages.success(request, _("Saved in the draft."))
                for mistake in report.mistakes[:5]:
                    messages.warning(request, _to_mend(str(mistake)))
                return redirect("academy:draft-files", found.slug)
            context["mistakes"] = report.mistakes[:MOST_MISTAKES]
            context["lines"] = [*form.cleaned_data["text"].splitlines(), ""]
    status = 422 if form.errors or context["mistakes"] else 200
    return render(request, "academy/draft_file.html", context, status=status)


@login_required
@require_POST
def remove_file(request: HttpRequest, course: str, name: str) -> HttpResponse:
    """Take an activity, a bank or a page out of the draft."""
    found, _version = _draft(request, course)
    report = folders.change_file(
        found,
        name,
        None,
        seen=request.POST.get("seen", ""),
        by=reader(request),
        now=moments.now(),
    )
    if not report.done:
        raise Invalid(" ".join(str(mistake) for mistake in report.mistakes[:5]))
    messages.success(request, _("%(name)s is no longer in the draft.") % {"name": name})
    for mistake in report.mistakes[:5]:
        messages.warning(request, _to_mend(str(mistake)))
    return redirect("academy:draft-files", found.slug)


def _to_mend(mistake: str) -> str:
    return _("To be mended before it is published: %(mistake)s") % {"mistake": mistake}


def _draft(request: HttpRequest, course: str) -> tuple[Course, CourseVersion]:
    found = course_written_by(request.user, course)
    draft = draft_of(found)
    if draft is None:
        raise NotNow(_("This course has no draft. Begin one from its last version."))
    return found, draft


def _activity(draft: CourseVersion, stable_id: str) -> Activity:
    row = (
        Activity.objects.filter(version=draft, stable_id=stable_id)
        .select_related("module", "bank")
        .first()
    )
    if row is None:
        raise NotFound
    return row


def _previewed(row: Activity, body: str, draft: CourseVersion) -> str:
    try:
        return rendered(body, activity_from(row).sources, draft.language).html
    except TooLong:
        return ""


def _change(row: Activity, form: ActivityForm, request: HttpRequest) -> None:
    """Save, unless the text is no longer the one that the form was opened with."""
    fields = form.cleaned_data
    is_as_seen = _fingerprint(row.body) == fields["seen_body"]
    authoring.change_activity(
        row,
        title=fields["title"],
        body=fields["body"],
        minutes=fields["minutes"],
        seen=Seen(fields["seen_title"], row.body if is_as_seen else ""),
        by=reader(request),
        now=moments.now(),
    )


def _save(form: ActivityForm, save: Callable[[], None]) -> bool:
    try:
        save()
    except (Invalid, NotNow) as refused:
        form.add_error(None, refused.sentence)
        return False
    return True


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
