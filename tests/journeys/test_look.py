"""Every component in a real browser: light, dark, right to left, narrow, by keyboard, on paper."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from journeys import axe

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("query", ["", "?dir=rtl"])
@pytest.mark.parametrize("dark", [False, True])
def test_no_component_keeps_anybody_out(
    browser: Browser, live_server: LiveServer, dark: bool, query: str, width: int
) -> None:
    with axe.context(browser, dark=dark, width=width) as reader:
        page = reader.new_page()
        page.goto(f"{live_server.url}/gallery/{query}")

        assert axe.faults(page) == []
        assert axe.wider_than_screen(page) == 0


def test_a_cold_page_is_light_and_asks_no_other_host(
    browser: Browser, live_server: LiveServer
) -> None:
    answers = []
    with browser.new_context() as reader:
        page = reader.new_page()
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
        page.goto(live_server.url)
        page.wait_for_load_state("networkidle")

        assert {answer.status for answer in answers} == {200}
        assert all(answer.url.startswith(live_server.url) for answer in answers)
        assert len(answers) <= 8


def test_nothing_on_a_page_breaks_the_security_policy(
    browser: Browser, live_server: LiveServer
) -> None:
    complaints = []
    with browser.new_context() as reader:
        page = reader.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.goto(f"{live_server.url}/gallery/")
        page.wait_for_load_state("networkidle")

    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_a_menu_opens_on_a_narrow_screen_without_javascript(
    browser: Browser, live_server: LiveServer
) -> None:
    with browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    ) as reader:
        page = reader.new_page()
        page.goto(f"{live_server.url}/gallery/")
        assert not page.locator("#menu").is_visible()

        page.get_by_role("button", name="Menu").press("Enter")

        assert page.locator("#menu").is_visible()

        page.keyboard.press("Escape")

        assert not page.locator("#menu").is_visible()


def test_colours_are_chosen_without_javascript(browser: Browser, live_server: LiveServer) -> None:
    with browser.new_context(java_script_enabled=False) as reader:
        page = reader.new_page()
        page.goto(f"{live_server.url}/gallery/?dir=rtl")

        page.get_by_role("button", name="Dark").click()

        assert page.url.endswith("/gallery/?dir=rtl")
        assert page.locator("html").get_attribute("data-color-scheme") == "dark"


def test_the_first_key_leads_to_the_content(browser: Browser, live_server: LiveServer) -> None:
    with browser.new_context(java_script_enabled=False) as reader:
        page = reader.new_page()
        page.goto(f"{live_server.url}/account/login/")

        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        assert page.url.endswith("#main")


def test_a_summary_of_errors_has_the_focus(browser: Browser, live_server: LiveServer) -> None:
    with browser.new_context() as reader:
        page = reader.new_page()
        page.goto(f"{live_server.url}/gallery/")

        assert "lt-summary" in str(page.locator(":focus").get_attribute("class"))


def test_paper_shows_the_text_alone(browser: Browser, live_server: LiveServer) -> None:
    with browser.new_context() as reader:
        page = reader.new_page()
        page.goto(f"{live_server.url}/gallery/")
        page.emulate_media(media="print")

        assert not page.locator(".lt-header").is_visible()
        assert not page.locator(".lt-footer").is_visible()
        assert page.get_by_role("heading", name="Components").is_visible()
