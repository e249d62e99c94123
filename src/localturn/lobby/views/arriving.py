"""Large files in pieces: tus 1.0 (tus.io), with creation, checksum, termination and expiration."""

import base64
from collections.abc import Callable
from shutil import copyfileobj
from tempfile import TemporaryFile

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from localturn.foundation import moments
from localturn.foundation.files import arriving
from localturn.foundation.files.models import Arrival
from localturn.foundation.files.uploading import MOST
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, Refusal
from localturn.foundation.room import rooms

VERSION = "1.0.0"
_PIECE = "application/offset+octet-stream"


@login_required
@require_http_methods(["POST", "OPTIONS"])
def announce(request: HttpRequest) -> HttpResponse:
    """Begin a file, or (OPTIONS) say what is understood here."""
    if request.method == "OPTIONS":
        answer = HttpResponse(status=204)
        answer["Tus-Version"] = VERSION
        answer["Tus-Extension"] = "creation,checksum,termination,expiration"
        answer["Tus-Checksum-Algorithm"] = ",".join(arriving.CHECKSUMS)
        return _dressed(answer)
    return _answered(request, _announce)


def _announce(request: HttpRequest) -> HttpResponse:
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    purpose = said.get("purpose", "")
    most = _most(purpose, request)
    if not most:
        raise NotAllowed(_("You may not send such a file."))
    arrival = arriving.begin(
        reader(request),
        purpose=purpose,
        name=said.get("filename", ""),
        size=_number(request.headers.get("Upload-Length", "")),
        most=most,
        now=moments.now(),
    )
    answer = HttpResponse(status=201)
    answer["Location"] = reverse("arrival", args=[arrival.token])
    return _told(answer, arrival)


@login_required
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def arrival(request: HttpRequest, token: str) -> HttpResponse:
    """How far a file is (HEAD); its next piece (PATCH); no more of it (DELETE)."""
    return _answered(request, lambda asked: _go_on(asked, token))


def _go_on(request: HttpRequest, token: str) -> HttpResponse:
    now = moments.now()
    found = arriving.arrival_of(token, reader(request), now=now)
    if request.method == "DELETE":
        arriving.give_up(found)
        return HttpResponse(status=204)
    if request.method == "HEAD":
        answer = HttpResponse(status=200)
        answer["Upload-Length"] = str(found.size)
        return _told(answer, found)
    if request.content_type != _PIECE:
        return HttpResponse(status=415)
    if int(request.headers.get("Content-Length") or 0) > MOST:
        return HttpResponse(status=413)
    with TemporaryFile() as piece:  # read before the row is held: the line may be slow
        copyfileobj(request, piece, arriving.SLICE)
        found = arriving.append(
            found,
            piece,
            offset=_number(request.headers.get("Upload-Offset", "")),
            checksum=request.headers.get("Upload-Checksum", ""),
            now=now,
        )
    return _told(HttpResponse(status=204), found)


def _answered(request: HttpRequest, work: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """A refusal as a program reads it: its status, and its sentence as plain text."""
    if request.headers.get("Tus-Resumable") != VERSION:
        answer = HttpResponse(status=412)
        answer["Tus-Version"] = VERSION
        return _dressed(answer)
    try:
        return _dressed(work(request))
    except arriving.WrongChecksum as refusal:
        return _dressed(HttpResponse(refusal.sentence, status=460, content_type="text/plain"))
    except NotFound as refusal:
        if not refusal.sentence:
            raise
        return _dressed(HttpResponse(refusal.sentence, status=404, content_type="text/plain"))
    except Refusal as refusal:
        return _dressed(
            HttpResponse(refusal.sentence, status=refusal.status, content_type="text/plain")
        )


def _told(answer: HttpResponse, arrival: Arrival) -> HttpResponse:
    answer["Upload-Offset"] = str(arrival.received)
    answer["Upload-Expires"] = http_date(arrival.expires_at.timestamp())
    return answer


def _dressed(answer: HttpResponse) -> HttpResponse:
    answer["Tus-Resumable"] = VERSION
    answer["Cache-Control"] = "no-store"
    return answer


def _most(purpose: str, request: HttpRequest) -> int:
    name, _slash, about = purpose.partition("/")
    paths = [room.arrivals[name] for room in rooms() if name in room.arrivals]
    return max((int(import_string(path)(request.user, about)) for path in paths), default=0)


def _metadata(header: str) -> dict[str, str]:
    """Names with their values, which are base64; raises Invalid."""
    said = {}
    for pair in header.split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            said[name] = base64.b64decode(value, validate=True).decode()
        except ValueError:
            raise Invalid(_("What is said of this file cannot be read.")) from None
    return said


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else -1
