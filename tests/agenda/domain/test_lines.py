"""Programme, speakers and documents, as an editor writes them."""

from datetime import date, time

import pytest

from localturn.agenda.domain.content import Document, Session, Speaker
from localturn.agenda.domain.lines import (
    Unread,
    read_documents,
    read_sessions,
    read_speakers,
    written_documents,
    written_sessions,
    written_speakers,
)

pytestmark = pytest.mark.once

SESSIONS = (
    Session("Welcome", date(2026, 10, 22), time(9, 30), time(10), "Main hall", "", ("Ana", "Bo")),
    Session("Coffee", begins=time(10)),
    Session("Walk through the town"),
)


def test_a_programme_is_read_as_it_is_written() -> None:
    written = written_sessions(SESSIONS)

    assert written.splitlines() == [
        "2026-10-22 09:30-10:00 | Welcome | Ana, Bo | Main hall",
        "10:00 | Coffee",
        " | Walk through the town",
    ]
    assert read_sessions(written) == SESSIONS


def test_a_title_alone_and_dots_in_times_are_read() -> None:
    assert read_sessions("Closing\n9.05 – 9.30 | Tea") == (
        Session("Closing"),
        Session("Tea", begins=time(9, 5), ends=time(9, 30)),
    )


@pytest.mark.parametrize("line", ["2026-13-01 | No such month", "25:00 | Late", "| ", "10:00 |"])
def test_a_line_that_cannot_be_read_is_told(line: str) -> None:
    with pytest.raises(Unread) as unread:
        read_sessions(f"Fine\n{line}")

    assert unread.value.line == " ".join(line.split())


def test_speakers_and_documents_are_read_as_they_are_written() -> None:
    speakers = (Speaker("Ana Kovač", "City of Lipnik"), Speaker("Bo Ek"))
    documents = (Document("Programme", "https://a.example/p.pdf", "sv"),)

    assert read_speakers(written_speakers(speakers)) == speakers
    assert read_documents(written_documents(documents)) == documents
    with pytest.raises(Unread):
        read_documents("Programme | javascript:alert(1)")
