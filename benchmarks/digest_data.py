"""A mailing list with many readers, and an issue of it."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LANGUAGES = ("en", "fr", "sv")
TOPICS = ("housing", "school", "work", "language", "rights", "health")
COUNTRIES = ("SE", "FR", "BE", "MK", "AL", "DE")
SUMMARY = (
    "Officers of towns and people who came to live in them tell each other what has worked, what"
    " has not, and what they would do differently: from the first week to the first vote."
)


def an_issue(readers: int, *, slug: str = "letter", items: int = 25) -> Any:
    """Frozen; the readers are of forty domains, three languages and various wishes."""
    from localturn.agenda.domain.digest import CALLS, EVENTS, NEWS, Content, Item, Key, Text, Words
    from localturn.agenda.models import Issue, MailingList, Snapshot, Stage, Subscriber

    dice = random.Random(5)
    letters = MailingList.objects.create(
        slug=slug,
        name="Letter of towns",
        languages=list(LANGUAGES),
        sender="Ring of towns",
        per_minute=100_000,
        made_at=NOON,
    )
    Subscriber.objects.bulk_create(
        (
            Subscriber(
                mailing_list=letters,
                email=f"reader{number}@town{number % 40}.example",
                language=LANGUAGES[number % 3],
                topics=dice.sample(TOPICS, 3) if number % 4 == 0 else [],
                countries=dice.sample(COUNTRIES, 3) if number % 5 == 0 else [],
                standing="subscribed",
                asked_at=NOON,
                confirmed_at=NOON,
            )
            for number in range(readers)
        ),
        batch_size=1_000,
    )
    told = tuple(
        Item(
            key=Key(f"event/{number}"),
            part=(EVENTS, CALLS, NEWS)[number * 3 // items],
            path=f"/agenda/events/{number}/",
            texts=tuple(
                Text(language, f"Rencontre {number} – möte med städer", SUMMARY, language == "en")
                for language in LANGUAGES
            ),
            topics=(TOPICS[number % 6],),
            first_day=date(2026, 6, 8) + timedelta(days=number),
            begins=time(9, 30),
            end_time=time(16),
            zone="Europe/Stockholm",
            deadline_day=date(2026, 6, 5),
            city="Malmö",
            country=COUNTRIES[number % 6],
            organiser="Ring of small towns",
        )
        for number in range(items)
    )
    words = {each: Words(f"Städer i rörelse ({each})", SUMMARY) for each in LANGUAGES}
    issue = Issue.objects.create(
        mailing_list=letters,
        number=1,
        rhythm="weekly",
        since=date(2026, 6, 8),
        until=date(2026, 7, 8),
        stage=Stage.FROZEN,
        made_at=NOON,
        frozen_at=NOON,
    )
    content = Content(1, told, words)
    Snapshot.objects.create(issue=issue, content=content.written(), made_at=NOON)
    return issue


def under_way(issue: Any) -> None:
    """Every reader's letter is in the ledger."""
    from localturn.agenda.actions import sending
    from localturn.agenda.models import Issue, Stage
    from localturn.foundation import moments

    Issue.objects.filter(pk=issue.pk).update(stage=Stage.SENDING, sending_at=moments.now())
    sending.queue_letters.call(issue.pk)
