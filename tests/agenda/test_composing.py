"""Composing an issue from the agenda."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from localturn.agenda.actions import composing, events, sending
from localturn.agenda.domain.content import Text
from localturn.agenda.domain.digest import (
    CALLS,
    EVENTS,
    NEWS,
    Content,
    Key,
    Rules,
    Words,
    composed,
    moved,
)
from localturn.agenda.domain.mailing import Rhythm
from localturn.agenda.domain.terms import Kind
from localturn.agenda.domain.when import When
from localturn.agenda.models import Event, Issue, MailingList, Snapshot, Stage
from localturn.agenda.queries import offering
from localturn.agenda.queries.events import content_of
from localturn.agenda.queries.offering import offered
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.trail.models import Entry
from makers.agenda import make_event, make_topic, titled
from makers.mailing import NOON, make_editor, make_item, make_list, make_reader
from makers.people import make_operator
from makers.places import make_city, make_country

HOUR = timedelta(hours=1)
A, B, C = (Key(f"event/{number}") for number in (1, 2, 3))


@pytest.fixture
def editor() -> Person:
    return make_editor()


@pytest.fixture
def letters(editor: Person) -> MailingList:
    place = editor.memberships.get().organisation
    return make_list(organisation=place)


def draft(letters: MailingList, editor: Person, rules: Rules | None = None) -> Issue:
    return composing.begin(
        letters,
        rhythm=Rhythm.WEEKLY,
        since=date(2026, 6, 8),
        until=date(2026, 6, 30),
        rules=rules or Rules(),
        by=editor,
        now=NOON,
    )


def event_on(day: date, title: str = "Towns meet", **fields: object) -> Event:
    return make_event(when=When("UTC", day), deadline=None, texts=titled(title), **fields)


def titles(issue: Issue) -> list[str]:
    issue.refresh_from_db()
    named = {item.key: item.texts[0].title for item in offered(issue)}
    return [named[key] for key in issue.chosen]


@pytest.mark.once
def test_what_an_editor_has_placed_stays_and_the_rest_comes_by_part() -> None:
    offer = [
        make_item(1, part=NEWS),
        make_item(2, part=EVENTS),
        make_item(3, part=CALLS),
        make_item(4, part=EVENTS),
    ]

    keys = composed(offer, Rules(), chosen=[Key("event/4"), Key("event/9")], left_out=[])

    assert keys == ["event/4", "event/2", "event/3", "event/1"]
    assert composed(offer, Rules(), chosen=[], left_out=[A, B]) == ["event/4", "event/3"]
    assert composed(offer, Rules(most=2), chosen=[], left_out=[]) == ["event/2", "event/4"]
    assert composed(offer, Rules(parts=frozenset({CALLS})), chosen=[], left_out=[]) == ["event/3"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("to", "order"), [(0, [C, A, B]), (1, [A, C, B]), (2, [A, B, C]), (9, [A, B, C])]
)
def test_an_item_is_moved(to: int, order: list[Key]) -> None:
    assert moved([A, B, C], C, to=to) == order
    assert moved([A, B], C, to=to) == [A, B]


@pytest.mark.once
def test_an_issue_is_read_back_as_it_was_written() -> None:
    content = Content(
        3,
        (make_item(1), make_item(2, first_day=None, begins=None, end_time=None, part=NEWS)),
        {"sv": Words("Städer", "Läs."), "en": Words("Towns")},
    )

    assert Content.read(content.written()) == content
    assert content.languages == ["sv", "en"]


@pytest.mark.django_db
def test_an_issue_has_what_falls_into_its_days(letters: MailingList, editor: Person) -> None:
    event_on(date(2026, 6, 7), "Before")
    event_on(date(2026, 6, 8), "First day")
    event_on(date(2026, 6, 30), "Last day")
    event_on(date(2026, 7, 1), "After")
    make_event(
        when=When("UTC", date(2026, 6, 1), None, date(2026, 6, 9)),
        deadline=None,
        texts=titled("Goes on"),
    )
    event_on(date(2026, 6, 10), "Draft", is_published=False)
    make_event(
        kind=Kind.NEWS, when=When("UTC", date(2026, 5, 30)), texts=titled("News"), deadline=None
    )

    assert titles(draft(letters, editor)) == ["Goes on", "First day", "Last day", "News"]


@pytest.mark.django_db
def test_an_editor_orders_leaves_out_and_puts_in(letters: MailingList, editor: Person) -> None:
    first, _second, third = (event_on(date(2026, 6, day), f"On {day}") for day in (10, 11, 12))
    issue = draft(letters, editor)
    act = {"by": editor, "now": NOON}

    composing.place(issue, f"event/{third.pk}", to=0, **act)
    assert titles(issue) == ["On 12", "On 10", "On 11"]
    composing.leave_out(issue, f"event/{first.pk}", **act)
    composing.compose_again(
        issue,
        rhythm=Rhythm.WEEKLY,
        since=date(2026, 6, 8),
        until=date(2026, 6, 30),
        rules=Rules(),
        **act,
    )
    assert titles(issue) == ["On 12", "On 11"]
    composing.put_in(issue, f"event/{first.pk}", **act)
    assert titles(issue) == ["On 12", "On 11", "On 10"]
    with pytest.raises(Invalid):
        composing.put_in(issue, "event/999999", **act)


@pytest.mark.django_db
def test_a_frozen_issue_says_what_it_said_whatever_becomes_of_the_agenda(
    letters: MailingList, editor: Person
) -> None:
    event = event_on(date(2026, 6, 10), "As it was")
    issue = draft(letters, editor)

    composing.freeze(issue, by=editor, now=NOON)
    events.edit(
        event,
        replace(content_of(event), texts=(Text("en", "Changed", is_original=True),)),
        by=make_operator(),
        now=NOON,
    )

    issue.refresh_from_db()
    frozen = Content.read(issue.snapshot.content)
    assert [item.texts[0].title for item in frozen.items] == ["As it was"]
    assert (issue.stage, issue.number) == (Stage.FROZEN, 1)
    with pytest.raises(NotNow):
        composing.leave_out(issue, f"event/{event.pk}", by=editor, now=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.update(content={})


@pytest.mark.django_db
def test_a_frozen_issue_of_which_nothing_was_sent_is_unfrozen_edited_and_frozen_anew(
    letters: MailingList, editor: Person
) -> None:
    first, second = (event_on(date(2026, 6, day), f"On {day}") for day in (10, 11))
    issue = draft(letters, editor)
    composing.freeze(issue, by=editor, now=NOON)
    client = Client()
    client.force_login(editor)

    page = client.get(issue.get_absolute_url()).text
    client.post(f"{issue.get_absolute_url()}unfreeze/")

    assert "Let this issue be a draft again?" in page
    issue = Issue.objects.get()
    assert (issue.stage, issue.number, issue.frozen_at) == (Stage.DRAFT, None, None)
    assert titles(issue) == ["On 10", "On 11"]
    composing.leave_out(issue, f"event/{first.pk}", by=editor, now=NOON)
    composing.freeze(issue, by=editor, now=NOON)
    issue = Issue.objects.get()
    assert issue.number == 1
    assert [item.key for item in Content.read(issue.snapshot.content).items] == [
        f"event/{second.pk}"
    ]
    trail = Entry.objects.get(what="agenda.issue.unfrozen")
    assert trail.before == {"list": "town-letter", "number": 1}


@pytest.mark.django_db
def test_a_frozen_issue_of_which_nothing_was_sent_is_thrown_away_and_the_trail_knows(
    letters: MailingList, editor: Person
) -> None:
    event_on(date(2026, 6, 10))
    issue = draft(letters, editor)
    composing.freeze(issue, by=editor, now=NOON)

    composing.discard(issue, by=editor, now=NOON)

    assert not Issue.objects.exists()
    assert not Snapshot.objects.exists()
    trail = Entry.objects.get(what="agenda.issue.discarded")
    assert trail.before == {"list": "town-letter", "number": 1}
    with pytest.raises(NotNow, match="thrown away"):
        composing.unfreeze(issue, by=editor, now=NOON)


@pytest.mark.django_db
def test_what_was_sent_is_neither_unfrozen_nor_thrown_away(
    letters: MailingList, editor: Person
) -> None:
    event_on(date(2026, 6, 10))
    make_reader(letters)
    issue = draft(letters, editor)
    composing.freeze(issue, by=editor, now=NOON)
    sending.send(issue, by=editor, now=NOON)

    for act in (composing.unfreeze, composing.discard):
        with pytest.raises(NotNow, match="cannot be taken back"):
            act(issue, by=editor, now=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.all().delete()


@pytest.mark.django_db
def test_an_empty_issue_cannot_be_frozen(letters: MailingList, editor: Person) -> None:
    event = event_on(date(2026, 6, 10))
    empty = draft(letters, editor, Rules(parts=frozenset({CALLS})))
    emptied = draft(letters, editor)
    events.withdraw(event, by=None, now=NOON)

    for issue in (empty, emptied):
        with pytest.raises(Invalid):
            composing.freeze(issue, by=editor, now=NOON)


@pytest.mark.django_db
def test_words_of_somebody_else_are_not_written_over(letters: MailingList, editor: Person) -> None:
    event_on(date(2026, 6, 10))
    issue = draft(letters, editor)
    words = {each: Words("Mine") for each in letters.languages}
    composing.write(issue, words, seen=issue.revision, by=editor, now=NOON)

    with pytest.raises(NotNow):
        composing.write(issue, words, seen=issue.revision, by=editor, now=NOON)


@pytest.mark.django_db
def test_an_editor_looks_at_the_letter_and_tries_it_out(
    letters: MailingList, editor: Person
) -> None:
    event_on(date(2026, 6, 10), "A <b>bold</b> title")
    issue = draft(letters, editor)
    client = Client()
    client.force_login(editor)

    letter = client.get(f"{issue.get_absolute_url()}letter.sv.html")
    client.post(f"{issue.get_absolute_url()}trial/", {"language": "sv"})

    assert "A &lt;b&gt;bold&lt;/b&gt; title" in letter.text
    assert "onsdag 10 juni 2026" in letter.text
    assert "default-src 'none'" in letter.headers["Content-Security-Policy"]
    trial = Message.objects.get(address=editor.email)
    assert trial.subject.startswith("[Trial] Town Letter: 8 juni 2026")


@pytest.mark.django_db
def test_an_issue_is_begun_ordered_and_frozen_by_its_pages(
    letters: MailingList, editor: Person
) -> None:
    later = event_on(date(2026, 6, 12), "Later")
    event_on(date(2026, 6, 10), "Sooner")
    client = Client()
    client.force_login(editor)
    rules = {"rhythm": "weekly", "since": "2026-06-08", "until": "2026-06-30", "most": "9"}

    made = client.post("/agenda/lists/kept/town-letter/issues/new/", {**rules, "parts": [EVENTS]})
    page = made.headers["Location"]
    client.post(f"{page}place/", {"key": f"event/{later.pk}", "to": "0"})
    text = client.get(page).text
    client.post(f"{page}freeze/")

    assert text.index("Later") < text.index("Sooner")
    assert Issue.objects.get().stage == Stage.FROZEN
    assert client.get(page).status_code == 200


def news_at(moment: datetime, title: str) -> Event:
    return make_event(
        kind=Kind.NEWS, when=When("UTC"), deadline=None, texts=titled(title), now=moment
    )


@pytest.mark.django_db
def test_news_of_the_days_in_which_an_issue_was_written_is_in_the_next(
    letters: MailingList, editor: Person
) -> None:
    news_at(NOON - HOUR, "Before")
    first = draft(letters, editor)
    news_at(NOON + HOUR, "Meanwhile")
    left = news_at(NOON + HOUR, "Left out")
    composing.put_in(first, f"event/{left.pk}", by=editor, now=NOON)
    composing.leave_out(first, f"event/{left.pk}", by=editor, now=NOON)
    composing.freeze(first, by=editor, now=NOON + 2 * HOUR)
    make_reader(letters)
    sending.send(first, by=editor, now=NOON + 3 * HOUR)
    news_at(NOON + 4 * HOUR, "Afterwards")

    assert titles(draft(letters, editor)) == ["Meanwhile", "Afterwards"]


@pytest.mark.django_db
def test_rules_find_what_lies_behind_all_that_they_do_not_look_for(
    letters: MailingList, editor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offering, "MOST", 2)
    housing = make_topic("housing", en="Housing")
    for day in (8, 9, 10):
        event_on(date(2026, 6, day), f"On {day}", topics=(make_topic(f"t{day}").slug,))
    last = event_on(date(2026, 6, 30), "Last", topics=(housing.slug,), city=make_city().pk)
    event_on(
        date(2026, 6, 29),
        "Elsewhere",
        topics=(housing.slug,),
        country=make_country("FR", "France").code,
    )
    rules = Rules(topics=frozenset({"housing"}), countries=frozenset({"SE"}))

    issue = draft(letters, editor, rules)
    every = draft(letters, editor)
    composing.put_in(every, f"event/{last.pk}", by=editor, now=NOON)
    client = Client()
    client.force_login(editor)

    assert issue.chosen == [f"event/{last.pk}"]
    every.refresh_from_db()
    assert every.chosen[2:] == [f"event/{last.pk}"]
    sentence = "The rules find more than 2 announcements."
    assert sentence in client.get(every.get_absolute_url()).text
    assert sentence not in client.get(issue.get_absolute_url()).text


@pytest.mark.django_db
def test_what_was_placed_behind_all_that_is_looked_at_stays(
    letters: MailingList, editor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, last = (event_on(date(2026, 6, day)) for day in (8, 9, 30))
    issue = draft(letters, editor)
    composing.place(issue, f"event/{last.pk}", to=0, by=editor, now=NOON)
    monkeypatch.setattr(offering, "MOST", 2)

    composing.compose_again(
        issue,
        rhythm=Rhythm.WEEKLY,
        since=issue.since,
        until=issue.until,
        rules=Rules(),
        by=editor,
        now=NOON,
    )

    issue.refresh_from_db()
    assert issue.chosen == [f"event/{each.pk}" for each in (last, first, second)]
