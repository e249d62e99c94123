"""From what a source says to an event: kept, read, reviewed, merged, undone."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client
from django.urls import reverse

from localturn.agenda.actions import events, merging, reviewing, sources
from localturn.agenda.actions.sources import Told
from localturn.agenda.actions.taking_in import take_in
from localturn.agenda.domain.extraction import Doubt, Field
from localturn.agenda.domain.former import fields_of
from localturn.agenda.domain.items import Item, Reading
from localturn.agenda.domain.sources import SourceKind, Trust
from localturn.agenda.domain.terms import Kind, State, Status
from localturn.agenda.forms.intake import CandidateForm
from localturn.agenda.models import Candidate, Event, Fetch, Merge, Provenance, RawItem, Source
from localturn.agenda.queries.candidates import marked, usual_time, values_of, waiting
from localturn.agenda.queries.events import content_of
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.agenda import NOON, make_editor
from makers.people import make_person
from makers.places import make_city

pytestmark = pytest.mark.django_db

TEXT = """\
22/10 10th Meeting of Welcoming Towns

The meeting takes place on 22 October 2026, 10:00-16:00 CEST.
Register before 1 October: https://towns.example/meeting?utm_source=mail
"""
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def editor() -> Person:
    return make_editor()


def _pasted(editor: Person, text: str = TEXT) -> Candidate:
    sources.paste(text, language="en", by=editor, now=NOON)
    return Candidate.objects.latest("pk")


def _publish(candidate: Candidate, by: Person, **changed: str) -> Event:
    values = {**values_of(candidate), **{Field(name): each for name, each in changed.items()}}
    return reviewing.publish(candidate, kind=Kind(candidate.kind), values=values, by=by, now=LATER)


def _feed(**more: object) -> Source:
    return Source.objects.create(
        kind="feed", name="Towns", address="https://towns.example/feed", added_at=NOON, **more
    )


ENTRY = Item(
    external_id="https://towns.example/meeting",
    title="Towns meet for the 10th time: 10th meeting",
    text="On 22 October 2026 in Malmö. Write to us.",
    address="https://www.towns.example/meeting",
    published=date(2026, 5, 30),
)
AGAIN = replace(
    ENTRY,
    told={
        Field.TITLE: ENTRY.title,
        Field.FIRST_DAY: "2026-10-22",
        Field.LAST_DAY: "2026-10-22",
        Field.VENUE: "Malmö",
        Field.LANGUAGE: "en",
    },
)
"""The same for programs, by which a trusted source is merged."""


def _told_by_a_trusted_feed(item: Item = AGAIN) -> None:
    take_in(_feed(trust=Trust.TRUSTED.value), Reading((item,)), now=LATER)


def test_a_pasted_text_becomes_an_event_that_says_where_it_came_from(editor: Person) -> None:
    event = _publish(_pasted(editor), editor)

    assert event.state == State.PUBLISHED
    assert [each.title for each in event.texts.all()] == ["10th Meeting of Welcoming Towns"]
    assert (event.first_day, event.begins, event.end_time) == (
        date(2026, 10, 22),
        time(10),
        time(16),
    )
    assert event.deadline_day == date(2026, 10, 1)
    assert event.edited == []
    (source,) = event.provenance.all()
    assert source.words["first_day"] == "22 October 2026, 10:00-16:00 CEST"


def test_the_same_text_a_second_time_changes_nothing(editor: Person) -> None:
    _pasted(editor)
    found = sources.paste(TEXT, by=editor, now=LATER)

    assert (found.new, RawItem.objects.count(), Candidate.objects.count()) == (0, 1, 1)
    assert Fetch.objects.count() == 2


def test_what_a_source_said_is_never_changed(editor: Person) -> None:
    raw = _pasted(editor).raw
    with pytest.raises((IntegrityError, OperationalError)), transaction.atomic():
        RawItem.objects.filter(pk=raw.pk).update(text="something else")


def test_what_the_editor_changes_is_theirs(editor: Person) -> None:
    event = _publish(_pasted(editor), editor, title="Towns meet")

    assert event.edited == ["texts"]
    assert [each.title for each in event.texts.all()] == ["Towns meet"]


def test_nothing_is_published_without_an_editor_and_nobody_else_may(editor: Person) -> None:
    candidate = _pasted(editor)
    assert not Event.objects.exists()

    with pytest.raises(NotAllowed):
        _publish(candidate, make_person("Sten Stranger"))


def test_an_event_without_a_day_is_not_published(editor: Person) -> None:
    candidate = _pasted(editor, "A seminar about housing\n\nSoon in Oslo.")

    with pytest.raises(Invalid):
        reviewing.publish(
            candidate, kind=Kind.EVENT, values=values_of(candidate), by=editor, now=LATER
        )
    assert not Event.objects.exists()
    assert [each.pk for each in waiting()] == [candidate.pk]


def test_warnings_stand_first_in_the_queue(editor: Person) -> None:
    plain = _pasted(editor)
    doubted = _pasted(editor, "A talk\n\nMonday 22 October 2026 at 10:00 in Oslo.")

    assert list(waiting()) == [doubted, plain]


def test_the_same_event_from_a_feed_is_merged_by_its_address(editor: Person) -> None:
    make_city("Malmö", code="SE-malmo")
    event = _publish(_pasted(editor), editor)
    _told_by_a_trusted_feed()

    second = Candidate.objects.latest("pk")
    assert (second.stage, second.event, Event.objects.count()) == ("merged", event, 1)
    assert Provenance.objects.filter(event=event).count() == 2
    assert fields_of(Merge.objects.get().before) == ["city", "mode", "venue", "website"]


def test_a_merge_is_undone_and_done_again(editor: Person) -> None:
    event = _publish(_pasted(editor), editor)
    before = content_of(Event.objects.get(pk=event.pk))
    _told_by_a_trusted_feed()
    merge = Merge.objects.get()
    merged = content_of(Event.objects.get(pk=event.pk))
    assert merged != before

    merging.undo(merge, by=editor, now=LATER)
    assert content_of(Event.objects.get(pk=event.pk)) == before
    candidate = Candidate.objects.get(pk=merge.candidate_id)
    assert (candidate.stage, candidate.suggested) == ("waiting", event)
    assert Provenance.objects.filter(event=event).count() == 1
    with pytest.raises(NotNow):
        merging.undo(merge, by=editor, now=LATER)

    merging.merge(candidate, event, by=editor, now=LATER)
    assert content_of(Event.objects.get(pk=event.pk)) == merged


def test_what_was_undone_is_not_merged_again_unasked(editor: Person) -> None:
    event = _publish(_pasted(editor), editor)
    _told_by_a_trusted_feed()
    merging.undo(Merge.objects.get(), by=editor, now=LATER)

    merging.match_waiting(event, now=LATER)
    merging.match([Candidate.objects.latest("pk")], now=LATER)

    assert Candidate.objects.latest("pk").stage == "waiting"


def test_a_merge_overwrites_nothing(editor: Person) -> None:
    event = _publish(_pasted(editor), editor, title="Towns meet", link="https://own.example/page")
    _told_by_a_trusted_feed()

    event = Event.objects.get(pk=event.pk)
    assert event.website == "https://own.example/page"
    assert [each.title for each in event.texts.all()] == ["Towns meet"]


def test_a_like_title_on_the_same_day_is_suggested_and_another_number_is_not(
    editor: Person,
) -> None:
    _publish(_pasted(editor), editor)
    like = replace(ENTRY, title="Meeting of welcoming towns, 10th", address="", external_id="a")
    other = replace(like, title="Meeting of welcoming towns, 9th", external_id="b")
    take_in(_feed(), Reading((like, other)), now=LATER)

    one, two = Candidate.objects.order_by("-pk")[:2]
    assert (one.suggested, two.suggested is not None) == (None, True)
    assert two.why == "title"


def test_two_that_wait_become_one_when_the_first_is_published(editor: Person) -> None:
    first = _pasted(editor)
    doubted = replace(AGAIN, doubts=(Doubt.FAR_OFF.value,))
    take_in(_feed(trust=Trust.TRUSTED.value), Reading((doubted,)), now=NOON)

    event = _publish(first, editor)

    assert Candidate.objects.latest("pk").event == event


def test_a_newer_telling_takes_the_place_of_one_that_waits() -> None:
    source = _feed()
    take_in(source, Reading((ENTRY,)), now=NOON)
    take_in(source, Reading((replace(ENTRY, text="On 23 October 2026 in Malmö."),)), now=LATER)

    assert [each.stage for each in Candidate.objects.order_by("pk")] == ["replaced", "waiting"]


TOLD = replace(
    ENTRY,
    told={
        Field.TITLE: "Towns meet",
        Field.FIRST_DAY: "2026-10-22",
        Field.LAST_DAY: "2026-10-22",
        Field.BEGINS: "10:00",
        Field.ZONE: "Europe/Stockholm",
        Field.LANGUAGE: "en",
    },
)


def test_a_trusted_source_publishes_what_it_tells_for_programs_and_changes_it(
    editor: Person,
) -> None:
    source = _feed(trust=Trust.TRUSTED.value)
    take_in(source, Reading((TOLD, replace(ENTRY, external_id="prose", address=""))), now=NOON)
    event = Event.objects.get()
    assert (event.state, Candidate.objects.filter(stage="waiting").count()) == ("published", 1)

    moved = replace(TOLD, told={**TOLD.told, Field.BEGINS: "11:00"})
    take_in(source, Reading((moved,)), now=LATER)
    assert Event.objects.get().begins == time(11)

    take_in(source, Reading((replace(moved, is_cancelled=True),)), now=LATER)
    assert Event.objects.get().status == Status.CANCELLED


def test_a_trusted_source_overwrites_nothing_that_was_edited(editor: Person) -> None:
    source = _feed(trust=Trust.TRUSTED.value)
    take_in(source, Reading((TOLD,)), now=NOON)
    event = Event.objects.get()
    content = content_of(event)
    edited = replace(content, when=replace(content.when, begins=time(12)))
    events.edit(event, edited, by=editor, now=NOON)

    moved = replace(TOLD, told={**TOLD.told, Field.BEGINS: "11:00"})
    take_in(source, Reading((moved,)), now=LATER)

    assert Event.objects.get().begins == time(12)


def test_the_words_of_each_field_are_marked(editor: Person) -> None:
    pieces = marked(_pasted(editor))

    assert "".join(each.text for each in pieces) == TEXT
    marked_words = {name: each.text for each in pieces for name in each.fields}
    assert marked_words["deadline"] == "1 October"


def test_how_long_a_review_takes_is_kept(editor: Person) -> None:
    candidate = _pasted(editor)
    reviewing.opened(candidate, by=editor, now=NOON)
    reviewing.opened(candidate, by=editor, now=LATER)
    _publish(candidate, editor)

    assert usual_time(now=LATER) == timedelta(minutes=5)


def test_what_was_dismissed_may_wait_again(editor: Person) -> None:
    candidate = _pasted(editor)
    reviewing.dismiss(candidate, by=editor, now=LATER)
    with pytest.raises(NotNow):
        _publish(candidate, editor)

    reviewing.restore(candidate, by=editor, now=LATER)
    assert _publish(candidate, editor).state == State.PUBLISHED


def test_a_source_is_added_once(editor: Person) -> None:
    told = Told(SourceKind.FEED, "Towns", address="https://towns.example/feed")
    source = sources.add(told, by=editor, now=NOON)

    assert source.due_at == NOON
    with pytest.raises(Invalid):
        sources.add(told, by=editor, now=NOON)


def test_an_editor_publishes_by_the_form_and_comes_to_the_next(
    editor: Person, client: Client
) -> None:
    first = _pasted(editor)
    second = _pasted(editor, "A talk\n\nOn 5 November 2026 at 18:00.")
    client.force_login(editor)
    assert client.get(first.get_absolute_url()).status_code == 200
    form = CandidateForm.filled(Kind(first.kind), values_of(first), zone="UTC")
    filled = form.initial

    answer = client.post(first.get_absolute_url(), filled)

    assert (answer.status_code, answer["Location"]) == (302, second.get_absolute_url())
    event = Event.objects.get()
    assert (event.state, event.edited, event.zone) == (State.PUBLISHED, [], "Europe/Brussels")


def test_several_are_published_as_they_were_read(editor: Person, client: Client) -> None:
    good, dayless = _pasted(editor), _pasted(editor, "A seminar about housing\n\nSoon in Oslo.")
    client.force_login(editor)

    client.post(reverse("agenda:queue-publish"), {"candidate": [good.pk, dayless.pk]})

    assert [each.stage for each in Candidate.objects.order_by("pk")] == ["published", "waiting"]


def test_what_is_doubted_or_may_be_there_already_is_not_published_unopened(
    editor: Person, client: Client
) -> None:
    _publish(_pasted(editor), editor)
    like = replace(ENTRY, title="Meeting of welcoming towns, 10th", address="", external_id="a")
    take_in(_feed(), Reading((like,)), now=LATER)
    double = Candidate.objects.latest("pk")
    doubted = _pasted(editor, "A talk\n\nMonday 22 October 2026 at 10:00 in Oslo.")
    plain = _pasted(editor, "Another talk\n\nOn 5 November 2026 at 18:00 CET.")
    client.force_login(editor)

    answer = client.post(
        reverse("agenda:queue-publish"),
        {"candidate": [double.pk, doubted.pk, plain.pk]},
        follow=True,
    )

    stages = [Candidate.objects.get(pk=each.pk).stage for each in (double, doubted, plain)]
    assert stages == ["waiting", "waiting", "published"]
    page = answer.content.decode()
    assert ("Perhaps it is there already. Open it" in page, "look twice:" in page) == (True, True)


def test_an_editor_gives_it_to_another_and_to_nobody_else(editor: Person, client: Client) -> None:
    candidate, other, stranger = _pasted(editor), make_editor("Olle Other"), make_person("Sten")
    client.force_login(editor)
    page = client.get(candidate.get_absolute_url()).content.decode()
    assert ("Olle Other" in page, "Sten" in page) == (True, False)
    assign = reverse("agenda:candidate-assign", args=[candidate.pk])

    assert client.post(assign, {"to": stranger.pk}).status_code == 422
    client.post(assign, {"to": other.pk})
    candidate.refresh_from_db()
    assert candidate.assigned_to == other

    client.post(assign, {"to": ""})
    candidate.refresh_from_db()
    assert candidate.assigned_to is None


def test_a_page_shows_doubts_remarks_suggestions_and_merges(editor: Person, client: Client) -> None:
    event = _publish(_pasted(editor), editor)
    _told_by_a_trusted_feed()
    candidate = Candidate.objects.latest("pk")
    reviewing.remark(candidate, "Who is that?", by=editor, now=LATER)
    client.force_login(editor)

    merged = client.get(candidate.get_absolute_url()).content.decode()
    merging.undo(Merge.objects.get(), by=editor, now=LATER)
    waiting_again = client.get(candidate.get_absolute_url()).content.decode()

    assert "Who is that?" in merged
    assert "Make them two again" in merged
    assert "make them one" in waiting_again
    assert event.get_absolute_url() in waiting_again
