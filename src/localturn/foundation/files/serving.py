"""Sending a stored file to somebody who may have it.

Whether they may is the caller's to settle. It is sent to be saved and never shown in a page of
ours; in pieces, so that none is ever in memory as a whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import IO, TypeVar, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe
from django.utils.translation import gettext as _

from localturn.foundation.files.archives import Entry, packed
from localturn.foundation.files.models import StoredFile
from localturn.foundation.files.ranges import Slice, Unsatisfiable, asked_for
from localturn.foundation.refusals import NotFound

MOST = 1024 * 1024
"""Bytes of one answer to a request for a range."""

_CHUNK = 64 * 1024
_Response = TypeVar("_Response", bound=HttpResponseBase)


def answer(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """The file, or the range of it that is asked for."""
    if _is_unchanged(request, file):
        return _dressed(HttpResponse(status=304), file)
    try:
        piece = _asked_for(request, file)
    except Unsatisfiable:
        refused = _dressed(HttpResponse(status=416), file)
        refused["Content-Range"] = f"bytes */{file.size}"
        return refused
    sent = piece or Slice(0, file.size - 1)
    content = _open(file)
    body = iter(()) if request.method == "HEAD" else _read(content, sent)
    response = _dressed(_Sent(body, status=206 if piece else 200), file)
    response.is_long = request.method == "GET" and sent.length > MOST
    response["Content-Type"] = file.media_type
    response["Content-Length"] = str(sent.length)
    if piece is not None:
        response["Content-Range"] = f"bytes {piece.first}-{piece.last}/{file.size}"
    return response


def archive(
    request: HttpRequest, name: str, files: Sequence[StoredFile], texts: Mapping[str, str]
) -> HttpResponseBase:
    """Files, and texts by their names, as one archive with this name."""
    entries = [
        *(Entry(each, BytesIO(text.encode())) for each, text in texts.items()),
        *(Entry(file.name, cast("IO[bytes]", _open(file))) for file in files),
    ]
    body = iter(()) if request.method == "HEAD" else packed(entries)
    response = _Sent(body, content_type="application/zip")
    response.is_long = request.method == "GET" and sum(file.size for file in files) > MOST
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


class _Sent(StreamingHttpResponse):
    """Reads nothing but its file, so that any thread may send it."""

    is_long = False
    """Whether sending it takes as long as the reader's line, so that nobody else should wait."""


def _asked_for(request: HttpRequest, file: StoredFile) -> Slice | None:
    header = request.headers.get("Range", "")
    if request.method != "GET" or not header or not _is_current(request, file):
        return None
    return asked_for(header, file.size, most=MOST)


def _is_current(request: HttpRequest, file: StoredFile) -> bool:
    """Whether what the reader has of the file (If-Range) is of this very file."""
    known = request.headers.get("If-Range", "").strip()
    if not known:
        return True
    if known.startswith(('"', "W/")):
        return known == _tag(file)
    return parse_http_date_safe(known) == int(file.stored_at.timestamp())


def _is_unchanged(request: HttpRequest, file: StoredFile) -> bool:
    known = request.headers.get("If-None-Match", "")
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return bool(known) and ("*" in tags or _tag(file) in tags)


def _tag(file: StoredFile) -> str:
    return f'"{file.sha256}"'


def _dressed(response: _Response, file: StoredFile) -> _Response:
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = _tag(file)
    response["Last-Modified"] = http_date(file.stored_at.timestamp())
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    return response


def _open(file: StoredFile) -> "File[bytes]":
    """Before the answer begins, so that it can still be another."""
    try:
        return default_storage.open(file.place)
    except FileNotFoundError:
        raise NotFound(_("The content of this file is no longer here.")) from None


def _read(content: "File[bytes]", piece: Slice) -> Iterator[bytes]:
    with content:
        content.seek(piece.first)
        left = piece.length
        while left and (chunk := content.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
