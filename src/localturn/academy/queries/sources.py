"""The sources of a course, and whether their addresses still answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import urlsplit

from django.db.models import F

from localturn.academy.models import Activity, Course, CourseVersion, SourceReport
from localturn.foundation.fetch import Reason

PATIENCE = timedelta(minutes=15)
"""After so long a look that was begun has come to nothing."""


class Verdict(Enum):
    """What an author makes of a finding."""

    ANSWERS = "answers"
    MOVED = "moved"
    SHY = "shy"
    """It answers programs otherwise than people, so a person must look."""
    GONE = "gone"
    FAULTY = "faulty"
    NOT_ASKED = "not asked"


_SHY = {401, 403, 405, 406, 418, 429, 451, 999}


@dataclass(frozen=True)
class Finding:
    """What was found out about an address: a status, or a reason why there is none."""

    address: str
    status: int | None = None
    ended_at: str = ""
    """The address that answered, after all redirects."""
    reason: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        if (self.status is None) == (self.reason == ""):
            raise ValueError(f"{self.address} has either a status or a reason")

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc.lower()

    @property
    def verdict(self) -> Verdict:
        if self.status is None:
            return Verdict.NOT_ASKED if self._is_refused else Verdict.FAULTY
        if self.status < 400:
            return Verdict.MOVED if _differ(self.address, self.ended_at) else Verdict.ANSWERS
        if self.status in {404, 410}:
            return Verdict.GONE
        return Verdict.SHY if self.status in _SHY else Verdict.FAULTY

    @property
    def _is_refused(self) -> bool:
        return Reason(self.reason) in {Reason.BAD_ADDRESS, Reason.NOT_PUBLIC, Reason.OTHER_PORT}


def _differ(asked: str, ended: str) -> bool:
    """Whether a redirect led to another page, not only to the same one written better."""

    def plain(address: str) -> tuple[str, str, str]:
        parts = urlsplit(address)
        host = parts.netloc.lower().removeprefix("www.")
        return host, parts.path.rstrip("/"), parts.query

    # An identifier such as a DOI is made to lead on, and stays the better address.
    return plain(asked) != plain(ended) and plain(asked)[0] not in {"doi.org", "hdl.handle.net"}


def looks_offline(findings: Collection[Finding]) -> bool:
    """Whether it was this installation that could not get out, rather than every single address."""
    if any(finding.status is not None for finding in findings):
        return False
    outward = [f for f in findings if Reason(f.reason).is_of_the_network]
    no_way_out = any(f.reason == Reason.OFFLINE.value for f in outward)
    return no_way_out or len({f.host for f in outward}) >= 3


@dataclass(frozen=True)
class CitedSource:
    """A publication that the texts cite, by its address or without one."""

    text: str
    address: str
    cited_in: Sequence[tuple[str, str]]
    """Stable id and title of the activities."""
    finding: Finding | None = None


@dataclass(frozen=True)
class SourcesSeen:
    """All sources of a course, and the last look at their addresses."""

    asked_at: datetime | None = None
    done_at: datetime | None = None
    is_offline: bool = False
    is_under_way: bool = False
    sources: Sequence[CitedSource] = field(default_factory=tuple)

    @property
    def with_address(self) -> int:
        return sum(1 for source in self.sources if source.address)

    @property
    def to_mend(self) -> int:
        """How many addresses an author should look at."""
        good = {Verdict.ANSWERS, None}
        return sum(
            1 for source in self.sources if (source.finding and source.finding.verdict) not in good
        )


def addresses_of(course: Course) -> list[str]:
    """The addresses that the texts cite, each once, in their order (2 statements)."""
    rows = _rows(course)
    found = [s["url"] for _id, _title, sources in rows for s in sources if s.get("url")]
    return list(dict.fromkeys(found))


def sources_seen(course: Course, *, now: datetime) -> SourcesSeen:
    """A course's sources in the order of its texts, those to mend first (3 statements)."""
    report = SourceReport.objects.filter(course=course).first()
    found = {f.address: f for f in findings_of(report)} if report else {}
    cited: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for stable_id, title, sources in _rows(course):
        for source in sources:
            key = (source.get("url", ""), source["text"])
            cited.setdefault(key, []).append((stable_id, title))
    listed = [
        CitedSource(text, address, tuple(places), found.get(address))
        for (address, text), places in cited.items()
    ]
    listed.sort(key=lambda source: source.finding is None or _is_fine(source.finding))
    if report is None:
        return SourcesSeen(sources=listed)
    return SourcesSeen(
        asked_at=report.asked_at,
        done_at=report.done_at,
        is_offline=report.is_offline,
        is_under_way=is_under_way(report, now=now),
        sources=listed,
    )


def is_under_way(report: SourceReport, *, now: datetime) -> bool:
    """Whether a look was begun and may still come to an end."""
    return report.done_at is None and now < report.asked_at + PATIENCE


def findings_of(report: SourceReport) -> list[Finding]:
    """The findings of a report as values."""
    return [Finding(**finding) for finding in report.findings]


def _is_fine(finding: Finding) -> bool:
    return finding.verdict is Verdict.ANSWERS


def version_read(course: Course) -> CourseVersion | None:
    """The version whose sources are looked at: the one that is being written, else the newest."""
    by_need = F("number").desc(nulls_first=True)
    return CourseVersion.objects.filter(course=course).order_by(by_need).first()


def _rows(course: Course) -> list[tuple[str, str, list[dict[str, str]]]]:
    rows = Activity.objects.filter(version=version_read(course))
    return list(rows.order_by("position").values_list("stable_id", "title", "sources"))
