"""A real browser before a served installation."""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from journeys.house import PATIENCE, House, served

BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=1000 * PATIENCE)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file of journeys shares its house, and so a process, unless it says otherwise.

    The walks over all pages begin first: they take longest, and all processes end together.
    """
    items.sort(key=lambda item: item.path.stem != "test_every_page")
    for item in items:
        if item.get_closest_marker("journey") and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail("The journeys need Chromium: apt-get install chromium, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An empty installation."""
    with served(tmp_path_factory.mktemp("house")) as house:
        yield house


class Somebody:
    """A person at a browser of their own."""

    def __init__(self, context: BrowserContext, house: House, *, scripts: bool = True) -> None:
        self.context = context
        self.scripts = scripts
        self.house = house
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("requestfinished", lambda request: self.asked.append(request.url))
        self.faults: list[str] = []
        self.asked: list[str] = []

    def _hear(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind == "error" and "status of 4" not in text:
            self.faults.append(text)

    def goes_to(self, address: str) -> Page:
        self.page.goto(address if address.startswith("http") else self.house.url + address)
        return self.page

    def sees(self) -> str:
        return self.page.inner_text("main")

    def signs_in(self, address: str, password: str) -> Page:
        page = self.goes_to("/account/login/")
        page.get_by_text("Sign in with a password").click()
        form = page.locator("form", has=page.locator("input[type=password]"))
        form.locator("input[name=login]").fill(address)
        form.locator("input[type=password]").fill(password)
        with page.expect_navigation():
            form.locator("button[type=submit]").click()
        return page


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def somebody(
    browser: Browser, house: House, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., Somebody]]:
    """Call it for each person of a journey; at the end nobody's page may have had a fault."""
    people: list[Somebody] = []

    def enters(*, language: str = "en-GB", width: int = 1280, scripts: bool = True) -> Somebody:
        context = browser.new_context(
            locale=language,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            timezone_id="Europe/Skopje",
        )
        context.set_default_timeout(1000 * PATIENCE)
        people.append(Somebody(context, house, scripts=scripts))
        return people[-1]

    yield enters
    if request.node.stash.get(FAILED, False):
        for number, person in enumerate(each for each in people if not each.page.is_closed()):
            picture = tmp_path / f"person-{number}.png"
            person.page.screenshot(path=picture)
            print(f"--- {person.page.url} ({picture})\n{person.page.inner_text('body')[:1500]}")
    for person in people:
        person.context.close()
    assert [fault for person in people for fault in person.faults] == []
    outside = {url for person in people for url in person.asked if not url.startswith(house.url)}
    assert outside == set()
