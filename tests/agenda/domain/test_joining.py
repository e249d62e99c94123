"""What an announcement gains from a document that it leads to."""

from datetime import date

from localturn.agenda.domain.extraction import Announcement, Field, Known, read
from localturn.agenda.domain.extraction.joining import Joined, joined
from localturn.agenda.domain.extraction.values import LENT

KNOWN = Known(published=date(2026, 3, 2), language="en")
TALK = read("14/4 A talk\n\nAnnual meeting on 20 May 2026, 18:00-20:00 CEST.", KNOWN)


def with_document(own: Announcement, document: Announcement) -> Joined:
    return joined(
        {name: each.value for name, each in own.fields.items()},
        own.doubts,
        document,
        lent=frozenset(name for name, each in own.fields.items() if each.method == LENT),
    )


def gained(found: Joined) -> dict[Field, str]:
    return {name: each.value for name, each in found.fields.items()}


def test_hours_of_another_day_give_way_to_those_of_a_document_with_their_clocks() -> None:
    document = read("The talk takes place on 14 April 2026, 13:00-15:00 EEST.", KNOWN)

    found = with_document(TALK, document)

    assert gained(found) == {
        Field.BEGINS: "13:00",
        Field.ENDS: "15:00",
        Field.ZONE: document.value(Field.ZONE),
    }


def test_the_end_of_another_day_is_given_up_where_a_document_names_the_beginning_alone() -> None:
    found = with_document(TALK, read("The talk takes place on 14 April 2026 at 13:00.", KNOWN))

    assert gained(found) == {Field.BEGINS: "13:00"}
    assert found.given_up == {Field.BEGINS, Field.ENDS}


def test_hours_of_another_day_stay_where_a_document_is_no_surer() -> None:
    hourless = read("The talk takes place on 14 April 2026.", KNOWN)

    for document in (TALK, hourless):
        found = with_document(TALK, document)
        assert (gained(found), found.given_up) == ({}, frozenset())


def test_hours_beside_the_day_itself_stay() -> None:
    own = read("A talk\n\nWe meet on 14 April 2026, 10:00-11:00 CEST.", KNOWN)
    document = read("The talk takes place on 14 April 2026, 13:00-15:00.", KNOWN)

    assert gained(with_document(own, document)) == {}


def test_hours_that_are_taken_bring_their_clocks() -> None:
    own = read("A talk\n\nWe meet on 14 April 2026.", KNOWN)
    document = read("The talk takes place on 14 April 2026, 13:00-15:00 CEST.", KNOWN)

    assert gained(with_document(own, document)) == {
        Field.BEGINS: "13:00",
        Field.ENDS: "15:00",
        Field.ZONE: "Europe/Brussels",
    }
