"""Asking sources: what their log says, and when they are asked again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agenda.standards.test_reading import FEED, MAIL
from localturn.agenda.actions import asking, posting
from localturn.agenda.domain.items import Item, Reading
from localturn.agenda.domain.sources import SourceKind
from localturn.agenda.models import Candidate, Fetch, Source
from localturn.agenda.queries.sources import sentences_of
from localturn.agenda.standards.apart import About, read_here
from localturn.foundation import moments
from localturn.foundation.fetch import Answer, NotFetched, Reason
from localturn.foundation.tasks.models import TaskRow
from makers.agenda import NOON, make_editor

pytestmark = pytest.mark.django_db

ADDRESS = "https://towns.example/feed"
HOUR = timedelta(hours=1)
ITEM = Item(external_id="1", title="Towns", text="")


@pytest.fixture
def source() -> Source:
    return Source.objects.create(
        kind="feed", name="Towns", address=ADDRESS, added_at=NOON, due_at=NOON, every_hours=6
    )


class Web:
    """Answers what it is told to, and remembers what it was asked with."""

    def __init__(self, body: str = FEED, status: int = 200, address: str = ADDRESS) -> None:
        headers = {"etag": '"1"', "last-modified": "Mon, 25 May 2026 08:00:00 GMT"}
        self.answer = Answer(address, status, headers, body.encode())
        self.known: dict[str, str] = {}

    def __call__(self, address: str, kind: SourceKind, known: Mapping[str, str]) -> Answer:
        self.known = dict(known)
        return self.answer


def _ask(source: Source, web: Web) -> Fetch:
    source.refresh_from_db()
    return asking.ask_source(source, asking=web, now=NOON, reader=read_here)


def test_what_a_feed_says_waits_for_an_editor(source: Source) -> None:
    found = _ask(source, Web())
    source.refresh_from_db()

    assert (found.outcome, found.entries, found.new) == ("read", 3, 2)
    assert sentences_of(found) == [
        "Entries: 3, of which new: 2.",
        "Malformed: 2 of 3 entries read.",
    ]
    assert Candidate.objects.count() == 2
    assert (source.etag, source.due_at) == ('"1"', NOON + 6 * HOUR)


def test_what_has_not_changed_is_not_read_again(source: Source) -> None:
    _ask(source, Web())
    again, unchanged = Web(), Web("", status=304)

    assert _ask(source, again).outcome == "unchanged"
    assert again.known == {
        "If-None-Match": '"1"',
        "If-Modified-Since": "Mon, 25 May 2026 08:00:00 GMT",
    }
    assert sentences_of(_ask(source, unchanged)) == ["Nothing has changed since the last time."]
    assert Candidate.objects.count() == 2


def test_an_entry_that_is_new_is_taken_in_alone(source: Source) -> None:
    _ask(source, Web())
    more = FEED.replace("</channel>", "<item><title>More</title></item></channel>")

    assert _ask(source, Web(more)).new == 1


def test_a_source_that_moved_says_where(source: Source) -> None:
    found = _ask(source, Web(address="https://new.example/feed"))

    assert sentences_of(found)[1] == "Moved: it was found at https://new.example/feed."


def test_trouble_has_a_sentence_and_longer_pauses(source: Source) -> None:
    pauses = []
    for _time in range(4):
        found = _ask(source, Web("", status=500))
        source.refresh_from_db()
        assert source.due_at is not None
        pauses.append(source.due_at - NOON)

    assert sentences_of(found) == ["It answered with the status 500."]
    assert pauses == [12 * HOUR, 24 * HOUR, 48 * HOUR, 96 * HOUR]


def test_a_calendar_that_does_not_change_is_read_again_each_month() -> None:
    weekly = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Café\nDTSTART:20260602T170000\n"
        "RRULE:FREQ=WEEKLY\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    source = Source.objects.create(
        kind="calendar", name="Towns", address=ADDRESS, added_at=NOON, due_at=NOON, every_hours=6
    )
    asked = []
    for days in (0, 29, 31, 32):
        web = Web(weekly)
        source.refresh_from_db()
        now = NOON + timedelta(days=days)
        found = asking.ask_source(source, asking=web, now=now, reader=read_here)
        asked.append((found.outcome, found.new > 0, bool(web.known)))

    assert asked == [
        ("read", True, False),
        ("unchanged", False, True),
        ("read", True, False),
        ("unchanged", False, True),
    ]


def test_what_is_paused_while_it_is_asked_stays_paused(source: Source) -> None:
    class Paused(Web):
        def __call__(self, address: str, kind: SourceKind, known: Mapping[str, str]) -> Answer:
            Source.objects.update(is_paused=True)
            return super().__call__(address, kind, known)

    class Resumed(Web):
        def __call__(self, address: str, kind: SourceKind, known: Mapping[str, str]) -> Answer:
            Source.objects.update(is_paused=False)
            return super().__call__(address, kind, known)

    stands = []
    for web in (Paused("", status=500), Resumed("", status=500)):
        _ask(source, web)
        source.refresh_from_db()
        stands.append(source.is_paused)

    assert stands == [True, False]


def test_what_is_gone_is_paused(source: Source) -> None:
    _ask(source, Web("", status=410))
    source.refresh_from_db()

    assert source.is_paused


def test_a_document_that_cannot_be_read_is_said_so(source: Source) -> None:
    found = _ask(source, Web("<html>We are on holiday</html>"))

    assert (found.outcome, sentences_of(found)) == ("trouble", ["It is no feed."])


def test_what_goes_wrong_here_stands_in_the_log_and_is_tried_again_later(source: Source) -> None:
    def broken(_document: bytes, _about: About) -> Reading:
        return Reading((replace(ITEM, title="\ud800"),))

    found = asking.ask_source(source, asking=Web(), now=NOON, reader=broken)
    source.refresh_from_db()

    assert sentences_of(found) == [
        "Something went wrong here while it was taken in. The operator can see what."
    ]
    assert (found.outcome, source.failures, source.due_at) == ("trouble", 1, NOON + 12 * HOUR)


def test_an_address_that_is_not_public_is_not_asked(source: Source) -> None:
    def refused(address: str, kind: SourceKind, known: Mapping[str, str]) -> Answer:
        raise NotFetched(Reason.NOT_PUBLIC, "localhost")

    found = asking.ask_source(source, asking=refused, now=NOON)

    assert sentences_of(found) == ["localhost is not on the public internet, so it is not asked."]


def test_sources_are_asked_when_they_are_due(source: Source) -> None:
    later = Source.objects.create(
        kind="feed", name="Later", address=f"{ADDRESS}/2", added_at=NOON, due_at=NOON + 400 * HOUR
    )
    with moments.travelled(NOON + HOUR - moments.now()):
        asking.ask_due.func()
        asking.ask_due.func()

    asked = [row.args_kwargs["args"] for row in TaskRow.objects.all()]
    assert asked == [[source.pk]]
    assert later.pk not in asked[0]


def test_mails_are_taken_in_from_a_folder_for_the_source_that_sent_them(tmp_path: Path) -> None:
    own = Source.objects.create(
        kind="mail", name="Ring", sender="news@towns.example", added_at=NOON
    )
    (tmp_path / "1.eml").write_bytes(MAIL.format(charset="utf-8").encode())
    (tmp_path / "2.eml").write_bytes(b"Auto-Submitted: auto-replied\n\nAway")
    report = posting.import_mail(tmp_path, by=make_editor(), now=NOON, reader=read_here)

    assert report.done == ["1.eml: Ring (1)"]
    assert report.left_behind == ["2.eml: A program answered by itself; that is no announcement."]
    assert Candidate.objects.get().source == own
