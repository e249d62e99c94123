"""Sources of announcements: added, changed, paused, asked for, and texts that people paste."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from localturn.agenda.actions import linked_reports
from localturn.agenda.actions.settling import fault
from localturn.agenda.actions.taking_in import log, take_in
from localturn.agenda.domain.extraction.links import documents_in
from localturn.agenda.domain.items import Item, Reading, Unreadable
from localturn.agenda.domain.sources import NEVER_TRUSTED, Licence, Outcome, SourceKind, Trust
from localturn.agenda.models import Fetch, Source, Topic
from localturn.agenda.queries.candidates import require_editor
from localturn.agenda.standards.apart import About, read_apart
from localturn.agenda.standards.reports import is_report
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.models import StoredFile
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid
from localturn.foundation.tasks import task
from localturn.foundation.trail.actions import record

PASTED = N_("What editors paste")
MOST_SOURCES = 2_000
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What is said of a source."""

    kind: SourceKind
    name: str
    address: str = ""
    sender: str = ""
    language: str = ""
    zone: str = "UTC"
    topics: tuple[Topic, ...] = ()
    licence: Licence = Licence.LINK
    trust: Trust = Trust.REVIEWED
    reads_documents: bool = False
    every_hours: int = 24


@transaction.atomic
def add(told: Told, *, by: Person, now: datetime) -> Source:
    """Add a source; what has an address is asked at the next turn."""
    require_editor(by, now=now)
    if Source.objects.count() >= MOST_SOURCES:
        raise Invalid(_("There are too many sources."))
    source = Source(added_at=now, added_by=by, due_at=now if told.kind.is_asked else None)
    _write(source, told)
    record(what="agenda.source.added", by=by, subject=_subject(source), now=now)
    return source


@transaction.atomic
def change(source: Source, told: Told, *, by: Person, now: datetime) -> None:
    """Say something else of it; a new address is asked anew."""
    require_editor(by, now=now)
    if told.address != source.address:
        source.etag = source.modified = source.body_print = ""
        source.failures = 0
    source.due_at = now if told.kind.is_asked and not source.is_paused else None
    _write(source, told)
    record(what="agenda.source.changed", by=by, subject=_subject(source), now=now)


@transaction.atomic
def pause(source: Source, *, paused: bool, by: Person, now: datetime) -> None:
    """Ask it no longer, or again."""
    require_editor(by, now=now)
    source.is_paused = paused
    source.due_at = now if SourceKind(source.kind).is_asked and not paused else None
    source.save(update_fields=["is_paused", "due_at"])
    what = "paused" if paused else "resumed"
    record(what=f"agenda.source.{what}", by=by, subject=_subject(source), now=now)


def paste(
    text: str,
    *,
    source: Source | None = None,
    language: str = "",
    published: date | None = None,
    reads_documents: bool = False,
    by: Person,
    now: datetime,
) -> Fetch:
    """Take in a text that somebody pasted, and have the PDFs read to which it links, if they wish
    so; the same text a second time is nothing new."""
    require_editor(by, now=now)
    if not text.strip():
        raise Invalid(_("There is no text."))
    _require_past(published, now)
    source = source or _for_pasted(now)
    text = text.replace("\r\n", "\n")
    item = Item(
        external_id="",
        title="",
        text=text,
        published=published,
        language=language,
        documents=documents_in(text),
    )
    reading = Reading((item,), entries=1)
    size = len(text.encode(errors="replace"))
    found = take_in(source, reading, now=now, by=by, size=size)
    if reads_documents:
        linked_reports.ask_for(source, reading.items, now=now)
    return found


@transaction.atomic
def take_report(
    document: bytes,
    *,
    source: Source | None = None,
    language: str = "",
    published: date | None = None,
    by: Person,
    now: datetime,
) -> Source:
    """Have the text of a PDF that somebody uploaded taken in, in the background: reading it may
    take a minute. The log of the source that is returned says what became of it. Raises Invalid."""
    require_editor(by, now=now)
    _require_past(published, now)
    if not is_report(document):
        raise Invalid(_("It is no PDF."))
    source = source or _for_pasted(now)
    file = files.store_made(
        ContentFile(document),
        name="uploaded.pdf",
        media_type="application/pdf",
        owner=by,
        subject=_subject(source),
        now=now,
    )
    day = published.isoformat() if published else ""
    read_report.enqueue(file.pk, source.pk, by.pk, language, day)
    return source


@task(tries=2)
def read_report(file_id: int, source_id: int, by_id: int, language: str, published: str) -> None:
    """Read an uploaded PDF, which is forgotten then: run twice, the second time it is gone."""
    file = StoredFile.objects.filter(pk=file_id).first()
    source = Source.objects.filter(pk=source_id).first()
    if file is None or source is None:
        return
    now, by = moments.now(), Person.objects.filter(pk=by_id).first()
    try:
        with default_storage.open(file.place) as content:
            document = content.read()
        read = read_apart(document, About(SourceKind.PASTE.value, source.zone, f"{now:%Y-%m-%d}"))
        day = date.fromisoformat(published) if published else None
        items = [
            replace(
                each,
                language=language or each.language,
                published=day or each.published,
            )
            for each in read.items
        ]
        reading = replace(read, items=tuple(items))
        take_in(source, reading, now=now, by=by, size=len(document))
    except Unreadable as refused:
        log(source, Outcome.TROUBLE, [refused.remark], now=now, by=by)
    except OperationalError:  # it is tried again
        raise
    except Exception:  # noqa: BLE001 (whatever it is, the log says that it was)
        log(source, Outcome.TROUBLE, [fault(source)], now=now, by=by)
    files.delete(file)


def _require_past(published: date | None, now: datetime) -> None:
    if published is not None and published > now.date() + _DAY:
        raise Invalid(_("The day on which it was published has not come yet."))


def _for_pasted(now: datetime) -> Source:
    found = Source.objects.filter(kind=SourceKind.PASTE.value, name=PASTED).order_by("pk").first()
    return found or Source.objects.create(kind=SourceKind.PASTE.value, name=PASTED, added_at=now)


def _write(source: Source, told: Told) -> None:
    if told.trust is Trust.TRUSTED and not told.kind.can_be_trusted:
        raise Invalid(_(NEVER_TRUSTED))
    source.kind, source.name = told.kind.value, told.name
    source.address, source.sender = told.address, told.sender.lower()
    source.language, source.zone = told.language, told.zone
    source.licence, source.trust = told.licence.value, told.trust.value
    source.reads_documents = told.reads_documents and told.kind.is_mail
    source.every_hours = told.every_hours
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError:
        raise Invalid(_("This source is there already.")) from None
    source.topics.set(told.topics)


def _subject(source: Source) -> str:
    return f"agenda/source/{source.pk}"
