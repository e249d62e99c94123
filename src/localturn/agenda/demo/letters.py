"""A mailing list with readers in three languages, two issues that were sent, and one in the making.

All people are invented; so is what is announced.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from localturn.agenda.actions import composing, events, keeping, sending, subscribing
from localturn.agenda.actions.returning import take_in
from localturn.agenda.domain.content import Content, Text
from localturn.agenda.domain.digest import Rules, Words
from localturn.agenda.domain.mailing import Rhythm, Standing, Why
from localturn.agenda.domain.marks import ReturnMark
from localturn.agenda.domain.terms import Kind, Mode
from localturn.agenda.domain.when import Deadline, When
from localturn.agenda.models import Delivery, Event, Issue, MailingList, Subscriber
from localturn.agenda.queries.marking import mark_secret
from localturn.foundation import moments
from localturn.foundation.people.actions.accounts import register
from localturn.foundation.people.models import Membership, Organisation, Person, Role
from localturn.foundation.room import DemoSignIn

PASSWORD = "learn-by-doing"  # noqa: S105 (printed for everybody)
EDITOR = "editor@demo.example"
LONG_AGO = date(2020, 1, 1)
LANGUAGES = ("en", "fr", "sv")
WEEK = timedelta(days=7)

ANNOUNCED = (
    (
        -12,
        Kind.EVENT,
        "Neighbours as interpreters",
        "Les voisins interprètes",
        "Grannar som tolkar",
        "A morning on who interprets at the counter, and who should not have to.",
    ),
    (
        -3,
        Kind.NEWS,
        "Three towns open a common register of rooms",
        "Trois villes ouvrent un registre commun de chambres",
        "Tre städer öppnar ett gemensamt register över rum",
        "Rooms that families offer are found in one place from this month on.",
    ),
    (
        5,
        Kind.EVENT,
        "First weeks in a small town",
        "Premières semaines dans une petite ville",
        "De första veckorna i en liten stad",
        "What towns of fewer than 10,000 people do when forty families arrive in a month.",
    ),
    (
        9,
        Kind.CALL,
        "Call for practice: school places in January",
        "Appel à pratiques : des places d’école en janvier",
        "Efterlysning: skolplatser i januari",
        "Two pages on how children found a place in the middle of the year.",
    ),
    (
        11,
        Kind.EVENT,
        "Counting who is not counted",
        "Compter celles et ceux qui ne le sont pas",
        "Att räkna dem som inte räknas",
        "Registers, estimates and what may be done with them: an afternoon online.",
    ),
)
"""Days from today, kind, the title in three languages, and what it is about."""

WORDS = {
    "en": Words("{days}: what towns do", "What is coming up, and what has happened since."),
    "fr": Words("{days} : ce que font les villes", "Ce qui vient, et ce qui s’est passé depuis."),
    "sv": Words("{days}: vad städer gör", "Det som är på gång, och det som har hänt sedan dess."),
}


def furnish(*, now: datetime, report: Callable[[str], None]) -> list[DemoSignIn]:
    """Everything by the same actions as people use."""
    report("A mailing list of the agenda finds readers and sends two issues")
    editor = _editor(now)
    _announce(now)
    letters = _list(editor, now=now)
    _readers(letters, now=now)
    for weeks in (2, 0):
        with moments.travelled(-weeks * WEEK):
            _sent(letters, by=editor, now=moments.now())
    _back(letters, now=now)
    _begun(letters, by=editor, now=now)
    told = "looks after the agenda, and writes its letters to their readers"
    return [DemoSignIn("Editor", EDITOR, PASSWORD, told)]


def _editor(now: datetime) -> Person:
    known = Person.objects.filter(email=EDITOR).first()
    person = known or register(EDITOR, name="Edda Imagined", now=now, welcomed=True)
    if not known:
        Person.objects.filter(pk=person.pk).update(password=make_password(PASSWORD))
    network = _network()
    if not Membership.objects.filter(person=person, organisation=network).exists():
        Membership.objects.create(
            person=person, organisation=network, role=Role.COORDINATOR, since=LONG_AGO
        )
    return person


def _network() -> Organisation:
    found = Organisation.objects.filter(kind="network").order_by("pk").first()
    return found or Organisation.objects.create(
        slug="ring-of-towns", kind="network", name="Ring of Towns", folded="ring of towns"
    )


def _announce(now: datetime) -> None:
    """What the letters tell, where nothing else is announced around these days."""
    near = (now - 3 * WEEK).date(), (now + 2 * WEEK).date()
    if Event.objects.filter(first_day__range=near).count() >= len(ANNOUNCED):
        return
    for days, kind, english, french, swedish, about in ANNOUNCED:
        day = (now + timedelta(days=days)).date()
        content = Content(
            kind=kind,
            texts=(
                Text("en", english, about, is_original=True),
                Text("fr", french),
                Text("sv", swedish),
            ),
            when=When("Europe/Stockholm", day, time(10), ends=time(12, 30)),
            mode=Mode.ONLINE,
            organiser_name="Ring of Towns",
            languages=("en", "fr"),
        )
        if kind is Kind.CALL:
            content = replace(
                content, when=When(), deadline=Deadline(day, None, "Europe/Stockholm")
            )
        told = now - 4 * WEEK if days < 0 else now - WEEK
        event = events.write(content, by=None, now=told)
        events.publish(event, by=None, now=told)


def _list(editor: Person, *, now: datetime) -> MailingList:
    operator = Person.objects.filter(is_staff=True).order_by("pk").first() or editor
    told = keeping.Told(
        name="Letter of the towns",
        about=(
            "Every other week: what is coming up on migration and towns, calls that end, and news."
        ),
        sender="Letter of the towns",
        languages=LANGUAGES,
        organisation=_network(),
        per_minute=300,
        selector="",
        is_open=True,
    )
    return keeping.found(told, by=operator, now=now - 5 * WEEK)


def _readers(letters: MailingList, *, now: datetime) -> None:
    """A dozen who confirmed it, somebody with an account among them; one who has not yet, one
    who has left."""
    with moments.travelled(-4 * WEEK):
        for number in range(12):
            _confirmed(letters, f"reader{number + 1:02}@demo.example", number)
        _confirmed(letters, "participant@demo.example", 1)
        gone = _confirmed(letters, "gone@demo.example", 0)
        subscribing.leave(gone, why=Why.ONE_CLICK, now=now - WEEK)
    asked = subscribing.Asked("sv")
    subscribing.ask(letters, email="undecided@demo.example", asked=asked, now=now)


def _confirmed(letters: MailingList, email: str, number: int) -> Subscriber:
    now = moments.now()
    asked = subscribing.Asked(
        LANGUAGES[number % 3],
        languages=("en",) if number % 7 == 0 else (),
        countries=("SE", "FR") if number % 5 == 0 else (),
    )
    subscribing.ask(letters, email=email, asked=asked, now=now)
    made = letters.subscribers.get(email=email, standing=Standing.ASKED)
    subscribing.confirm(made, now=now + timedelta(minutes=9))
    return made


def _composed(letters: MailingList, *, by: Person, now: datetime, days: int) -> Issue:
    first = now.date()
    issue = composing.begin(
        letters,
        rhythm=Rhythm.WEEKLY,
        since=first,
        until=first + timedelta(days=days),
        rules=Rules(most=12),
        by=by,
        now=now,
    )
    words = {
        language: replace(each, subject=each.subject.format(days=f"{first:%-d.%-m.}"))
        for language, each in WORDS.items()
    }
    composing.write(issue, words, seen=issue.revision, by=by, now=now)
    return issue


def _sent(letters: MailingList, *, by: Person, now: datetime) -> None:
    issue = _composed(letters, by=by, now=now, days=14)
    composing.freeze(issue, by=by, now=now)
    issue.refresh_from_db()
    sending.send(issue, by=by, now=now)
    sending.queue_letters.call(issue.pk)
    sending.hand_letters.call()


def _begun(letters: MailingList, *, by: Person, now: datetime) -> None:
    _composed(letters, by=by, now=now, days=28)


def _back(letters: MailingList, *, now: datetime) -> None:
    """One letter came back."""
    letter = Delivery.objects.filter(
        issue__mailing_list=letters, subscriber__email="reader12@demo.example"
    ).latest("pk")
    mark = ReturnMark(letter.pk).written(secret=mark_secret())
    take_in(
        (
            "From: MAILER-DAEMON@mx.demo.example\n"
            f"To: bounces+{mark}@letters.demo.example\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n"
            "--B\nContent-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; mx.demo.example\n\n"
            "Final-Recipient: rfc822; reader12@demo.example\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: smtp; 550 5.1.1 There is no such mailbox here.\n--B--\n"
        ).encode(),
        now=now,
    )
