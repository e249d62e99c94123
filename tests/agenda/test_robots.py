"""What a site asks programs to leave alone."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from localturn.agenda.actions import asking, robots
from localturn.agenda.domain.items import Unreadable
from localturn.agenda.domain.robots import may_read, rules_of
from localturn.agenda.domain.sources import SourceKind
from localturn.agenda.models import Fetch, Source
from localturn.agenda.queries.sources import sentences_of
from localturn.agenda.standards.apart import read_here
from localturn.foundation import fetch
from makers.agenda import NOON
from makers.web import Handler, Site, open_site

RULES = """\
User-agent: *
Disallow: /private/   # for members
Allow: /private/agenda
Disallow: /*?print=
Disallow: /*.doc$
Disallow: /caf%C3%A9

User-agent: OtherBot
User-agent: LocalTurn/1.0
Disallow: /ours
"""
EVERYBODYS = RULES.replace("LocalTurn", "Somebody")


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("", True),
        ("/agenda", True),
        ("/private/", False),
        ("/private/agenda/2026", True),
        ("/agenda?print=1", False),
        ("/agenda?page=1", True),
        ("/a/b.doc", False),
        ("/a/b.docx", True),
        ("/café", False),
        ("/ours", True),
    ],
)
def test_the_longest_rule_that_fits_holds(path: str, may: bool) -> None:
    assert may_read(f"https://towns.example{path}", rules_of(EVERYBODYS)) is may


def test_rules_for_us_by_name_stand_instead_of_those_for_everybody() -> None:
    rules = rules_of(RULES)

    assert not may_read("https://towns.example/ours", rules)
    assert may_read("https://towns.example/private/", rules)


def test_a_rule_made_to_be_slow_is_not() -> None:
    rules = rules_of(f"User-agent: *\nDisallow: /{'*a' * 900}b$\n" * 50)

    assert may_read(f"https://towns.example/{'a' * 1_900}", rules)


def _says(body: bytes, status: int = 200) -> "partial[None]":
    def say(handler: Handler, *, body: bytes, status: int) -> None:
        handler.say(status, body)

    return partial(say, body=body, status=status)


@pytest.fixture
def site() -> Iterator[Site]:
    robots._kept.clear()
    page = b"<html lang='en'><body><p>Towns meet on 22 October 2026 in Bergen.</p></body></html>"
    with open_site({"/agenda": _says(page), "/private/": _says(page)}) as opened:
        yield opened
    robots._kept.clear()


def _asked(site: Site, path: str, kind: str = "page") -> Fetch:
    source = Source.objects.create(
        kind=kind, name="Towns", address=site.address(path), added_at=NOON
    )
    get = partial(fetch.get, ports=frozenset({site.port}), allow_loopback=True)
    web = partial(asking.ask_the_web, get=get)
    return asking.ask_source(source, asking=web, now=NOON, reader=read_here)


@pytest.mark.django_db
def test_a_page_that_programs_are_asked_to_leave_is_left_and_the_log_says_so(site: Site) -> None:
    site.pages["/robots.txt"] = _says(EVERYBODYS.encode())
    found, other = _asked(site, "/private/"), _asked(site, "/agenda")

    assert (found.outcome, sentences_of(found)) == (
        "trouble",
        ["Its robots.txt asks programs not to read this page: it is not asked."],
    )
    assert other.new == 1
    assert [each.path for each in site.asked] == ["/robots.txt", "/agenda"]


@pytest.mark.django_db
def test_where_there_is_none_everything_may_be_read(site: Site) -> None:
    site.pages["/robots.txt"] = _says(b"User-agent: *\nDisallow: /", status=404)

    assert _asked(site, "/private/").new == 1


@pytest.mark.django_db
def test_while_it_cannot_be_read_the_page_is_not_asked(site: Site) -> None:
    site.pages["/robots.txt"] = _says(b"", status=503)

    assert sentences_of(_asked(site, "/agenda")) == [
        "Its robots.txt cannot be read (503): the page is not asked until it can."
    ]


@pytest.mark.django_db
def test_a_feed_is_there_for_programs(site: Site) -> None:
    feed = b"<rss version='2.0'><channel><item><title>Towns</title></item></channel></rss>"
    site.pages |= {"/private/": _says(feed), "/robots.txt": _says(EVERYBODYS.encode())}

    assert _asked(site, "/private/", kind=SourceKind.FEED.value).new == 1


def test_it_is_asked_once_a_day() -> None:
    robots._kept.clear()
    asked = []

    def get(address: str, **_limits: object) -> fetch.Answer:
        asked.append(address)
        return fetch.Answer(address, 200, {}, b"User-agent: *\nDisallow: /no")

    for hours in (0, 1, 23, 25):
        now = NOON + timedelta(hours=hours)
        robots.require("https://towns.example/yes", now=now, get=get)
        with pytest.raises(Unreadable):
            robots.require("https://towns.example/no", now=now, get=get)
    robots._kept.clear()

    assert asked == ["https://towns.example/robots.txt"] * 2
