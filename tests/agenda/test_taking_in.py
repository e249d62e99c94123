"""What one item does wrong costs no other, and holds nobody up."""

import time
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from localturn.agenda.actions.taking_in import take_in
from localturn.agenda.domain.drafting import short_part
from localturn.agenda.domain.extraction import Field, Known, read
from localturn.agenda.domain.items import Item, Reading
from localturn.agenda.models import Candidate, RawItem, Source
from localturn.agenda.queries.candidates import content_of_candidate
from localturn.agenda.queries.sources import sentences_of
from makers.agenda import NOON

GOOD = Item(external_id="1", title="Towns meet", text="On 22 October 2026 in Malmö.")
DAYLESS = Item(external_id="2", title="Soon", text="", told={Field.FIRST_DAY: "tomorrow"})
BROKEN = Item(external_id="3", title="Half a letter: \ud800", text="")


@pytest.fixture
def feed() -> Source:
    return Source.objects.create(
        kind="feed", name="Towns", address="https://towns.example/feed", added_at=NOON
    )


@pytest.mark.django_db
@pytest.mark.both
@pytest.mark.parametrize(
    ("bad", "title"), [(DAYLESS, "Soon"), (BROKEN, "Half a letter: ?")], ids=["read", "kept"]
)
def test_an_item_that_cannot_be_taken_in_loses_no_other_and_is_named(
    feed: Source, bad: Item, title: str
) -> None:
    later = replace(GOOD, external_id="4")

    found = take_in(feed, Reading((GOOD, bad, later)), now=NOON)
    again = take_in(feed, Reading((GOOD, bad, later)), now=NOON)

    assert [each.key for each in RawItem.objects.order_by("pk")] == ["1", "4"]
    assert (found.outcome, found.new, again.new) == ("read", 2, 0)
    said = f"“{title}” could not be taken in. The operator can see why."
    assert sentences_of(found)[1:] == [said]


@pytest.mark.django_db
def test_where_nothing_can_be_taken_in_it_is_no_reading(feed: Source) -> None:
    with pytest.raises(ValueError, match="tomo"):
        take_in(feed, Reading((DAYLESS,)), now=NOON)


@pytest.mark.django_db(transaction=True)
def test_prose_is_read_while_nothing_is_held(feed: Source) -> None:
    held = []

    class Watched(str):
        """Tells when somebody reads it."""

        def __getitem__(self, at: object) -> str:
            held.append(connection.in_atomic_block)
            return super().__getitem__(at)  # type: ignore[index]

    take_in(feed, Reading((replace(GOOD, text=Watched(GOOD.text)),)), now=NOON)

    assert (set(held), Candidate.objects.count()) == ({False}, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("licence", "address", "body"),
    [
        ("open", "https://towns.example/1", "Towns meet\n\nCome. " + "All are welcome. " * 30),
        ("quote", "https://towns.example/1", "> Come. " + "All are welcome. " * 17),
        ("quote", "", ""),
        ("link", "https://towns.example/1", ""),
    ],
)
def test_as_much_of_a_text_is_told_as_its_licence_allows(
    feed: Source, licence: str, address: str, body: str
) -> None:
    feed.licence = licence
    feed.save()
    text = "Towns meet\n\nCome. " + "All are welcome. " * 30
    take_in(feed, Reading((replace(GOOD, text=text, address=address),)), now=NOON)

    (told,) = content_of_candidate(Candidate.objects.get()).texts

    assert told.body.strip() == body.strip()


def test_a_short_part_ends_with_a_sentence_or_a_word() -> None:
    assert short_part("A\nshort one") == "A short one"
    assert short_part("Word, " * 100) == "Word, " * 48 + "Word…"
    assert short_part("x" * 500) == "x" * 299 + "…"
    assert len(short_part("Seven letters. " * 100)) == 299


def _often(words: str) -> str:
    return (words * 60_000)[:60_000]


@pytest.mark.parametrize(
    "text",
    [
        _often("A"),
        _often("Ab"),
        _often("govorni"),
        _often("referent"),
        "speaker: " + _often("A"),
    ],
)
def test_a_text_that_is_made_to_take_hours_takes_a_moment(text: str) -> None:
    began = time.process_time()

    read(text, Known(published=date(2026, 6, 1)))

    assert time.process_time() - began < 3
