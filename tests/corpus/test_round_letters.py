"""Coders are told by mail what they were given, and that a round is closed."""

from datetime import timedelta

import pytest
from django.conf import settings

from localturn.corpus.actions import projects, rounds
from localturn.corpus.domain.terms import DocumentClass, Role
from localturn.corpus.models import Member, Round
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotNow
from makers.corpus import NOON, Work, make_document, make_member, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def work() -> Work:
    return make_work()


def _begun(work: Work) -> Round:
    return rounds.begin("First", by=work.lead, now=NOON)


def _give(work: Work, made: Round, *members: Member) -> None:
    rounds.give(made, {work.document: members}, by=work.lead, now=NOON)


def _to(member: Member) -> list[Message]:
    return list(Message.objects.filter(person=member.person).order_by("pk"))


def _set(member: Member, **fields: object) -> None:
    Person.objects.filter(pk=member.person_id).update(**fields)


def test_each_coder_gets_one_letter_of_all_that_is_given_at_once(work: Work) -> None:
    other, made = make_member(work.project), _begun(work)
    second = make_document(work.project, title="A plan")
    given = {work.document: [work.coder, other], second: [work.coder]}

    rounds.give(made, given, by=work.lead, now=NOON)

    [letter], [one] = _to(work.coder), _to(other)
    written = write(letter)
    assert written.subject == "City networks: 2 documents for you to code"
    assert " ".join(written.text.split()) == (
        f"Hello {work.coder}, {work.lead} has given you 2 documents to code in a round of the"
        " research project “City networks”. Until the round is closed nobody else sees what you"
        f" code in it. Begin here: {settings.PUBLIC_URL}/corpus/documents/{second.pk}/ Everything"
        " that is yours to code, and where you say that you are through with a document:"
        f" {settings.PUBLIC_URL}/corpus/projects/city-networks/rounds/"
        " You can turn such mails off in your profile. -- Local Turn"
        f" {settings.PUBLIC_URL}"
    )
    assert write(one).subject == "City networks: 1 document for you to code"


def test_of_what_is_given_later_only_what_is_new_is_told(work: Work) -> None:
    made, later = _begun(work), NOON + timedelta(days=1)
    _give(work, made, work.coder)
    second = make_document(work.project, title="A plan")

    given = {work.document: [work.coder], second: [work.coder]}
    assert rounds.give(made, given, by=work.lead, now=later) == 1
    assert rounds.give(made, given, by=work.lead, now=later + timedelta(days=1)) == 0

    assert [each.context["number"] for each in _to(work.coder)] == [1, 1]
    assert _to(work.coder)[1].context["first"] == second.get_absolute_url()


def test_a_letter_never_says_what_a_document_or_a_round_is_called(work: Work) -> None:
    interview = make_document(work.project, title="Ada Nobody", kind=DocumentClass.INTERVIEW)
    made = rounds.begin("Talks with Ada", by=work.lead, now=NOON)

    rounds.give(made, {interview: [work.coder]}, by=work.lead, now=NOON)
    rounds.close(made, by=work.lead, now=NOON)

    assert len(_to(work.coder)) == 2
    for letter in _to(work.coder):
        written = write(letter)
        assert "Ada" not in written.subject + written.text + written.html + str(letter.context)


def test_a_letter_is_in_its_readers_language_and_zone(work: Work) -> None:
    _set(work.coder, language="sv", zone="America/Toronto")
    made = _begun(work)
    _give(work, made, work.coder)
    rounds.close(made, by=work.lead, now=NOON)

    given, closed = _to(work.coder)

    assert [(each.language, each.zone) for each in (given, closed)] == [
        ("sv", "America/Toronto")
    ] * 2
    closed.language = "en"
    assert "on Monday 1 June 2026, 08:00" in " ".join(write(closed).text.split())


def test_who_was_given_something_is_told_that_the_round_is_closed(work: Work) -> None:
    idle, made = make_member(work.project), _begun(work)
    _give(work, made, work.coder, work.lead)
    Message.objects.all().delete()

    rounds.close(made, by=work.lead, now=NOON)

    [letter] = Message.objects.all()
    assert letter.person == work.coder.person
    assert (_to(idle), _to(work.lead)) == ([], [])
    written = write(letter)
    assert written.subject == "City networks: a round of coding is closed"
    assert f"{settings.PUBLIC_URL}/corpus/projects/city-networks/rounds/{made.pk}/" in written.text


def test_who_does_not_wish_to_be_told_or_has_left_is_not(work: Work) -> None:
    other, away = make_member(work.project), make_member(work.project)
    made = _begun(work)
    _set(work.coder, wants_announcements=False)
    _set(other, is_active=False)

    _give(work, made, work.coder, other, away)
    assert [each.person for each in Message.objects.all()] == [away.person]
    projects.remove_member(away, by=work.lead, now=NOON)
    rounds.close(made, by=work.lead, now=NOON)

    assert Message.objects.count() == 1


def test_nothing_is_told_of_what_was_not_given(work: Work) -> None:
    made = _begun(work)
    _give(work, made, work.coder)
    stale = Round.objects.get(pk=made.pk)
    rounds.close(made, by=work.lead, now=NOON)
    Message.objects.all().delete()

    with pytest.raises(NotNow):
        _give(work, stale, make_member(work.project, Role.CODER))

    assert not Message.objects.exists()
