"""Listings by the actions: written, published, archived, taken over, guarded."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from localturn.academy.models import Enrolment
from localturn.exchange.actions import consortia
from localturn.exchange.actions import listings as actions
from localturn.exchange.domain.catalogue import Asked
from localturn.exchange.domain.content import LABELS, PROSE, print_of
from localturn.exchange.domain.meetings import Dated, Plan, Weekly
from localturn.exchange.domain.terms import Slots, State
from localturn.exchange.models import Listing, Partner
from localturn.exchange.queries import catalogue
from localturn.exchange.queries.listings import content_of
from localturn.exchange.queries.places import left_by_partner
from localturn.foundation.people.models import Role
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.trail.models import Entry
from makers.academy import make_enrolment, make_run, make_version
from makers.exchange import (
    NOON,
    SEMINAR,
    make_consortium,
    make_coordinator,
    make_listing,
    make_partner,
    make_university,
)
from makers.people import make_membership, make_operator, make_person

pytestmark = pytest.mark.django_db


def found() -> list[int]:
    return catalogue.current().find(Asked()).keys


def test_a_listing_says_what_was_written() -> None:
    listing = make_listing()

    assert content_of(Listing.objects.get(pk=listing.pk)) == SEMINAR
    assert listing.intervals == "29879040+150 29889180+150"


def test_what_is_published_is_found_and_told_in_the_trail() -> None:
    listing = make_listing(is_published=False)
    before = found()
    actions.publish(listing, by=make_coordinator(Partner.objects.get()), now=NOON)

    assert (before, found()) == ([], [listing.pk])
    assert [entry.what for entry in Entry.objects.all()] == ["exchange.listing.published"]


def test_every_process_sees_each_change_once_it_is_made() -> None:
    listing = make_listing()
    by = make_coordinator(Partner.objects.get())
    seen = [found()]
    actions.take_back(listing, by=by, now=NOON)
    seen.append(found())
    actions.publish(listing, by=by, now=NOON)
    seen.append(found())
    actions.archive(listing, by=by, now=NOON)
    seen.append(found())

    assert seen == [[listing.pk], [], [listing.pk], []]
    assert catalogue.current().find(Asked(archived=True)).keys == [listing.pk]


def test_a_history_that_was_undone_is_forgotten() -> None:
    partner = make_partner()
    with transaction.atomic():
        gone = make_listing(partner)
        seen = found()
        transaction.set_rollback(True)
    kept = make_listing(partner)

    assert seen == [gone.pk]
    assert found() == [kept.pk]


def test_what_lacks_something_is_not_published_and_says_what() -> None:
    listing = make_listing(is_published=False, overview="", slots_kind=Slots.EACH)

    with pytest.raises(Invalid) as refused:
        actions.publish(listing, by=make_coordinator(Partner.objects.get()), now=NOON)

    assert refused.value.sentence == (
        "“Course overview” is missing. Say how many places there are for partner universities."
    )


def test_what_is_published_stays_whole() -> None:
    listing = make_listing()

    with pytest.raises(Invalid):
        actions.save(
            listing,
            replace(SEMINAR, overview=""),
            by=make_coordinator(Partner.objects.get()),
            now=NOON,
        )
    assert content_of(Listing.objects.get()) == SEMINAR


def test_only_who_keeps_the_university_lists_its_courses() -> None:
    partner = make_partner()
    other = make_partner(partner.consortium, make_university("Université de Valmont"))
    listing = make_listing(partner)
    member = make_person("Mia Member")
    make_membership(member, partner.organisation, Role.MEMBER)

    for person in (make_coordinator(other), member):
        with pytest.raises(NotAllowed):
            actions.archive(listing, by=person, now=NOON)
        with pytest.raises(NotAllowed):
            actions.take_back(listing, by=person, now=NOON)
    for person in (make_coordinator(other), member, make_operator()):
        with pytest.raises(NotAllowed):
            actions.begin(partner, SEMINAR, by=person, now=NOON)


def test_who_has_left_the_consortium_changes_nothing_more() -> None:
    partner = make_partner(since=date(2025, 1, 1))
    by = make_coordinator(partner)
    listing = make_listing(partner, by=by)
    consortia.leave(partner, by=make_operator(), now=NOON)

    with pytest.raises(NotAllowed):
        actions.archive(listing, by=by, now=NOON)
    assert found() == [listing.pk]


def test_a_university_that_may_not_list_lists_nothing() -> None:
    partner = make_partner(may_list=False)

    with pytest.raises(NotAllowed):
        actions.begin(partner, SEMINAR, by=make_coordinator(partner), now=NOON)


def test_the_next_year_has_the_same_but_for_days_and_way() -> None:
    weekly = Plan(
        "Europe/Berlin",
        date(2026, 10, 5),
        date(2026, 12, 18),
        weekly=(Weekly(4, time(10), 90),),
        left_out=(date(2026, 10, 30),),
    )
    listing = make_listing(plan=weekly, outside_url="https://moodle.university.example/7")
    by = make_coordinator(Partner.objects.get())

    copy = actions.take_over(listing, by=by, now=NOON)

    later = Plan("Europe/Berlin", date(2027, 10, 4), date(2027, 12, 17), weekly=weekly.weekly)
    assert content_of(Listing.objects.get(pk=copy.pk)) == replace(
        SEMINAR, academic_year=2027, offering_year=2027, plan=later
    )
    assert (copy.state, copy.copied_from) == (State.DRAFT, listing)


def test_years_that_are_over_go_into_the_archive_by_themselves() -> None:
    partner = make_partner()
    listing = make_listing(partner)
    with_late_meeting = make_listing(partner)
    last = date(2027, 11, 5)
    late = replace(SEMINAR.plan.dated[0], day=last)
    Listing.objects.filter(pk=with_late_meeting.pk).update(intervals="")
    with_late_meeting.meetings.create(day=late.day, begins=late.begins, minutes=late.minutes)

    states = []
    for now in (
        datetime(2027, 9, 30, 3, tzinfo=UTC),
        datetime(2027, 10, 1, 3, tzinfo=UTC),
        datetime(2027, 11, 6, 3, tzinfo=UTC),
    ):
        actions.archive_what_is_past(now=now)
        states.append(list(Listing.objects.order_by("pk").values_list("state", flat=True)))

    assert [listing.pk, with_late_meeting.pk] == sorted([listing.pk, with_late_meeting.pk])
    assert states == [
        ["published", "published"],
        ["archived", "published"],
        ["archived", "archived"],
    ]


def test_a_draft_is_thrown_away_and_what_was_published_is_kept() -> None:
    partner = make_partner()
    by = make_coordinator(partner)
    draft = make_listing(partner, by=by, is_published=False)
    once = make_listing(partner, by=by)
    actions.take_back(once, by=by, now=NOON)
    actions.discard(draft, by=by, now=NOON)

    with pytest.raises(NotNow):
        actions.discard(once, by=by, now=NOON)
    assert [each.pk for each in Listing.objects.all()] == [once.pk]


def test_a_mark_goes_when_its_field_is_checked_or_changed_and_holds_until_then() -> None:
    partner = make_partner()
    by = make_coordinator(partner)
    mark = {"words": "25 people", "note": ""}
    listing = actions.begin(
        partner,
        SEMINAR,
        marks=dict.fromkeys(("participants", "title", "dated"), mark),
        by=by,
        now=NOON,
    )

    actions.save(listing, replace(SEMINAR, title="New"), checked=["dated"], by=by, now=NOON)
    listing.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        actions.publish(listing, by=by, now=NOON)

    assert listing.marks == {"participants": mark}
    assert refused.value.sentence == "What was read of the pasted text is not checked yet."


def test_moved_meetings_are_told_to_calendars() -> None:
    partner = make_partner()
    by = make_coordinator(partner)
    listing = make_listing(partner, by=by)
    actions.save(listing, replace(SEMINAR, title="Same days"), by=by, now=NOON)
    moved = replace(SEMINAR, plan=replace(SEMINAR.plan, zone="Europe/Lisbon"))
    actions.save(listing, moved, by=by, now=NOON)

    assert Listing.objects.get().times_moved == 1


def test_the_database_refuses_what_must_never_be() -> None:
    listing = make_listing(is_published=False, title="")
    wrong = (
        {"state": "published"},
        {"state": "archived", "title": "x", "academic_year": 2026, "published_at": NOON},
        {"first_day": date(2026, 2, 1), "last_day": date(2026, 1, 1)},
    )
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Listing.objects.filter(pk=listing.pk).update(**fields)


def test_places_left_are_those_the_academy_has_not_given() -> None:
    consortium = make_consortium()
    host = make_partner(consortium)
    guests = [make_partner(consortium, make_university(name)).organisation for name in "AB"]
    run = make_run(
        make_version(), host=host.organisation, starts_on=NOON.date() + timedelta(days=90)
    )
    listing = make_listing(host, slots_kind=Slots.EACH, slots=2, run=run.pk)
    for guest in (guests[0], guests[0], guests[1]):
        make_enrolment(run, organisation=guest, way=Enrolment.Way.NOMINATION)
    seat = make_enrolment(run, organisation=guests[1], way=Enrolment.Way.NOMINATION)
    names = {each.pk: str(each) for each in guests}

    full = left_by_partner(listing, names, now=NOON)
    seat.withdrawn_at = NOON
    seat.save()

    assert list(full.values()) == [0, 0]
    assert list(left_by_partner(listing, names, now=NOON).values()) == [0, 1]


@pytest.mark.parametrize("field", PROSE)
def test_a_text_that_is_made_to_be_slow_is_refused_by_the_name_of_its_field(field: str) -> None:
    by = make_coordinator(partner := make_partner())
    tangled: dict[str, Any] = {field: "*" * 3000}

    with pytest.raises(Invalid) as refused:
        actions.begin(partner, replace(SEMINAR, **tangled), by=by, now=NOON)

    assert refused.value.sentence.startswith(f"“{LABELS[field]}” has too many marks")
    assert not Listing.objects.exists()


@pytest.mark.parametrize(
    ("retire", "state"), [(actions.archive, State.ARCHIVED), (actions.take_back, State.DRAFT)]
)
def test_an_operator_takes_off_what_a_university_that_left_has_published(
    retire: Any, state: State
) -> None:
    partner = make_partner(since=date(2025, 1, 1))
    listing = make_listing(partner)
    operator = make_operator()
    consortia.leave(partner, by=operator, now=NOON)

    retire(listing, by=operator, now=NOON)

    assert Listing.objects.get().state == state
    assert found() == []
    assert Entry.objects.latest("pk").by == operator
    with pytest.raises(NotAllowed):
        actions.save(listing, SEMINAR, by=operator, now=NOON)


def test_who_saves_what_somebody_else_has_changed_meanwhile_is_told() -> None:
    partner = make_partner()
    by = make_coordinator(partner)
    listing = make_listing(partner, by=by)
    seen = print_of(content_of(listing))
    actions.save(listing, replace(SEMINAR, title="Hers"), seen=seen, by=by, now=NOON)

    with pytest.raises(NotNow) as refused:
        actions.save(listing, replace(SEMINAR, title="His"), seen=seen, by=by, now=NOON)

    assert refused.value.sentence.startswith("Somebody has changed this listing")
    assert Listing.objects.get().title == "Hers"


def test_what_ends_before_it_begins_is_refused_in_a_sentence() -> None:
    partner = make_partner()
    plan = replace(SEMINAR.plan, first_day=date(2026, 10, 2), last_day=date(2026, 10, 1))

    with pytest.raises(Invalid) as refused:
        actions.begin(partner, replace(SEMINAR, plan=plan), by=make_coordinator(partner), now=NOON)

    assert refused.value.sentence == "The last day is before the first."


def test_a_course_without_meetings_stays_until_its_last_day_was() -> None:
    listing = make_listing()
    Listing.objects.update(last_day=date(2027, 11, 5))
    states = []
    for day in (5, 6):
        actions.archive_what_is_past(now=datetime(2027, 11, day, 3, tzinfo=UTC))
        listing.refresh_from_db()
        states.append(listing.state)

    assert states == ["published", "archived"]


def test_a_year_is_archived_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    partner = make_partner()
    by = make_coordinator(partner)
    for _number in range(3):
        make_listing(partner, by=by)

    actions.archive_what_is_past(now=datetime(2027, 10, 1, 3, tzinfo=UTC))

    assert set(Listing.objects.values_list("state", flat=True)) == {"archived"}


def test_the_first_of_a_month_stays_in_its_month_a_year_later() -> None:
    plan = Plan("UTC", date(2026, 10, 1), date(2026, 12, 18), weekly=(Weekly(4, time(10), 90),))
    listing = make_listing(plan=plan)

    copy = actions.take_over(listing, by=make_coordinator(Partner.objects.get()), now=NOON)

    assert (copy.first_day, copy.last_day) == (date(2027, 10, 7), date(2027, 12, 17))


def test_consortia_of_any_name_have_addresses_of_their_own() -> None:
    by = make_operator()
    names = ("大学間ネットワーク", "東北の輪", "New", "Ring!", "Ring?")

    made = [consortia.found(name, by=by, now=NOON).slug for name in names]

    assert made == ["consortium", "consortium-2", "new-2", "ring", "ring-2"]
    with pytest.raises(Invalid):
        consortia.found("Ring!", by=by, now=NOON)


def test_dated_meetings_fall_on_the_same_days_of_the_week_a_year_later_and_are_to_be_checked() -> (
    None
):
    listing = make_listing()
    by = make_coordinator(Partner.objects.get())

    copy = actions.take_over(listing, by=by, now=NOON)

    assert content_of(copy).plan.dated == (
        Dated(date(2027, 10, 22), time(10), 150, "Introduction"),
        Dated(date(2027, 10, 29), time(10), 150, "Housing"),
    )
    assert list(copy.marks) == ["dated"]
    with pytest.raises(Invalid, match="not checked yet"):
        actions.publish(copy, by=by, now=NOON)


def test_taken_over_twice_a_listing_has_one_draft_for_the_next_year() -> None:
    listing = make_listing()
    by = make_coordinator(Partner.objects.get())

    first, second = (actions.take_over(listing, by=by, now=NOON) for _ in range(2))

    assert first == second
    assert listing.copies.count() == 1


def test_an_archived_course_is_put_on_offer_again_while_its_year_lasts() -> None:
    listing = make_listing()
    by = make_coordinator(Partner.objects.get())
    with pytest.raises(NotNow):
        actions.offer_again(listing, by=by, now=NOON)
    actions.archive(listing, by=by, now=NOON)

    actions.offer_again(listing, by=by, now=NOON)

    assert Listing.objects.get().state == State.PUBLISHED
    assert catalogue.current().find(Asked()).keys == [listing.pk]
    actions.archive(listing, by=by, now=NOON)
    with pytest.raises(NotNow, match="The year of this course is over"):
        actions.offer_again(listing, by=by, now=NOON.replace(year=2027, month=11))


def test_what_an_operator_has_archived_an_operator_alone_puts_on_offer_again() -> None:
    listing = make_listing()
    by, operator = make_coordinator(Partner.objects.get()), make_operator()
    actions.archive(listing, by=operator, now=NOON)

    with pytest.raises(NotAllowed, match="An operator has put this course into the archive"):
        actions.offer_again(listing, by=by, now=NOON)
    actions.offer_again(listing, by=operator, now=NOON)
    actions.archive(listing, by=by, now=NOON)
    with pytest.raises(NotAllowed):
        actions.offer_again(listing, by=operator, now=NOON)
    actions.offer_again(listing, by=by, now=NOON)

    assert Listing.objects.get().state == State.PUBLISHED
