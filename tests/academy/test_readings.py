"""The texts of a course are offered, to be taken elsewhere, to whom their pages are open."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from localturn.academy.actions.links import link_texts
from localturn.academy.actions.moving import move_run
from localturn.academy.cards import readable
from localturn.academy.models import Activity, Completion, CourseRole, CourseVersion, Enrolment, Run
from localturn.academy.queries import readings
from localturn.academy.queries.links import course_thing, reading_thing
from localturn.academy.queries.readings import has_readings_open_to
from localturn.foundation import moments
from localturn.foundation.links import Readable, Thing
from localturn.foundation.people.models import Person
from localturn.foundation.people.reader import Reader
from localturn.foundation.prose import render
from localturn.foundation.refusals import Invalid
from localturn.foundation.room import readable_at, thing_at
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_published,
    make_run,
    make_version,
)
from makers.corpus import make_coding, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TEXTS = ["reading-1", "case-2"]


@pytest.fixture
def run() -> Run:
    """Its first module is open, the second opens next week."""
    version = make_version(number=None)
    CourseVersion.objects.filter(pk=version.pk).update(
        authors=["Ana Petrovska", "Ben Doe"], licence="CC BY 4.0"
    )
    version.refresh_from_db()
    return make_run(make_published(version))


def _course(run: Run) -> Thing:
    return course_thing(run.version.course.slug)


def _at(run: Run, activity: str) -> str:
    return f"/academy/runs/{run.slug}/a/{activity}/"


def _offered(run: Run, reader: Reader, *, after: timedelta = timedelta()) -> list[str]:
    """Of the course, by the last part of their addresses."""
    with moments.travelled(NOON + after - moments.now()):
        found = readable(_course(run), reader=reader)
    return [each.address.rstrip("/").rsplit("/", 1)[-1] for each in found]


def _opened(run: Run, reader: Person, *, after: timedelta = timedelta()) -> list[str]:
    """Whose pages answer."""
    client = Client()
    client.force_login(reader)
    with moments.travelled(NOON + after - moments.now()):
        return [each for each in TEXTS if client.get(_at(run, each)).status_code == 200]


def test_what_is_offered_is_what_can_be_opened(run: Run) -> None:
    seat, gone = make_enrolment(run), make_enrolment(run, withdrawn_at=NOON)
    author = make_person("Aud Author")
    course = run.version.course
    CourseRole.objects.create(course=course, person=author, role="author", given_at=NOON)
    guide, week = make_facilitator(run), timedelta(days=7)
    assert seat.person is not None
    assert gone.person is not None
    expected = {
        seat.person: TEXTS[:1],
        gone.person: [],
        author: [],
        guide: TEXTS,
        make_facilitator(make_run()): [],
        make_person("Omar Operator", is_staff=True): [],
    }

    for person, texts in expected.items():
        assert (_offered(run, person), _opened(run, person)) == (texts, texts), person
    assert _offered(run, seat.person, after=week) == _opened(run, seat.person, after=week) == TEXTS
    assert _offered(run, AnonymousUser()) == []


def test_a_text_says_what_its_page_says_and_where_it_is_from_at_its_foot(run: Run) -> None:
    person = make_facilitator(run)
    address = settings.PUBLIC_URL + _at(run, "reading-1")

    [found] = readable_at(address, reader=person)

    assert found == Readable("Reading 1", address, "en", page=found.page)
    assert "<h1>Reading 1</h1>\n<p>Text.</p>\n" in found.page
    assert found.page.endswith(
        "<footer data-lt-furniture><p>From the course “Migration governance”, version 1.</p>"
        "<p>Authors: Ana Petrovska, Ben Doe.</p><p>Licence: CC BY 4.0.</p></footer></body></html>\n"
    )
    assert readable_at(address, reader=make_person()) == []


def test_the_texts_of_a_course_cost_a_statement_for_each_run_however_many_they_are(
    run: Run, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = make_version(course=run.version.course, number=None)
    module = version.modules.get(position=1)
    for number in range(3, 6):
        Activity.objects.create(
            version=version,
            module=module,
            position=5 + number,
            stable_id=f"reading-{number}",
            file_name=f"{number}",
            kind="reading",
            title=f"Reading {number}",
            minutes=20,
            body="Text.",
            body_html="<p>Text.</p>",
        )
    person = make_person()
    make_enrolment(run, person)
    make_enrolment(make_run(make_published(version, number=2)), person)
    course = _course(run)

    with moments.travelled(NOON - moments.now()), django_assert_num_queries(3):
        found = readable(course, reader=person)

    assert len(found) == 4


def test_a_course_without_a_licence_says_so() -> None:
    run = make_run()

    [found] = readable(reading_thing(run.slug, "reading-1"), reader=make_facilitator(run))

    assert "The course names no licence: ask its authors before you pass it on." in found.page


def test_of_several_runs_the_latest_counts_in_which_a_text_is_open(run: Run) -> None:
    later = make_run(run.version, starts_on=run.starts_on + timedelta(days=70))
    person = make_person()
    for each in (run, later):
        make_enrolment(each, person)

    def runs(after: timedelta) -> set[str]:
        with moments.travelled(NOON + after - moments.now()):
            return {each.address.split("/")[-4] for each in readable(_course(run), reader=person)}

    assert runs(timedelta(days=7)) == {run.slug}
    assert runs(timedelta(days=80)) == {later.slug}


def test_the_address_of_a_text_in_a_run_stands_for_the_text_of_that_run(run: Run) -> None:
    version = make_version(course=run.version.course, number=None)
    version.activities.filter(stable_id="reading-1").update(body_html="<p>Written anew.</p>")
    newer = make_run(make_published(version, number=2))
    person = make_person()
    for each in (run, newer):
        make_enrolment(each, person)

    with moments.travelled(NOON - moments.now()):
        earlier, later = [
            readable_at(_at(each, "reading-1"), reader=person) for each in (run, newer)
        ]

    assert [each.address for each in (*earlier, *later)] == [
        settings.PUBLIC_URL + _at(each, "reading-1") for each in (run, newer)
    ]
    assert "<p>Text.</p>" in earlier[0].page
    assert "version 1." in earlier[0].page
    assert "<p>Written anew.</p>" in later[0].page
    assert "version 2." in later[0].page


def test_a_text_of_any_run_is_offered_however_many_later_ones_there_are(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_facilitator(run)
    make_facilitator(make_run(run.version, starts_on=run.starts_on + timedelta(days=70)), person)
    monkeypatch.setattr(readings, "MOST_RUNS", 1)

    [found] = readable_at(_at(run, "reading-1"), reader=person)

    assert found.address == settings.PUBLIC_URL + _at(run, "reading-1")


def test_a_text_that_a_run_has_no_longer_is_offered_to_who_worked_on_it(run: Run) -> None:
    seat, other, guide = make_enrolment(run), make_enrolment(run), make_facilitator(run)
    assert seat.person is not None
    assert other.person is not None
    old = run.version.activities.get(stable_id="reading-1")
    Completion.objects.create(enrolment=seat, activity=old, done_at=NOON)
    version = make_version(course=run.version.course, number=None)
    version.activities.filter(stable_id="reading-1").delete()
    move_run(run, to=make_published(version, number=2), anew=[], by=guide, now=NOON)

    def offered(reader: Person) -> list[Readable]:
        with moments.travelled(NOON - moments.now()):
            return readable_at(_at(run, "reading-1"), reader=reader)

    [found] = offered(seat.person)
    assert "<p>Text.</p>" in found.page
    assert "version 1." in found.page
    assert offered(other.person) == []
    assert thing_at(_at(run, "quiz-9")) is None


def test_a_text_without_words_is_refused_in_words(run: Run) -> None:
    version = make_version(course=run.version.course, number=None)
    version.activities.filter(stable_id="reading-1").update(body="", body_html="")
    empty = make_run(make_published(version, number=2))
    address = _at(empty, "reading-1")

    with pytest.raises(Invalid, match="“Reading 1” has no text of its own"):
        readable_at(address, reader=make_facilitator(empty))
    assert readable_at(address, reader=make_person()) == []


def test_a_course_of_which_nothing_is_open_yet_is_refused_in_words(run: Run) -> None:
    seat = make_enrolment(run)
    assert seat.person is not None
    run.releases.update(opens_at=NOON + timedelta(days=3))

    with pytest.raises(Invalid, match="no reading of the course “Migration governance”"):
        _offered(run, seat.person)
    with moments.travelled(NOON - moments.now()):
        assert not has_readings_open_to(seat.person, run.version.course.slug)
    assert _offered(run, seat.person, after=timedelta(days=3)) == TEXTS
    assert _offered(run, make_person()) == []


def test_a_quotation_is_not_put_into_a_text_that_is_taken_away() -> None:
    work = make_work()
    assert work.lead.person is not None
    passage = make_coding(work.document, work.code, "money")
    version = make_version(number=None)
    rendered = render(f"They write:\n\n![On money]({passage.get_absolute_url()})\n").html
    version.activities.filter(stable_id="reading-1").update(body_html=rendered)
    run = make_run(make_published(version))
    link_texts(run.version, by=work.lead.person, now=NOON)
    reader = make_facilitator(run)
    client = Client()
    client.force_login(reader)
    assert "<blockquote" in client.get(_at(run, "reading-1")).text

    [found] = readable_at(_at(run, "reading-1"), reader=reader)

    assert "<blockquote" not in found.page
    assert ">On money</a>" in found.page


def test_only_texts_to_read_are_offered(run: Run) -> None:
    person = make_facilitator(run)

    assert thing_at(_at(run, "quiz-1")) is None
    assert readable(reading_thing(run.slug, "quiz-1"), reader=person) == []
    assert readable(Thing("academy", "meeting", f"{run.slug}/reading-1"), reader=person) == []


def test_who_gave_up_their_seat_is_offered_nothing_more(run: Run) -> None:
    seat = make_enrolment(run)
    assert seat.person is not None
    assert _offered(run, seat.person) == TEXTS[:1]

    Enrolment.objects.filter(pk=seat.pk).update(withdrawn_at=NOON)

    assert _offered(run, seat.person) == []
