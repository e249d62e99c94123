"""Stored files of all rooms, each to whom its room lets have it."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from localturn.foundation import moments
from localturn.foundation.files.models import StoredFile
from localturn.foundation.files.serving import answer
from localturn.foundation.refusals import NotFound
from localturn.foundation.room import offered


@require_safe
def stored_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file, if the room of its subject says that this reader may have it.

    Who may not is told that there is none.
    """
    file = StoredFile.objects.filter(token=token).first()
    if file is None or not _may_read(request, file):
        raise NotFound
    return answer(request, file)


def _may_read(request: HttpRequest, file: StoredFile) -> bool:
    return any(
        readable(file.subject, request.user, now=moments.now())
        for room, readable in offered("files_readable")
        if room.name == file.room
    )
