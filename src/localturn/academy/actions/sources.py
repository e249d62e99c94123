"""Do the addresses that a course cites still answer? A task asks, since no page may wait for it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.models import Course, SourceReport
from localturn.academy.queries.sources import Finding, addresses_of, is_under_way, looks_offline
from localturn.foundation import fetch, moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.tasks import task

LIMITS = fetch.Limits(seconds=15)
AT_ONCE = 8
"""Hosts; one host is asked for one address after another."""
TRIED_FIRST = 3
"""So many hosts are tried before all are, in case there is no way out."""
MOST = 500

Asking = Callable[[str], Finding]


@transaction.atomic
def ask_for_check(course: Course, *, by: Person, now: datetime) -> None:
    """Have the addresses of a course's sources asked in the background."""
    require(permissions.can_author(by, course))
    if not addresses_of(course):
        raise NotNow(_("The course cites no source with an address."))
    report = SourceReport.objects.select_for_update().filter(course=course).first()
    if report is not None and is_under_way(report, now=now):
        raise NotNow(_("The addresses are being asked already."))
    SourceReport.objects.update_or_create(
        course=course,
        defaults={"asked_at": now, "done_at": None, "is_offline": False, "findings": []},
    )
    check_sources.enqueue(course.pk)


@task(tries=2)
def check_sources(course_id: int) -> None:
    """Ask every address once and keep what was found; asked twice, the later finding stands."""
    course = Course.objects.filter(pk=course_id).first()
    if course is None:
        return
    findings = look(addresses_of(course)[:MOST], ask=outside)
    offline = looks_offline(findings)
    SourceReport.objects.filter(course=course).update(
        done_at=moments.now(),
        is_offline=offline,
        findings=[] if offline else [asdict(finding) for finding in findings],
    )


def outside(address: str) -> Finding:
    """Ask one address on the internet; only the head of its answer is read."""
    return find(address, lambda: fetch.get(address, limits=LIMITS, with_body=False))


def find(address: str, ask: Callable[[], fetch.Answer]) -> Finding:
    """What comes of asking an address, as a value."""
    try:
        answer = ask()
    except fetch.NotFetched as refusal:
        return Finding(address, reason=refusal.reason.value, about=refusal.about)
    return Finding(address, status=answer.status, ended_at=answer.address)


def look(addresses: Sequence[str], *, ask: Asking) -> list[Finding]:
    """Ask all addresses, many hosts at once; stop early where there is no way out."""
    of_host: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        of_host[address.split("/", 3)[2] if "://" in address else address].append(address)
    queues = list(of_host.values())
    first = _ask_all([queue[:1] for queue in queues[:TRIED_FIRST]], ask)
    if looks_offline(first):
        return first
    rest = [queue[1:] for queue in queues[:TRIED_FIRST]] + queues[TRIED_FIRST:]
    found = {finding.address: finding for finding in [*first, *_ask_all(rest, ask)]}
    if looks_offline(found.values()):
        return list(found.values())
    return [_of_the_address(found[address]) for address in addresses]


def _of_the_address(finding: Finding) -> Finding:
    """Where others answer, a way out there is: then this host's own name server is silent."""
    if finding.reason == fetch.Reason.OFFLINE.value:
        return replace(finding, reason=fetch.Reason.UNREACHABLE.value)
    return finding


def _ask_all(queues: Sequence[Sequence[str]], ask: Asking) -> list[Finding]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answered = threads.map(lambda queue: [ask(address) for address in queue], queues)
        return [finding for findings in answered for finding in findings]
