"""The agenda from end to end: in by a pasted text, by mail and by feed, and out again to readers
and to people who register."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import icalendar
import pytest
from babel.dates import format_date
from playwright.sync_api import APIRequestContext, Page

from journeys import axe, outside
from journeys.conftest import Somebody
from journeys.house import House, link_in, served, text_of
from journeys.test_from_enrolment_to_certificate import PASSWORD, follow, press
from localturn.foundation import moments
from makers.web import Handler, Site, open_site

pytestmark = [pytest.mark.journey, pytest.mark.once]

RING = "ring.example"
EDITOR = "edda@town.example"
SEATS, WAIT = 25, 5


@pytest.fixture(scope="module")
def ring() -> Iterator[Site]:
    """The website of an association, with a feed."""
    with open_site() as site:
        yield site


@pytest.fixture(scope="module")
def house(ring: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house")
    routed = outside.route(tmp_path_factory.mktemp("outside"), RING, ring.port)
    with served(home, **routed) as house:
        house.account(EDITOR, "Edda Editor", PASSWORD, "--operator")
        yield house


@pytest.fixture
def editor(somebody: Callable[..., Somebody]) -> Somebody:
    editor = somebody()
    editor.signs_in(EDITOR, PASSWORD)
    return editor


def today() -> date:
    return moments.day_in(moments.now(), "Europe/Skopje")


def written(day: date, language: str, how: str = "d MMMM y") -> str:
    return format_date(day, how, locale=language)


def newsletter() -> str:
    """Three announcements and a report in three languages; of one, two days are named."""
    seminar, evening, walk = (today() + timedelta(days=n) for n in (24, 33, 40))
    return f"""\
{seminar:%-d/%-m} Who gets a desk? School places for children who arrive in May

Lunch seminar of the Harbour Institute

Time: {written(seminar, "en")} 12.15 – 13.30
Place: Nygårdshallen, Strandgaten 12, Bergen

Why do children who move in spring wait until autumn? Keynote by Prof. Ada Brekkestrand.

Sign up here: https://forms.harbour.example/desk before {written(seminar - timedelta(9), "en")}.

Kommuner och mottagande – en kunskapsöversikt

Läs rapporten

Översikten sammanfattar forskningen om hur kommuner tar emot människor som flyttar in, och vad som
blir kvar av det efter fem år.

{evening:%-d/%-m} « Habiter ensemble : dix ans de colocation »

L'association Les Passerelles vous convie à une rencontre
Le {written(evening, "fr", "EEEE d MMMM y")}
De 18h30 à 20h
À la Maison du Canal,
12 rue des Écluses 75010 Paris
Les places sont limitées.

{walk:%-d/%-m} Walk through the new quarter

Meet at the bridge on {written(walk + timedelta(1), "en")}, 10:00, in Gothenburg. The guide comes
from the tenants' union.
"""


DESK = "Who gets a desk? School places for children who arrive in May"
WALK = "Walk through the new quarter"
EVENING = "« Habiter ensemble : dix ans de colocation »"


def test_a_pasted_text_is_worked_by_keyboard_and_leaves_by_calendar_and_letter(
    house: House, editor: Somebody, somebody: Callable[..., Somebody]
) -> None:
    # Edda pastes a newsletter: it comes out as its announcements, the doubtful one first.
    page = editor.goes_to("/agenda/intake/paste/")
    page.locator("main textarea[name=text]").fill(newsletter())
    press(page, "Read it")
    assert "4 announcements were found in it." in page.inner_text("body")
    queued = page.locator("a[data-queued]").all_inner_texts()
    assert queued[0] == WALK
    assert set(queued) >= {DESK, WALK}

    # From here on she touches no mouse. What contradicts itself is not published as it is.
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Look twice" in editor.sees()
    day = (today() + timedelta(days=41)).isoformat()
    page.locator("[name=first_day]").fill(day)
    page.locator("[name=last_day]").fill(day)
    page.locator("[name=begins]").fill("10:00")
    for _announcement in range(3):
        publish_by_keys(page)
        assert "/agenda/intake/" in page.url
        assert re.search(r"intake/\d+/", page.url), editor.sees()
    publish_by_keys(page)
    assert "Nothing waits" in editor.sees()

    # Everybody sees them at once; Saga looks in Swedish, on a narrow screen without JavaScript.
    saga = somebody(language="sv-SE", width=360, scripts=False)
    page = saga.goes_to("/agenda/")
    assert page.locator("html").get_attribute("lang") == "sv"
    shown = saga.sees()
    assert all(each in shown for each in (DESK, WALK, EVENING))
    assert written(today() + timedelta(days=24), "sv", "d MMM").rstrip(".") in shown
    assert axe.wider_than_screen(page) == 0
    page.locator("summary", has_text="Ta med").click()
    address = page.locator("main a[href$='.ics'], main a[href*='.ics?']").first.get_attribute(
        "href"
    )
    assert address is not None

    # Her calendar program subscribes to the address.
    entries = {str(each["summary"]): each for each in calendar_at(house.url + address).events}
    assert set(entries) == {DESK, WALK, EVENING}
    begins = entries[EVENING].decoded("dtstart")
    assert begins.isoformat()[:16] == f"{today() + timedelta(days=33)}T18:30"
    assert str(begins.tzinfo) == "Europe/Paris"
    assert entries[WALK].decoded("dtstart").date() == today() + timedelta(days=41)

    # Edda founds a list; Rémi subscribes to it in French and confirms.
    page = editor.goes_to("/agenda/lists/kept/new/")
    page.locator("main input[name=name]").fill("Towns ahead")
    page.locator("main input[name=sender]").fill("The towns")
    for language in ("en", "fr", "sv"):
        page.locator(f"main input[name=languages][value={language}]").check()
    press(page, "Save")
    remi = somebody(language="fr-FR")
    page = remi.goes_to("/agenda/lists/")
    follow(page.get_by_role("link", name="Towns ahead"))
    page.locator("main input[name=email]").fill("remi@reader.example")
    page.locator("main select[name=language]").select_option("fr")
    follow(page.locator("main form[action$='subscribe/'] button"))
    asked = house.letter_to("remi@reader.example", "Towns ahead")
    page = remi.goes_to(link_in(asked, "/confirm/"))
    follow(page.locator("main button").first)

    # An issue is composed of the agenda, frozen, and sent.
    page = editor.goes_to("/agenda/lists/kept/towns-ahead/issues/new/")
    page.locator("main input[name=until]").fill((today() + timedelta(days=60)).isoformat())
    press(page, "Compose")
    assert WALK in editor.sees()
    press(page, "Freeze the issue")
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Send it now")
    letter = house.letter_to("remi@reader.example", "Towns ahead")
    said = text_of(letter)
    assert letter["Content-Language"] == "fr" or "À venir" in said, said
    assert EVENING in said
    assert written(today() + timedelta(days=24), "fr", "d MMMM") in said

    # His mail program leaves for him with one click, as RFC 8058 has it; looking changes nothing.
    leave = letter["List-Unsubscribe"].strip("<> ")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = remi.goes_to(leave)
    assert "remi@reader.example" in remi.sees()
    assert page.locator("main button").count() == 1
    form = urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urlopen(Request(leave, data=form)) as answer:
        assert answer.status == 200
    remi.goes_to(leave)
    assert page.locator("main button").count() == 0

    # He comes back, and leaves by the page of the next letter's link.
    follow(page.locator("main a[href$='/lists/towns-ahead/']").last)
    page.locator("main input[name=email]").fill("remi@reader.example")
    follow(page.locator("main form[action$='subscribe/'] button"))
    again = house.letter_to("remi@reader.example", "Towns ahead")
    page = remi.goes_to(link_in(again, "/confirm/"))
    follow(page.locator("main button").first)
    follow(page.locator("main a[href*='/leave/']").first)
    follow(page.locator("main button").first)
    page = editor.goes_to("/agenda/lists/kept/towns-ahead/readers/?standing=subscribed")
    assert "remi@reader.example" not in editor.sees()


def publish_by_keys(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def calendar_at(address: str) -> icalendar.Calendar:
    with urlopen(address) as answer:
        return icalendar.Calendar.from_ical(answer.read())


CONFERENCE = "5th Conference of Small Towns"


def conference_day() -> date:
    return today() + timedelta(days=70)


def mail_of_conference() -> bytes:
    letter = EmailMessage()
    letter["From"] = "Ring of Small Towns <news@ring.example>"
    letter["To"] = "agenda@town.example"
    letter["Subject"] = f"Invitation: {CONFERENCE}"
    letter["Date"] = moments.now()
    letter["Message-ID"] = "<conference@ring.example>"
    letter.set_content(
        f"{CONFERENCE}\n\nThe conference is held on {written(conference_day(), 'en')}, "
        "9:30 - 16:00, in Malmö.\n\n"
        f"Read more: http://{RING}/conference\n"
    )
    return letter.as_bytes()


def feed_of_conference() -> bytes:
    day = written(conference_day(), "en")
    item = (
        f"<item><guid>ring-5</guid><title>{CONFERENCE}</title>"
        f"<link>http://{RING}/conference?utm_source=feed</link>"
        f"<description>On {day} at 9:30 in Malmö. Registration deadline: "
        f"{written(conference_day() - timedelta(14), 'en')}.</description></item>"
    )
    head = f"<title>Ring</title><link>http://{RING}/</link><description>News</description>"
    return f"<rss version='2.0'><channel>{head}{item}</channel></rss>".encode()


def test_a_conference_that_comes_by_mail_and_by_feed_is_one_event_and_two_again_if_it_must(
    house: House, ring: Site, editor: Somebody, tmp_path: Path
) -> None:
    # A mail arrives through the mail server's pipe; Edda publishes what was read of it.
    (tmp_path / "letter.eml").write_bytes(mail_of_conference())
    house.command("import", "mail", str(tmp_path / "letter.eml"))
    page = editor.goes_to("/agenda/intake/")
    follow(page.get_by_role("link", name=CONFERENCE))
    assert page.locator("[name=first_day]").input_value() == conference_day().isoformat()
    publish_by_keys(page)

    # The association's feed tells of it too, at the same address.
    def feed(handler: Handler) -> None:
        handler.say(200, feed_of_conference(), Content_Type="application/rss+xml")

    ring.pages["/feed.xml"] = feed
    page = editor.goes_to("/agenda/intake/sources/add/")
    page.locator("main select[name=kind]").select_option("feed")
    page.locator("main input[name=name]").fill("Ring of Small Towns")
    page.locator("main input[name=address]").fill(f"http://{RING}/feed.xml")
    page.locator("main select[name=language]").select_option("en")
    page.locator("main select[name=zone]").select_option("Europe/Stockholm")
    press(page, "Save")
    source = page.url
    press(page, "Ask it now")
    candidate = waits_for_candidate(editor, source)

    # It is held to be there already; Edda makes the two one.
    page = editor.goes_to(candidate)
    assert "Both lead to the same address." in editor.sees()
    press(page, "It is the same: make them one")
    assert "They are one event now." in page.inner_text("body")
    event = page.locator("main a[href*='/agenda/events/']").first.get_attribute("href")
    assert titles_in_agenda(editor) == [CONFERENCE]
    page = editor.goes_to(str(event))
    deadline = written(conference_day() - timedelta(14), "en", "d MMMM")
    assert deadline in editor.page.inner_text("body")
    assert "Ring of Small Towns" in page.inner_text("body")

    # It was wrong: they are two again, and what the feed filled in is gone.
    page = editor.goes_to(candidate)
    press(page, "Make them two again")
    assert "They are two again." in page.inner_text("body")
    editor.goes_to(str(event))
    assert deadline not in editor.page.inner_text("body")

    # It was right after all.
    page = editor.goes_to(candidate)
    press(page, "It is the same: make them one")
    editor.goes_to(str(event))
    assert deadline in editor.page.inner_text("body")
    assert titles_in_agenda(editor) == [CONFERENCE]


def waits_for_candidate(editor: Somebody, source: str) -> str:
    """The address of the announcement that the source told, once it was asked."""
    number = re.search(r"sources/(\d+)/", source)
    assert number is not None
    for _look in range(120):
        page = editor.goes_to(f"/agenda/intake/?source={number[1]}")
        if (link := page.locator("a[data-queued]").first).count():
            return str(link.get_attribute("href"))
        page.wait_for_timeout(250)
    raise AssertionError(editor.goes_to(source).inner_text("main"))


def titles_in_agenda(editor: Somebody) -> list[str]:
    page = editor.goes_to(f"/agenda/?{urlencode({'q': 'Small Towns'})}")
    return page.locator(".lt-offers h2").all_inner_texts()


def announce(editor: Somebody, title: str, day: date) -> str:
    """The address of an event that is published."""
    page = editor.goes_to("/agenda/events/new/")
    page.locator("main input[name=title_0]").fill(title)
    page.locator("main input[name=first_day]").fill(day.isoformat())
    page.locator("main input[name=begins]").fill("10:00")
    page.locator("main input[name=ends]").fill("15:00")
    page.locator("main select[name=zone]").select_option("Europe/Stockholm")
    page.locator("main select[name=mode]").select_option("on-site")
    page.locator("main input[name=venue]").fill("Town hall, Malmö")
    page.locator("main input[name=organiser_name]").fill("Ring of Small Towns")
    press(page, "Save")
    press(page, "Publish")
    return page.url


def register(browser: APIRequestContext, form: str, name: str, email: str) -> None:
    """Fill in the form as a browser does, without drawing it."""
    page = browser.get(form).text()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    place = re.search(r'name="place"[^>]*value="(\d+)"', page)
    assert place is not None, page
    told = {**hidden, "place": place[1], "name": name, "email": email}
    answer = browser.post(form, form={key: unescape(value) for key, value in told.items()})
    assert answer.status == 200
    assert answer.url.endswith("/register/done/"), answer.text()


def test_thirty_people_register_for_twenty_five_places_and_offers_go_out_and_expire(
    house: House, editor: Somebody, somebody: Callable[..., Somebody]
) -> None:
    event = announce(editor, "Seminar on front doors", today() + timedelta(days=50))
    page = editor.goes_to(event)
    follow(page.get_by_role("link", name="Let people register here"))
    page.locator("main input[name=place_0]").fill("In the hall")
    page.locator("main input[name=total_0]").fill(str(SEATS))
    page.locator("main input[name=offer_days]").fill("3")
    press(page, "Save")

    # Thirty people register; the last one in a browser, where the page says how it stands.
    browser = somebody().context.request
    people = [(f"Guest {n:02}", f"guest{n:02}@town.example") for n in range(1, SEATS + WAIT + 1)]
    for name, email in people[:-1]:
        register(browser, f"{event}register/", name, email)
    last = somebody(width=360)
    page = last.goes_to(event)
    assert "All places are taken. You can wait" in last.sees()
    follow(page.get_by_role("link", name="Join the waiting list"))
    page.locator("main input[name=name]").fill(people[-1][0])
    page.locator("main input[name=email]").fill(people[-1][1])
    assert axe.wider_than_screen(page) == 0
    assert axe.faults(page) == []
    press(page, "Join the waiting list")
    letters = {email: house.letter_to(email) for _name, email in people}
    subjects = [str(letters[email]["Subject"]) for _name, email in people]
    assert all(each.startswith("You have a place") for each in subjects[:SEATS])
    assert all(each.startswith("You are on the waiting list") for each in subjects[SEATS:])
    assert counts(editor, event) == ["25", "25", "0", "5", "0"]

    # Two who have a place give it up by the link of their letter: the two who came first are
    # offered it.
    for name, email in (people[3], people[7]):
        guest = somebody(scripts=False)
        page = guest.goes_to(link_in(letters[email], "/give-up/"))
        press(page, "Cancel my registration")
        assert "cancelled" in guest.page.inner_text("body"), name
    offers = {email: house.letter_to(email, "A place is free") for _name, email in people[25:27]}
    assert counts(editor, event) == ["25", "23", "2", "3", "0"]

    # One takes it; the other does nothing, and after three days it is the next one's.
    guest = somebody()
    page = guest.goes_to(link_in(offers[people[25][1]], "/take/"))
    press(page, "Take the place")
    assert "The place is yours." in guest.page.inner_text("body")
    house.letter_to(people[25][1], "You have a place")
    house.later(days=3, hours=1)
    house.letter_to(people[26][1], "The place was given to the next")
    house.letter_to(people[27][1], "A place is free")
    page = somebody(scripts=False).goes_to(link_in(offers[people[26][1]], "/take/"))
    assert "no longer kept for you" in page.inner_text("main")
    assert page.get_by_role("button", name="Take the place").count() == 0
    assert counts(editor, event) == ["25", "24", "1", "2", "0"]
    page = editor.goes_to(f"{event}registrants/?q={people[26][1]}")
    assert "Did not take the offer" in editor.sees()


def counts(editor: Somebody, event: str) -> list[str]:
    """Of the hall: how many places, taken, offered, waiting, left."""
    page = editor.goes_to(f"{event}registrants/")
    return page.locator("main table").first.locator("tbody td").all_inner_texts()
