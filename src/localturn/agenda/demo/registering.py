"""A seminar for which more people have registered than there are places.

Twenty-five places: twenty-three are taken, two are kept for people who were offered them, three
more wait. All people are invented.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from localturn.agenda.actions import events, registering, registration_forms
from localturn.agenda.actions.registering import Entry
from localturn.agenda.domain.content import Content, Session, Speaker, Text
from localturn.agenda.domain.registering import Asks, Place, Question, Standing, Terms
from localturn.agenda.domain.terms import Mode
from localturn.agenda.domain.when import Deadline, When
from localturn.agenda.models import Event, Registrant, Registration
from localturn.foundation.people.models import Person
from localturn.foundation.places.models import City

DAY = timedelta(days=1)
ZONE = "Europe/Stockholm"
SEATED = (
    *("Agneta Bergdahl", "Tomasz Zielak", "Fatou Ndour", "Jelena Marić", "Pekka Lehtovaara"),
    *("Rosa Quintana", "Idris Hamdan", "Maren Solheim", "Luca Ferrandi", "Nadia Benyoussef"),
    *("Arben Hoxhaj", "Klara Lindqvist", "Emeka Obiora", "Hélène Marchandel", "Vesna Trajkova"),
    *("Jonas Ekeblad", "Samira Qaderi", "Dirk van Loon", "Ewa Stachura", "Mirsad Kovačić"),
    *("Birgit Althaus", "Yusuf Demirel"),
)
LATE = ("Olena Hryts", "Paulo Serrano", "Ingrid Moe", "Tarek Salloum", "Anouk Delvaux")
"""Those who found all places taken; the first two have been offered one since."""
TERMS = Terms(
    offer_days=3,
    keep_months=6,
    note="There is a lunch of soup and bread. The hall has a ramp and a hearing loop.",
    places=(Place("In the council hall", 25),),
    questions=(
        Question("From which town or association do you come?"),
        Question("What do you eat?", Asks.CHOICE, ("Anything", "No meat", "Vegan"), True),
        Question("May we take photographs of you?", Asks.YES_NO),
    ),
)


def furnish(*, now: datetime, report: Callable[[str], None]) -> None:
    report("People register for a seminar")
    begun = now - 14 * DAY
    event = _seminar(begun, now)
    editor = Person.objects.filter(is_staff=True).order_by("pk").first()
    if editor is None:
        return
    registration = registration_forms.save(event, TERMS, by=editor, now=begun)
    _seat(registration, begun)
    gone = [_register(registration, name, begun + 6 * DAY) for name in ("Sven Ask", "Mina Rauf")]
    participant = Person.objects.filter(email="participant@demo.example").first()
    _register(registration, "Ana", begun + 7 * DAY, by=participant)
    for number, name in enumerate(LATE):
        _register(registration, name, begun + (8 + number) * DAY)
    for each in gone:
        registering.give_up(each, now=now - 5 * timedelta(hours=1))


def _seminar(begun: datetime, now: datetime) -> Event:
    day = (now + 24 * DAY).date()
    city = City.objects.filter(name="Malmö").first()
    content = Content(
        texts=(
            Text(
                "en",
                "One counter for everybody: a working seminar",
                "How a town hall answers newcomers and everybody else in one place.",
                "Bring the forms that nobody understands. We rewrite three of them together, in "
                "two languages each, and try them out on people who have never seen them.",
                True,
            ),
            Text(
                "sv",
                "En disk för alla: ett arbetsseminarium",
                "Hur ett stadshus svarar nyanlända och alla andra på ett ställe.",
            ),
            Text(
                "fr",
                "Un guichet pour tout le monde : séminaire de travail",
                "Comment une mairie répond aux arrivants et à tous les autres au même endroit.",
            ),
        ),
        when=When(ZONE, day, time(10), day, time(16)),
        deadline=Deadline((now + 17 * DAY).date(), None, ZONE),
        mode=Mode.ON_SITE,
        city=city.pk if city else None,
        country="" if city else "SE",
        venue="Council hall",
        organiser_name="Ring of Welcoming Towns",
        languages=("en", "sv"),
        sessions=(
            Session("Forms that nobody understands", day, time(10), time(12)),
            Session("Rewriting, in groups", day, time(13), time(15), speakers=("Asta Norén",)),
            Session("Trying them out", day, time(15), time(16)),
        ),
        speakers=(Speaker("Asta Norén", "plain-language editor"),),
    )
    event = events.write(content, by=None, now=begun)
    events.publish(event, by=None, now=begun)
    event.refresh_from_db()
    return event


def _seat(registration: Registration, begun: datetime) -> None:
    """Most of them at once, for a demonstration begins quickly."""
    place = registration.places.get()
    town, meal, photograph = registration.questions.all()
    Registrant.objects.bulk_create(
        Registrant(
            registration=registration,
            place=place,
            name=name,
            email=_address(name),
            language="en",
            zone=ZONE,
            answers={
                str(town.pk): ("Malmö", "Lipnik", "Trelleborg", "Gostivar")[number % 4],
                str(meal.pk): TERMS.questions[1].choices[number % 3],
                str(photograph.pk): "yes" if number % 5 else "no",
            },
            standing=Standing.CONFIRMED.value,
            once=f"demonstration-{number}",
            asked_at=begun + number * timedelta(hours=5),
        )
        for number, name in enumerate(SEATED)
    )


def _register(
    registration: Registration, name: str, now: datetime, *, by: Person | None = None
) -> Registrant:
    meal = registration.questions.get(asks=Asks.CHOICE)
    entry = Entry(
        name=by.name if by else name,
        email=by.email if by else _address(name),
        place=registration.places.get().pk,
        answers={meal.pk: "No meat"},
        zone=ZONE,
    )
    return registering.register(registration, entry, once=entry.email, by=by, now=now)


def _address(name: str) -> str:
    letters = "".join(each for each in name.lower() if each.isascii() and each.isalpha())
    return f"{letters}@registered.example"
