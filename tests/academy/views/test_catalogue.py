"""What courses there are, for everybody."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from localturn.academy.models import Course
from makers.academy import MONDAY, NOON, make_enrolment, make_person, make_run, make_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_every_published_course_is_listed_with_its_next_run(client: Client) -> None:
    make_run(make_version(), starts_on=MONDAY + timedelta(days=14))
    Course.objects.create(slug="draft", created_at=NOON)

    page = client.get("/academy/courses/").text

    assert page.count("lt-card-heading") == 1
    assert "Migration governance" in page
    assert 'Begins on <time datetime="2027-03-22">22 March 2027</time>' in page
    assert "4 hours" in page


def test_the_address_of_the_room_leads_to_its_courses(client: Client) -> None:
    answer = client.get("/academy/", follow=True)

    assert answer.redirect_chain == [("/academy/courses/", 302)]


def test_with_no_course_the_list_says_so(client: Client) -> None:
    assert "No course is published yet." in client.get("/academy/courses/").text


def test_a_course_is_listed_once_in_its_newest_version(client: Client) -> None:
    course = make_version().course
    make_version(course=course, number=2)
    make_version(course=course, number=None)

    assert client.get("/academy/courses/").text.count("lt-card-heading") == 1


def test_the_public_page_says_what_the_course_is(client: Client) -> None:
    version = make_version()
    run = make_run(version, starts_on=MONDAY + timedelta(days=14), title="Spring", is_open=True)
    make_run(version, starts_on=MONDAY - timedelta(days=140), title="Long ago")

    page = client.get(f"/academy/courses/{version.course.slug}/").text

    assert "<h1>Migration governance</h1>" in page
    assert "Certificate of completion" in page
    assert "Assignment 2" in page
    assert f'href="/academy/runs/{run.slug}/"' in page
    assert "Everybody may enrol." in page
    assert "Long ago" not in page
    assert "Write this course" not in page


def test_the_public_page_describes_the_course_to_machines(client: Client) -> None:
    version = make_version()
    make_run(version, starts_on=MONDAY + timedelta(days=14), title="</script><b>Spring")

    page = client.get(f"/academy/courses/{version.course.slug}/").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    described: dict[str, Any] = json.loads(found.group(1))

    assert described["@type"] == "Course"
    assert described["name"] == "Migration governance"
    assert described["timeRequired"] == "PT240M"
    assert described["url"].endswith(f"/academy/courses/{version.course.slug}/")
    assert [each["name"] for each in described["syllabusSections"]] == ["Module 1", "Module 2"]
    assert described["hasCourseInstance"] == [
        {
            "@type": "CourseInstance",
            "courseMode": "online",
            "startDate": "2027-03-22",
            "endDate": "2027-04-04",
            "courseWorkload": "PT240M",
            "name": "</script><b>Spring",
        }
    ]


def test_the_public_page_leads_to_the_run_that_one_may_come_into_next(client: Client) -> None:
    version = make_version()
    for week, fields in (
        (0, {"title": "Under way", "is_open": True}),
        (2, {"title": "Invited"}),
        (3, {"title": "Closed", "is_open": True, "enrolment_closes_at": NOON - timedelta(days=1)}),
        (4, {"title": "Open", "is_open": True, "enrolment_closes_at": NOON + timedelta(days=9)}),
    ):
        make_run(version, starts_on=MONDAY + timedelta(weeks=week), **fields)
    make_run(version, starts_on=MONDAY - timedelta(weeks=20))
    make_run(version, starts_on=MONDAY - timedelta(weeks=40))

    page = client.get(f"/academy/courses/{version.course.slug}/").text
    card = page[page.index("The next run") :]

    assert card.index("Open") < card.index("How to take part") < card.index("Under way")
    assert "Everybody may enrol until" in page
    assert "Enrolment has closed." in page
    assert "It has been given 2 times before." in page
    assert "<dt>Language</dt><dd>English</dd>" in page


def test_of_many_runs_the_public_page_names_a_few_and_says_how_many_more(client: Client) -> None:
    version = make_version()
    for week in range(7):
        make_run(version, starts_on=MONDAY + timedelta(weeks=week), title=f"Run no. {week}")

    page = client.get(f"/academy/courses/{version.course.slug}/").text

    assert page.count('<h3 class="lt-card-heading">') == 5
    assert "2 more runs are planned." in page


def test_a_course_that_is_not_published_is_known_to_its_authors_alone(client: Client) -> None:
    version = make_version(number=None)
    address = f"/academy/courses/{version.course.slug}/"

    assert client.get(address).status_code == 404
    client.force_login(make_person(is_staff=True))
    assert "This course is not published yet." in client.get(address).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_as_many_statements_for_three_courses_as_for_one(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        make_run(make_version(), starts_on=MONDAY + timedelta(days=14))

    with django_assert_num_queries(2):
        client.get("/academy/courses/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_page_costs_as_many_statements_for_three_runs_as_for_one(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    version = make_version()
    for _ in range(count):
        make_run(version, starts_on=MONDAY + timedelta(days=14))

    with django_assert_num_queries(8):
        client.get(f"/academy/courses/{version.course.slug}/")


def test_the_page_of_a_run_leads_to_its_course(client: Client) -> None:
    run = make_run(is_open=True)

    page = client.get(f"/academy/runs/{run.slug}/").text
    client.force_login(make_enrolment(run).person)
    own = client.get(f"/academy/runs/{run.slug}/").text

    course = f'href="/academy/courses/{run.version.course.slug}/"'
    assert (page.count(course), own.count(course)) == (2, 1)
