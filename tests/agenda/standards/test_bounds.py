"""The process that reads a document is bounded in all that it may take."""

import subprocess
import sys
from pathlib import Path

import pytest

_WRITES = """\
import sys
from localturn.agenda.standards.bounds import MEGABYTE, bound
bound(seconds=5, memory=512 * MEGABYTE, said=MEGABYTE)
sys.stdout.write("x" * int(sys.argv[1]))
"""


@pytest.mark.once
@pytest.mark.skipif(sys.platform != "linux", reason="it is bounded otherwise")
def test_a_reader_hands_over_no_more_than_can_be_held(tmp_path: Path) -> None:
    ended = []
    for size in (1_000_000, 2_000_000):
        with (tmp_path / "said").open("wb") as said:
            done = subprocess.run(
                [sys.executable, "-c", _WRITES, str(size)],
                stdout=said,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        ended.append(done.returncode == 0)

    assert ended == [True, False]
