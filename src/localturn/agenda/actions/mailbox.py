"""The mailbox to which announcements are forwarded, asked over IMAP and left as it is.

The operator names it (`LOCALTURN_MAILBOX`), so its password stands where the others stand: in no
table, export or log. In the agenda it is a source that is there by itself.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings

from localturn.agenda.actions.posting import take_mail
from localturn.agenda.actions.settling import failed, fault, progress, settled
from localturn.agenda.actions.taking_in import log
from localturn.agenda.domain.items import Remark
from localturn.agenda.domain.sources import Outcome, SourceKind
from localturn.agenda.models import Fetch, Source
from localturn.agenda.standards.apart import Reader, read_apart
from localturn.agenda.standards.mails import LARGEST
from localturn.foundation.fetch import Mailbox, NotFetched, OpenMailbox
from localturn.foundation.languages import N_

NAME = N_("The agenda’s mailbox")
AT_ONE_TURN = 50
BEFORE = timedelta(days=30)
"""How old the mails are that are taken in when a mailbox is asked for the first time."""
_HOUR = 1

Opening = Callable[[Mailbox], OpenMailbox]


def set_up_mailbox(*, now: datetime) -> None:
    """Where the operator has named one, there is a source for it."""
    if settings.MAILBOX is not None:
        Source.objects.get_or_create(
            kind=SourceKind.MAILBOX.value,
            defaults={"name": NAME, "added_at": now, "due_at": now, "every_hours": _HOUR},
        )


def ask_mailbox(
    source: Source,
    *,
    now: datetime,
    reader: Reader = read_apart,
    opening: Opening = OpenMailbox,
) -> Fetch:
    """Take in what came since the last time; each mail is marked as done when it is."""
    Source.objects.filter(pk=source.pk).update(asked_at=now)
    box: Mailbox | None = settings.MAILBOX
    if box is None:
        return failed(source, [Remark(N_("The operator has named no mailbox."))], now=now)
    try:
        opened = opening(box)
    except NotFetched as refused:
        return failed(source, [_why(refused)], now=now)
    try:
        return _Turn(source, opened, _name(box), reader, now).take()
    except NotFetched as refused:
        return failed(source, [_why(refused)], now=now)
    finally:
        opened.close()


class _Turn:
    """What is done each time that the mailbox is asked."""

    def __init__(
        self, source: Source, opened: OpenMailbox, name: str, reader: Reader, now: datetime
    ) -> None:
        self._source, self._opened, self._reader, self._now = source, opened, reader, now
        self._era = f"{name}.{opened.validity}"
        """Numbers of mails hold good for one mailbox in one state."""
        self._remarks: list[Remark] = []
        self._size = self._new = 0

    def take(self) -> Fetch:
        source, now = self._source, self._now
        era, _dot, last = source.etag.rpartition(".")
        if era == self._era and last.isdecimal():
            numbers = self._opened.numbers(after=int(last))
        else:
            numbers = self._opened.numbers(since=(now - BEFORE).date())
        here = numbers[:AT_ONE_TURN]
        if not here:
            return settled(source, log(source, Outcome.UNCHANGED, now=now), now=now)
        sizes = self._opened.sizes(here)
        Source.objects.filter(pk=source.pk).update(progress=0, progress_of=len(here))
        for done, number in enumerate(here, start=1):
            self._take(number, sizes.get(number, 0))
            Source.objects.filter(pk=source.pk).update(etag=f"{self._era}.{number}")
            progress(source.pk, done)
        rest = len(numbers) - len(here)
        if rest:
            more = N_("%(number)s more are there; they are taken in next.")
            self._remarks.append(Remark(more, {"number": rest}))
        found = log(
            source,
            Outcome.READ,
            self._remarks,
            now=now,
            size=self._size,
            entries=len(here),
            new=self._new,
        )
        return settled(source, found, now=now, **({"due_at": now} if rest else {}))

    def _take(self, number: int, size: int) -> None:
        if size > LARGEST:
            sentence = N_("A mail of %(size)s bytes is left aside; at most %(most)s are read.")
            self._remarks.append(Remark(sentence, {"size": size, "most": LARGEST}))
            return
        content = self._opened.mail(number)
        if not content:
            return
        self._size += len(content)
        try:
            found = take_mail(
                content, by=None, now=self._now, reader=self._reader, otherwise=self._source
            )
        except Exception:  # noqa: BLE001 (one that is no use keeps no other from being taken in)
            self._remarks.append(fault(self._source))
        else:
            self._new += bool(found.new)


def _name(box: Mailbox) -> str:
    words = f"{box.user}@{box.host}:{box.port}/{box.folder}"
    return sha256(words.encode()).hexdigest()[:16]


def _why(refused: NotFetched) -> Remark:
    return Remark(refused.reason.value, {"about": refused.about[:300]})
