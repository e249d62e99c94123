"""Whether the addresses that a draft cites still answer."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from localturn.academy.actions.sources import ask_for_check, check_sources, find, look
from localturn.academy.models import Activity, Course, CourseRole, SourceReport
from localturn.academy.queries.sources import (
    PATIENCE,
    Finding,
    Verdict,
    addresses_of,
    looks_offline,
    sources_seen,
)
from localturn.academy.views.sources import said_of, tone_of
from localturn.foundation import fetch, moments
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotAllowed, NotNow
from localturn.foundation.tasks.models import TaskRow
from makers.academy import NOON, make_person, make_published, make_version
from makers.web import Handler, Site, open_site

Count = Any
INSIDE = "http://10.0.0.1/report.pdf"
"""Refused before anything is asked, so that no test depends on the network."""


def make_draft(*addresses: str) -> Course:
    """A draft whose first reading cites these addresses, and one publication without any."""
    version = make_version(number=None)
    sources = [{"id": f"s{n}", "text": f"Source {n}", "url": a} for n, a in enumerate(addresses)]
    Activity.objects.filter(version=version, stable_id="reading-1").update(
        sources=[*sources, {"id": "book", "text": "A book"}]
    )
    return version.course


def make_author(course: Course) -> Person:
    author = make_person("Amra Author")
    CourseRole.objects.create(
        course=course, person=author, role=CourseRole.Role.AUTHOR, given_at=NOON
    )
    return author


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with moments.travelled(NOON - datetime.now(UTC)):
        yield


# --- What is made of an answer -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("finding", "verdict"),
    [
        (Finding("https://a.example/x", 200, "https://a.example/x"), Verdict.ANSWERS),
        (Finding("http://a.example/x", 200, "https://www.a.example/x/"), Verdict.ANSWERS),
        (Finding("https://doi.org/10.1/x", 200, "https://journal.example/1"), Verdict.ANSWERS),
        (Finding("https://a.example/x", 200, "https://a.example/"), Verdict.MOVED),
        (Finding("https://a.example/x?p=1", 200, "https://a.example/x?p=2"), Verdict.MOVED),
        (Finding("https://doi.org/10.1/x", 404, "https://doi.org/10.1/x"), Verdict.GONE),
        (Finding("https://a.example/x", 410, "https://a.example/x"), Verdict.GONE),
        (Finding("https://a.example/x", 403, "https://a.example/x"), Verdict.SHY),
        (Finding("https://a.example/x", 429, "https://a.example/x"), Verdict.SHY),
        (Finding("https://a.example/x", 500, "https://a.example/x"), Verdict.FAULTY),
        (Finding("https://a.example/x", reason="too-slow"), Verdict.FAULTY),
        (Finding("https://a.example/x", reason="not-public"), Verdict.NOT_ASKED),
    ],
)
def test_a_finding_has_a_verdict(finding: Finding, verdict: Verdict) -> None:
    assert finding.verdict is verdict


def test_a_finding_has_a_status_or_a_reason() -> None:
    with pytest.raises(ValueError, match="either"):
        Finding("https://a.example/")
    with pytest.raises(ValueError, match="either"):
        Finding("https://a.example/", 200, reason="too-slow")


def unreached(*hosts: str, reason: str = "unknown-host") -> list[Finding]:
    return [Finding(f"https://{host}/", reason=reason) for host in hosts]


@pytest.mark.parametrize(
    ("findings", "offline"),
    [
        ([], False),
        (unreached("a.example"), False),
        (unreached("a.example", reason="offline"), True),
        (unreached("a.example", "b.example"), False),
        (unreached("a.example", "b.example", "c.example"), True),
        (unreached("a.example", "a.example", "a.example"), False),
        (unreached("a.example", "b.example", "c.example", reason="insecure"), False),
        ([*unreached("a", "b", "c"), Finding("https://d.example/", 404, "x")], False),
    ],
)
def test_it_is_this_house_that_is_offline_when_nobody_at_all_is_reached(
    findings: list[Finding], offline: bool
) -> None:
    assert looks_offline(findings) is offline


# --- Asking ------------------------------------------------------------------------------------


@pytest.fixture
def site() -> Iterator[Site]:
    def large(handler: Handler) -> None:
        handler.say(200, b"x" * 5_000_000)

    pages = {
        "/here": large,
        "/gone": lambda handler: handler.say(404),
        "/moved": lambda handler: handler.say(301, b"", Location="/here"),
    }
    with open_site(pages) as opened:
        yield opened


def on_this_machine(site: Site, address: str) -> Finding:
    ask = partial(fetch.get, ports=frozenset({site.port, 80}), allow_loopback=True, with_body=False)
    return find(address, lambda: ask(address))


@pytest.mark.once
def test_every_address_is_asked_once_and_answers_in_order(site: Site) -> None:
    paths = ["/moved", "/here", "/gone"]
    addresses = [*map(site.address, paths), INSIDE]

    found = look(addresses, ask=partial(on_this_machine, site))

    assert [f.address for f in found] == addresses
    assert [f.status for f in found] == [200, 200, 404, None]
    assert found[0].ended_at == site.address("/here")
    assert (found[3].reason, found[3].about) == ("not-public", "10.0.0.1")
    assert sorted(asked.path for asked in site.asked) == ["/gone", "/here", "/here", "/moved"]


@pytest.mark.once
def test_where_there_is_no_way_out_three_hosts_are_tried_not_forty() -> None:
    asked: list[str] = []

    def nobody(address: str) -> Finding:
        asked.append(address)
        return Finding(address, reason="unknown-host")

    found = look([f"https://host{n}.example/" for n in range(40)], ask=nobody)

    assert looks_offline(found) is True
    assert len(asked) == 3


@pytest.mark.once
def test_one_host_is_asked_for_one_address_after_another() -> None:
    lock = Lock()

    def alone(address: str) -> Finding:
        assert lock.acquire(blocking=False)
        lock.release()
        return Finding(address, 200, address)

    addresses = [f"https://one.example/{n}" for n in range(50)]

    assert [f.address for f in look(addresses, ask=alone)] == addresses


@pytest.mark.once
def test_a_silent_name_server_is_not_taken_for_being_offline() -> None:
    def ask(address: str) -> Finding:
        if "silent" in address:
            return Finding(address, reason="offline", about="silent.example")
        return Finding(address, 200, address)

    found = look(["https://silent.example/", "https://a.example/"], ask=ask)

    assert [f.reason for f in found] == ["unreachable", ""]


# --- An author asks ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_addresses_of_a_draft_are_named_once_in_the_order_of_the_text() -> None:
    course = make_draft("https://b.example/", "https://a.example/", "https://b.example/")

    assert addresses_of(course) == ["https://b.example/", "https://a.example/"]


@pytest.mark.django_db
def test_an_author_has_the_addresses_asked_and_reads_what_was_found() -> None:
    course = make_draft(INSIDE)
    author = make_author(course)

    ask_for_check(course, by=author, now=NOON)

    before = sources_seen(course, now=NOON)
    assert (before.is_under_way, before.asked_at) == (True, NOON)
    assert TaskRow.objects.filter(task_path__endswith="check_sources").count() == 1

    check_sources.func(course.pk)
    check_sources.func(course.pk)  # a task whose worker was killed runs again

    after = sources_seen(course, now=NOON)
    assert (after.is_under_way, after.is_offline, after.to_mend) == (False, False, 1)
    first, book = after.sources
    assert first.finding == Finding(INSIDE, reason="not-public", about="10.0.0.1")
    assert first.cited_in == (("reading-1", "Reading 1"),)
    assert (book.text, book.address, book.finding) == ("A book", "", None)


@pytest.mark.django_db
def test_what_is_to_mend_stands_first() -> None:
    course = make_draft("https://fine.example/", "https://gone.example/")
    SourceReport.objects.create(
        course=course,
        asked_at=NOON,
        done_at=NOON,
        findings=[
            {"address": "https://fine.example/", "status": 200, "ended_at": "https://fine.example"},
            {"address": "https://gone.example/", "status": 404, "ended_at": ""},
        ],
    )

    seen = sources_seen(course, now=NOON)

    assert [source.address for source in seen.sources] == [
        "https://gone.example/",
        "https://fine.example/",
        "",
    ]
    assert seen.to_mend == 1


@pytest.mark.django_db
def test_nobody_asks_twice_at_a_time_but_again_when_nothing_came_of_it() -> None:
    course = make_draft(INSIDE)
    author = make_author(course)
    ask_for_check(course, by=author, now=NOON)

    with pytest.raises(NotNow, match="already"):
        ask_for_check(course, by=author, now=NOON + timedelta(minutes=1))

    assert sources_seen(course, now=NOON + PATIENCE).is_under_way is False
    ask_for_check(course, by=author, now=NOON + PATIENCE)


@pytest.mark.django_db
def test_only_who_writes_the_course_asks() -> None:
    course = make_draft(INSIDE)

    with pytest.raises(NotAllowed):
        ask_for_check(course, by=make_person(), now=NOON)


@pytest.mark.django_db
def test_a_draft_without_addresses_is_not_asked_about() -> None:
    course = make_draft()

    with pytest.raises(NotNow, match="no source"):
        ask_for_check(course, by=make_author(course), now=NOON)


@pytest.mark.django_db
def test_a_course_that_is_gone_is_no_trouble_for_the_task() -> None:
    check_sources.func(0)

    assert SourceReport.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.both
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        (
            {"done_at": NOON - timedelta(seconds=1)},
            "sources_are_asked_before_they_answer",
        ),
        ({"is_offline": True, "findings": [{}]}, "who_is_offline_has_found_nothing_out"),
    ],
)
def test_a_report_that_cannot_be_the_database_forbids(
    fields: dict[str, Any], constraint: str
) -> None:
    course = make_draft()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SourceReport.objects.create(course=course, asked_at=NOON, **fields)


@pytest.mark.django_db
def test_looking_at_the_sources_costs_three_statements(django_assert_num_queries: Count) -> None:
    addresses: Sequence[str] = ["https://a.example/", "https://b.example/", "https://c.example/"]
    for course in (make_draft(addresses[0]), make_draft(*addresses)):
        with django_assert_num_queries(3):
            sources_seen(course, now=NOON)


# --- The page ----------------------------------------------------------------------------------


def page_of(course: Course) -> str:
    return reverse("academy:sources", args=[course.slug])


@pytest.mark.django_db
def test_an_author_sees_the_sources_has_them_asked_and_is_told(client: Client) -> None:
    course = make_draft(INSIDE)
    client.force_login(make_author(course))
    assert "Source 0" in client.get(page_of(course)).text

    answer = client.post(page_of(course) + "check/", follow=True)

    assert answer.redirect_chain == [(page_of(course), 302)]
    assert "The addresses are being asked since" in answer.text
    assert "Ask all addresses" not in answer.text

    check_sources.func(course.pk)

    text = client.get(page_of(course)).text
    assert "1 address needs a look." in text
    assert "10.0.0.1 is not on the public internet, so it is not asked." in text
    assert "Ask all addresses" in text


@pytest.mark.django_db
def test_an_installation_without_a_way_out_says_so_once(client: Client) -> None:
    course = make_draft(*(f"https://host{n}.example/" for n in range(40)))
    SourceReport.objects.create(course=course, asked_at=NOON, done_at=NOON, is_offline=True)
    client.force_login(make_author(course))

    text = client.get(page_of(course)).text

    assert text.count("no way from this installation to the internet") == 1
    assert "could not be reached" not in text


@pytest.mark.django_db
def test_a_look_that_came_to_nothing_is_not_passed_over(client: Client) -> None:
    course = make_draft(INSIDE)
    SourceReport.objects.create(course=course, asked_at=NOON - PATIENCE)
    client.force_login(make_author(course))

    assert "came to no end" in client.get(page_of(course)).text


@pytest.mark.django_db
def test_without_a_draft_it_is_the_newest_version_that_is_looked_at(client: Client) -> None:
    course = make_draft(INSIDE)
    make_published(course.versions.get())
    client.force_login(make_author(course))

    assert addresses_of(course) == [INSIDE]
    assert "Source 0" in client.get(page_of(course)).text


@pytest.mark.django_db
def test_who_does_not_write_the_course_sees_nothing_of_it(client: Client) -> None:
    course = make_draft(INSIDE)
    client.force_login(make_person())

    assert client.get(page_of(course)).status_code == 404
    assert client.post(page_of(course) + "check/").status_code == 404


@pytest.mark.once
@pytest.mark.parametrize(
    ("finding", "words", "tone"),
    [
        (Finding("https://a.example/x", 200, "https://a.example/x"), "Answers.", "success"),
        (
            Finding("https://a.example/x", 200, "https://a.example/y"),
            "Leads on to https://a.example/y. If that is the same text, cite that address.",
            "warning",
        ),
        (
            Finding("https://a.example/x", 404, "x"),
            "There is no such page there (404).",
            "danger",
        ),
        (
            Finding("https://a.example/x", 403, "x"),
            "Does not let programs in (403). Open it yourself.",
            "warning",
        ),
        (
            Finding("https://a.example/x", 503, "x"),
            "The server reports an error (503).",
            "danger",
        ),
        (
            Finding("https://a.example/x", reason="unknown-host", about="a.example"),
            "There is no host by the name of a.example.",
            "danger",
        ),
    ],
)
def test_what_was_found_is_said_in_a_sentence(finding: Finding, words: str, tone: str) -> None:
    assert (said_of(finding), tone_of(finding)) == (words, tone)
