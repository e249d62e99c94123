"""A PDF that an entry or a page leads to is fetched, read, and joined with what is said there."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from django.test import Client

from agenda.linked import LEAFLET, Web, read
from localturn.agenda.actions import asking, linked_reports, reviewing, robots
from localturn.agenda.actions.linked_reports import ask_for
from localturn.agenda.actions.retention import forget_unused
from localturn.agenda.domain.extraction import Doubt, Field
from localturn.agenda.domain.sources import SourceKind
from localturn.agenda.domain.terms import Kind
from localturn.agenda.models import Candidate, Fetch, LinkedReport, RawItem, Source
from localturn.agenda.queries.candidates import values_of
from localturn.agenda.queries.linked import reports_of
from localturn.agenda.queries.sources import sentences_of
from localturn.agenda.standards.apart import About, read_apart, read_here
from localturn.foundation import fetch
from localturn.foundation.tasks.models import TaskRow
from makers.agenda import NOON, make_editor
from makers.documents import make_pdf
from makers.places import make_city

pytestmark = [pytest.mark.django_db, pytest.mark.both]

PROGRAMME = "https://towns.example/files/programme.pdf"
LONG = make_pdf([["Who finds a flat?", f"Until 8 June 2027 they counted {n}."] for n in range(7)])
ENTRY = """<?xml version="1.0"?><rss version="2.0"><channel><title>Towns</title>
<language>en</language>
<item><title>{title}</title><link>https://towns.example/meeting</link>
<guid>1</guid><description>{text}</description>{more}</item></channel></rss>"""
LINKED = f'Towns meet. See the &lt;a href="{PROGRAMME}"&gt;programme&lt;/a&gt;.'


@pytest.fixture(autouse=True)
def _no_site_is_known() -> None:
    robots._kept.clear()


def make_source(kind: str = "feed") -> Source:
    return Source.objects.create(
        kind=kind, name="Towns", address="https://towns.example/feed", added_at=NOON, zone="UTC"
    )


def asked(source: Source, said: str) -> None:
    def answer(address: str, _kind: SourceKind, _known: Mapping[str, str]) -> fetch.Answer:
        return fetch.Answer(address, 200, {}, said.encode())

    source.refresh_from_db()
    asking.ask_source(source, asking=answer, now=NOON, reader=read_here)


def feed(title: str = "A meeting of towns", text: str = LINKED, more: str = "") -> str:
    return ENTRY.format(title=title, text=text, more=more)


def logged() -> list[str]:
    return [each for found in Fetch.objects.order_by("pk") for each in sentences_of(found)]


def test_what_an_entry_does_not_say_is_taken_from_the_pdf_with_the_words_it_stands_in() -> None:
    city = make_city("Malmö", zone="Europe/Stockholm")
    asked(make_source(), feed())
    assert TaskRow.objects.filter(task_path__endswith="read_linked").count() == 1

    read(Web({PROGRAMME: LEAFLET}))

    candidate = Candidate.objects.get()
    values = values_of(candidate)
    assert candidate.kind == Kind.EVENT
    assert candidate.first_day == date(2026, 10, 22)
    assert (values[Field.BEGINS], values[Field.ENDS]) == ("10:00", "16:00")
    assert (values[Field.CITY], values[Field.ZONE]) == (city.code, "Europe/Stockholm")
    assert values[Field.DEADLINE] == "2026-10-01"
    assert values[Field.TITLE] == "A meeting of towns"
    assert Doubt.NO_DATE.value not in candidate.doubts
    [report] = reports_of(candidate)
    marked = {name: each.text for each in report.pieces for name in each.fields}
    assert "22 October 2026" in marked["first_day"]
    assert logged()[-1].startswith(f"The PDF at {PROGRAMME} is read and joined with")


def test_what_the_entry_says_itself_stays() -> None:
    asked(make_source(), feed(text=LINKED + " On 22 October 2026 from 9.00 to 12.00 in Gent."))

    read(Web({PROGRAMME: LEAFLET}))

    values = values_of(Candidate.objects.get())
    assert (values[Field.BEGINS], values[Field.ENDS]) == ("09:00", "12:00")
    assert values[Field.DEADLINE] == "2026-10-01"


def test_a_pdf_that_names_another_day_is_doubted_and_gives_nothing() -> None:
    asked(make_source(), feed(text=LINKED + " The meeting takes place on 3 November 2026."))

    read(Web({PROGRAMME: LEAFLET}))

    candidate = Candidate.objects.get()
    assert candidate.first_day == date(2026, 11, 3)
    assert Doubt.DOCUMENT.value in candidate.doubts
    assert candidate.gravity >= 3
    assert Field.DEADLINE not in values_of(candidate)


def test_a_long_report_gives_no_day_but_its_kind() -> None:
    asked(make_source(), feed(title="Who finds a flat?", text=LINKED))

    read(Web({PROGRAMME: LONG}))

    candidate = Candidate.objects.get()
    assert (candidate.kind, candidate.first_day) == (Kind.REPORT, None)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"", "It answered with the status 404."),
        (b"<html>No</html>", "It is no PDF."),
        (b"%PDF-1.4 broken", "It is no PDF that can be read."),
        (fetch.NotFetched(fetch.Reason.NOT_PUBLIC, "10.0.0.1"), "10.0.0.1"),
    ],
)
def test_one_that_cannot_be_read_is_a_sentence_in_the_log_and_loses_nothing(
    answer: bytes | Exception, why: str
) -> None:
    asked(make_source(), feed())
    before = Candidate.objects.values().get()

    read(Web({PROGRAMME: answer}))

    assert Candidate.objects.values().get() == before
    assert PROGRAMME in logged()[-2]
    assert why in logged()[-1]
    client = Client()
    client.force_login(make_editor())
    assert "It is not read:" in client.get(Candidate.objects.get().get_absolute_url()).text


def test_nothing_is_fetched_twice() -> None:
    source, web = make_source(), Web({PROGRAMME: LEAFLET})
    asked(source, feed())
    read(web)
    report = LinkedReport.objects.get()
    linked_reports.read_linked.call(report.pk)
    Source.objects.update(body_print="")
    asked(source, feed())
    read(web)
    assert LinkedReport.objects.count() == 1

    asked(source, feed(title="Told anew"))  # another telling, with the same PDF
    read(web)

    assert [each for each in web.asked if each == PROGRAMME] == [PROGRAMME]
    assert Candidate.objects.latest("pk").first_day == date(2026, 10, 22)


def test_a_site_whose_robots_txt_forbids_it_is_not_asked_for_it() -> None:
    asked(make_source(), feed())
    forbids = b"User-agent: *\nDisallow: /files/\n"
    web = Web({PROGRAMME: LEAFLET, "https://towns.example/robots.txt": forbids})

    read(web)

    assert web.asked == ["https://towns.example/robots.txt"]
    assert "robots.txt" in logged()[-1]


def test_at_most_three_of_an_entry_and_none_that_is_no_pdf() -> None:
    text = " ".join(
        f'&lt;a href="/files/{name}"&gt;x&lt;/a&gt;'
        for name in ("1.pdf", "photo.jpg", "1.pdf", "2.PDF?x=1", "3.pdf", "4.pdf")
    )
    asked(make_source(), feed(text=f"Towns meet. {text}"))

    addresses = LinkedReport.objects.values_list("address", flat=True)
    site = "https://towns.example/files/"
    assert list(addresses) == [f"{site}1.pdf", f"{site}2.PDF?x=1", f"{site}3.pdf"]


def test_an_enclosed_pdf_is_one_of_them() -> None:
    more = f'<enclosure url="{PROGRAMME}" type="application/pdf" length="9"/>'
    asked(make_source(), feed(text="Towns meet.", more=more))

    assert LinkedReport.objects.get().address == PROGRAMME


def test_a_page_leads_to_those_in_its_text_and_not_to_those_at_its_foot() -> None:
    page = """<html lang="en"><body><main><h1>A meeting of towns</h1><p>Towns that welcome meet
    again, for two days of practice and talk about what helps people to arrive.</p>
    <p><a href="files/programme.pdf">Programme</a></p></main>
    <footer><a href="/privacy.pdf">Privacy</a></footer></body></html>"""

    reading = read_here(
        page.encode(), About("page", "UTC", "2026-06-01", address="https://towns.example/meet")
    )

    (item,) = reading.items
    assert item.documents == (PROGRAMME,)
    apart = read_apart(
        page.encode(), About("page", "UTC", "2026-06-01", address="https://towns.example/meet")
    )
    assert apart.items[0].documents == (PROGRAMME,)


def test_of_very_many_some_are_left_for_another_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked_reports, "MOST", 1)
    source = make_source()
    link = '&lt;a href="/files/{0}.pdf"&gt;x&lt;/a&gt;'
    asked(source, feed(text="Towns meet. " + link.format(1) + link.format(2)))

    assert "1 of them are read another time" in logged()[-1]
    raw = RawItem.objects.get()
    item = read_here(
        feed(text=link.format(1) + link.format(2)).encode(), About("feed", "UTC", "2026-06-01")
    )
    assert raw.key == item.items[0].key
    assert ask_for(source, item.items, now=NOON) == 0
    assert LinkedReport.objects.count() == 2


def test_the_event_names_it_as_a_document() -> None:
    asked(make_source(), feed())
    read(Web({PROGRAMME: LEAFLET}))
    candidate = Candidate.objects.get()

    event = reviewing.publish(
        candidate, kind=Kind.EVENT, values=values_of(candidate), by=make_editor(), now=NOON
    )

    document = event.documents.get()
    assert (document.address, document.title) == (PROGRAMME, "Meeting of welcoming towns")


def test_its_words_are_forgotten_after_a_year() -> None:
    asked(make_source(), feed())
    read(Web({PROGRAMME: LEAFLET}))

    forget_unused(now=NOON + timedelta(days=366))

    assert LinkedReport.objects.get().text == ""


def test_a_dismissed_entry_that_leads_to_another_pdf_each_time_does_not_come_back() -> None:
    source = make_source()
    asked(source, feed(text="Towns meet."))
    reviewing.dismiss(Candidate.objects.get(), by=make_editor(), now=NOON)

    for number in range(2):
        pdf = f'<enclosure url="https://towns.example/{number}/p.pdf" type="application/pdf"/>'
        Source.objects.update(body_print="")
        asked(source, feed(text="Towns meet.", more=pdf))

    assert [each.stage for each in Candidate.objects.all()] == ["dismissed"]
