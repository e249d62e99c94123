"""Reading in a process of its own: a document may be made to take hours, and nobody's worker."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import IO, Any, overload

from localturn.agenda.domain.extraction.values import Field
from localturn.agenda.domain.items import Item, Reading, Remark, Unreadable
from localturn.agenda.domain.sources import SourceKind
from localturn.agenda.standards.bounds import MEGABYTE, bound
from localturn.foundation.languages import N_

MOST_SECONDS = 20
"""Of a processor; on a busy machine it may take three times as long."""
MOST_MEMORY = {SourceKind.CALENDAR: 640 * MEGABYTE, SourceKind.MAIL: 512 * MEGABYTE}
"""Sixty thousand entries in letters of four bytes were measured to take 420; others need less, but
for what hangs on a mail."""
_USUAL_MEMORY = 320 * MEGABYTE
MOST_SAID = 96 * MEGABYTE
"""Of what was read, as it is handed over: of the largest calendar in letters that take six each,
half as much; who waits for it holds it in memory."""


@dataclass(frozen=True)
class About:
    """What is known of a document before it is read."""

    kind: str
    zone: str
    today: str
    address: str = ""
    charset: str = ""
    language: str = ""
    """Of most of what its source says; "" where nobody has said."""


Reader = Callable[[bytes, About], Reading]


def read_here(document: bytes, about: About) -> Reading:
    """In this process; for a document of our own making. Raises Unreadable."""
    from localturn.agenda.standards.reports import is_report, read_report

    today = date.fromisoformat(about.today)
    match about.kind:
        case SourceKind.FEED:
            from localturn.agenda.standards.feeds import read_feed

            return read_feed(document)
        case SourceKind.CALENDAR:
            from localturn.agenda.standards.calendars import read_calendar

            return read_calendar(document, zone=about.zone, today=today)
        case SourceKind.PAGE | SourceKind.PASTE if is_report(document):
            return read_report(document, address=about.address)
        case SourceKind.PAGE:
            from localturn.agenda.standards.pages import read_page

            return read_page(document, address=about.address, charset=about.charset)
        case SourceKind.MAIL:
            from localturn.agenda.standards.mails import read_mail

            return read_mail(document, zone=about.zone, today=today)
    raise Unreadable(N_("There is no way to read this."))


def read_apart(document: bytes, about: About, *, seconds: int = MOST_SECONDS) -> Reading:
    """In a process that is ended when it takes too long. Raises Unreadable."""
    with tempfile.TemporaryFile() as copy, tempfile.TemporaryFile() as said:
        copy.write(document)
        copy.seek(0)
        try:
            subprocess.run(  # noqa: S603
                [sys.executable, "-m", __name__, json.dumps(asdict(about)), str(seconds)],
                stdin=copy,
                stdout=said,
                stderr=subprocess.DEVNULL,
                timeout=3 * seconds,
                check=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise Unreadable(N_("Reading it takes too long or too much memory.")) from error
        said.seek(0)
        return _unpacked(said)


class _Items(Sequence[Item]):
    """Unpacked one by one, as they are asked for: fifty thousand at once would take 200 MB."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> list[Item]: ...
    def __getitem__(self, at: int | slice) -> Item | list[Item]:
        if isinstance(at, slice):
            return [_item(each) for each in self._lines[at]]
        return _item(self._lines[at])


def _item(line: bytes) -> Item:
    each = _loaded(line)
    published = each.pop("published")
    return Item(
        published=date.fromisoformat(published) if published else None,
        told={_FIELDS[name]: value for name, value in each.pop("told").items()},
        doubts=tuple(each.pop("doubts")),
        documents=tuple(each.pop("documents")),
        **each,
    )


_FIELDS = {each.value: each for each in Field}


def _unpacked(said: IO[bytes]) -> Reading:
    """The first line tells of the whole, each other one of an item."""
    found = _loaded(said.readline())
    if "trouble" in found:
        raise Unreadable(found["trouble"]["text"], **found["trouble"]["values"])
    remarks = tuple(Remark(each["text"], each["values"]) for each in found.pop("remarks"))
    return Reading(_Items(list(said)), remarks, **found)


def _loaded(line: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line)
    if b"\\ud" in line or b"\\u0000" in line:
        found = _clean(found)
    return found


def _packed(reading: Reading) -> Iterator[str]:
    whole = {name: getattr(reading, name) for name in ("entries", "language", "title")}
    yield json.dumps({**whole, "remarks": [asdict(each) for each in reading.remarks]}, default=str)
    for each in reading.items:
        yield json.dumps(vars(each), default=str)


def _clean(said: Any) -> Any:
    """Without the letters that no database keeps: half of a pair (\\ud800), and nought."""
    if isinstance(said, str):
        return said.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(said, list):
        return [_clean(each) for each in said]
    if isinstance(said, dict):
        return {_clean(name): _clean(value) for name, value in said.items()}
    return said


def main() -> None:
    """Read what stands in standard input."""
    about, seconds = sys.argv[1:]
    known = About(**json.loads(about))
    memory = MOST_MEMORY.get(SourceKind(known.kind), _USUAL_MEMORY)
    bound(seconds=int(seconds), memory=memory, said=MOST_SAID)
    document = sys.stdin.buffer.read()
    try:
        reading = read_here(document, known)
        if not known.language:
            from localturn.agenda.standards.tongues import with_languages

            reading = with_languages(reading)
    except Unreadable as refused:
        sys.stdout.write(json.dumps({"trouble": asdict(refused.remark)}, default=str))
        return
    # an unbuffered standard output loses what is beyond its bound without a word
    with open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False) as said:
        for line in _packed(reading):
            said.write(line + "\n")


if __name__ == "__main__":
    main()
