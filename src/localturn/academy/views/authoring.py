"""An author's courses: brought in, looked over, published, taken home."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.academy import permissions
from localturn.academy.actions import arrivals, authoring, folders, publishing
from localturn.academy.actions.folders import said
from localturn.academy.forms.authoring import UploadForm
from localturn.academy.models import Course, CourseVersion
from localturn.academy.queries import courses as queries
from localturn.academy.queries.courses import course_written_by, draft_of
from localturn.academy.queries.media import media_rows
from localturn.academy.queries.outlines import content_of
from localturn.academy.queries.versions import version_called
from localturn.academy.standards import course_folder
from localturn.academy.views.reader import posted, reader
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require

MOST_MISTAKES = 200
MOST_IN_ARCHIVE = 16 * 1024 * 1024
"""Bytes of videos that go into an archive made within a request."""


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The courses that the reader writes."""
    person = reader(request)
    context = {
        "courses": queries.courses_of(person),
        "may_create": permissions.can_create_course(person),
    }
    return render(request, "academy/authoring.html", context)


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """A course folder as a ZIP archive: into the draft, or every mistake in it."""
    person = reader(request)
    require(
        permissions.can_create_course(person) or permissions.courses_editable_by(person).exists(),
        _("You may not bring new courses here. Ask an operator to make you a course author."),
    )
    if request.POST.get("arrived"):
        taken = arrivals.take_folder(request.POST["arrived"], by=person)
        return redirect("academy:upload-outcome", taken.token)
    form = UploadForm(posted(request), request.FILES or None)
    context = {"form": form, "mistakes": [], "more": 0}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "academy/upload.html", context, status=status)
    content = form.cleaned_data["archive"].read()
    report = folders.import_zip(content, by=person, now=moments.now())
    if report.mistakes:
        context["mistakes"] = report.mistakes[:MOST_MISTAKES]
        context["more"] = max(0, len(report.mistakes) - MOST_MISTAKES)
        return render(request, "academy/upload.html", context, status=422)
    for sentence in report.done:
        messages.success(request, sentence)
    files, _noticed = course_folder.files_in_zip(content)
    return redirect("academy:draft", course_folder.id_in(files["course.toml"]))


@login_required
@require_safe
def draft(request: HttpRequest, course: str) -> HttpResponse:
    """The outline of the draft, from which everything in it is reached."""
    found = course_written_by(request.user, course)
    version = draft_of(found)
    context = {
        "course": found,
        "draft": version,
        "last": queries.newest_version(found),
        "chapters": queries.outline_of(version) if version else [],
        "banks": list(version.banks.annotate(count=Count("questions"))) if version else [],
        "awards": list(version.awards.all()) if version else [],
    }
    return render(request, "academy/draft.html", context)


@login_required
@require_POST
def begin(request: HttpRequest, course: str) -> HttpResponse:
    """A draft of what the last version says, to be changed."""
    found = course_written_by(request.user, course)
    authoring.begin_draft(found, by=reader(request), now=moments.now())
    return redirect("academy:draft", found.slug)


@login_required
def publish(request: HttpRequest, course: str) -> HttpResponse:
    """What is wrong with the draft, what it changes, and the button that publishes it."""
    found = course_written_by(request.user, course)
    version = _draft(found)
    if request.method == "POST":
        try:
            published = publishing.publish(found, by=reader(request), now=moments.now())
        except (Invalid, NotNow) as refused:
            messages.error(request, refused.sentence)
            return redirect("academy:publish", found.slug)
        messages.success(
            request,
            _("Version %(number)s is published. New runs deliver it; runs that exist keep theirs.")
            % {"number": published.number},
        )
        return redirect("academy:versions", found.slug)
    readiness = publishing.readiness_of(version)
    context = {
        "course": found,
        "draft": version,
        "last": queries.newest_version(found),
        "readiness": readiness,
        "mistakes": [said(mistake) for mistake in readiness.mistakes[:MOST_MISTAKES]],
    }
    return render(request, "academy/publish.html", context)


@login_required
@require_safe
def versions(request: HttpRequest, course: str) -> HttpResponse:
    """What has been published, and which runs deliver it."""
    found = course_written_by(request.user, course)
    context = {
        "course": found,
        "versions": found.versions.filter(number__isnull=False)
        .select_related("published_by")
        .prefetch_related("runs")
        .order_by("-number"),
        "draft": draft_of(found),
    }
    return render(request, "academy/versions.html", context)


@login_required
@require_safe
def folder(request: HttpRequest, course: str, which: str) -> HttpResponse:
    """The draft or a version as a ZIP archive of its course folder."""
    found = course_written_by(request.user, course)
    if which == "draft":
        version: CourseVersion | None = _draft(found)
    else:
        version = version_called(f"{found.slug}@{which}")
    if version is None:
        raise NotFound
    archive = course_folder.zip_of(_files_of(version), folder=found.slug)
    response = HttpResponse(archive, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-{which}.zip"'
    return response


def _files_of(version: CourseVersion) -> dict[str, bytes]:
    """Texts, and videos as long as they are small: no request may be long, and who uploads the
    archive again need not bring them."""
    files = course_folder.write(content_of(version))
    rows = list(media_rows(version))
    if sum(row.file.size for row in rows) <= MOST_IN_ARCHIVE:
        for row in rows:
            with default_storage.open(row.file.place) as stored:
                files[f"{course_folder.FOLDER}{row.name}"] = stored.read()
    return files


def _draft(course: Course) -> CourseVersion:
    version = draft_of(course)
    if version is None:
        raise NotNow(_("This course has no draft. Begin one from its last version."))
    return version
