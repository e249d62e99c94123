"""PDFs that an entry of a feed, a page, a mail or a pasted text leads to: fetched, read, and joined
with what it says. Of mails and pasted texts only where somebody has said so: who asks for an
address that stood in a letter tells its writer that it was read.

Each is a task of its own, so that none keeps a source waiting; what fails is a sentence in the
log, and loses nothing of what the source itself said.
"""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime
from functools import partial

from django.db import OperationalError, transaction

from localturn.agenda.actions import merging, robots
from localturn.agenda.actions.settling import fault
from localturn.agenda.actions.taking_in import log
from localturn.agenda.domain.extraction import Announcement, Doubt, Field, read
from localturn.agenda.domain.extraction.joining import joined
from localturn.agenda.domain.extraction.kinds import tells_of_meeting
from localturn.agenda.domain.extraction.values import LENT, gravity_of
from localturn.agenda.domain.items import REPORT, Item, Remark, Unreadable
from localturn.agenda.domain.matching import canonicals
from localturn.agenda.domain.sources import Outcome, SourceKind, Stage
from localturn.agenda.domain.terms import AHEAD, Kind
from localturn.agenda.models import Candidate, LinkedReport, RawItem, Source
from localturn.agenda.queries.candidates import own_addresses, values_of
from localturn.agenda.queries.known import known_about
from localturn.agenda.standards.apart import About, Reader, read_apart
from localturn.agenda.standards.reports import LARGEST, is_report
from localturn.foundation import fetch, moments
from localturn.foundation.languages import N_
from localturn.foundation.tasks import task

MOST = 60
"""PDFs that are asked for after one fetch of a source; the others when it is next read."""
LIMITS = fetch.Limits(seconds=30, body=LARGEST, redirects=3)
SECONDS = 20
_LONGEST = 60_000
_FINE = 200
_UNNAMED = N_(
    "The PDF at %(address)s is left alone: what leads to it announces several things, and none of"
    " them names it."
)


@transaction.atomic
def ask_for(source: Source, items: Iterable[Item], *, now: datetime) -> int:
    """Have the PDFs asked for that these lead to, of what waits for an editor; how many are left
    for another time. What was asked for once is not again; what none of several announcements
    names is not at all, and the log says so."""
    leading = {each.key: each for each in items if each.documents}
    if not leading:
        return 0
    waits = RawItem.objects.filter(
        source=source, key__in=leading, candidates__stage=Stage.WAITING.value
    )
    wanted: list[tuple[RawItem, str]] = []
    remarks: list[Remark] = []
    for raw in waits.distinct().order_by("pk").prefetch_related("candidates"):
        waiting, decided = _own_of(raw, leading[raw.key].documents)
        for address in leading[raw.key].documents:
            if address in waiting:
                wanted.append((raw, address))
            elif address not in decided:
                remarks.append(Remark(_UNNAMED, {"address": address}))
    if remarks:
        log(source, Outcome.TROUBLE, remarks, now=now)
    there = LinkedReport.objects.filter(raw__in={raw.pk for raw, _address in wanted})
    known = set(there.values_list("raw_id", "address"))
    new = [(raw, address) for raw, address in wanted if (raw.pk, address) not in known]
    for raw, address in new[:MOST]:
        read_linked.enqueue(LinkedReport.objects.create(raw=raw, address=address).pk)
    return max(0, len(new) - MOST)


def _own_of(raw: RawItem, addresses: Iterable[str]) -> tuple[set[str], set[str]]:
    """Which of these the announcements of an item have for their own: those that wait for an
    editor, and those of which was decided."""
    waiting: set[str] = set()
    decided: set[str] = set()
    candidates = list(raw.candidates.all())
    for each in candidates:
        own = own_addresses(each, addresses, is_only=len(candidates) == 1)
        (waiting if each.stage == Stage.WAITING else decided).update(own)
    return waiting, decided


@task(tries=2)
def read_linked(report_id: int) -> None:
    """Run twice, the second time it was asked for already."""
    rows = LinkedReport.objects.select_related("raw__source")
    report = rows.filter(pk=report_id, asked_at=None).first()
    if report is not None:
        read_report(report, now=moments.now())


def read_report(
    report: LinkedReport,
    *,
    get: robots.Getting = fetch.get,
    reader: Reader | None = None,
    now: datetime,
) -> None:
    """Fetch a PDF unless another item of its source led to it before, read it, and join it."""
    source = report.raw.source
    try:
        if not _is_known(report):
            _fetch(report, get, reader or partial(read_apart, seconds=SECONDS), now)
        announcement = _announcement(report, now)
    except fetch.NotFetched as refused:
        why = Remark(refused.reason.value, {"about": refused.about[:300]})
        _failed(report, why, now=now)
    except Unreadable as unreadable:
        _failed(report, unreadable.remark, now=now)
    except OperationalError:  # it is tried again
        raise
    except Exception:  # noqa: BLE001 (whatever it is, its log says that it was)
        _failed(report, fault(source), now=now)
    else:
        _keep(report, announcement, now=now)


def _is_known(report: LinkedReport) -> bool:
    rows = LinkedReport.objects.filter(raw__source=report.raw.source, address=report.address)
    same = rows.exclude(text="").order_by("-pk").first()
    if same is None:
        return False
    report.title, report.text = same.title, same.text
    report.language, report.is_long = same.language, same.is_long
    return True


def _fetch(report: LinkedReport, get: robots.Getting, reader: Reader, now: datetime) -> None:
    source = report.raw.source
    robots.require(report.address, now=now, get=get)
    answer = get(report.address, limits=LIMITS, known={})
    if answer.status != _FINE:
        raise Unreadable(N_("It answered with the status %(status)s."), status=answer.status)
    if not is_report(answer.body):
        raise Unreadable(N_("It is no PDF."))
    about = About(
        kind=SourceKind.PAGE.value,
        zone=source.zone,
        today=now.date().isoformat(),
        address=report.address,
        language=source.language,
    )
    reading = reader(answer.body, about)
    item = reading.items[0]
    report.title, report.text = item.title[:300], item.text[:_LONGEST]
    report.language = (item.language or reading.language or source.language)[:35]
    report.is_long = item.kind == REPORT


def _announcement(report: LinkedReport, now: datetime) -> Announcement:
    """What it announces; strangers' prose is read before a transaction begins."""
    known = known_about(report.raw.source, today=now.date(), language=report.language)
    known = replace(known, published=report.raw.published)
    return read(report.text, known, title=report.title)


@transaction.atomic
def _keep(report: LinkedReport, announcement: Announcement, *, now: datetime) -> None:
    report.asked_at = now
    report.save()
    candidates = list(report.raw.candidates.order_by("pk"))
    is_joined = False
    for candidate in candidates:
        own = own_addresses(candidate, [report.address], is_only=len(candidates) == 1)
        if own and (held := merging.held(candidate)).stage == Stage.WAITING:
            _join(held, report, announcement, now=now)
            is_joined = True
    words = {"address": report.address, "title": report.raw.title[:80]}
    said = N_("The PDF at %(address)s is read and joined with “%(title)s”.")
    if not is_joined:
        said = N_("The PDF at %(address)s is read; what led to it no longer waits for an editor.")
    log(report.raw.source, Outcome.LINKED, [Remark(said, words)], now=now)


def _failed(report: LinkedReport, why: Remark, *, now: datetime) -> None:
    report.asked_at, report.trouble = now, [asdict(why)]
    with transaction.atomic():
        report.save(update_fields=["asked_at", "trouble"])
        said = N_("The PDF at %(address)s, to which “%(title)s” leads, is not read:")
        words = {"address": report.address, "title": report.raw.title[:80]}
        log(report.raw.source, Outcome.TROUBLE, [Remark(said, words), why], now=now)


def _join(
    candidate: Candidate, report: LinkedReport, announcement: Announcement, *, now: datetime
) -> None:
    """A long report gives its kind alone: the days that it names are not those of an event."""
    if report.is_long:
        if candidate.kind == Kind.NEWS:
            candidate.kind = Kind.REPORT.value
            candidate.save(update_fields=["kind"])
        return
    gained = joined(
        values_of(candidate),
        tuple(map(Doubt, candidate.doubts)),
        announcement,
        lent=_lent(candidate),
        has_sessions=bool(candidate.sessions),
        may_be_held=_may_be_held(candidate, report),
    )
    was_dated = candidate.first_day is not None
    kept = {name: each for name, each in candidate.fields.items() if name not in gained.given_up}
    candidate.fields = kept | {
        name.value: {**found.written(), "of": report.pk} for name, found in gained.fields.items()
    }
    candidate.sessions = candidate.sessions or [each.written() for each in gained.sessions]
    candidate.doubts = [each.value for each in gained.doubts]
    double = candidate.gravity - candidate.gravity % 10
    candidate.gravity = double + gravity_of(gained.doubts)
    if first := values_of(candidate).get(Field.FIRST_DAY):
        candidate.first_day = date.fromisoformat(first)
        if candidate.kind == Kind.NEWS:
            candidate.kind = Kind.EVENT.value
    if link := gained.fields.get(Field.REGISTRATION_LINK):
        candidate.keys = sorted({*candidate.keys, *canonicals([link.value])})
    candidate.save()
    if candidate.suggested_id is None and not was_dated and candidate.first_day is not None:
        merging.match([candidate], now=now)


def _lent(candidate: Candidate) -> frozenset[Field]:
    return frozenset(
        Field(name) for name, found in candidate.fields.items() if found.get("method") == LENT
    )


def _may_be_held(candidate: Candidate, report: LinkedReport) -> bool:
    """Whether a day that the PDF names can be the one on which it takes place."""
    if candidate.kind == Kind.NEWS:
        return tells_of_meeting(report.title, report.text)
    return candidate.kind in AHEAD
