"""Asking sources for what is new: on a timetable, in the background, each at its own pace."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.agenda.actions import linked_reports, robots
from localturn.agenda.actions.mailbox import ask_mailbox, set_up_mailbox
from localturn.agenda.actions.settling import failed, fault, progress, settled
from localturn.agenda.actions.taking_in import log, take_in
from localturn.agenda.domain.items import Reading, Remark, Unreadable
from localturn.agenda.domain.sources import Outcome, SourceKind
from localturn.agenda.models import Fetch, Source
from localturn.agenda.queries.candidates import require_editor
from localturn.agenda.standards.apart import About, Reader, read_apart
from localturn.foundation import fetch, moments
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow
from localturn.foundation.tasks import task

AT_ONE_TURN = 200
"""Sources that are asked for at one turn of the timetable."""
PAUSE = timedelta(minutes=1)
FORGOTTEN = timedelta(days=90)
"""How long the log is kept."""
READ_ANEW = timedelta(days=30)
"""After how long a calendar is read although nothing has changed in it: what repeats is read up to
a year and a half from that day."""
_LIMITS = {
    SourceKind.FEED: fetch.Limits(seconds=20, body=5 * 1024 * 1024, redirects=3),
    SourceKind.CALENDAR: fetch.Limits(seconds=40, body=20 * 1024 * 1024, redirects=3),
    SourceKind.PAGE: fetch.Limits(seconds=20, body=20 * 1024 * 1024, redirects=3),  # or a PDF
}
_SECONDS = {SourceKind.CALENDAR: 60}
_FINE, _UNCHANGED, _GONE = 200, 304, 410

Asking = Callable[[str, SourceKind, Mapping[str, str]], fetch.Answer]


@task()
def ask_due() -> None:
    """Have every source asked whose time has come."""
    now = moments.now()
    set_up_mailbox(now=now)
    due = Source.objects.filter(due_at__lte=now, is_paused=False).order_by("due_at", "pk")
    for source in due[:AT_ONE_TURN]:
        with transaction.atomic():
            pause = timedelta(hours=source.every_hours)
            if Source.objects.filter(pk=source.pk, due_at=source.due_at).update(due_at=now + pause):
                ask.enqueue(source.pk)


@task()
def forget_log() -> None:
    """What a source said is kept; how each fetch went for a while."""
    Fetch.objects.filter(at__lt=moments.now() - FORGOTTEN).delete()


@task(tries=2)
def ask(source_id: int) -> None:
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        return
    if source.kind == SourceKind.MAILBOX:
        ask_mailbox(source, now=moments.now())
    else:
        ask_source(source, asking=ask_the_web, now=moments.now())


@transaction.atomic
def ask_now(source: Source, *, by: Person, now: datetime) -> None:
    """Have a source asked in the background, before its time."""
    require_editor(by, now=now)
    held = Source.objects.select_for_update().get(pk=source.pk)
    if not SourceKind(held.kind).is_asked:
        raise NotNow(_("It has no address that could be asked."))
    if held.asked_at is not None and now - held.asked_at < PAUSE:
        raise NotNow(_("It was asked a moment ago. Wait a minute."))
    held.asked_at = now
    held.save(update_fields=["asked_at"])
    ask.enqueue(held.pk)


def ask_source(
    source: Source, *, asking: Asking, now: datetime, reader: Reader | None = None
) -> Fetch:
    """Ask a source once and take in what it says; where that fails, say why in its log."""
    kind = SourceKind(source.kind)
    Source.objects.filter(pk=source.pk).update(asked_at=now)
    anew = kind is SourceKind.CALENDAR and not _was_read_lately(source, now)
    try:
        answer = asking(source.address, kind, {} if anew else _known(source))
    except fetch.NotFetched as refused:
        why = Remark(refused.reason.value, {"about": refused.about[:300]})
        return failed(source, [why], now=now)
    except Unreadable as unwelcome:
        return failed(source, [unwelcome.remark], now=now)
    if answer.status == _UNCHANGED:
        return settled(source, log(source, Outcome.UNCHANGED, now=now, status=304), now=now)
    if answer.status != _FINE:
        return failed(source, [_of_status(answer.status)], now=now, status=answer.status)
    moved = _moved(source, answer)
    body_print = hashlib.sha256(answer.body).hexdigest()
    if body_print == source.body_print and not anew:
        same = log(source, Outcome.UNCHANGED, moved, now=now, status=200, size=len(answer.body))
        return settled(source, same, now=now, **_validators(source, answer, ""))
    about = About(
        kind=kind.value,
        zone=source.zone,
        today=now.date().isoformat(),
        address=answer.address,
        charset=_charset(answer),
        language=source.language,
    )
    read = reader or partial(read_apart, seconds=_SECONDS.get(kind, 20))
    try:
        reading = read(answer.body, about)
    except Unreadable as unreadable:
        return failed(source, [*moved, unreadable.remark], now=now, status=answer.status)
    except Exception:  # noqa: BLE001 (whatever it is, its log says that it was)
        return failed(source, [fault(source)], now=now, status=answer.status)
    reading = Reading(
        reading.items, (*moved, *reading.remarks), reading.entries, reading.language, reading.title
    )
    Source.objects.filter(pk=source.pk).update(progress=0, progress_of=len(reading.items))
    try:
        found = take_in(
            source,
            reading,
            now=now,
            size=len(answer.body),
            status=answer.status,
            told=partial(progress, source.pk),
        )
    except Exception:  # noqa: BLE001 (whatever it is, its log says that it was)
        return failed(source, [fault(source)], now=now, status=answer.status)
    if kind in (SourceKind.FEED, SourceKind.PAGE):
        _ask_for_reports(source, reading, found, now)
    return settled(source, found, now=now, **_validators(source, answer, body_print))


def _ask_for_reports(source: Source, reading: Reading, found: Fetch, now: datetime) -> None:
    later = linked_reports.ask_for(source, reading.items, now=now)
    if later:
        said = N_("It leads to many PDFs: %(later)s of them are read another time.")
        found.remarks = [*found.remarks, asdict(Remark(said, {"later": later}))]
        found.save(update_fields=["remarks"])


def ask_the_web(
    address: str,
    kind: SourceKind,
    known: Mapping[str, str],
    *,
    get: robots.Getting = fetch.get,
) -> fetch.Answer:
    """A feed and a calendar are there for programs; of a page its site is asked first."""
    if kind is SourceKind.PAGE:
        robots.require(address, now=moments.now(), get=get)
    return get(address, limits=_LIMITS[kind], known=known)


def _was_read_lately(source: Source, now: datetime) -> bool:
    read = source.fetches.filter(outcome=Outcome.READ.value, at__gt=now - READ_ANEW)
    return read.exists()


def _known(source: Source) -> dict[str, str]:
    known = {"If-None-Match": source.etag, "If-Modified-Since": source.modified}
    return {name: value for name, value in known.items() if value}


def _validators(source: Source, answer: fetch.Answer, body_print: str) -> dict[str, str]:
    return {
        "etag": _line(answer.headers.get("etag", ""))[:300],
        "modified": _line(answer.headers.get("last-modified", ""))[:100],
        "body_print": body_print or source.body_print,
    }


def _of_status(status: int) -> Remark:
    if status == _GONE:
        return Remark(N_("It says that it is gone for good, so it is paused."))
    return Remark(N_("It answered with the status %(status)s."), {"status": status})


def _moved(source: Source, answer: fetch.Answer) -> list[Remark]:
    if answer.address.rstrip("/") == source.address.rstrip("/"):
        return []
    return [Remark(N_("Moved: it was found at %(address)s."), {"address": answer.address[:500]})]


def _charset(answer: fetch.Answer) -> str:
    _media, _semicolon, rest = answer.headers.get("content-type", "").partition("charset=")
    return rest.strip(" \"'").split(";")[0][:40]


def _line(header: str) -> str:
    """A header that may be sent back as it came."""
    return header if header.isascii() and header.isprintable() else ""
