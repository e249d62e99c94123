"""Mail with announcements: `localturn import mail PATH` takes one, a folder, or a mailbox.

A mail server hands each one over through a pipe: `| localturn import mail /dev/stdin`.
"""

import mailbox
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from localturn.agenda.actions import linked_reports
from localturn.agenda.actions.taking_in import log, take_in
from localturn.agenda.domain.items import Unreadable
from localturn.agenda.domain.sources import Outcome, SourceKind
from localturn.agenda.models import Fetch, Source
from localturn.agenda.queries.candidates import require_editor
from localturn.agenda.queries.sources import sentence
from localturn.agenda.standards.apart import About, Reader, read_apart
from localturn.agenda.standards.mails import LARGEST, sender_of
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person
from localturn.foundation.room import Mistake, Report

FROM_OTHERS = N_("Mail from others")
MOST = 1_000
"""Mails of one folder or mailbox."""


def import_mail(path: Path, *, by: Person, now: datetime, reader: Reader = read_apart) -> Report:
    """Each mail by itself: one that cannot be read loses no other."""
    require_editor(by, now=now)
    report = Report()
    for name, content in _mails(path):
        found = take_mail(content, by=by, now=now, reader=reader)
        if found.outcome == Outcome.TROUBLE:
            said = " ".join(sentence(each) for each in found.remarks)
            report.left_behind.append(f"{name}: {said}")
        else:
            report.done.append(f"{name}: {found.source} ({found.new})")
    if not report.done and not report.left_behind:
        report.mistakes.append(Mistake(str(path), None, _("There is no mail in it.")))
    return report


def take_mail(
    content: bytes,
    *,
    by: Person | None,
    now: datetime,
    reader: Reader = read_apart,
    otherwise: Source | None = None,
) -> Fetch:
    """Take in one mail, for the source that its sender is; of an unknown one for `otherwise`."""
    source = _source_of(sender_of(content), otherwise, now)
    today = now.date().isoformat()
    about = About(SourceKind.MAIL.value, source.zone, today, language=source.language)
    try:
        reading = reader(content, about)
    except Unreadable as unreadable:
        return log(source, Outcome.TROUBLE, [unreadable.remark], now=now, by=by)
    found = take_in(source, reading, now=now, by=by, size=len(content))
    if source.reads_documents:
        linked_reports.ask_for(source, reading.items, now=now)
    return found


def _source_of(sender: str, otherwise: Source | None, now: datetime) -> Source:
    known = Source.objects.filter(kind=SourceKind.MAIL.value)
    own = known.filter(sender=sender).first() if sender else None
    others = own or otherwise or known.filter(sender="", name=FROM_OTHERS).order_by("pk").first()
    return others or Source.objects.create(
        kind=SourceKind.MAIL.value, name=FROM_OTHERS, added_at=now
    )


def _mails(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for each in sorted(each for each in path.iterdir() if each.is_file())[:MOST]:
            yield each.name, _bytes(each)
        return
    content = _bytes(path)
    if content.startswith(b"From ") and path.is_file():
        for number, message in enumerate(mailbox.mbox(path)):
            if number < MOST:
                yield f"{path.name}:{number + 1}", bytes(message)
    elif content.strip():
        yield path.name, content


def _bytes(path: Path) -> bytes:
    """One byte more than is read, so that what is too large is known for that."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
