"""What the exchange tells other universities' programs: OOAPI 6.0 and MOOChub 3."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from django.conf import settings as settings_
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from exchange.contracts import (
    COURSE,
    MOOCHUB,
    OFFERING,
    ORGANISATION,
    PROBLEM,
    PROGRAMME,
    SERVICE,
    SESSION,
    mistakes,
    page,
)
from localturn.exchange.actions import listings as actions
from localturn.exchange.domain.identities import What, identity, key_of
from localturn.exchange.domain.meetings import Plan
from localturn.exchange.domain.terms import Delivery, Level, Slots
from localturn.exchange.models import Listing, Partner
from makers.exchange import NOON, make_coordinator, make_listing, make_partner

BASE = "/exchange/ooapi/v6/"
MOOCS = "/exchange/bridges/moochub/courses"
CONTRACTS = {
    "/": SERVICE,
    "/courses": page(COURSE),
    "/courses/{courseId}": COURSE,
    "/courses/{courseId}/course-offerings": page(OFFERING),
    "/course-offerings/{courseOfferingId}": OFFERING,
    "/organisations": page(ORGANISATION),
    "/organisations/{organisationId}": ORGANISATION,
    "/organisations/{organisationId}/courses": page(COURSE),
    "/organisations/{organisationId}/programmes": page(PROGRAMME),
    "/organisations/{organisationId}/course-offerings": page(OFFERING),
    "/academic-sessions": page(SESSION),
    "/academic-sessions/{academicSessionId}": SESSION,
    "/academic-sessions/{academicSessionId}/course-offerings": page(OFFERING),
    "/programmes": page(PROGRAMME),
    "/programmes/{programmeId}": PROGRAMME,
    "/programmes/{programmeId}/courses": page(COURSE),
}
EXPANDED = {
    "/courses/{courseId}": "organisation,programmes,instructors",
    "/course-offerings/{courseOfferingId}": "course,academic_session",
    "/programmes/{programmeId}": "organisation",
}


def ask(path: str, **said: Any) -> Any:
    answer = Client().get(f"{BASE}{path.lstrip('/')}", said)
    assert answer.status_code == 200, (path, answer.content)
    assert answer["Content-Type"] == "application/json"
    return json.loads(answer.content)


def titles(path: str = "courses", **said: Any) -> list[str]:
    return [item["name"][0]["value"] for item in ask(path, **said)["items"]]


def refused(path: str, **said: Any) -> tuple[int, str]:
    answer = Client().get(f"{BASE}{path}", said)
    assert answer["Content-Type"] == "application/problem+json"
    found = json.loads(answer.content)
    assert mistakes(found, PROBLEM) == []
    assert found["status"] == answer.status_code
    return answer.status_code, found["detail"]


@pytest.mark.once
def test_identities_lead_back_and_are_of_one_house_and_kind() -> None:
    house = "https://exchange.example"
    known = UUID(identity(What.COURSE, 4711, house=house))

    assert (known.version, known.variant) == (8, "specified in RFC 4122")
    assert key_of(known, What.COURSE, house=house) == 4711
    assert key_of(known, What.OFFERING, house=house) is None
    assert key_of(known, What.COURSE, house="https://other.example") is None


@pytest.mark.django_db
def test_every_address_that_the_service_names_keeps_the_contract_and_names_nobody() -> None:
    partner = make_partner()
    greta = {"lecturers": ("Greta Invented",), "email": "seminar@university.example"}
    make_listing(partner, programme="Towns and Migration", **greta)
    further = {"prerequisites": "Some", "grading": "A to F", "achievement": "To see"}
    make_listing(partner, participants=None, language="zh-Hant", **further, **greta)
    known: dict[str, str] = {}
    operations = [unquote(each["path"]) for each in ask("/")["supportedOperations"]]
    said = []

    for path in sorted(operations, key=len):
        filled = path.format(**known)
        queries: list[dict[str, str]] = [{"since": "2000-01-01T00:00:00Z"}]
        queries += [{"expand": EXPANDED[path]}] if path in EXPANDED else []
        for query in queries:
            answer = ask(filled, **query)
            assert mistakes(answer, CONTRACTS[path]) == [], path
            said.append(json.dumps(answer))
        for item in answer.get("items", []):
            known |= {key: value for key, value in item.items() if key.endswith("Id")}
        assert "items" not in answer or answer["items"], path

    assert set(operations) == set(CONTRACTS)
    assert not [each for each in said if "Greta" in each or "seminar@" in each]


@pytest.mark.django_db
def test_a_page_takes_as_many_statements_for_three_courses_as_for_one(
    django_assert_num_queries: Any,
) -> None:
    partner = make_partner()
    make_listing(partner)
    with django_assert_num_queries(4):  # which, what they say, their credits, how many
        assert len(titles()) == 1
    for title in ("Alpha", "Omega"):
        make_listing(partner, title=title)
    with django_assert_num_queries(4):
        assert titles() == ["Alpha", "Omega", "Towns on the move"]


@pytest.mark.django_db
def test_lists_come_in_pages_that_say_what_is_before_and_after() -> None:
    listing = make_listing(title="Course 00")
    Listing.objects.bulk_create(
        Listing(**{**_columns(listing), "title": f"Course {n:02}"}) for n in range(1, 12)
    )

    first, second, third = (ask("courses", pageNumber=n) for n in (1, 2, 3))

    assert [len(each["items"]) for each in (first, second, third)] == [10, 2, 0]
    assert [each["hasNextPage"] for each in (first, second, third)] == [True, False, False]
    assert [each["hasPreviousPage"] for each in (first, second, third)] == [False, True, True]
    assert (first["pageSize"], first["totalPages"]) == (10, 2)
    assert len(titles(pageSize=20)) == 12


@pytest.mark.django_db
def test_courses_are_narrowed_down() -> None:
    partner = make_partner()
    make_listing(partner, title="Alpha", course_number="A-1", delivery=(Delivery.ON_SITE,))
    make_listing(partner, title="Beta", language="fr", level=Level.BACHELOR, overview="Harbours.")

    assert titles(q="ALPH") == ["Alpha"]
    assert titles(q="harbour") == ["Beta"]
    assert titles(primaryCode="A-1") == ["Alpha"]
    assert titles(teachingLanguage="fr-FR") == ["Beta"]
    assert titles(level="bachelor") == ["Beta"]
    assert titles(level="pre_vocational") == []
    assert titles(modeOfDelivery="presential") == ["Alpha"]
    assert titles(modeOfDelivery="x-online-asynchronous") == ["Beta"]
    assert titles(modeOfDelivery="coil") == []


@pytest.mark.django_db
def test_drafts_are_not_told_and_what_is_archived_only_as_what_was() -> None:
    partner = make_partner()
    by = make_coordinator(partner)
    make_listing(partner, by=by, title="Draft", is_published=False)
    past = make_listing(partner, by=by, title="Past", **in_year(2020))
    make_listing(partner, by=by, title="Next", **in_year(2090))
    actions.archive(past, by=by, now=datetime(2026, 6, 2, tzinfo=UTC))
    (host,) = ask("organisations")["items"]
    offerings = f"organisations/{host['organisationId']}/course-offerings"
    since = "2000-01-01T00:00:00Z"

    assert titles() == ["Next"]
    assert titles(offerings) == ["Next"]
    assert titles(offerings, since=since) == ["Past", "Next"]
    assert titles(offerings, since=since, until="2021-10-01T00:00:00Z") == ["Past"]
    assert titles(offerings, since=since, until="2021-09-30T00:00:00Z") == []
    assert titles(offerings, since=since, state="inactive") == ["Past"]
    assert titles(offerings, since=since, state="active") == ["Next"]
    assert titles(offerings, since=since, state="cancelled") == []
    assert [each["primaryCode"]["code"] for each in ask("academic-sessions")["items"]] == [
        "2020",
        "2090",
    ]


@pytest.mark.django_db
def test_an_offering_says_places_and_moments() -> None:
    make_listing(slots_kind=Slots.POOLED, slots=4)
    (course,) = ask("courses")["items"]
    since = {"since": "2000-01-01T00:00:00Z"}

    (offering,) = ask(f"courses/{course['courseId']}/course-offerings", **since)["items"]

    assert offering["startDateTime"] == "2026-10-23T08:00:00Z"
    assert offering["endDateTime"] == "2026-10-30T11:30:00Z"  # clocks went back between
    assert offering["maxNumberStudents"] == 25
    assert offering["ext"]["partnerPlaces"] == {"kind": "pooled", "number": 4}


@pytest.mark.django_db
def test_what_cannot_be_answered_is_refused_in_a_sentence() -> None:
    make_listing(Partner.objects.first() or make_partner())
    (course,) = ask("courses")["items"]
    since = {"since": "2000-01-01T00:00:00Z"}
    (held,) = ask(f"courses/{course['courseId']}/course-offerings", **since)["items"]
    offering = held["courseOfferingId"]

    assert refused("courses", pageSize=7) == (400, "“pageSize” is one of: 10, 20, 50, 100, 250.")
    assert refused("courses", pageNumber=0)[0] == 400
    assert refused("courses", q="x" * 201)[0] == 400
    assert refused("courses", **{"filter_query[name][in]": "x"})[0] == 400
    assert refused(f"courses/{course['courseId']}", expand="persons")[0] == 400
    assert refused(f"courses/{course['courseId']}/course-offerings", since="soon")[0] == 400
    assert refused(f"courses/{uuid4()}")[0] == 404
    assert refused(f"courses/{offering}")[0] == 404
    assert refused("persons")[0] == 404
    assert refused(f"course-offerings/{offering}/course-offering-associations")[0] == 401
    posted = Client(enforce_csrf_checks=True).post(f"{BASE}courses")
    assert (posted.status_code, posted["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_whatever_is_asked_is_answered_or_refused() -> None:
    """The parameters of the standard with any value: nothing makes the house fail."""
    make_listing()
    (course,) = ask("courses")["items"]
    paths = ["", "courses", f"courses/{course['courseId']}", "organisations", "programmes"]
    paths += [f"courses/{course['courseId']}/course-offerings", "academic-sessions"]
    names = ("pageSize", "pageNumber", "q", "level", "modeOfDelivery", "teachingLanguage")
    names += ("primaryCode", "expand", "since", "until", "state", "fields", "consumer")
    values = some.one_of(
        some.text(max_size=12),
        some.integers().map(str),
        some.datetimes().map(str),
        some.sampled_from(["10", "-1", "%00", "\0", "٣", "9" * 400, "0001-01-01", "9999-12-31"]),
    )
    client = Client()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        some.sampled_from(paths), some.dictionaries(some.sampled_from(names), values, max_size=3)
    )
    def asked(path: str, query: dict[str, str]) -> None:
        answer = client.get(f"{BASE}{path}", query)
        assert answer.status_code in {200, 400}, (path, query)
        json.loads(answer.content)

    asked()


@pytest.mark.django_db
def test_moochub_has_what_is_published_in_pages() -> None:
    partner = make_partner()
    make_listing(partner, title="Alpha", overview="*How* towns grow.")
    make_listing(partner, title="Draft", is_published=False)

    answer = Client().get(MOOCS)
    found = json.loads(answer.content)

    assert answer["Content-Type"] == "application/vnd.api+json; moochub-version=3.0"
    assert mistakes(found, MOOCHUB) == []
    assert [each["attributes"]["name"] for each in found["data"]] == ["Alpha"]
    assert found["data"][0]["attributes"]["description"] == "<p><em>How</em> towns grow.</p>\n"
    assert found["data"][0]["attributes"]["numberOfCredits"] == 6
    assert "Greta" not in answer.text
    assert "next" not in found["links"]
    assert Client().get(MOOCS, {"page": 2}).status_code == 404
    assert Client().get(MOOCS, {"page": "x"}).status_code == 400


def in_year(year: int) -> dict[str, Any]:
    """Offered in this academic year, on no days yet."""
    fields = {"academic_year": year, "offering_year": year}
    return {**fields, "delivery": (Delivery.ASYNCHRONOUS,), "plan": Plan(zone="Europe/Berlin")}


def _columns(listing: Listing) -> dict[str, Any]:
    names = [field.attname for field in Listing._meta.concrete_fields if not field.primary_key]
    return {name: getattr(listing, name) for name in names}


@pytest.mark.django_db
def test_one_text_that_cannot_be_rendered_does_not_take_the_page_of_all_with_it() -> None:
    listing = make_listing()
    Listing.objects.update(overview="<*" * 3000)

    moocs = Client().get(MOOCS)
    page = Client().get(listing.get_absolute_url())

    assert moocs.json()["data"][0]["attributes"]["description"].startswith("<p>&lt;*&lt;*")
    assert page.status_code == 200
    assert "<p>&lt;*&lt;*" in page.text


@pytest.mark.django_db
def test_what_an_answer_names_is_found() -> None:
    listing = make_listing(course_number="", programme="Master of Towns")
    actions.archive(listing, by=make_coordinator(Partner.objects.get()), now=NOON)
    other = make_listing(Partner.objects.get(), course_number="")

    said = ask(f"courses/{identity(What.COURSE, listing.pk, house=settings_.PUBLIC_URL)}")
    programme = ask(f"programmes/{said['programmeIds'][0]}")
    by_code = ask("courses", primaryCode=str(other.pk))

    assert programme["name"][0]["value"] == "Master of Towns"
    assert [each["primaryCode"]["code"] for each in by_code["items"]] == [str(other.pk)]
