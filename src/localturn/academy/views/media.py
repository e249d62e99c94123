"""The files of a video's page: the video itself in slices, its poster, its captions."""

from hashlib import sha256

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from localturn.academy.models import Activity
from localturn.academy.queries.courses import course_written_by, draft_of
from localturn.academy.queries.media import showing_of
from localturn.academy.views.activities import enter
from localturn.foundation.files.serving import answer
from localturn.foundation.refusals import NotFound


@login_required
@require_safe
def of_run(request: HttpRequest, run: str, activity: str, name: str) -> HttpResponseBase:
    """To whoever may open the activity's page."""
    return _file(request, enter(request, run, activity).activity, name)


@login_required
@require_safe
def of_draft(request: HttpRequest, course: str, activity: str, name: str) -> HttpResponseBase:
    """To whoever writes the course."""
    draft = draft_of(course_written_by(request.user, course))
    rows = Activity.objects.select_related("version")
    row = rows.filter(version=draft, stable_id=activity).first() if draft else None
    if row is None:
        raise NotFound
    return _file(request, row, name)


def _file(request: HttpRequest, activity: Activity, name: str) -> HttpResponseBase:
    showing = showing_of(activity)
    for medium in (showing.video, showing.poster):
        if medium is not None and medium.name == name:
            return answer(request, medium.file)
    for captions in showing.captions:
        if str(captions) == name:
            return _captions(request, captions.text.encode())
    raise NotFound


def _captions(request: HttpRequest, content: bytes) -> HttpResponse:
    tag = f'"{sha256(content).hexdigest()}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content, content_type="text/vtt; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
