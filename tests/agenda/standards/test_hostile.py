"""Documents that are made to do harm cost next to nothing, and the log says what they were."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from agenda.standards.hostile import hostile
from localturn.agenda.actions import asking
from localturn.agenda.models import Candidate, Source
from localturn.agenda.queries.sources import sentences_of
from localturn.agenda.standards.apart import read_apart
from localturn.foundation.fetch import Answer
from makers.agenda import NOON

_MEASURED = """\
import json, resource, sys
from pathlib import Path
from localturn.agenda.domain.items import Unreadable
from localturn.agenda.standards.apart import About, read_apart

def used():
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime, spent.ru_maxrss // 1024

for word in sys.argv[1:]:
    kind, path = word.split("=", 1)
    about = About(kind, "UTC", "2026-06-01", address="https://towns.example/")
    before, _memory = used()
    try:
        reading = read_apart(Path(path).read_bytes(), about)
        said = [len(reading.items), [each.text for each in reading.remarks]]
    except Unreadable as refused:
        said = [0, [refused.remark.text]]
    seconds, memory = used()
    print(json.dumps([seconds - before, memory, *said]), flush=True)
"""


@pytest.mark.once
@pytest.mark.skipif(sys.platform != "linux", reason="memory is told and bounded otherwise")
def test_each_is_refused_in_a_second_and_200_megabytes_with_a_sentence(tmp_path: Path) -> None:
    """In processes of their own, from one that is small: what it has taken, its children begin
    with."""
    words = []
    for number, (kind, document) in enumerate(hostile().values()):
        path = tmp_path / str(number)
        path.write_bytes(document)
        words.append(f"{kind}={path}")
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *words], capture_output=True, text=True, check=True
    )
    told = dict(zip(hostile(), map(json.loads, done.stdout.splitlines()), strict=True))

    assert {name: each for name, each in told.items() if each[0] > 1 or each[1] > 200} == {}
    assert {name: each for name, each in told.items() if each[2] or not each[3]} == {}


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("entities that swell", "It declares entities of its own, so it is not opened."),
        (
            "every second for ever",
            "The series of line 2 (“Meeting”) is not read: it repeats too often.",
        ),
        ("a PDF that swells", "Reading it takes too long or too much memory."),
    ],
)
def test_the_log_of_its_source_says_what_it_was(name: str, sentence: str) -> None:
    kind, document = hostile()[name]
    source = Source.objects.create(
        kind=kind, name="Towns", address="https://towns.example/", added_at=NOON
    )
    answer = Answer(source.address, 200, {}, document)

    found = asking.ask_source(
        source, asking=lambda *_asked: answer, now=NOON, reader=partial(read_apart, seconds=10)
    )

    assert sentences_of(found)[-1] == sentence
    assert not Candidate.objects.exists()
