"""Documents brought in by their addresses: each is asked once, in the background, with the limits
of `foundation.fetch`, and read like a file that somebody brought."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.corpus.actions.documents import require_work
from localturn.corpus.actions.faults import Faults, in_store
from localturn.corpus.actions.imports import (
    HARMLESS,
    TRIES,
    State,
    begin,
    read_item,
    require_open,
    settle,
)
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.web_addresses import charset_of, file_name, host_of, plain
from localturn.corpus.models import ImportBatch, ImportItem, Member
from localturn.corpus.queries.import_sentences import not_fetched
from localturn.corpus.standards.documents.bounded import Readers
from localturn.corpus.standards.documents.reading import ENDINGS
from localturn.foundation import fetch, moments
from localturn.foundation.files.actions import discard_written, name_written, write
from localturn.foundation.files.names import cleaned
from localturn.foundation.languages import N_
from localturn.foundation.links.things import Readable, Thing
from localturn.foundation.refusals import Invalid
from localturn.foundation.room import readable_about, thing_at
from localturn.foundation.tasks import task
from localturn.foundation.tasks.actions import ask_once
from localturn.foundation.tasks.queries import how_many_run

LIMITS = fetch.Limits(seconds=60, body=32 * 1024 * 1024, redirects=5)
ACCEPT = "text/html, application/xhtml+xml, application/pdf, text/plain, */*;q=0.5"
MOST_ADDRESSES = 200
LONGEST = 2_000
BETWEEN = 1.0
"""Seconds between two questions to the same host."""
AT_A_TIME = 300.0
"""Seconds after which others have their turn."""
UNTIL_ANOTHER_ENDS = timedelta(seconds=30)
MOST_TROUBLES = 3
"""After which a host is not asked again for this batch."""
STATUS = N_("Its address answered with the status %(status)s.")
NOTHING = N_("Its address answered with nothing.")
SIGN_IN = N_("This page of the house is not open to everybody, or not to you, so it was not taken.")
SILENT = N_("%(host)s did not answer for others of these, so it was not asked for this one.")
_FINE = 200

Getting = Callable[..., fetch.Answer]


def begin_with_addresses(
    addresses: Sequence[str], *, kind: DocumentClass, by: Member, now: datetime
) -> ImportBatch:
    """A batch with what addresses stand for; none where one of them is refused."""
    meant = _meant(addresses, by)
    with transaction.atomic():
        batch = begin(kind=kind, by=by, now=now)
        _add(batch, meant, by=by, now=now)
    return batch


def add_addresses(
    batch: ImportBatch, addresses: Sequence[str], *, by: Member, now: datetime
) -> None:
    """More documents, to be fetched and read by a task; an address said twice is asked once. An
    announcement of this house stands for the documents that it leads to, and a course for the texts
    that are open to them, which are not asked for: they are here."""
    _add(batch, _meant(addresses, by), by=by, now=now)


def _meant(addresses: Sequence[str], by: Member) -> list[Readable]:
    """What addresses stand for, each thing of this house once. Other rooms are asked for it, so
    this is no part of a transaction in which something is written."""
    require_work(by)
    reader = by.person if by.person is not None else AnonymousUser()
    meant, led = list[Readable](), dict[Thing, list[Readable]]()
    _require_few(addresses)
    for address in addresses:
        thing = thing_at(address)
        if thing is not None and thing not in led:
            led[thing] = readable_about(thing, reader=reader)
            meant += led[thing]
        if thing is None or not led[thing]:
            meant.append(Readable("", address))
        _require_few(meant)
    return meant


def _require_few(addresses: Sequence[object]) -> None:
    if len(addresses) > MOST_ADDRESSES:
        raise Invalid(_("At most %(most)s addresses are asked at once.") % {"most": MOST_ADDRESSES})


@transaction.atomic
def _add(batch: ImportBatch, meant: Sequence[Readable], *, by: Member, now: datetime) -> None:
    addresses = [each.address for each in meant]
    if any(len(each) > LONGEST for each in addresses):
        raise Invalid(_("An address has at most %(most)s characters.") % {"most": LONGEST})
    known = {plain(each) for each in batch.items.values_list("address", flat=True) if each}
    new = {plain(each): each for each in reversed(addresses) if plain(each) not in known}
    require_open(batch, by=by, more=len(new))
    said = {each.address: each for each in reversed(meant)}
    items = ImportItem.objects.bulk_create(
        ImportItem(batch=batch, name=each[:300], address=each, title=said[each].title[:300])
        for each in reversed(new.values())
    )
    for item in items:
        if page := said[item.address].page:
            headers = {"content-type": "text/html; charset=utf-8"}
            answer = fetch.Answer(item.address, _FINE, headers, page.encode())
            _put_beside(item, answer, now=now)
    ask_once(fetch_batch, batch.pk)


@task(tries=TRIES)
def fetch_batch(pk: int) -> None:
    """Ask what is to be asked and read what has answered, one after the other; run again, it goes
    on where it was. While another asks for the same batch, it waits until that has finished."""
    if how_many_run(fetch_batch, pk) > 1:
        ask_once(fetch_batch, pk, run_after=moments.now() + UNTIL_ANOTHER_ENDS)
        return
    until = time.monotonic() + AT_A_TIME
    asking, faults = _Asking(), Faults()
    with Readers() as readers:
        while (item := _next(pk, but=faults.undecided)) is not None:
            if time.monotonic() > until:
                ask_once(fetch_batch, pk)
                return
            with faults.left(item):
                if item.file is None:
                    asking.fetch(item, now=moments.now())
                if item.file is not None:
                    read_item(item, readers, now=moments.now())
    faults.settle()


def _next(pk: int, *, but: Sequence[int]) -> ImportItem | None:
    waiting = ImportItem.objects.filter(batch=pk, state=State.WAITING).exclude(address="")
    waiting = waiting.exclude(pk__in=but)
    return waiting.select_related("file", "batch").order_by("pk").first()


class _Asking:
    """What is known of hosts while a batch is fetched."""

    def __init__(self) -> None:
        self._asked: dict[str, float] = {}
        self._troubles = Counter[str]()

    def fetch(self, item: ImportItem, *, now: datetime) -> None:
        host = host_of(item.address)
        if self._troubles[host] >= MOST_TROUBLES:
            settle(item, State.REFUSED, [(SILENT, {"host": host})])
            return
        pause = self._asked.get(host, -BETWEEN) + BETWEEN - time.monotonic()
        time.sleep(max(0.0, min(pause, BETWEEN)))
        reason = fetch_item(item, get=fetch.get, now=now)
        self._asked[host] = time.monotonic()
        self._troubles[host] += reason is not None and reason.is_of_the_network


def fetch_item(item: ImportItem, *, get: Getting, now: datetime) -> fetch.Reason | None:
    """Put what the address answers beside the item; what is wrong with it becomes its sentence,
    and why it was not reached is given back too."""
    try:
        answer = get(item.address, limits=LIMITS, accept=ACCEPT)
    except fetch.NotFetched as refused:
        settle(item, State.REFUSED, [not_fetched(refused)])
        return refused.reason
    if answer.status != _FINE:
        settle(item, State.REFUSED, [(STATUS, {"status": str(answer.status)})])
    elif _is_sign_in(answer.address):
        settle(item, State.REFUSED, [SIGN_IN])
    elif not answer.body:
        settle(item, State.REFUSED, [NOTHING])
    else:
        _put_beside(item, answer, now=now)
    return None


def _is_sign_in(address: str) -> bool:
    """Whether a page of this house has led to where one signs in."""
    led, own = urlsplit(address), urlsplit(settings.PUBLIC_URL)
    return (led.netloc, led.path) == (own.netloc, reverse("account_login"))


def _put_beside(item: ImportItem, answer: fetch.Answer, *, now: datetime) -> None:
    told = answer.headers.get("content-type", "")
    stem, ending = cleaned(file_name(answer.address, told, ENDINGS))
    name = f"{stem}.{ending}" if ending else stem
    with in_store():
        written = write(ContentFile(answer.body))
    with transaction.atomic():
        waiting = ImportItem.objects.select_for_update().filter(
            pk=item.pk, state=State.WAITING, file=None
        )
        if waiting.first() is None:  # somebody has discarded it, or another task was faster
            discard_written(written)
            return
        item.file = name_written(
            written,
            name=name[:200],
            media_type=HARMLESS,
            owner=None,
            subject=f"corpus/import/{item.batch_id}",
            now=now,
        )
        found_at = answer.address if len(answer.address) <= LONGEST else item.address
        item.name, item.found_at, item.fetched_at = name[:300], found_at, now
        item.charset = charset_of(told)
        item.save(update_fields=["file", "name", "found_at", "fetched_at", "charset"])
