"""Cities that courses write about, and how activities are drawn there."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import translation

from localturn.academy.actions import authoring, publishing
from localturn.academy.actions.links import link_texts
from localturn.academy.cards import cards, runs_at
from localturn.academy.models import Activity, Course, CourseVersion
from localturn.academy.standards.course_folder import read
from localturn.foundation.links import Thing
from localturn.foundation.links.queries import links_from, links_to
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_published,
    make_run,
    make_version,
)
from makers.course_folder import READING, small_folder
from makers.people import make_organisation
from makers.places import make_city, make_country

pytestmark = pytest.mark.django_db
Count = Any
NOBODY = AnonymousUser()


def city(code: str) -> Thing:
    return Thing("places", "city", code)


def activity(version: CourseVersion, stable_id: str) -> Thing:
    return Thing("academy", "activity", f"{version.course.slug}/{stable_id}")


def about(course: Course | None = None, **activities: list[str]) -> CourseVersion:
    """A published version, the next of the course, whose activities are about these cities."""
    draft = make_version(course=course, number=None)
    for name, codes in activities.items():
        stable_id = name.replace("_", "-")
        Activity.objects.filter(version=draft, stable_id=stable_id).update(places=codes)
    return make_published(draft, number=draft.course.versions.count())


def test_an_activity_leads_to_the_cities_that_it_is_about() -> None:
    version = about(case_2=["HR-vukovar", "SE-malmo"], reading_1=["HR-vukovar"])

    link_texts(version, now=NOON)

    assert links_from(activity(version, "case-2")) == [city("HR-vukovar"), city("SE-malmo")]
    assert links_to(city("HR-vukovar")) == [
        activity(version, "case-2"),
        activity(version, "reading-1"),
    ]


def test_what_a_new_version_does_not_say_any_more_is_cut() -> None:
    old = about(case_2=["HR-vukovar"], reading_1=["SE-malmo"])
    link_texts(old, now=NOON)
    new = about(old.course, case_2=["MK-tetovo"])

    link_texts(new, now=NOON)

    assert links_from(activity(new, "case-2")) == [city("MK-tetovo")]
    assert links_from(activity(new, "reading-1")) == []


def test_a_draft_leads_nowhere_yet() -> None:
    published = make_version()
    draft = make_version(course=published.course, number=None)
    Activity.objects.filter(version=draft).update(places=["HR-vukovar"])

    link_texts(published, now=NOON)

    assert links_from(activity(draft, "case-2")) == []


def test_who_takes_part_or_facilitates_is_led_to_the_activity() -> None:
    version = make_version()
    run = make_run(version)
    things = [activity(version, "case-2")]
    there = reverse("academy:activity", args=[run.slug, "case-2"])

    [for_participant] = cards(things, reader=make_enrolment(run).person or NOBODY)
    [for_facilitator] = cards(things, reader=make_facilitator(run))

    assert (for_participant.href, for_facilitator.href) == (there, there)


def test_nothing_of_a_draft_is_drawn_nor_what_is_none_of_ours() -> None:
    draft = make_version(number=None)
    things = [
        activity(draft, "case-2"),
        Thing("academy", "activity", "nonsense"),
        Thing("academy", "run", "x"),
    ]

    assert cards(things, reader=NOBODY) == []


def test_drawing_costs_two_statements(django_assert_num_queries: Count) -> None:
    version = make_version()
    person = make_enrolment(make_run(version)).person
    assert person is not None
    things = [activity(version, name) for name in ("case-2", "reading-1", "quiz-1")]

    with django_assert_num_queries(2):
        cards(things[:1], reader=person)
    with django_assert_num_queries(2):
        assert len(cards(things, reader=person)) == 3


def test_runs_stand_where_their_host_sits_until_they_are_over() -> None:
    town = make_city("Tetovo")
    here = make_organisation("Association", place=town)
    run = make_run(host=here, title="Spring")
    make_run(host=make_organisation("Elsewhere", place=make_city("Malmö")))
    make_run(host=here, starts_on=NOON.date().replace(year=2026))

    [card] = runs_at(town, reader=make_person(), now=NOON)

    assert card.title == "Migration governance (Spring)"
    assert card.href == reverse("academy:run", args=[run.slug])
    assert card.detail == "8 March 2027 to 21 March 2027, held by Association"


def test_who_studies_a_case_is_led_to_its_cities(client: Client) -> None:
    make_city("Vukovar", make_country("HR", "Croatia"))
    run = make_run(about(case_2=["HR-vukovar", "XX-nowhere"]))
    client.force_login(make_facilitator(run))

    text = client.get(reverse("academy:activity", args=[run.slug, "case-2"])).text

    assert 'More about <a href="/places/HR-vukovar/">Vukovar</a></p>' in text


def test_a_stranger_is_led_to_the_course() -> None:
    version = make_version()
    things = [activity(version, "case-2")]

    with translation.override("fr"):
        [card] = cards(things, reader=NOBODY)

    assert card.thing == things[0]
    assert (card.title, card.detail, card.language) == ("Case 2", "Migration governance", "en")
    assert card.href == reverse("academy:course", args=[version.course.slug])


def test_the_newest_version_says_what_it_is_called_and_whether_it_is_there() -> None:
    old = make_version()
    new = make_version(course=old.course, number=None)
    Activity.objects.filter(version=new, stable_id="case-2").update(title="A town by the river")
    Activity.objects.filter(version=new, stable_id="reading-1").delete()
    make_published(new, number=2)

    drawn = cards([activity(old, "case-2"), activity(old, "reading-1")], reader=NOBODY)

    assert [card.title for card in drawn] == ["A town by the river"]


def test_the_ends_of_two_links_do_not_make_a_third() -> None:
    first, second = make_version(), make_version()

    drawn = cards([activity(first, "case-2"), activity(second, "reading-1")], reader=NOBODY)

    assert {card.thing for card in drawn} == {
        activity(first, "case-2"),
        activity(second, "reading-1"),
    }


def test_publishing_a_course_folder_leads_from_its_texts_to_their_cities() -> None:
    author = make_person(can_author=True)
    reading = Thing("academy", "activity", "small/who-counts")

    def publish(**changed: str) -> None:
        content = read(small_folder(**changed)).course
        assert content is not None
        draft = authoring.import_course(content, by=author, now=NOON)
        assert links_to(city("MK-tetovo")) == []
        publishing.publish(draft.course, by=author, now=NOON)

    publish()
    assert links_from(reading) == [city("HR-pula")]

    publish(reading=READING.replace("HR-pula", "MK-tetovo"))
    assert links_from(reading) == [city("MK-tetovo")]
    assert links_to(city("HR-pula")) == []
