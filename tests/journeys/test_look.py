"""Every component in a real browser: light, dark, right to left, narrow, by keyboard, on paper."""

import pytest
from playwright.sync_api import Browser, Page, Request

from journeys import axe
from journeys.house import House

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("query", ["", "?dir=rtl"])
@pytest.mark.parametrize("dark", [False, True])
def test_no_component_keeps_anybody_out(
    browser: Browser, house: House, dark: bool, query: str, width: int
) -> None:
    with axe.context(browser, dark=dark, width=width) as reader:
        page = reader.new_page()
        page.goto(f"{house.url}/gallery/{query}")

        assert axe.faults(page) == []
        assert axe.wider_than_screen(page) == 0


def test_a_page_is_light_cold_and_lighter_warm(browser: Browser, house: House) -> None:
    with browser.new_context() as reader:
        page = reader.new_page()
        cold = _sizes(page, house.url)
        warm = _sizes(page, f"{house.url}/about/")

    assert all(url.startswith(house.url) for url in cold)
    assert len(cold) <= 8
    assert sum(cold.values()) <= 75 * 1024
    assert sum(warm.values()) <= 5 * 1024


def test_the_sign_in_page_is_light_though_it_knows_passkeys(browser: Browser, house: House) -> None:
    with browser.new_context() as reader:
        cold = _sizes(reader.new_page(), f"{house.url}/account/login/")

    assert len(cold) <= 8
    assert sum(cold.values()) <= 150 * 1024


def _sizes(page: Page, address: str) -> dict[str, int]:
    """What travelled for a page: address and bytes on the line, nothing for what was kept."""
    finished: list[Request] = []

    def keep(request: Request) -> None:
        finished.append(request)

    page.on("requestfinished", keep)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.remove_listener("requestfinished", keep)
    return {
        request.url: request.sizes()["responseBodySize"] + request.sizes()["responseHeadersSize"]
        for request in finished
        if request.sizes()["responseBodySize"] > 0  # nothing travels for what was kept
    }


def test_nothing_on_a_page_breaks_the_security_policy(browser: Browser, house: House) -> None:
    complaints = []
    with browser.new_context() as reader:
        page = reader.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.goto(f"{house.url}/gallery/")
        page.wait_for_load_state("networkidle")

    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_a_menu_opens_on_a_narrow_screen_without_javascript(browser: Browser, house: House) -> None:
    with browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    ) as reader:
        page = reader.new_page()
        page.goto(f"{house.url}/gallery/")
        assert not page.locator("#menu").is_visible()

        page.get_by_role("button", name="Menu").press("Enter")

        assert page.locator("#menu").is_visible()

        page.keyboard.press("Escape")

        assert not page.locator("#menu").is_visible()


def test_colours_are_chosen_without_javascript(browser: Browser, house: House) -> None:
    with browser.new_context(java_script_enabled=False) as reader:
        page = reader.new_page()
        page.goto(f"{house.url}/gallery/?dir=rtl")

        page.get_by_role("button", name="Dark").click()

        assert page.url.endswith("/gallery/?dir=rtl")
        assert page.locator("html").get_attribute("data-color-scheme") == "dark"


def test_the_first_key_leads_to_the_content(browser: Browser, house: House) -> None:
    with browser.new_context(java_script_enabled=False) as reader:
        page = reader.new_page()
        page.goto(f"{house.url}/account/login/")

        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        assert page.url.endswith("#main")


def test_a_summary_of_errors_has_the_focus(browser: Browser, house: House) -> None:
    with browser.new_context() as reader:
        page = reader.new_page()
        page.goto(f"{house.url}/gallery/")

        assert "lt-summary" in str(page.locator(":focus").get_attribute("class"))


def test_paper_shows_the_text_alone(browser: Browser, house: House) -> None:
    with browser.new_context() as reader:
        page = reader.new_page()
        page.goto(f"{house.url}/gallery/")
        page.emulate_media(media="print")

        assert not page.locator(".lt-header").is_visible()
        assert not page.locator(".lt-footer").is_visible()
        assert page.get_by_role("heading", name="Components").is_visible()
