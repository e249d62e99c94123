"""Feeds, calendars, pages and mails of other programs, where they are at hand: no part of this
project. `LOCALTURN_SPECIMENS` names the folder, or it lies in `shared` beside the project's own."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from localturn.agenda.domain.items import Reading, Unreadable
from localturn.agenda.standards.apart import About, read_here

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("LOCALTURN_SPECIMENS", ROOT.parent / "shared")) / "fixtures/agenda"

pytestmark = [
    pytest.mark.specimens,
    pytest.mark.once,
    pytest.mark.skipif(not FOLDER.exists(), reason="the specimens are not at hand"),
]
_KINDS = {
    "feed": ("feeds/*.xml",),
    "calendar": ("ical/*.ics", "ical_recurrence/*.ics", "calagator/*.ics"),
    "page": ("html/*.html",),
    "mail": ("mail/*.eml", "mail/*.msg", "mail/*.txt"),
}
HOSTILE = {
    "feed": (
        "synthetic/rss_billion_laughs.xml",
        "synthetic/rss_quadratic.xml",
        "synthetic/rss_external_entity_file.xml",
        "synthetic/gzip_bomb.xml.gz",
        "xmlbombs/*.xml",
    ),
    "calendar": (
        "synthetic/rrule_secondly_forever.ics",
        "synthetic/rrule_minutely_byeverything.ics",
        "synthetic/rrule_never_matches.ics",
        "synthetic/deep_components.ics",
    ),
    "page": ("synthetic/jsonld_deep.html",),
    "mail": ("synthetic/mail_loop_autoreply.eml",),
}


def _about(kind: str) -> About:
    return About(kind, "Europe/Stockholm", "2022-09-01", address="https://towns.example/page")


def _files(patterns: tuple[str, ...]) -> list[Path]:
    return sorted(path for pattern in patterns for path in FOLDER.glob(pattern))


def _read(path: Path, kind: str) -> Reading:
    """Nothing, with its sentence, of what is refused."""
    try:
        return read_here(path.read_bytes(), _about(kind))
    except Unreadable as refused:
        return Reading((), (refused.remark,))


@pytest.mark.parametrize("kind", _KINDS)
def test_whatever_is_in_it_is_read_or_refused_with_a_sentence(kind: str) -> None:
    files = [path for path in _files(_KINDS[kind]) if path.stat().st_size < 60_000]
    readings = [(path, _read(path, kind)) for path in files]
    whole = [(path, each) for path, each in readings if each.items and not each.remarks]

    assert [p for p, each in readings if not each.items and not each.remarks and each.entries] == []
    entries = sum(max(each.entries, _entries_of(path, kind)) for path, each in whole)
    read = sum(len(each.items) for _path, each in whole)
    assert whole
    assert read >= 0.98 * entries


def _entries_of(path: Path, kind: str) -> int:
    """How many entries its own text has, whatever a reader makes of it; series have others."""
    text = path.read_bytes()
    if kind == "feed":
        return len(re.findall(rb"<(?:item|entry)[\s>]", text))
    if kind == "calendar" and not re.search(rb"^(?:RRULE|RDATE|RECURRENCE-ID)", text, re.M):
        return len(re.findall(rb"^BEGIN:VEVENT", text, re.M))
    return 1


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_hostile_is_refused_within_a_second(kind: str) -> None:
    files = _files(HOSTILE[kind])
    assert files
    for path in files:
        began = time.process_time()
        reading = _read(path, kind)
        assert time.process_time() - began < 1, path.name
        assert reading.items == ()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells how much")
def test_reading_what_is_hostile_takes_no_200_megabytes() -> None:
    """In a process of its own, since memory that was taken before stays."""
    program = (
        "import sys; from pathlib import Path\n"
        "from localturn.agenda.domain.items import Unreadable\n"
        "from localturn.agenda.standards.apart import About, read_here\n"
        "for word in sys.argv[1:]:\n"
        "    kind, path = word.split('=', 1)\n"
        "    about = About(kind, 'UTC', '2022-09-01', address='https://towns.example/')\n"
        "    try: read_here(Path(path).read_bytes(), about)\n"
        "    except Unreadable: pass\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
    )
    words = [f"{kind}={path}" for kind, names in HOSTILE.items() for path in _files(names)]
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 200 * 1024
