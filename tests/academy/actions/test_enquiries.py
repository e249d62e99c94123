"""Private questions to the facilitators of a run."""

from datetime import timedelta

import pytest
from django.test import Client

from localturn.academy.actions import enquiries
from localturn.academy.models import Enquiry, EnquiryMessage, Run
from localturn.academy.personal_data import handed_over_first
from localturn.academy.queries.enquiries import asked, beginning, in_list, to_answer
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.actions.merging import merge_persons
from localturn.foundation.people.models import Person
from localturn.foundation.people.queries.personal_data import copy_of
from localturn.foundation.personal_data import Section, Wishes
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run
from makers.people import make_operator

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)
SECRET = "My mother is ill. May I hand in on Monday?"


@pytest.fixture
def run() -> Run:
    return make_run()


@pytest.fixture
def guide(run: Run) -> Person:
    return make_facilitator(run, make_person("Fatima", email="fatima@example.org"))


@pytest.fixture
def ana(run: Run) -> Person:
    ana = make_person("Ana", email="ana@example.org")
    make_enrolment(run, ana)
    return ana


@pytest.fixture
def question(run: Run, guide: Person, ana: Person) -> Enquiry:
    activity = run.version.activities.get(stable_id="assignment-2")
    return enquiries.ask(run, body=SECRET, by=ana, now=NOON, activity=activity)


def mails() -> list[tuple[str, str]]:
    return [
        (template.removeprefix("academy/mail/"), address)
        for template, address in Message.objects.order_by("pk").values_list("template", "address")
    ]


def test_facilitators_are_told_without_what_is_asked(question: Enquiry) -> None:
    assert mails() == [("asked", "fatima@example.org")]
    context = Message.objects.get().context
    assert SECRET not in str(context)
    assert "mother" not in str(context)
    assert question.get_absolute_url() in str(context)


def test_it_waits_until_a_facilitator_answers(question: Enquiry, guide: Person) -> None:
    assert list(to_answer([question.run], by=guide)) == [question]

    enquiries.say(question, body="Yes, on Monday.", by=guide, now=LATER)

    assert list(to_answer([question.run], by=guide)) == []
    assert mails()[1:] == [("enquiry_answered", "ana@example.org")]
    assert "Monday" not in str(Message.objects.get(template__endswith="answered").context)
    assert [(m.body, m.is_answer) for m in question.messages.all()] == [
        (SECRET, False),
        ("Yes, on Monday.", True),
    ]


def test_asking_on_lets_it_wait_again_and_opens_what_was_closed(
    question: Enquiry, guide: Person, ana: Person
) -> None:
    enquiries.close(question, by=guide, now=NOON)
    question.refresh_from_db()
    assert (question.closed_by, question.waits_since) == (guide, None)

    enquiries.say(question, body="And the test?", by=ana, now=LATER)

    question.refresh_from_db()
    assert (question.closed_at, question.closed_by, question.waits_since) == (None, None, LATER)


def test_either_side_closes_and_opens_again(question: Enquiry, guide: Person, ana: Person) -> None:
    for who in (guide, ana):
        enquiries.close(question, by=who, now=NOON)
        enquiries.reopen(question, by=who, now=LATER)

    question.refresh_from_db()
    assert (question.closed_at, question.waits_since) == (None, LATER)


def test_the_same_sent_twice_is_one_question_and_one_answer(
    question: Enquiry, guide: Person, ana: Person
) -> None:
    again = enquiries.ask(
        question.run,
        body=SECRET,
        by=ana,
        now=NOON + timedelta(seconds=3),
        activity=question.activity,
    )
    enquiries.say(question, body="Yes.", by=guide, now=LATER)
    enquiries.say(question, body="Yes.", by=guide, now=LATER)

    assert again == question
    assert EnquiryMessage.objects.count() == 2


def test_nobody_else_writes_to_it(question: Enquiry, guide: Person) -> None:
    fellow = make_person()
    make_enrolment(question.run, fellow)
    for stranger in (fellow, make_operator(), make_facilitator(make_run())):
        with pytest.raises(NotFound):
            enquiries.say(question, body="I read this", by=stranger, now=LATER)
        with pytest.raises(NotFound):
            enquiries.close(question, by=stranger, now=LATER)


def test_who_guides_or_has_left_a_run_asks_nothing(run: Run, guide: Person) -> None:
    left = make_person()
    make_enrolment(run, left, withdrawn_at=NOON)
    for each in (guide, left):
        with pytest.raises(NotAllowed):
            enquiries.ask(run, body="May I?", by=each, now=NOON)


def test_who_thinks_of_taking_part_asks_and_asks_on(run: Run, guide: Person) -> None:
    stranger = make_person("Sami", email="sami@example.org")

    question = enquiries.ask(run, body="Is it for small towns?", by=stranger, now=NOON)
    enquiries.say(question, body="Yes.", by=guide, now=LATER)
    enquiries.say(question, body="And for villages?", by=stranger, now=LATER)

    assert mails() == [
        ("asked", "fatima@example.org"),
        ("enquiry_answered", "sami@example.org"),
        ("asked", "fatima@example.org"),
    ]
    assert list(to_answer([run], by=guide)) == [question]


def test_nobody_outside_asks_once_the_run_has_ended(run: Run, guide: Person) -> None:
    with pytest.raises(NotAllowed):
        enquiries.ask(run, body="May I?", by=make_person(), now=NOON + timedelta(days=90))


def test_who_has_no_seat_asks_so_much_a_day_in_all_runs_together(run: Run, guide: Person) -> None:
    stranger, other = make_person(), make_run()
    for number in range(enquiries.A_DAY_FROM_OUTSIDE):
        enquiries.ask(run, body=f"Question {number}", by=stranger, now=NOON)

    with pytest.raises(Invalid, match="today"):
        enquiries.ask(other, body="One more", by=stranger, now=LATER)
    enquiries.ask(other, body="One more", by=stranger, now=NOON + timedelta(days=1))


def test_the_public_page_of_a_run_leads_whoever_has_no_seat_to_a_question(
    run: Run, guide: Person, client: Client
) -> None:
    address, ask = f"/academy/runs/{run.slug}/", f"/academy/runs/{run.slug}/questions/ask/"
    with moments.travelled(NOON - moments.now()):
        signed_out = client.get(address).text
        client.force_login(make_person("Sami"))
        shown = client.get(address).text
        sent = client.post(ask, {"body": "Is it for small towns?"})
        client.force_login(guide)
        read = client.get(sent["Location"]).text

    assert ask in signed_out
    assert "You sign in, or make an account, first" in signed_out
    assert ask in shown
    assert "Does not take part" in read


def test_who_has_left_reads_and_writes_no_more(question: Enquiry, ana: Person) -> None:
    question.run.enrolments.update(withdrawn_at=NOON)

    with pytest.raises(NotAllowed, match="no longer take part"):
        enquiries.say(question, body="And?", by=ana, now=LATER)


def test_an_activity_of_another_course_is_refused(run: Run, guide: Person, ana: Person) -> None:
    other = make_run().version.activities.first()

    with pytest.raises(Invalid):
        enquiries.ask(run, body="What is this?", by=ana, now=NOON, activity=other)


def test_a_facilitator_who_takes_part_is_answered_by_another(run: Run, guide: Person) -> None:
    other = make_facilitator(run, make_person("Otto", email="otto@example.org"))
    make_enrolment(run, other)

    question = enquiries.ask(run, body="When?", by=other, now=NOON)

    assert mails() == [("asked", "fatima@example.org")]
    assert list(to_answer([run], by=other)) == []
    assert list(to_answer([run], by=guide)) == [question]


def test_a_list_shows_how_a_question_begins(question: Enquiry) -> None:
    row = asked(in_list(Enquiry.objects.all()).get())

    assert (row.words, row.name, row.activity, row.is_answered, row.is_closed) == (
        SECRET,
        "Ana",
        "Assignment 2",
        False,
        False,
    )
    assert beginning("<p>" + "word " * 100 + "</p>") == ("word " * 23) + "word …"


def test_a_question_goes_with_who_asked_it(question: Enquiry, guide: Person, ana: Person) -> None:
    enquiries.say(question, body="Yes.", by=guide, now=LATER)

    erase_person(ana, wishes=Wishes(), by=ana, now=LATER)

    assert (Enquiry.objects.count(), EnquiryMessage.objects.count()) == (0, 0)


def test_an_answer_stays_when_its_facilitator_goes(
    question: Enquiry, guide: Person, ana: Person
) -> None:
    enquiries.say(question, body="Yes.", by=guide, now=LATER)
    enquiries.close(question, by=guide, now=LATER)
    make_facilitator(question.run, make_person("Next"))

    erase_person(guide, wishes=Wishes(), by=guide, now=LATER)

    assert [(m.body, m.author) for m in question.messages.all()] == [(SECRET, ana), ("Yes.", None)]
    question.refresh_from_db()
    assert question.closed_by is None


def test_a_copy_of_ones_data_has_the_question_and_its_answers(
    question: Enquiry, guide: Person, ana: Person
) -> None:
    enquiries.say(question, body="Yes.", by=guide, now=LATER)

    def said(person: Person) -> list[str]:
        sections = [each for each in copy_of(person) if isinstance(each, Section)]
        found = [s.rows for s in sections if s.name == "academy/enquirymessage"]
        return [row["body"] for rows in found for row in rows]

    assert said(ana) == [SECRET, "Yes."]
    assert said(guide) == ["Yes."]
    assert said(make_person()) == []


def test_two_records_of_one_person_keep_their_questions(question: Enquiry, ana: Person) -> None:
    kept = make_person("Ana P.")

    merge_persons(kept, ana, by=make_operator(), reason="Twice", now=LATER)

    question.refresh_from_db()
    assert question.asked_by == kept


def test_who_alone_guides_a_run_answers_before_they_leave(question: Enquiry, guide: Person) -> None:
    long_after = NOON + timedelta(days=90)

    assert len(handed_over_first(guide, by=guide, now=long_after)) == 1
    enquiries.close(question, by=guide, now=LATER)
    assert handed_over_first(guide, by=guide, now=long_after) == []
