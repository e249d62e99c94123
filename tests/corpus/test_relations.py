"""Actors and relations, each with the passage that proves it."""

import pytest

from localturn.corpus.actions import relations
from localturn.corpus.domain.networks import Arc, Direction, Government, Stance
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Actor, Coding, Relation
from localturn.corpus.permissions import sight
from localturn.corpus.queries.relations import Chosen, network_of, picture_of, suggestions
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, NotNow
from makers.corpus import NOON, Work, make_coding, make_document, make_work

pytestmark = pytest.mark.django_db

UP, DEMANDS = Direction.VERTICAL, Stance.DEMANDS


def _actor(work: Work, name: str, level: Government = Government.LOCAL, *other: str) -> Actor:
    return relations.add_actor(name, level=level, aliases=other, by=work.lead, now=NOON)


def _relate(work: Work, coding: Coding, one: Actor, other: Actor) -> Relation:
    return relations.relate(
        sight(work.lead), coding, one, other, direction=UP, stance=DEMANDS, now=NOON
    )


def test_a_network_counts_passages_and_documents_that_are_in_sight() -> None:
    work = make_work()
    cities, union = _actor(work, "Cities"), _actor(work, "Union", Government.SUPRANATIONAL)
    interview = make_document(work.project, "Cities ask.", kind=DocumentClass.INTERVIEW)
    _relate(work, make_coding(work.document, work.code, "asks the Union"), cities, union)
    _relate(work, make_coding(interview, work.code, "Cities ask"), cities, union)

    of_lead, of_reader = (
        network_of(sight(member), Chosen()) for member in (work.lead, work.reader)
    )

    assert of_lead.arcs == (Arc(cities.pk, union.pk, UP, DEMANDS, 2, 2),)
    assert of_reader.arcs == (Arc(cities.pk, union.pk, UP, DEMANDS, 1, 1),)
    assert network_of(sight(work.lead), Chosen(stance=Stance.SUPPORTS)).arcs == ()
    drawn = picture_of(of_lead, "Ties")
    assert drawn is not None
    assert b"Union" in drawn.alone()


def test_passages_that_name_two_actors_are_suggested_until_they_are_related() -> None:
    work = make_work()
    network = _actor(work, "River towns", Government.NETWORK, "network of cities")
    union = _actor(work, "Union", Government.SUPRANATIONAL)
    coding = make_coding(work.document, work.code, "network of cities asks the Union")
    make_coding(work.document, work.code, "States do not listen")

    (found,) = suggestions(sight(work.lead))

    assert (found.coding, found.source, found.target) == (coding, network, union)
    assert found.direction is UP
    _relate(work, coding, network, union)
    assert suggestions(sight(work.lead)) == []


def test_what_is_no_relation_is_refused() -> None:
    work = make_work()
    cities, union = _actor(work, "Cities"), _actor(work, "Union")
    coding = make_coding(work.document, work.code)
    foreign = _actor(make_work(), "Elsewhere")

    with pytest.raises(Invalid):
        _relate(work, coding, cities, cities)
    with pytest.raises(NotFound):
        _relate(work, coding, cities, foreign)
    _relate(work, coding, cities, union)
    with pytest.raises(Invalid):
        _relate(work, coding, cities, union)
    with pytest.raises(Invalid):
        _actor(work, "CITIES")
    with pytest.raises(NotAllowed):
        relations.add_actor("x", level=Government.LOCAL, by=work.reader, now=NOON)
    with pytest.raises(NotNow):
        relations.withdraw_actor(cities, by=work.lead, now=NOON)
    relations.withdraw_relation(Relation.objects.get(), by=work.coder, now=NOON)
    relations.withdraw_actor(cities, by=work.lead, now=NOON)
    assert network_of(sight(work.lead), Chosen()).arcs == ()
