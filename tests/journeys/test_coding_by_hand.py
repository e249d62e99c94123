"""The coding desk by mouse, by touch and by single keys: a PDF beside its text, a code dragged onto
what is selected, one chosen with a finger, and passages that a search suggests."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import Somebody
from journeys.house import House
from makers.documents import make_pdf

pytestmark = pytest.mark.journey
PASSWORD = "read-and-code-1"
ADDRESS = "lea@town.example"
PAGES = [
    ["Cities receive people. They ask the Union for money."],
    ["States do not listen to cities. The cities do."],
]


def brings_in(lea: Somebody, file: Path) -> str:
    """A project with two codes and this document; the document's address."""
    page = lea.goes_to("/corpus/new/")
    page.locator("main [name=name]").fill("Networks")
    with page.expect_navigation():
        page.get_by_role("button", name="Begin").click()
    for code in ("Asks for money", "Acts alone"):
        lea.goes_to("/corpus/projects/networks/codebook/new/")
        page.locator("main [name=name]").fill(code)
        with page.expect_navigation():
            page.locator("main form button[type=submit]").first.click()
    lea.goes_to("/corpus/projects/networks/import/")
    page.locator("[data-import] input[type=file]").set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name="Read them").click()
    page.get_by_role("button", name="Take 1 document").click()
    page.get_by_role("link", name="To the documents").click()
    page.locator("main a[href*='/corpus/documents/']").first.click()
    page.locator("[data-sheet]").wait_for()
    return page.url


def middle_of_selection(page: Page) -> tuple[float, float]:
    x, y = page.evaluate(
        """() => {
          const box = [...CSS.highlights.get("lt-draft")][0].getClientRects()[0];
          return [box.x + box.width / 2, box.y + box.height / 2];
        }"""
    )
    return x, y


def test_a_code_is_dragged_touched_and_suggested(
    somebody: Callable[..., Somebody], house: House, tmp_path: Path
) -> None:
    house.account(ADDRESS, "Lea Lead", PASSWORD, "--author")
    (tmp_path / "Plan.pdf").write_bytes(make_pdf(PAGES))
    lea = somebody()
    page = lea.signs_in(ADDRESS, PASSWORD)
    address = brings_in(lea, tmp_path / "Plan.pdf")
    chips = page.locator(".lt-margin a")
    told = page.locator("[data-status]")

    page.get_by_text("Codes", exact=True).click()
    page.locator("[data-sheet]").focus()
    for key in ("s", "s", "b"):
        page.keyboard.press(key)
    expect(page.locator(".lt-printed .lt-pointed rect")).to_have_count(1)
    code = page.locator("[data-tree] button", has_text="Asks for money")
    code.scroll_into_view_if_needed()
    box = code.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(*middle_of_selection(page), steps=5)
    page.mouse.up()
    expect(told).to_contain_text("Coded as Asks for money.")
    expect(chips).to_have_count(1)
    assert page.locator(".lt-coded").inner_text() == "They ask the Union for money."

    finger = lea.context.browser
    assert finger is not None
    small = finger.new_context(
        viewport={"width": 360, "height": 780},
        has_touch=True,
        is_mobile=True,
        storage_state=lea.context.storage_state(),
    )
    phone = small.new_page()
    phone.goto(address)
    phone.locator(".lt-text").last.tap()
    phone.evaluate(
        """() => {
          const text = [...document.querySelectorAll(".lt-text")].at(-1).lastChild;
          getSelection().setBaseAndExtent(text, 0, text, 6);
        }"""
    )
    choice = phone.locator("[data-picker] li", has_text="Acts alone")
    choice.wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    choice.tap()
    expect(phone.locator("[data-status]")).to_contain_text("Coded as Acts alone.")
    small.close()

    lea.goes_to(address)
    assert sorted(page.locator(".lt-coded").all_inner_texts()) == [
        "States",
        "They ask the Union for money.",
    ]
    page.get_by_role("link", name="Suggest passages").click()
    page.locator("main [name=q]").fill("cities")
    page.locator("main [name=extent]").select_option("words")
    page.locator("main [name=code]").select_option(label="Acts alone")
    with page.expect_navigation():
        page.get_by_role("button", name="Find passages").click()
    page.locator("[data-keyed]").focus()
    for key, said in (("y", "Coded · 2 left"), ("n", "Refused · 1 left"), ("u", "Undone · 2 left"),
                      ("u", "Undone · 3 left"), ("y", "Coded · 2 left")):  # fmt: skip
        page.keyboard.press(key)
        expect(told).to_have_text(said)
    lea.goes_to(address)
    assert "Cities" in page.locator(".lt-coded").all_inner_texts()
