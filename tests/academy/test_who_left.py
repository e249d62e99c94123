"""What is left of a participant who left: nothing, in no table, letter, index or file."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import LazySettings
from django.db import connection

from localturn.academy.actions import (
    allowances,
    announcements,
    attempts,
    enquiries,
    following,
    forum,
    grading,
    hand_ins,
    moderation,
    returning,
    surveys,
)
from localturn.academy.actions.enrolment import interests, invitations
from localturn.academy.models import (
    Activity,
    Answer,
    CodeTry,
    Draft,
    Enrolment,
    Following,
    Interest,
    Invitation,
    LateAnswer,
    Letter,
    LetterTo,
    Nomination,
    Post,
    PostReport,
    Run,
    RunPartner,
    StatedSex,
    Watching,
)
from localturn.foundation import moments
from localturn.foundation.mail.models import Message, State
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.models import Organisation, Person, Role
from localturn.foundation.people.queries.personal_data import copy_of
from localturn.foundation.personal_data import Section, Wishes
from localturn.foundation.tasks import worker
from localturn.foundation.trail.actions import record
from makers import files
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.people import make_membership, make_organisation

pytestmark = pytest.mark.django_db

MARK = "Quux"
NAME = "Zelda Quux"
EMAIL = "zelda@quux.example"
FORMER = "z.quux@former.example"

EVERYTHING = Wishes(remove_texts=True, keep_certificates=False)


@pytest.fixture
def run() -> Run:
    version = make_version(number=None)
    Activity.objects.create(
        version=version,
        module=version.modules.get(stable_id="module-1"),
        position=8,
        stable_id="survey",
        file_name="08-survey",
        kind="survey",
        title="Survey",
        minutes=5,
        settings={
            "anonymous": False,
            "questions": [{"id": "wish", "kind": "text", "text": "What else?"}],
        },
    )
    run = make_run(version)
    run.releases.update(opens_at=NOON - timedelta(days=2))
    return run


@pytest.fixture
def guide(run: Run) -> Person:
    return make_facilitator(run)


@pytest.fixture
def league(run: Run) -> Organisation:
    league = make_organisation("League of Towns")
    RunPartner.objects.create(run=run, organisation=league, quota=4)
    make_membership(make_person("Cara Coordinator"), league, role=Role.COORDINATOR)
    return league


def activity(run: Run, name: str) -> Activity:
    return run.version.activities.get(stable_id=name)


def seated(run: Run, league: Organisation, person: Person) -> Enrolment:
    """By an interest at a former address, a nomination and its invitation."""
    coordinator = Person.objects.get(name="Cara Coordinator")
    Person.objects.filter(pk=person.pk).update(email=FORMER)
    person.refresh_from_db()
    asked = interests.express_interest(
        person,
        run=run,
        organisation=league,
        works_for="Town of Quux",
        reason="I am Quux",
        by=person,
        now=NOON,
    )
    interests.answer_interest(asked, accept=True, answer="Yes, Quux", by=coordinator, now=NOON)
    Person.objects.filter(pk=person.pk).update(email=EMAIL)
    person.refresh_from_db()
    return invitations.accept_invitation(Invitation.objects.get(), by=person, now=NOON)


def takes_part_in_everything(run: Run, league: Organisation, guide: Person) -> Enrolment:
    person = make_person(NAME, email=EMAIL)
    fellow_seat = make_enrolment(run, make_person("Boris"))
    fellow = fellow_seat.person
    assert fellow is not None
    seat = seated(run, league, person)
    talk = activity(run, "discussion-1")
    following.follow(run, talk, pace=Following.Pace.EACH, by=fellow, now=NOON)
    following.follow(run, talk, pace=Following.Pace.DAILY, by=person, now=NOON)
    upload = files.upload("quux.pdf", files.PDF + b"Quux")
    answered = forum.post(talk, run=run, body="I, Quux", by=person, now=NOON, uploads=[upload])
    forum.post(talk, run=run, body="Hello!", by=fellow, now=NOON, answers=answered)
    moderation.report(answered, reason="Quux insults me", by=fellow, now=NOON)
    theirs = forum.post(talk, run=run, body="Off topic", by=fellow, now=NOON + timedelta(hours=1))
    forum.post(talk, run=run, body="Quux too", by=person, now=NOON, answers=theirs)
    moderation.report(theirs, reason="This hurts me, Quux", by=person, now=NOON)
    moderation.leave(theirs, by=guide, now=NOON)
    enquiry = enquiries.ask(run, body="Quux asks", by=person, now=NOON)
    enquiries.say(enquiry, body="Dear Quux", by=guide, now=NOON)
    surveys.answer(seat, activity(run, "survey"), {"wish": "Quux"}, due=None, by=person, now=NOON)
    attempt = attempts.start(seat, activity(run, "quiz-1"), by=person, now=NOON)
    Answer.objects.filter(attempt=attempt).update(value="Quux", comment="Quux")
    late = attempt.answers.first()
    assert late is not None
    LateAnswer.objects.create(answer=late, value="Quux", arrived_at=NOON, reason="Quux was ill")
    work = activity(run, "assignment-2")
    handed = hand_ins.hand_in(seat, work, "By Quux", by=person, now=NOON).hand_in
    grading.mark(handed, points=Decimal(24), feedback="Good", by=guide, now=NOON)
    Draft.objects.create(enrolment=seat, activity=work, text="Quux drafts", saved_at=NOON)
    day = moments.day_in(NOON, run.zone) + timedelta(days=7)
    returning.return_work(handed, sentence="Quux, again", due_on=day, by=guide, now=NOON)
    given = allowances.Given(due_on=day)
    allowances.allow(seat, activity(run, "reading-1"), given, reason="Ill", by=guide, now=NOON)
    news = announcements.announce(run, title="News", body="All", by_mail=False, by=guide, now=NOON)
    announcements.mark_read(news, seat=seat, now=NOON)
    alone = Letter.objects.create(
        run=run, written_by=guide, token="a", text="Dear Quux", sent_at=NOON
    )
    LetterTo.objects.create(letter=alone, enrolment=seat)
    both = Letter.objects.create(
        run=run, written_by=guide, token="b", text="Dear all", sent_at=NOON
    )
    LetterTo.objects.create(letter=both, enrolment=seat)
    LetterTo.objects.create(letter=both, enrolment=fellow_seat)
    StatedSex.objects.create(enrolment=seat, sex="woman", stated_at=NOON)
    CodeTry.objects.create(enrolment=seat, activity=work, since=NOON)
    Watching.objects.create(enrolment=seat, activity=work, told_at=NOON)
    worker.run_waiting()
    return seat


def everywhere(settings: LazySettings) -> Iterator[tuple[str, str]]:
    """Whatever is stored, with its place."""
    for model in apps.get_models():
        for row in model._base_manager.values():
            yield model._meta.label, str(row)
    if connection.vendor == "sqlite":  # the words of the index as well
        for line in connection.connection.iterdump():
            yield "dump", line
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            yield str(path), path.name + path.read_bytes().decode(errors="replace")


def places_of(word: str, settings: LazySettings) -> set[str]:
    return {place for place, text in everywhere(settings) if word.casefold() in text.casefold()}


def test_of_who_leaves_nothing_is_left_in_any_table_letter_index_or_file(
    run: Run,
    league: Organisation,
    guide: Person,
    settings: LazySettings,
    django_capture_on_commit_callbacks: Any,
) -> None:
    seat = takes_part_in_everything(run, league, guide)
    person = seat.person
    assert person is not None
    before = places_of(MARK, settings)
    assert {"academy.Interest", "academy.Nomination", "academy.EnquiryMessage"} <= before
    assert {"academy.PostReport", "academy.Letter", "mail.Message", "files.StoredFile"} <= before
    assert {"academy.Returned", "academy.LateAnswer", "search.IndexedDocument"} <= before
    assert any(place.startswith("/") for place in before)  # on disk

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person, wishes=EVERYTHING, by=person, now=NOON)
    # the last letter, which says that it is done, is on its way to the address
    Message.objects.filter(template="people/erased").delete()

    # what somebody gave as the reason for a deed stays in the trail, as the notice says
    left = {
        (place, text)
        for place, text in everywhere(settings)
        if MARK.casefold() in text.casefold() and "trail" not in place and "trail_entry" not in text
    }
    assert sorted(left) == []


def test_what_others_wrote_and_what_was_told_to_all_stays(
    run: Run, league: Organisation, guide: Person
) -> None:
    seat = takes_part_in_everything(run, league, guide)
    person = seat.person
    assert person is not None

    erase_person(person, wishes=EVERYTHING, by=person, now=NOON)

    assert [letter.text for letter in Letter.objects.all()] == ["Dear all"]
    kept = Post.objects.filter(author__name="Boris").values_list("body", flat=True)
    assert sorted(kept) == ["Hello!", "Off topic"]
    assert not PostReport.objects.exists()


def test_letters_to_others_that_name_who_left_lose_their_text_or_the_name(run: Run) -> None:
    person = make_person(NAME, email=EMAIL)
    rows = [
        (State.SENT, {"who": NAME, "text": "Secret"}),
        (State.KEPT, {"posts": [{"who": NAME, "text": "Secret"}]}),
        (State.WAITING, {"who": NAME, "text": "Hello"}),
        (State.FAILED, {"who": NAME, "text": "Hello"}),
        (State.SENT, {"who": "Boris", "text": f"To {NAME}"}),
        (State.WAITING, {"course": NAME, "title": NAME, "organisation": NAME}),
        (State.SENT, {"course": NAME, "title": NAME, "organisation": NAME}),
    ]
    for number, (state, context) in enumerate(rows):
        Message.objects.create(
            key=str(number),
            address="boris@example.org",
            language="en",
            zone="UTC",
            template="academy/mail/answered",
            context=context,
            posted_at=NOON,
            next_at=NOON,
            state=state,
        )

    erase_person(person, wishes=Wishes(), by=person, now=NOON)

    to_boris = Message.objects.filter(address="boris@example.org").order_by("key")
    assert list(to_boris.values_list("key", "context", "cut_at")) == [
        ("0", {}, NOON),
        ("1", {}, NOON),
        ("2", {"who": "Former participant", "text": "Hello"}, None),
        ("3", {"who": "Former participant", "text": "Hello"}, None),
        ("4", {"who": "Boris", "text": f"To {NAME}"}, None),
        ("5", {"course": NAME, "title": NAME, "organisation": NAME}, None),
        ("6", {"course": NAME, "title": NAME, "organisation": NAME}, None),
    ]


# --- An address that somebody typed and never confirmed ---------------------------------------


def invited(run: Run, email: str) -> None:
    Invitation.objects.create(
        run=run,
        email=email,
        name="Victim",
        token=email,
        language="en",
        invited_at=NOON,
        expires_at=NOON + timedelta(days=9),
    )
    Nomination.objects.create(
        run=run,
        organisation=make_organisation("League"),
        name="Victim",
        email=email,
        language="en",
        reason="Knows much",
        nominated_at=NOON,
    )
    Message.objects.create(
        key=email, address=email, language="en", zone="UTC", posted_at=NOON, next_at=NOON
    )


@pytest.mark.parametrize(("confirmed", "found"), [(False, 0), (True, 1)])
def test_only_of_a_confirmed_address_is_anything_shown_or_taken_away(
    run: Run, confirmed: bool, found: int
) -> None:
    person = make_person(NAME, email=EMAIL)
    EmailAddress.objects.create(user=person, email="Victim@example.org", verified=confirmed)
    invited(run, "victim@example.org")

    parts = {part.name: part.rows for part in copy_of(person) if isinstance(part, Section)}
    erase_person(person, wishes=Wishes(), by=person, now=NOON)

    for name in ("academy/invitation", "academy/nomination"):
        assert len(parts.get(name, [])) == found
    for model in (Invitation, Nomination, Message):
        rows: Any = model._base_manager
        column = "address" if model is Message else "email"
        assert rows.filter(**{column: "victim@example.org"}).count() == 1 - found


# --- The copy --------------------------------------------------------------------------------


def test_a_copy_says_what_was_said_of_somebody_and_written_to_them(
    run: Run, league: Organisation, guide: Person
) -> None:
    seat = takes_part_in_everything(run, league, guide)
    assert seat.person is not None

    parts = {part.name: part.rows for part in copy_of(seat.person) if isinstance(part, Section)}

    [nomination] = parts["academy/nomination"]
    assert (nomination["reason"], nomination["state"]) == ("Town of Quux\n\nI am Quux", "accepted")
    assert sorted(row["text"] for row in parts["academy/letterto"]) == ["Dear Quux", "Dear all"]
    assert [row["reason"] for row in parts["academy/postreport"]] == ["This hurts me, Quux"]
    for name in (
        "announcementreading",
        "allowance",
        "attempt",
        "codetry",
        "completion",
        "draft",
        "enquiry",
        "enquirymessage",
        "following",
        "handin",
        "interest",
        "invitation",
        "lateanswer",
        "post",
        "returned",
        "statedsex",
        "surveyresponse",
        "watching",
    ):
        assert parts[f"academy/{name}"], name


def test_a_copy_for_a_facilitator_has_nothing_of_participants(
    run: Run, league: Organisation, guide: Person
) -> None:
    takes_part_in_everything(run, league, guide)
    record(what="people.organisation.added", by=guide, subject="x", reason="Mine", now=NOON)

    parts = {part.name: part.rows for part in copy_of(guide) if isinstance(part, Section)}

    assert [row["body"] for row in parts["academy/enquirymessage"]] == ["Dear Quux"]
    own_words = {"academy/enquirymessage", "academy/letter", "mail/message"}
    assert {name for name, rows in parts.items() if MARK in str(rows)} <= own_words
    entries = parts["trail/entry"]
    reasons = {row["what"]: row["reason"] for row in entries}
    assert reasons["academy.work.returned"] is None
    assert reasons["academy.allowance.given"] is None
    assert reasons["people.organisation.added"] == "Mine"


def test_interests_go_with_who_said_them(run: Run, league: Organisation, guide: Person) -> None:
    seat = takes_part_in_everything(run, league, guide)
    assert seat.person is not None

    erase_person(seat.person, wishes=Wishes(), by=seat.person, now=NOON)

    assert (Interest.objects.count(), Nomination.objects.count()) == (0, 0)
