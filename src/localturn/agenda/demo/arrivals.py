"""What came in and waits: a newsletter in three languages, a feed, a calendar, and a merge."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from babel.dates import format_date

from localturn.agenda.actions import merging, reviewing, sources
from localturn.agenda.actions.sources import Told
from localturn.agenda.actions.taking_in import take_in
from localturn.agenda.domain.extraction import Field
from localturn.agenda.domain.items import Item, Reading, Remark
from localturn.agenda.domain.sources import Licence, SourceKind
from localturn.agenda.domain.terms import Kind
from localturn.agenda.models import Candidate, Source
from localturn.agenda.queries.candidates import values_of
from localturn.foundation.languages import N_
from localturn.foundation.people.models import Person

_LATER = timedelta(minutes=3)

NEWSLETTER = """\
{seminar:%-d/%-m} Who gets a desk? School places for children who arrive in May

Lunch seminar of the Harbour Institute

Time: {seminar_en} 12.15 – 13.30
Place: Nygårdshallen, Strandgaten 12, Bergen

Why do children who move in spring wait until autumn? Keynote by Prof. Ada Brekkestrand.

Sign up here: https://forms.harbour.example/desk before {before_en}.

Gränslandet får årets Brobyggarpris

Gränslandet, en förening i Haparanda, får priset för sitt arbete med språkkaféer. Juryn skriver att
föreningen har visat hur det kan gå till i vardagen.

Kommuner och mottagande – en kunskapsöversikt

Kommuner och mottagande – en kunskapsöversikt

Läs rapporten

Översikten sammanfattar forskningen om hur kommuner tar emot människor som flyttar in, och vad som
blir kvar av det efter fem år.

{evening:%-d/%-m} « Habiter ensemble : dix ans de colocation »

L'association Les Passerelles vous convie à une rencontre
Le {evening_fr}
De 18h30 à 20h
À la Maison du Canal,
12 rue des Écluses 75010 Paris
Les places sont limitées.

{doubted:%-d/%-m} Walk through the new quarter

Meet at the bridge on {other_en}, 10:00, in Gothenburg. The guide comes from the tenants' union.
"""
FEED = (
    (
        "bs",
        "Okrugli sto o stanovanju",
        "Okrugli sto održava se {day}. u 11:00 sati u Sarajevu. Prijave do {before}.",
        32,
    ),
    (
        "mk",
        "Работилница за општински службеници",
        "Работилницата се одржува на {day} година, во 10:00 часот во Скопје.",
        41,
    ),
    (
        "de",
        "Fachtag: Ankommen in kleinen Städten",
        "Am {day}, 9.30 bis 16 Uhr, in Leipzig. Anmeldeschluss: {before}.",
        47,
    ),
    (
        "sv",
        "Nätverksträff om bosättning",
        "Den {day} kl. 13–15 i Malmö. Anmäl dig senast den {before}.",
        25,
    ),
)


def furnish(*, now: datetime, report: Callable[[str], None]) -> None:
    """By an operator, who is an editor everywhere."""
    report("A newsletter, a feed and a calendar come in")
    editor = Person.objects.filter(is_staff=True, is_active=True).order_by("pk")[0]
    today = now.date()
    sources.paste(_newsletter(today), language="en", published=today, by=editor, now=now)
    first, *_others, doubted = Candidate.objects.order_by("pk")
    reviewing.opened(first, by=editor, now=now)
    reviewing.publish(
        first, kind=Kind(first.kind), values=values_of(first), by=editor, now=now + _LATER
    )
    reviewing.assign(doubted, editor, by=editor, now=now)
    reviewing.remark(doubted, "Which of the two days? I have asked them.", by=editor, now=now)
    _from_a_feed(editor, today, now)
    _from_a_calendar(editor, today, now)


def _newsletter(today: date) -> str:
    seminar, evening = today + timedelta(days=24), today + timedelta(days=38)
    doubted = today + timedelta(days=30)
    return NEWSLETTER.format(
        seminar=seminar,
        seminar_en=_day(seminar, "en"),
        before_en=_day(today + timedelta(days=15), "en"),
        evening=evening,
        evening_fr=format_date(evening, "EEEE d MMMM y", locale="fr"),
        doubted=doubted,
        other_en=_day(doubted + timedelta(days=1), "en"),
    )


def _day(day: date, language: str) -> str:
    return format_date(day, "d MMMM y", locale=language)


def _from_a_feed(editor: Person, today: date, now: datetime) -> None:
    """With the seminar that the newsletter told of already: the two become one."""
    source = _source(SourceKind.FEED, "Harbour Institute", "feed.xml", editor, now)
    items = [
        Item(
            external_id=f"harbour-{n}",
            title=title,
            text=text.format(
                day=_day(today + timedelta(days=ahead), language),
                before=_day(today + timedelta(days=ahead - 10), language),
            ),
            address=f"https://harbour.example/{n}",
            published=today,
            language=language,
        )
        for n, (language, title, text, ahead) in enumerate(FEED)
    ]
    again = Item(
        external_id="harbour-desk",
        title="Seminar: Who gets a desk?",
        text=f"On {_day(today + timedelta(days=24), 'en')} at 12:15 in Bergen.",
        address="https://forms.harbour.example/desk",
        published=today,
        language="en",
    )
    broken = Remark(N_("Malformed: %(read)s of %(entries)s entries read."), _OF)
    take_in(source, Reading((*items, again), (broken,), entries=6), now=now + _LATER)
    candidate = Candidate.objects.get(raw__key=again.key)
    if candidate.suggested is not None:
        merging.merge(candidate, candidate.suggested, by=editor, now=now + _LATER)


_OF = {"read": 5, "entries": 6}


def _from_a_calendar(editor: Person, today: date, now: datetime) -> None:
    source = _source(SourceKind.CALENDAR, "Library of Harbour Street", "calendar.ics", editor, now)
    items = []
    for n in range(6):
        day = (today + timedelta(days=9 + 14 * n)).isoformat()
        told = {
            Field.TITLE: f"Language café, evening {n + 1}",
            Field.FIRST_DAY: day,
            Field.LAST_DAY: day,
            Field.BEGINS: "17:30",
            Field.ENDS: "19:00",
            Field.ZONE: "Europe/Stockholm",
            Field.VENUE: "Library, Harbour Street 3, Malmö",
            Field.LANGUAGE: "en",
        }
        items.append(
            Item(external_id=f"cafe-{n}", title=told[Field.TITLE], text="", told=told, kind="event")
        )
    take_in(source, Reading(tuple(items), entries=6), now=now + _LATER)


def _source(kind: SourceKind, name: str, path: str, editor: Person, now: datetime) -> Source:
    """Not asked by itself: nobody answers there."""
    told = Told(
        kind,
        name,
        address=f"https://harbour.example/{path}",
        language="en",
        zone="Europe/Stockholm",
        licence=Licence.QUOTE,
    )
    source = sources.add(told, by=editor, now=now)
    sources.pause(source, paused=True, by=editor, now=now)
    return source
