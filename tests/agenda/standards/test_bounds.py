"""The process that reads a document is bounded in all that it may take."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from localturn.agenda.standards.apart import About

_READS = """\
from localturn.agenda.standards import apart
apart.MOST_SAID = 1_000_000
apart.main()
"""


@pytest.mark.once
@pytest.mark.skipif(sys.platform != "linux", reason="it is bounded otherwise")
@pytest.mark.parametrize("option", ["-c", "-uc"])
def test_a_reader_hands_over_no_more_than_can_be_held(tmp_path: Path, option: str) -> None:
    about = json.dumps(asdict(About("calendar", "UTC", "2026-06-01", language="en")))
    ended = []
    for entries in (9, 10):
        one = "BEGIN:VEVENT\nUID:{}\nDTSTART:20261022T100000\nDESCRIPTION:{}\nEND:VEVENT\n"
        inner = "".join(one.format(number, "x" * 100_000) for number in range(entries))
        document = f"BEGIN:VCALENDAR\n{inner}END:VCALENDAR\n".encode()
        with (tmp_path / "said").open("wb") as said:
            done = subprocess.run(
                [sys.executable, option, _READS, about, "20"],
                input=document,
                stdout=said,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        ended.append(done.returncode == 0)

    assert ended == [True, False]
