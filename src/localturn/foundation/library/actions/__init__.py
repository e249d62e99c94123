"""Keeping documents and versions of their text."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from localturn.foundation.files.models import StoredFile
from localturn.foundation.library.models import Document, TextVersion
from localturn.foundation.library.text import Text, words_in


@dataclass(frozen=True)
class Fetched:
    """Where a document was fetched from: the address that was asked, the one that answered in the
    end, and when."""

    asked: str
    address: str
    at: datetime


@transaction.atomic
def keep(
    text: Text,
    *,
    title: str,
    language: str = "",
    source: str = "",
    fetched: Fetched | None = None,
    media_type: str = "text/plain",
    file: StoredFile | None = None,
    now: datetime,
) -> TextVersion:
    """A new document with the first version of its text."""
    document = Document.objects.create(
        title=title,
        source=fetched.address if fetched else source,
        asked=fetched.asked if fetched else "",
        fetched_at=fetched.at if fetched else None,
        media_type=media_type,
        file=file,
        added_at=now,
    )
    return _version(document, 1, text, language=language, now=now)


@transaction.atomic
def correct(document: Document, text: Text, *, language: str = "", now: datetime) -> TextVersion:
    """A new version of its text; the older ones stay."""
    Document.objects.select_for_update().get(pk=document.pk)
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    return _version(document, last + 1, text, language=language, now=now)


def _version(
    document: Document, number: int, text: Text, *, language: str, now: datetime
) -> TextVersion:
    return TextVersion.objects.create(
        document=document,
        number=number,
        text=text.text,
        sha256=text.sha256,
        characters=len(text.text),
        words=words_in(text.text),
        language=language,
        paragraphs=[list(asdict(each).values()) for each in text.paragraphs],
        pages=[[each.start, each.label] for each in text.pages],
        boxes=[list(each) for each in text.boxes],
        notes=list(text.notes),
        read_at=now,
    )
