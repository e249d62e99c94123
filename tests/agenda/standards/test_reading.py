"""Feeds, calendars, pages and mails, written for these tests."""

import json
import time
from dataclasses import replace
from datetime import date

import pytest

from localturn.agenda.domain.announcing import announced
from localturn.agenda.domain.extraction import Field, Known
from localturn.agenda.domain.items import Unreadable
from localturn.agenda.standards.apart import About, read_apart
from localturn.agenda.standards.calendars import read_calendar
from localturn.agenda.standards.feeds import read_feed
from localturn.agenda.standards.mails import read_mail, sender_of
from localturn.agenda.standards.markup import text_of
from localturn.agenda.standards.pages import read_page

TODAY = date(2026, 6, 1)
ZONE = "Europe/Stockholm"

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Towns</title><language>sv</language>
<item><guid>1</guid><title>Seminarium &amp; fika</title><link>https://towns.example/1</link>
<pubDate>Mon, 25 May 2026 08:00:00 +0200</pubDate>
<description>&lt;p&gt;Den 12 juni.&lt;/p&gt;
&lt;script&gt;steal()&lt;/script&gt;
&lt;p&gt;&lt;a href="https://towns.example/anmal"&gt;Anmäl dig&lt;/a&gt;&lt;/p&gt;
</description></item>
<item><title></title></item>
<item><title>Utan länk</title><link>javascript:steal()</link></item>
</channel></rss>"""


def _calendar(*entries: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for entry in entries:
        lines += ["BEGIN:VEVENT", *entry.strip().splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _told(document: bytes) -> list[dict[str, str]]:
    reading = read_calendar(document, zone=ZONE, today=TODAY)
    return [{name.value: value for name, value in each.told.items()} for each in reading.items]


def test_a_feed_is_read_as_plain_text_with_its_links() -> None:
    reading = read_feed(FEED.encode())
    first, second = reading.items

    assert first.title == "Seminarium & fika"
    assert first.text == "Den 12 juni.\n\nAnmäl dig <https://towns.example/anmal>"
    assert (first.external_id, first.published, first.language) == ("1", date(2026, 5, 25), "sv")
    assert (second.title, second.address) == ("Utan länk", "")
    assert [each.values for each in reading.remarks] == [{"read": 2, "entries": 3}]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY a "b">]>',
        '<!doctype a [<!entity a SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_are_refused_in_every_encoding(head: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(Unreadable):
            read_feed((head + FEED.partition("\n")[2]).encode(encoding))


def test_what_is_no_feed_is_refused() -> None:
    for document in (b"", b"/etc/hostname", b"http://localhost/", b"<html><p>Hello</p></html>"):
        with pytest.raises(Unreadable):
            read_feed(document)


def test_a_calendars_moments_are_on_the_wall_of_their_zone() -> None:
    (told,) = _told(
        _calendar(
            "UID:1\nSUMMARY:Towns\\, meet\nDTSTART;TZID=Europe/Oslo:20261022T100000\n"
            "DTEND:20261022T100000Z\nLOCATION:Rådhuset\\, Oslo"
        )
    )

    assert told == {
        "title": "Towns, meet",
        "first_day": "2026-10-22",
        "last_day": "2026-10-22",
        "begins": "10:00",
        "ends": "12:00",
        "zone": "Europe/Oslo",
        "venue": "Rådhuset, Oslo",
    }


def test_a_calendars_whole_days_end_the_day_before() -> None:
    days = [
        (each["first_day"], each["last_day"], "begins" in each)
        for each in _told(
            _calendar(
                "UID:1\nSUMMARY:a\nDTSTART;VALUE=DATE:20261022\nDTEND;VALUE=DATE:20261024",
                "UID:2\nSUMMARY:b\nDTSTART;VALUE=DATE:20261022\nDTEND;VALUE=DATE:20261022",
                "UID:3\nSUMMARY:c\nDTSTART:20261022T000000\nDTEND:20261023T235900",
                "UID:4\nSUMMARY:d\nDTSTART;VALUE=DATE:20261022",
            )
        )
    ]

    assert days == [
        ("2026-10-22", "2026-10-23", False),
        ("2026-10-22", "2026-10-22", False),
        ("2026-10-22", "2026-10-23", False),
        ("2026-10-22", "2026-10-22", False),
    ]


def test_one_broken_entry_loses_no_other() -> None:
    document = _calendar(
        "UID:1\nSUMMARY:a\nDTSTART:20261022T100000",
        "UID:2\nSUMMARY:b\nDTSTART:tomorrow",
        "UID:3\nSUMMARY:c\nthis is no line\nDTSTART:20261024T100000",
    )
    reading = read_calendar(document, zone=ZONE, today=TODAY)

    assert [each.title for each in reading.items] == ["a", "c"]
    assert reading.remarks[0].values == {"line": 8, "read": 2, "entries": 3}


def test_of_two_entries_of_one_identity_the_newer_stands() -> None:
    entry = "UID:{}\nSUMMARY:{}\nDTSTART:20261022T100000\nSEQUENCE:{}"
    document = _calendar(
        entry.format("a", "new", 2), entry.format("a", "old", 1), entry.format("b", "other", 0)
    )
    reading = read_calendar(document, zone=ZONE, today=TODAY)

    assert [each.title for each in reading.items] == ["new", "other"]


def test_what_repeats_is_read_within_a_window() -> None:
    weekly = "UID:1\nSUMMARY:Café\nDTSTART;TZID=Europe/Stockholm:20200107T170000\n"
    weekly += "RRULE:FREQ=WEEKLY"
    reading = read_calendar(_calendar(weekly), zone=ZONE, today=TODAY)
    days = [each.told[Field.FIRST_DAY] for each in reading.items]

    assert (days[0], len(days)) == ("2026-05-19", 81)
    assert {each.told[Field.BEGINS] for each in reading.items} == {"17:00"}
    assert len({each.key for each in reading.items}) == 81


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;BYSECOND=1,2,3",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=NEVER",
    ],
)
def test_what_repeats_too_often_or_never_costs_no_time(rule: str) -> None:
    began = time.process_time()
    document = _calendar(f"UID:1\nSUMMARY:a\nDTSTART:20260101T100000\nRRULE:{rule}")

    assert read_calendar(document, zone=ZONE, today=TODAY).items == ()
    assert time.process_time() - began < 1


def test_zones_have_many_names() -> None:
    zones = [
        each["zone"]
        for each in _told(
            _calendar(
                *(
                    f"UID:{name}\nSUMMARY:a\nDTSTART;TZID={name}:20261022T100000"
                    for name in (
                        "W. Europe Standard Time",
                        "/citadel.org/20070227_1/Europe/Oslo",
                        '"Europe/Sarajevo"',
                    )
                )
            )
        )
    ]

    assert zones == ["Europe/Berlin", "Europe/Oslo", "Europe/Sarajevo"]


def test_an_unknown_zone_is_doubted() -> None:
    document = _calendar("UID:1\nSUMMARY:a\nDTSTART;TZID=Home:20261022T100000")

    assert read_calendar(document, zone=ZONE, today=TODAY).items[0].doubts == ("zone",)


EVENT = {
    "@type": "EducationEvent",
    "@id": "https://towns.example/#1",
    "name": "Towns meet",
    "startDate": "2026-10-22T10:00:00+02:00",
    "endDate": "2026-10-22T16:00:00+02:00",
    "location": {
        "@type": "Place",
        "name": "Rådhuset",
        "address": {"streetAddress": "Stortorget 1", "addressLocality": "Malmö"},
    },
    "organizer": {"name": "Ring of Towns"},
    "offers": [{"url": "https://towns.example/register", "validThrough": "2026-10-01"}],
    "eventStatus": "https://schema.org/EventCancelled",
}


def _page(*blocks: str) -> bytes:
    scripts = "".join(f'<script type="application/ld+json">{each}</script>' for each in blocks)
    return f"<html lang='sv'><head>{scripts}</head><body><p>Hello</p></body></html>".encode()


def test_a_page_tells_its_events_for_programs() -> None:
    graph = json.dumps({"@graph": [{"@type": "Organization"}, EVENT]})
    (item,) = read_page(_page(graph), address="https://towns.example/a").items

    assert {name.value: value for name, value in item.told.items()} == {
        "title": "Towns meet",
        "first_day": "2026-10-22",
        "last_day": "2026-10-22",
        "begins": "10:00",
        "ends": "16:00",
        "zone": "+02:00",
        "venue": "Rådhuset, Stortorget 1, Malmö",
        "organiser": "Ring of Towns",
        "registration_link": "https://towns.example/register",
        "deadline": "2026-10-01",
        "language": "sv",
    }
    assert (item.external_id, item.is_cancelled) == ("https://towns.example/#1", True)


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2026-10-22T08:00:00Z", "2026-10-22T14:00Z", ("10:00", "2026-10-22", "16:00")),
        ("2026-10-22T08:00:00.000+0000", "", ("10:00", "2026-10-22", "")),
        (
            "2026-10-24T20:00:00+02:00",
            "2026-10-25T04:00:00+01:00",
            ("20:00", "2026-10-25", "04:00"),
        ),
        ("2026-10-22T20:00:00-04:00", "", ("02:00", "2026-10-23", "")),
        ("2026-10-22T10:00", "2026-10-22T16:00", ("10:00", "2026-10-22", "16:00")),
    ],
)
def test_hours_are_those_of_the_place(start: str, end: str, told: tuple[str, str, str]) -> None:
    page = _page(json.dumps({**EVENT, "startDate": start, "endDate": end}))
    (item,) = read_page(page, address="https://towns.example/a").items
    (part,) = announced(item, Known(published=TODAY, zone="Europe/Oslo"))

    names = (Field.BEGINS, Field.LAST_DAY, Field.ENDS, Field.ZONE)
    found = tuple(part.announcement.value(name) for name in names)
    assert found == (*told, "Europe/Stockholm")


@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("2026-05-31", ("2026-05-31", "")),
        ("2026-05-31T12:00:00+02:00", ("2026-05-31", "12:00")),
        ("2026-05-31T12:00", ("2026-05-31", "12:00")),
        ("2026-05-31T22:00:00+00:00", ("2026-05-31", "")),
        ("2026-05-31T23:59:59+02:00", ("2026-05-31", "")),
        ("2026-05-31T23:00:00Z", ("2026-06-01", "01:00")),
        ("2026-06-01T00:00", ("2026-05-31", "")),
        ("0001-01-01T00:00", ("0001-01-01", "")),
    ],
)
def test_a_deadline_keeps_its_hour_on_the_wall_of_the_place(
    until: str, told: tuple[str, str]
) -> None:
    offers = {"url": "https://towns.example/register", "validThrough": until}
    page = _page(json.dumps({**EVENT, "offers": offers}))
    (item,) = read_page(page, address="https://towns.example/a").items
    (part,) = announced(item, Known(published=TODAY, zone="Europe/Stockholm"))

    found = part.announcement
    assert (found.value(Field.DEADLINE), found.value(Field.DEADLINE_TIME)) == told


def test_hours_without_a_place_are_in_the_zone_of_the_source() -> None:
    page = _page(json.dumps({**EVENT, "location": ""}))
    (item,) = read_page(page, address="https://towns.example/a").items
    (part,) = announced(item, Known(published=TODAY, zone="Europe/London"))

    found = part.announcement
    assert (found.value(Field.BEGINS), found.value(Field.ZONE)) == ("09:00", "Europe/London")


def test_letters_that_no_database_keeps_are_left_out() -> None:
    broken = _page(r'{"@type": "Event", "name": "To\ud800wns\u0000", "startDate": "2026-10-22"}')
    (item,) = read_apart(
        broken, About("page", ZONE, TODAY.isoformat(), "https://t.example/a")
    ).items

    assert (item.title, item.told[Field.TITLE]) == ("To?wns", "To?wns")


def test_a_broken_block_loses_no_other() -> None:
    deep = "[" * 100_000
    page = _page('{"@type": "Event", "name": ', deep, json.dumps(EVENT), "null")

    assert len(read_page(page, address="https://towns.example/a").items) == 1


def test_microdata_are_read_too() -> None:
    page = (
        b'<div itemscope itemtype="https://schema.org/Event"><h2 itemprop="name">Towns</h2>'
        b'<time itemprop="startDate" datetime="2026-10-22">22/10</time>'
        b'<div itemprop="location" itemscope itemtype="https://schema.org/Place">'
        b'<span itemprop="name">Hall</span></div></div>'
    )
    (item,) = read_page(page, address="https://towns.example/a").items

    assert item.told[Field.FIRST_DAY] == "2026-10-22"
    assert item.told[Field.VENUE] == "Hall"


def test_a_page_without_them_gives_its_text() -> None:
    prose = "<p>The meeting of towns takes place on 22 October 2026 in Malmö. </p>" * 3
    page = f"<html><head><title>Towns</title></head><body>{prose}</body></html>"
    (item,) = read_page(page.encode("cp1252"), address="https://towns.example/a").items

    assert item.title == "Towns"
    assert "22 October 2026 in Malmö" in item.text


MAIL = """\
From: Ring of Towns <news@towns.example>
Subject: =?utf-8?q?Seminarium_om_bost=C3=A4der?=
Date: Mon, 25 May 2026 08:00:00 +0200
Message-ID: <1@towns.example>
Content-Type: text/plain; charset={charset}
Content-Transfer-Encoding: 8bit

Den 12 juni träffas vi i Malmö.
"""


@pytest.mark.parametrize("charset", ["utf-8", "us-ascii", "x-gbk", "no-such-charset"])
def test_a_mail_is_read_whatever_charset_it_claims(charset: str) -> None:
    document = MAIL.format(charset=charset).encode()
    (item,) = read_mail(document, zone=ZONE, today=TODAY).items

    assert item.text == "Den 12 juni träffas vi i Malmö."
    assert (item.title, item.published) == ("Seminarium om bostäder", date(2026, 5, 25))
    assert sender_of(document) == "news@towns.example"


def test_a_calendar_in_a_mail_is_read() -> None:
    calendar = _calendar("UID:1\nSUMMARY:a\nDTSTART:20261022T100000").decode()
    document = (
        "Subject: Join\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        "--x\r\nContent-Type: text/html\r\n\r\n<p>Come</p>\r\n"
        f"--x\r\nContent-Type: text/calendar\r\n\r\n{calendar}\r\n--x--\r\n"
    )
    reading = read_mail(document.encode(), zone=ZONE, today=TODAY)

    assert [(each.title, each.kind) for each in reading.items] == [("Join", ""), ("a", "event")]


def test_an_answer_of_a_program_is_no_announcement() -> None:
    with pytest.raises(Unreadable):
        read_mail(b"Auto-Submitted: auto-replied\n\nI am away.", zone=ZONE, today=TODAY)


def test_a_header_of_a_mail_is_one_line_and_not_endless() -> None:
    subject = "=?utf-8?q?A=0D=0ABcc:_all@example.org?="
    document = f"Subject: {subject}\nTo: {'a@b.example, ' * 20_000}\n\nHello".encode()
    began = time.process_time()
    (item,) = read_mail(document, zone=ZONE, today=TODAY).items

    assert item.title == "A Bcc: all@example.org"
    assert time.process_time() - began < 1


def test_plain_text_loses_scripts_and_keeps_lines() -> None:
    markup = "<p>a<br>b</p><script>c</script><ul><li>d<li>e &amp; f</ul>"

    assert text_of(markup) == "a\nb\n\nd\n\ne & f"
    assert text_of("5 &lt; 6") == "5 < 6"


def test_a_document_is_read_in_a_process_of_its_own() -> None:
    about = About("feed", ZONE, TODAY.isoformat())

    apart = read_apart(FEED.encode(), about)

    assert replace(apart, items=tuple(apart.items)) == read_feed(FEED.encode())
    assert list(apart.items[1:]) == [apart.items[1]]
    with pytest.raises(Unreadable, match="no feed"):
        read_apart(b"nothing", about)


def test_a_document_that_takes_too_long_is_given_up() -> None:
    page = b"<div>" * 100 + b"<p>" + b"a " * 2_000_000
    with pytest.raises(Unreadable, match="too long"):
        read_apart(page, About("page", ZONE, TODAY.isoformat()), seconds=0)
