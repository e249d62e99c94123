"""Every page of the product in a real browser: light, dark, right to left, on a narrow screen.

Each role of the demonstration follows the links that it is shown, and looks at one page of each
kind; what no link leads to is reached by doing what leads there. At the end, an address of the
product that answers with a page and was looked at by nobody is a failure.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, urljoin, urlsplit
from uuid import UUID

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import URLPattern, URLResolver
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, Route

from journeys import axe, looking
from journeys.house import PATIENCE, House, demonstration, link_in
from journeys.test_rarer_pages import LOOKED_AT
from localturn.academy.demo.setting import PASSWORD
from makers.once import made_once

pytestmark = [pytest.mark.journey, pytest.mark.once]

OK, ACCEPTED, METHOD_NOT_ALLOWED = 200, 202, 405
SAMPLES = {"int": "1", "slug": "x", "str": "x", "path": "x", "uuid": str(UUID(int=1))}
DIFFER = {
    "home",
    "academy:activity",
    "academy:certificate",
    "academy:course",
    "academy:nominations",
    "academy:run",
}
"""The pages that are not the same for everybody who may see them."""

SAME = {"page", "order", "down", "from", "next", "view", "subject", "state"}
"""What an address may ask without its page becoming another kind of page."""

NOT_DONE = "**/academy/authoring/upload/*/"
"""Where a page asks whether the work that it waits for is done."""

LINKS = """links => links.map(link => [
  link.href,
  (link.closest("li, tr")?.querySelector(".lt-step-note, td")?.textContent ?? "")
    .split("·")[0].trim(),
  link.closest("li")?.dataset.state ?? "",
])"""


FOR_PROGRAMS = ("api:", "exchange:ooapi", "exchange:moochub")
"""Names of addresses that answer programs, and no pages, begin so."""

NO_PAGES = ("api:", "agenda:issue-letter")
"""Nor are the documents of these looked at as pages: a letter is shown as mail programs do."""


class Noted:
    """A set that everybody who walks adds to, also in another process of this run."""

    def __init__(self, name: str) -> None:
        self.folder = made_once(name, lambda folder: None)

    def add(self, what: object) -> None:
        self._path(what).touch()

    def __contains__(self, what: object) -> bool:
        return self._path(what).exists()

    def _path(self, what: object) -> Path:
        return self.folder / quote(repr(what), safe="")


@dataclass
class Survey:
    """One house, and what all have seen of it and of others like it."""

    house: House
    seen: Noted = field(default_factory=lambda: Noted("pages-seen"))
    files: Noted = field(default_factory=lambda: Noted("files-seen"))
    kinds: Noted = field(default_factory=lambda: Noted("kinds-seen"))
    walked: Noted = field(default_factory=lambda: Noted("parties-walked"))


class Walker:
    """Somebody who goes through the house and looks at its pages."""

    def __init__(self, browser: Browser, survey: Survey) -> None:
        self.survey = survey
        self.url = survey.house.url
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="Europe/Skopje"
        )
        self.context.set_default_timeout(1000 * PATIENCE)
        self.context.add_init_script(path=axe.AXE)  # sooner than bringing it to each page
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._ask)
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.faults: list[str] = []
        self.titles: dict[str, str] = {}
        self.kinds: set[tuple[str, ...]] = set()

    def _hear(self, said: ConsoleMessage) -> None:
        refused = "the server responded with a status of 4" in said.text
        if said.type in ("error", "warning") and not refused:
            self.faults.append(f"{self.page.url}: {said.text}")

    def _ask(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.faults.append(f"{self.page.url} asks {request.url}")

    def signs_in(self, address: str) -> None:
        page = self.page
        page.goto(f"{self.url}/account/login/")
        page.get_by_text("Sign in with a password").click()
        form = page.locator("form", has=page.locator("input[type=password]"))
        form.locator("input[name=login]").fill(address)
        form.locator("input[type=password]").fill(PASSWORD)
        with page.expect_navigation():
            form.locator("button[type=submit]").click()

    def goes_to(self, address: str, status: int = 200) -> None:
        """Open one page and look at it, once what it shows is made."""
        last = time.monotonic() + PATIENCE
        answer = self.page.goto(self.url + address)
        while answer is not None and answer.status == 202 != status and time.monotonic() < last:
            answer = self.page.goto(self.url + address)
        assert answer is not None
        assert answer.status == status, address
        self.looks()

    def waits_for(self, address: str) -> None:
        """Open a page that is drawn first, again until it is there."""
        deadline = time.monotonic() + PATIENCE
        while (answer := self.page.goto(self.url + address)) and answer.status == ACCEPTED:
            assert time.monotonic() < deadline, address
            time.sleep(0.5)
        assert answer is not None
        assert answer.status == OK, address

    def sends(self, button: str, *, within: str = "main", **filled: str) -> None:
        """Fill a form, press its button, and look at what comes."""
        for name, text in filled.items():
            self.page.locator(f"{within} [name={name}]").first.fill(text)
        # what the browser would refuse by itself, the server answers
        self.page.locator("form").evaluate_all("forms => forms.map(one => (one.noValidate = true))")
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("button", name=button, exact=True).first.click()
        self.looks()

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Tell a page that asks whether its work is done that it is not, while it is looked at."""

        def not_yet(route: Route) -> None:
            if route.request.method == "HEAD":
                route.fulfill(status=202)
            else:
                route.continue_()

        self.page.route(NOT_DONE, not_yet)
        yield
        self.page.unroute(NOT_DONE, not_yet)

    def looks(self) -> None:
        """Whatever is wrong with the page that is open, in every way of showing it."""
        name = _name(self.page.url)
        is_known = name in self.survey.seen  # in another state, so look once more
        self.survey.seen.add(name)
        address = self.page.url.removeprefix(self.url)
        self.faults += [f"{address} {each}" for each in looking.faults(self.page, again=is_known)]

    def walks(self, *starts: str, but: tuple[str, ...] = ()) -> None:
        """Follow every link to a kind of page that was not looked at before, `but` for a part that
        shows others more."""
        queue = [(start, "", "") for start in starts]
        for number, (address, *notes) in enumerate(queue):
            name = _name(address)
            if not name or name in self.survey.files or name.startswith((*NO_PAGES, *but)):
                continue
            asked = sorted(dict(parse_qsl(urlsplit(address).query)).keys() - SAME)
            kind = (name, *asked, *(notes if name == "academy:activity" else ()))
            known = kind in self.kinds or (name not in DIFFER and kind in self.survey.kinds)
            told_apart = asked or any(notes) or name != "academy:activity"
            if number >= len(starts) and (known or not told_apart):
                continue
            self.kinds.add(kind)
            if not self._opens(address):
                self.survey.files.add(name)
                continue
            if _name(self.page.url) == name:  # and not the way to the sign-in page
                self.survey.kinds.add(kind)
            tells = name == "academy:run"  # which kind of activity each of its links leads to
            for href, *about in self.page.locator("a[href]").evaluate_all(LINKS):
                if href.startswith(self.url):
                    further = href.removeprefix(self.url).split("#")[0]
                    queue.append((further, *(about if tells else ["", ""])))

    def _opens(self, address: str) -> bool:
        """Look at one page; false for a file."""
        try:
            answer = self.page.goto(self.url + address)
        except Error as error:
            if "Download is starting" in str(error):
                return False
            raise
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            return False
        self.looks()
        place, title = urlsplit(self.page.url).path, self.page.title()
        if answer.ok and self.titles.setdefault(title, place) != place:
            self.faults.append(f"{place} has the title of {self.titles[title]}: {title}")
        return True

    def opens(self, address: str) -> Page:
        """Go on to an address without looking."""
        self.page.goto(urljoin(f"{self.url}/", address))
        return self.page

    def link(self, selector: str) -> str:
        """Where the first such link of this page leads."""
        address = self.page.locator(selector).first.get_attribute("href")
        assert address
        return urljoin(self.page.url, address).removeprefix(self.url)

    def links(self, selector: str) -> list[str]:
        """Where all such links of this page lead."""
        found = self.page.locator(selector).evaluate_all("links => links.map(link => link.href)")
        return list(dict.fromkeys(urlsplit(each).path for each in found))


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survey]:
    with demonstration(tmp_path_factory.mktemp("demonstration")) as house:
        yield Survey(house)


ELSEWHERE = {
    "/account/social/connections/": "old names of addresses, which lead on",
    "/account/social/login/cancelled/": "",
    "/account/social/login/error/": "",
    "/account/social/signup/": "",
    "academy:draft-activity-file": "files",
    "academy:entrance": "leads on",
    "academy:own-people-table": "",
    "academy:report-table": "",
    "academy:work-archive": "",
    "calendar-feed": "",
    "exchange:catalogue-feed": "calendars, which not every page that is walked has",
    "exchange:listing-feed": "",
    "exchange:transcript-again": "leads on",
    "exchange:transcript-file": "files",
    "exchange:transcript-record": "",
    "exchange:transcripts-bundle": "",
    "agenda:issue-letter": "a letter, as mail programs show it",
    "agenda:registrant-take-place": "reached from the letter of an offer, and not looked at here",
    "agenda:registrants-table": "files",
    "corpus:end": "only does something, at an address that is written in another way",
    "corpus:import": "of files that somebody brings in, and not looked at here",
    "corpus:news": "a part of a page",
    "corpus:page-picture": "a picture in a page",
    "people:copy": "",
    "stored-file": "",
    "mfa_login_webauthn": "leads on",
    "set_language": "",
    **dict.fromkeys(LOOKED_AT, "looked at among the rarer pages"),
}
"""Addresses at which this house shows nobody a page, and why."""


def unseen(browser: Browser, survey: Survey) -> set[str]:
    """The addresses that may answer with a page, and that nobody has looked at."""
    operator = Walker(browser, survey)
    operator.signs_in("operator@demo.example")
    left = {
        name
        for name, address in routes()
        if not name.startswith(FOR_PROGRAMS)
        and not any(name in known for known in (survey.seen, survey.files, ELSEWHERE))
        and operator.context.request.get(survey.house.url + address).status != METHOD_NOT_ALLOWED
    }
    operator.context.close()
    return left


SEMINAR = "/academy/runs/urban-seminar/"
NETWORKS = "/corpus/projects/networks-of-cities/"


def nobody(walker: Walker) -> None:
    walker.walks("/", "/gallery/")
    for address in (
        "/search/?q=migration",
        "/search/?q=zzzzzz",
        "/places/?q=zzzzzz",
        "/account/inactive/",
        "/account/data/erased/",
        "/account/3rdparty/login/cancelled/",
        "/account/login/code/",
        "/account/password/reset/done/",
    ):
        walker.goes_to(address)
    walker.goes_to("/account/3rdparty/login/error/", 401)
    walker.goes_to("/no-such-page/", 404)
    walker.opens("/account/login/").get_by_text("Sign in with a password").click()
    walker.sends("Sign in", login="nobody@demo.example", password="not-this-one")


def participant(walker: Walker) -> None:
    walker.signs_in("participant@demo.example")
    walker.walks("/", "/account/logout/", "/account/reauthenticate/")
    walker.goes_to("/operators/", 404)
    walker.opens("/")
    run = walker.link("main a[href^='/academy/runs/']")
    walker.goes_to(f"{run}a/final-test/", 409)  # its module opens next week

    walker.opens(run)
    walker.opens(walker.link(to_do("Quiz")))
    walker.sends("Begin")
    walker.sends("Hand in")
    walker.page.locator("main input[type=radio]").first.check()
    walker.sends("Save")
    walker.sends("Hand in")
    walker.sends("Hand in as it is")
    walker.opens(run)
    walker.opens(walker.link(to_do("Assignment")))
    walker.sends("Hand in")
    walker.sends("Save draft", text="We will open *one counter*.")
    walker.sends("Hand in", text="We will open *one counter* by March.")
    walker.opens(run)
    walker.opens(walker.link(".lt-steps li:has(.lt-step-note:has-text('Discussion')) a"))
    walker.sends("Post")
    walker.opens(f"{run}announcements/")
    walker.opens(walker.link(".lt-told a[href*='/announcements/']"))
    walker.opens(f"{run}questions/ask/")
    walker.sends("Send")
    walker.sends("Send", body="May I hand in *later*?")
    walker.sends("Close the question")
    group_work(walker)
    blog(walker)
    walker.opens("/account/profile/")
    walker.sends("Save", name="")


def group_work(walker: Walker) -> None:
    """A group's own page, and the work of another one with its comments."""
    walker.goes_to(SEMINAR)
    walker.goes_to(f"{SEMINAR}a/presentation/")
    own = walker.link("main a[href*='/groups/groups/']")
    walker.goes_to(f"{SEMINAR}a/term-paper/")
    walker.sends("Send the proposal", title="A title", outline="")
    walker.goes_to(f"{SEMINAR}a/presentation/of-group/?group=2")
    walker.sends("Comment")
    walker.goes_to(own)
    walker.sends("Post")
    walker.goes_to(f"{SEMINAR}groups/groups/")


def blog(walker: Walker) -> None:
    """A blog, a post without a title, and asking to be excused from a meeting."""
    walker.goes_to(f"{SEMINAR}a/on-the-readings/")
    walker.sends("Post", title="")
    walker.goes_to(f"{SEMINAR}a/first-meeting/")
    walker.opens(f"{SEMINAR}a/second-meeting/excuse-me/")
    walker.sends("Ask to be excused")


def to_do(kind: str) -> str:
    return f".lt-steps li[data-state=missing]:has(.lt-step-note:has-text('{kind}')) a"


def facilitator(walker: Walker) -> None:
    walker.signs_in("facilitator@demo.example")
    walker.opens("/")
    runs = walker.links("main a[href^='/academy/runs/']")
    desks = [address for address in runs if address.endswith("/desk/")]
    walker.walks("/", *runs)
    ended = [address for address in runs if not address.endswith("/desk/")][-1]
    walker.opens(f"{ended}results/?view=activities&order=organisation")
    walker.opens(f"{ended}results/?order=points&down=1")
    person = walker.link("tbody th a")
    walker.opens(walker.link("main a:has-text('How questions did')"))
    walker.goes_to(walker.link("tbody th a"))
    walker.walks(person)
    walker.opens(person)
    walker.goes_to(walker.link("main a[href*='/more-time/']"))
    walker.sends("Save and tell them")
    walker.opens(person)
    walker.goes_to(walker.link("main a[href*='/count-as-done/']"))
    walker.sends("Count as done and tell them")
    walker.opens(person)
    walker.opens(walker.link("main a[href*='/correct/']"))
    walker.sends("See what follows")
    walker.sends("See what follows", points="1", reason="Counted twice.")
    walker.goes_to(f"{ended}a/closing-survey/")
    walker.goes_to(f"{ended}a/closing-survey/answers/")
    run = desks[0].removesuffix("desk/")  # in which something cannot wait
    meeting(walker, f"{run}a/opening-webinar/")
    walker.goes_to(f"{run}a/opening-expectations/")
    walker.goes_to(f"{run}a/opening-expectations/answers/")
    walker.goes_to(f"{run}a/closing-survey/answers/")
    walker.walks(f"{run}people/")
    walker.opens(f"{run}invitations/")
    walker.sends("Send invitations", people="newcomer@town.example, New Comer\nnobody at all")
    walker.opens(f"{run}links/")
    walker.sends("Make a link", note="Council of Europe office")
    walker.goes_to(walker.link("tbody a[href*='/join/']"))
    walker.opens(f"{run}marking/")
    walker.opens(walker.link("tbody a[href*='/marking/']"))
    walker.goes_to(walker.link("main a[href$='/return/']"))
    walker.sends("Return it")
    walker.opens(f"{run}marking/")
    walker.opens(walker.link("tbody a[href*='/marking/']"))
    walker.sends("Save and go to the next")
    walker.goes_to(f"{run}desk/behind/")
    walker.sends("Look at it before it is sent", text=" ")
    walker.sends("Look at it before it is sent", text="How are you?")
    walker.walks(f"{run}people/?state=behind")
    walker.opens(f"{run}desk/")
    walker.walks(walker.link("main a[href*='/attempts/']"))
    walker.opens(f"{run}settings/")
    walker.sends("Save", capacity="-1")
    walker.opens(f"{run}schedule/")
    walker.sends("Save the schedule")
    walker.opens(f"{run}repeat/")
    walker.sends("Show the dates")
    walker.sends("Open this run", ends_on="")
    walker.goes_to(f"{run}version/")
    own = "/academy/runs/plain-words-own-pace/"
    for page in ("", "a/quiz/", "desk/", "desk/behind/", "people/?state=behind", "settings/"):
        walker.goes_to(f"{own}{page}")
    walker.opens(f"{own}schedule/")
    walker.sends("Save the schedule")
    for page in ("a/presentation/", "a/presentation/of-group/?group=1", "groups/groups/"):
        walker.goes_to(f"{SEMINAR}{page}")
    for page in ("", "written/", "digest/", "excuses/"):
        walker.goes_to(f"{SEMINAR}a/on-the-readings/{page}")
    walker.goes_to(f"{SEMINAR}a/second-meeting/notes/")
    walker.goes_to(f"{SEMINAR}desk/")
    walker.opens(f"{SEMINAR}a/second-meeting/excuses/")
    walker.sends("Refuse")
    walker.goes_to(f"{SEMINAR}groups/groups/1/")
    walker.goes_to(f"{SEMINAR}groups/groups/proposal/?number=4&mix=organisation&anew=on")
    walker.goes_to(f"{SEMINAR}groups/groups/proposal/?number=100", 422)
    walker.goes_to(f"{SEMINAR}a/presentation/board/?state=owing")
    walker.goes_to(f"{SEMINAR}a/presentation/board/")
    walker.sends("Let off")
    for page in ("remind/", "waived/"):
        walker.goes_to(f"{SEMINAR}a/presentation/{page}")
    walker.goes_to(f"{SEMINAR}a/term-paper/proposals/")
    walker.sends("Ask for changes")
    walker.opens(f"{SEMINAR}marking/")
    walker.goes_to(walker.link("main a[href*='/second/?work=']"))
    walker.opens(f"{run}announcements/write/")
    walker.sends("Preview")
    walker.sends("Preview", title="A new date", body="We *meet* on Friday.")
    walker.sends("Announce it")
    walker.opens(walker.link(".lt-told a[href*='/announcements/']"))
    announced = urlsplit(walker.page.url).path
    walker.goes_to(f"{announced}change/")
    walker.goes_to(f"{announced}withdraw/")
    walker.opens(f"{run}questions/")
    walker.opens(walker.link(".lt-told a[href*='/questions/']"))


def meeting(walker: Walker, address: str) -> None:
    """A facilitator's pages of a meeting that was held."""
    for page in ("", "attendance/", "details/", "check-in-code/", "lists/"):
        walker.goes_to(f"{address}{page}")
    walker.opens(f"{address}attendance/")
    walker.page.locator("main select[name^=state-]").first.select_option("partly")
    walker.page.locator("main [name^=minutes-]").first.fill("many")
    walker.sends("Save this page")
    walker.opens(f"{address}lists/")
    walker.sends("Look at it")
    walker.page.locator("main input[type=file]").set_input_files(
        {
            "name": "list.csv",
            "mimeType": "text/csv",
            "buffer": b"Name,Duration\nAmra Sulejmanagic,59\nSomebody else,1h 2m 3s\nCy,long\n",
        }
    )
    walker.sends("Look at it")
    walker.sends("Record it")


def association(walker: Walker) -> None:
    walker.signs_in("association@demo.example")
    walker.walks("/", "/academy/courses/")
    walker.opens("/account/profile/")
    walker.walks(walker.link("main a[href^='/organisations/']"))
    walker.opens("/")
    nominations = walker.link("main a[href$='/nominations/']")
    walker.opens(nominations)
    walker.sends("Nominate")
    walker.opens(nominations)
    walker.goes_to(walker.link("main a[href$='/nominations/list/']"))
    for rows in (b"nobody;", b"newcomer@town.example;New Comer"):
        walker.page.locator("main input[type=file]").set_input_files(
            {"name": "list.csv", "mimeType": "text/csv", "buffer": b"E-mail;Name\n" + rows}
        )
        walker.sends("Look at it")
    walker.sends("Nominate 1 person")


def university(walker: Walker) -> None:
    """Who lists a university's courses."""
    walker.signs_in("university@demo.example")
    walker.walks("/exchange/?fri=9-12&sat=late&q=towns", "/exchange/?archive=1&language=zz")
    walker.opens("/exchange/listings/")
    walker.goes_to(walker.link("main a[href$='/publish/']"))
    walker.opens("/exchange/listings/new/")
    walker.sends("Begin", text="Course Overview\nStreets.")
    edit = urlsplit(walker.page.url).path
    walker.sends("Save", dated="2026-10-09, at ten")
    walker.goes_to(f"{edit}publish/")
    walker.opens("/exchange/transcripts/")
    issued = walker.link("main a[href*='/transcripts/TR-']")
    kept = walker.link("main a[href*='/listings/'][href$='/transcripts/']")
    walker.opens(issued)
    checked = walker.link("main a[href*='/transcripts/check/']")
    for address in ("/exchange/transcripts/", issued, checked, kept, f"{kept}scale/"):
        walker.goes_to(address)
    walker.sends("Save", steps="A; 90; 50")
    walker.opens("/exchange/sources/")
    source = walker.link("main tbody a")
    walker.goes_to(source)
    walker.goes_to(f"{source}sign-in/")
    walker.page.locator("main [name=kind][value=token]").check()
    walker.sends("Save")
    walker.opens("/exchange/sources/")
    walker.sends("Add, and read it")


def student(walker: Walker) -> None:
    """Who applies for courses of another university, and has a place in one."""
    walker.signs_in("student@demo.example")
    walker.walks("/", "/exchange/applications/")
    walker.opens("/exchange/applications/")
    walker.goes_to(walker.link("main li:has-text('Ethics') a"))
    walker.walks(walker.link("main a[href$='/agreement/']"))


def author(walker: Walker) -> None:
    walker.signs_in("author@demo.example")
    walker.walks("/", "/academy/authoring/", but=("corpus:",))
    walker.opens("/academy/authoring/")
    walker.opens(walker.link("main a[href$='/draft/']"))
    draft = urlsplit(walker.page.url).path
    walker.sends("Begin a draft")
    walker.walks(draft)
    walker.opens(draft)
    walker.opens(walker.link("main a[href*='/draft/a/'][href$='/edit/']"))
    walker.sends("Preview", body="A [link](nowhere.md).")
    walker.sends("Save in the draft", title="")
    walker.opens(f"{draft}files/")
    walker.opens(walker.link("main a[href$='.toml']"))
    walker.sends("Save in the draft", text="title = ")
    walker.opens("/academy/authoring/upload/")
    walker.sends("Upload")
    folder = {"name": "course.zip", "mimeType": "application/zip", "buffer": b"?" * 5_000_000}
    walker.page.locator("main input[type=file]").set_input_files(folder)  # goes in pieces
    with walker.standing_still():
        walker.sends("Upload")
    walker.page.get_by_role("link", name="Upload a folder").wait_for()
    walker.looks()
    walker.opens(draft.replace("/draft/", "/people/"))
    walker.sends("Add", email="nobody@nowhere.example")
    walker.opens(draft.replace("/draft/", "/sources/"))
    walker.sends("Ask all addresses whether they answer")


def operator(walker: Walker) -> None:
    walker.signs_in("operator@demo.example")
    walker.walks("/", "/operators/", "/people/", "/places/find/", "/organisations/add/")
    walker.opens("/organisations/")
    walker.walks(walker.link("main a[href^='/organisations/']:not([href$='/add/'])"))
    walker.goes_to("/people/?q=zzzzzz")
    walker.opens("/organisations/add/")
    walker.sends("Add it")
    walker.opens("/exchange/consortia/new/")
    walker.sends("Add", name="")
    walker.walks("/exchange/consortia/ring-of-universities/")


def editor(walker: Walker) -> None:
    """Who looks after the agenda and writes to its readers."""
    walker.signs_in("editor@demo.example")
    walker.walks("/agenda/", "/agenda/desk/", "/agenda/intake/", "/agenda/lists/kept/")
    walker.opens("/agenda/?q=counter")
    event = walker.link("main h2 a[href*='/agenda/events/'], main h3 a[href*='/agenda/events/']")
    for page in ("", "edit/", "related/", "register/done/", "registration/", "registrants/badges/"):
        walker.goes_to(f"{event}{page}")
    walker.goes_to(f"{event}register/")
    walker.goes_to(f"{event}registrants/")
    walker.goes_to(walker.link("main a[href$='/remove/']"))
    walker.context.clear_cookies()
    walker.signs_in("operator@demo.example")
    walker.walks("/agenda/desk/offices/", "/agenda/lists/kept/new/")


def reader(walker: Walker) -> None:
    """Who subscribes to a list without an account, and leaves it."""
    address, house = "reader@town.example", walker.survey.house
    walker.opens("/agenda/lists/")
    walker.opens(walker.link("main a[href*='/agenda/lists/']"))
    walker.sends("Subscribe", email=address)
    confirms = link_in(house.letter_to(address, "/lists/confirm/"), "/lists/confirm/")
    walker.goes_to(urlsplit(confirms).path)
    walker.sends("Yes, subscribe me")
    walker.goes_to(walker.link("main a[href*='/lists/leave/']"))
    walker.sends("Leave the list")


def registrant(walker: Walker) -> None:
    """Who has a place at an event."""
    walker.signs_in("participant@demo.example")
    walker.goes_to("/agenda/registrations/")
    walker.goes_to(walker.link("main a[href*='/registrations/look/']"))
    walker.goes_to(walker.link("main a[href*='/registrations/give-up/']"))


def researcher(walker: Walker) -> None:
    """Who leads a research project."""
    walker.signs_in("researcher@demo.example")
    walker.walks("/corpus/", "/corpus/new/", NETWORKS, f"{NETWORKS}search/?q=cities")
    walker.opens(f"{NETWORKS}memos/new/")
    walker.sends("Save", title="Water", text="Who drinks first?")
    walker.goes_to(walker.link("a[href$='/edit/']"))


def coder(walker: Walker) -> None:
    walker.signs_in("coder@demo.example")
    walker.walks("/", "/corpus/", NETWORKS)
    walker.opens(f"{NETWORKS}?q=Gdańsk")
    walker.opens(walker.link("main a[href*='/corpus/documents/']"))
    walker.waits_for(walker.link("a[href$='/page/']"))
    walker.looks()
    walker.opens(f"{NETWORKS}?class=interview")
    walker.opens(walker.link("main a[href*='/corpus/documents/']"))
    walker.goes_to(walker.link("a[href$='/recording/']"))
    walker.goes_to(f"{NETWORKS}suggest/")
    walker.page.locator("main [name=code]").select_option(index=1)
    walker.sends("Find passages", q="money")


def graduate(walker: Walker) -> None:
    walker.signs_in("graduate@demo.example")
    walker.goes_to("/academy/runs/plain-words-own-pace/")
    walker.goes_to("/academy/runs/plain-words-own-pace/a/sentences/")
    walker.goes_to("/corpus/take/?of=/agenda/1/")
    walker.walks("/")
    walker.opens("/")
    walker.walks(walker.link("main li a:has-text('Migration governance')"))
    walker.opens("/academy/courses/migration-governance/")
    later = walker.links("main a[href^='/academy/runs/']")[-1]
    walker.goes_to(f"{later}interest/")
    walker.sends("Ask for a place")


def newcomer(walker: Walker) -> None:
    """Invited, makes an account, protects it with every means, loses the password, leaves."""
    address, house = "newcomer@town.example", walker.survey.house
    invitation = link_in(house.letter_to(address, "/invitations/"), "/invitations/")
    walker.walks(urlsplit(invitation).path)
    walker.opens("/account/signup/")
    walker.sends("Make an account", email=address)
    walker.sends("Go on", code="WRONG-CODE")
    walker.sends("Go on", code=house.code_for(address))
    walker.sends("Go on", name="New Comer")
    for empty in ("/", "/letters/", "/calendar/", "/account/profile/", "/account/security/"):
        walker.goes_to(empty)
    walker.goes_to("/account/confirm/")
    walker.sends("Send me a code")
    walker.opens("/account/password/set/")
    walker.sends("Confirm", code="WRONG-CODE")
    walker.sends("Confirm", code=house.code_for(address))
    walker.sends("Set password", password1=PASSWORD, password2=PASSWORD)
    walker.goes_to("/account/2fa/totp/activate/")
    walker.sends("Set it up", code=one_time_code(walker.page.locator("main code").inner_text()))
    walker.walks("/account/2fa/", "/account/2fa/reauthenticate/")

    walker.context.clear_cookies()
    walker.signs_in(address)
    walker.looks()
    walker.context.clear_cookies()
    walker.opens("/account/login/")
    walker.sends("Send me a code", email=address)
    walker.context.clear_cookies()
    walker.opens("/account/password/reset/")
    walker.sends("Send me a code", email=address)
    walker.sends("Go on", code="WRONG-CODE")
    walker.sends("Go on", code=house.code_for(address, "code for a new password"))


def one_time_code(secret: str) -> str:
    """What an authenticator app shows at this moment."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def routes() -> Iterator[tuple[str, str]]:
    """The name of every address, and the address itself with something in its gaps."""
    yield from _routes(get_resolver().url_patterns, "/", "")


def _routes(
    patterns: list[URLPattern | URLResolver], route: str, namespace: str
) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, here, inner)
        else:
            address = re.sub(r"<(\w+):\w+>", lambda gap: SAMPLES[gap[1]], here)
            yield f"{namespace}{pattern.name}" if pattern.name else here, address


def _name(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


PARTIES = [
    (facilitator, operator, newcomer, nobody),
    (participant, author, association, university, student, graduate),
    (researcher, coder, editor, reader, registrant),
]
"""Who goes through one house, in this order; the parties walk beside each other."""


@pytest.mark.parametrize(
    "party",
    [
        pytest.param(party, id=party[0].__name__, marks=pytest.mark.xdist_group(party[0].__name__))
        for party in PARTIES
    ],
)
def test_every_page_is_open_to_everybody(
    browser: Browser, survey: Survey, party: tuple[Callable[[Walker], None], ...]
) -> None:
    faults: list[str] = []
    for visit in party:
        walker = Walker(browser, survey)
        visit(walker)
        faults += [f"{visit.__name__}: {fault}" for fault in walker.faults]
        walker.context.close()

    assert not faults, "\n".join(faults)
    survey.walked.add(party[0].__name__)
    if all(each[0].__name__ in survey.walked for each in PARTIES):  # the last to come home asks
        assert unseen(browser, survey) == set()
