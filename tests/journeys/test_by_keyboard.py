"""A course taken, work marked and people nominated with the keyboard alone; and the answers of a
quiz, saved as they are given."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from journeys import axe
from journeys.conftest import Somebody
from journeys.house import House, demonstration

pytestmark = [pytest.mark.journey, pytest.mark.once]

PASSWORD = "long-enough-to-be-taken"
DEMONSTRATION = "learn-by-doing"
SAVED = re.compile(r"^Saved \d\d:\d\d")
PLAN = "A one-page migration profile of your town"
STOPS = 200
"""So often is Tab pressed for one thing before it counts as out of reach."""

STOP = """() => {
  const look = each => {
    // the ring of a box to tick is around it and its label
    const looks = [each, each.closest(".ds-field") ?? each].map(one => getComputedStyle(one));
    return looks.map(one => [one.outlineStyle, one.outlineWidth, one.boxShadow]).join();
  };
  const name = each => (each.labels?.[0] ?? each).textContent.trim()
    || each.getAttribute("aria-label") || each.value || "";
  const said = each => `${each.tagName.toLowerCase()} “${name(each).slice(0, 60)}”`;
  const on = document.activeElement, faults = [], before = window.stoppedAt;
  if (before?.on.isConnected && before.on !== on && look(before.on) === before.look)
    faults.push(`${said(before.on)} looks the same with the focus and without it`);
  const { top, bottom, left, right } = on.getBoundingClientRect();
  const outside = bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth;
  if (on !== document.body && outside)
    faults.push(`${said(on)} has the focus and is not on the screen`);
  window.stoppedAt = { on, look: look(on) };
  const kind = on.matches("select") ? "select" : on.matches("textarea") ? "textarea"
    : on.matches("summary") ? "summary" : on.matches("a") ? "link"
    : on.matches("button, [type=submit]") ? "button" : on.type ?? "";
  return { kind, name: name(on), group: on.name ?? "", chosen: on.checked || false,
    figures: on.inputMode === "decimal", inMain: on.closest("main") !== null, faults };
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration, one of whose runs can be joined by everybody."""
    with demonstration(tmp_path_factory.mktemp("keyboard")) as house:
        house.later(days=21)  # the run that everybody may join has begun
        house.account("zana@town.example", "Zana Berisha", PASSWORD)
        house.account("ilir@town.example", "Ilir Dervishi", PASSWORD)
        yield house


def follow(locator: Locator) -> None:
    """Click what leads to another page, and wait until that is there."""
    with locator.page.expect_navigation():
        locator.click()


class Keys:
    """A person with a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []

    def tab(self, keys: str = "Tab") -> dict[str, object]:
        """Go on by one stop; answers with what has the focus now."""
        self.page.keyboard.press(keys)
        stop: dict[str, object] = self.page.evaluate(STOP)
        self.faults += [f"{self.page.url}: {each}" for each in stop.pop("faults")]  # type: ignore[attr-defined]
        return stop

    def skips_to_main(self) -> None:
        """By the first link of the page; a form sent from there leads to the same place."""
        if self.page.url.endswith("#main"):
            return
        stop = self.tab()
        assert stop["name"] == "Skip to the content", stop
        with self.page.expect_navigation(url=re.compile("#main$")):
            self.page.keyboard.press("Enter")

    def reaches(self, kind: str, name: str = "") -> None:
        """Press Tab until this has the focus."""
        met = []
        for _number in range(STOPS):
            stop = self.tab()
            met.append(f"{stop['kind']} {stop['name']}")
            if stop["kind"] == kind and re.search(name, str(stop["name"])):
                return
        raise AssertionError(f"No {kind} {name!r} within {STOPS} stops: {met[:60]}")

    def follows(self, name: str) -> None:
        self.reaches("link", name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def presses(self, name: str) -> None:
        """Send a form by a button; what comes tells what happened, by title, focus or message."""
        self.reaches("button", name)
        self.sends()

    def sends(self) -> None:
        title = self.page.title()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        told = self.page.locator("main [role=alert], main [role=status]").all_inner_texts()
        has_focus = self.page.evaluate("document.activeElement.closest('main > *') !== null")
        if self.page.title() == title and not has_focus and not any(map(str.strip, told)):
            self.faults.append(f"{self.page.url} does not tell what happened")

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)


def test_a_course_is_taken_with_the_keyboard_alone(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    page = somebody().page
    keys = Keys(page)

    # They sign in by a code from their mail, and say who they are.
    page.goto(house.url)
    keys.follows("Sign in")
    keys.skips_to_main()
    keys.reaches("email")
    keys.types("zana@town.example")
    keys.sends()
    keys.reaches("text", "Code")
    keys.types(house.code_for("zana@town.example"))
    keys.sends()
    if page.url.startswith(f"{house.url}/account/welcome/"):
        keys.skips_to_main()
        keys.presses("Go on")

    # They enrol in a run that everybody may join.
    keys.skips_to_main()
    keys.follows("Migration governance")
    run = page.url
    keys.skips_to_main()
    keys.follows("Enrol")
    keys.skips_to_main()
    keys.presses("Enrol")

    # They read.
    page.goto(run)
    keys.skips_to_main()
    keys.follows("Who counts as a migrant")
    keys.skips_to_main()
    keys.presses("I have read this")
    assert "You marked this as read" in page.inner_text("main")

    # They write in the discussion.
    page.goto(run)
    keys.skips_to_main()
    keys.follows("Which number goes to the mayor")
    keys.skips_to_main()
    keys.reaches("textarea")
    keys.types("Net migration, since *it* is what the budget follows.")
    keys.presses("^Post$")
    assert "what the budget follows" in page.inner_text("main")

    # They sit a quiz to its end.
    page.goto(run)
    keys.skips_to_main()
    keys.follows("Quiz: local migration dynamics")
    keys.skips_to_main()
    keys.presses("Begin")
    met = answer_everything(keys)
    assert {"radio", "checkbox", "select", "text"} <= met
    keys.sends()
    assert re.search(r"\d+ %", page.inner_text("main"))

    # They hand in their work.
    page.goto(run)
    keys.skips_to_main()
    keys.follows("A one-page migration profile")
    keys.skips_to_main()
    keys.reaches("textarea", "Text")
    keys.types("We have 40,000 inhabitants.")
    keys.presses("^Hand in$")
    assert "You have handed in." in page.inner_text("main")

    # They look at where they stand.
    page.goto(run)
    keys.skips_to_main()
    keys.reaches("summary", "missing")
    page.keyboard.press("Enter")
    standing = page.inner_text("aside")
    assert re.search(r"\b3 of \d+ activities done", standing)  # reading, quiz, assignment

    assert keys.faults == [], keys.faults


def answer_everything(keys: Keys) -> set[str]:
    """Give every question of an attempt some answer, as Tab meets them, up to its last button."""
    keys.skips_to_main()
    met: set[str] = set()
    groups: set[object] = set()
    for _number in range(STOPS):
        stop = keys.tab()
        kind, first = str(stop["kind"]), stop["group"] not in groups
        if kind == "button" and stop["name"] == "Hand in":
            return met
        if kind in {"radio", "checkbox", "select", "text", "textarea"}:
            met.add(kind)
            groups.add(stop["group"])
        if kind in {"radio", "checkbox"} and first:
            keys.page.keyboard.press("Space")
        elif kind == "select":
            keys.page.keyboard.press("ArrowDown")
        elif kind in {"text", "textarea"}:
            keys.types("12" if stop["figures"] else "a mirror statistic")
    raise AssertionError("The attempt does not end")


def marks(keys: Keys, feedback: str) -> int:
    """Choose the first level of each criterion that Tab meets, say something, and send it; of how
    many criteria."""
    keys.skips_to_main()
    groups: set[object] = set()
    for _number in range(STOPS):
        stop = keys.tab()
        if stop["kind"] == "radio" and stop["group"] not in groups:
            groups.add(stop["group"])
            keys.page.keyboard.press("Space")
        elif stop["group"] == "feedback":
            keys.types(feedback)
        elif stop["name"] == "Save and go to the next":
            keys.sends()
            return len(groups)
    raise AssertionError("The mark cannot be sent")


def test_a_facilitator_marks_what_was_handed_in_with_the_keyboard_alone(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    page = somebody().page
    keys = Keys(page)

    # They sign in by their password, and go to the desk of a run and to what waits there.
    page.goto(house.url)
    keys.follows("Sign in")
    keys.skips_to_main()
    keys.reaches("summary", "Sign in with a password")
    page.keyboard.press("Enter")
    keys.reaches("email")
    keys.types("facilitator@demo.example")
    keys.reaches("password")
    keys.types(DEMONSTRATION)
    keys.sends()
    keys.skips_to_main()
    keys.follows("Second run")
    assert page.title().startswith("Facilitator's desk")
    keys.skips_to_main()
    keys.follows("Mark what was handed in")

    # They open the first work on an assignment, and give its points and what they say of it.
    waiting = page.locator("tbody tr", has_text=PLAN).locator("a")
    addresses = waiting.evaluate_all("all => all.map(each => each.pathname)")
    keys.skips_to_main()
    while page.evaluate("document.activeElement.pathname") != addresses[0]:
        assert keys.tab()["inMain"]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    name = page.locator("h1").inner_text()
    assert marks(keys, "Every figure has *its day*.") > 1

    # The next is before them, and the first waits no longer.
    assert page.title().startswith("To mark – ")
    assert page.locator("h1").inner_text() != name
    page.goto(f"{house.url}{addresses[0]}")
    assert "This work has been marked." in page.inner_text("main")
    assert keys.faults == [], keys.faults


def run_called(who: Somebody, title: str) -> str:
    """The address of a run that the course's page names."""
    page = who.goes_to("/academy/courses/migration-governance/")
    return page.get_by_role("link", name=title).first.get_attribute("href") or ""


def test_an_association_nominates_somebody_with_the_keyboard_alone(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    who = somebody()
    who.signs_in("association@demo.example", DEMONSTRATION)
    page, keys = who.page, Keys(who.page)
    run = run_called(who, "Fourth run")

    page.goto(house.url + run)
    keys.skips_to_main()
    keys.follows("Nominate people")
    keys.skips_to_main()
    keys.reaches("text", "^Name")
    keys.types("Vjosa Kelmendi")
    keys.reaches("email")
    keys.types("vjosa@town.example")
    keys.sends()

    assert "Vjosa Kelmendi" in page.inner_text("main")
    house.letter_to("vjosa@town.example")
    assert keys.faults == [], keys.faults


def test_answers_are_saved_as_they_are_given_and_wait_for_the_line(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    who = somebody()
    who.signs_in("ilir@town.example", PASSWORD)
    page = who.goes_to("/")
    follow(page.get_by_role("link", name="Migration governance at the local level"))
    run = page.url
    if page.get_by_role("link", name="Enrol").count():
        follow(page.get_by_role("link", name="Enrol"))
        follow(page.get_by_role("button", name="Enrol"))
    page.goto(f"{run}a/m1-quiz/")
    follow(page.get_by_role("button", name="Begin"))
    questions = page.locator("fieldset.lt-question")
    choice = questions.filter(has=page.locator("input[type=radio]"))
    written = questions.filter(has=page.locator("input[type=text]")).first

    # What is chosen is saved at once, what is typed while it is typed.
    choice.nth(0).locator("input").nth(1).check()
    expect(choice.nth(0).locator(".lt-saved")).to_have_text(SAVED)
    written.locator("input[type=text]").press_sequentially("12")
    expect(written.locator(".lt-saved")).to_have_text(SAVED)
    expect(page.locator("[data-counted]")).to_have_text(re.compile("^2 of"))

    # Without a line it waits, and goes when the line is back.
    who.context.set_offline(True)
    choice.nth(1).locator("input").nth(0).check()
    expect(choice.nth(1).locator(".lt-saved")).to_contain_text("there is no connection")
    who.context.set_offline(False)
    expect(choice.nth(1).locator(".lt-saved")).to_have_text(SAVED)

    # Also when the page was closed in between.
    who.context.set_offline(True)
    choice.nth(0).locator("input").nth(0).check()
    expect(choice.nth(0).locator(".lt-saved")).to_contain_text("there is no connection")
    address = page.url
    page.close()
    who.context.set_offline(False)
    page = who.page = who.context.new_page()
    page.goto(address)
    choice = page.locator("fieldset.lt-question").filter(has=page.locator("input[type=radio]"))
    expect(choice.nth(0).locator("input").nth(0)).to_be_checked()
    expect(choice.nth(0).locator(".lt-saved")).to_have_text(SAVED)
    page.reload()
    expect(choice.nth(0).locator("input").nth(0)).to_be_checked()
    expect(choice.nth(1).locator("input").nth(0)).to_be_checked()
    expect(page.locator("[data-counted]")).to_have_text(re.compile("^3 of"))

    # Two clicks hand in once.
    follow(page.get_by_role("button", name="Hand in", exact=True))
    page.get_by_role("button", name="Hand in as it is").dblclick()
    page.wait_for_url(re.compile("attempt=1$"))  # the second click aborts what the first began
    page.goto(address)
    expect(page.locator("table tbody tr")).to_have_count(1)
    who.faults = [each for each in who.faults if "ERR_INTERNET_DISCONNECTED" not in each]


def test_an_order_and_a_text_with_gaps_are_answered_with_the_keyboard_alone(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    house.account("teuta@town.example", "Teuta Hoxha", PASSWORD)
    house.later(days=14)  # the third module has opened
    who = somebody()
    who.signs_in("teuta@town.example", PASSWORD)
    page, keys = who.goes_to("/"), Keys(who.page)
    follow(page.get_by_role("link", name="Migration governance at the local level"))
    run = page.url
    follow(page.get_by_role("link", name="Enrol"))
    follow(page.get_by_role("button", name="Enrol"))

    page.goto(f"{run}a/m2-quiz/")
    follow(page.get_by_role("button", name="Begin"))
    question = page.locator("fieldset", has_text="Put the chain of results")
    order = question.locator("select")
    expect(order).to_have_count(5)
    assert axe.faults(page) == []
    order.first.focus()
    for place in "53142":
        keys.types(place)
        stop = keys.tab()
    assert stop["kind"] != "select" or stop["group"] != order.last.get_attribute("name")
    expect(question.locator(".lt-saved")).to_have_text(SAVED)
    page.reload()
    assert [each.input_value() for each in order.all()] == list("53142")
    follow(page.get_by_role("button", name="Hand in", exact=True))
    follow(page.get_by_role("button", name="Hand in as it is"))
    assert axe.faults(page) == []
    places = page.locator("section.lt-question", has_text="Put the chain of results").locator(
        "td:nth-child(2)"
    )
    assert sorted(places.all_inner_texts()) == list("12345")

    page.goto(f"{run}a/m3-quiz/")
    follow(page.get_by_role("button", name="Begin"))
    question = page.locator("fieldset", has_text="What is said aloud")
    assert axe.faults(page) == []
    question.locator("select").first.focus()
    for letters in ("pos", "int", "nee", "Connector"):
        keys.types(letters)
        keys.tab()
    expect(question.locator(".lt-saved")).to_have_text(SAVED)
    follow(page.get_by_role("button", name="Hand in", exact=True))
    follow(page.get_by_role("button", name="Hand in as it is"))
    assert axe.faults(page) == []
    answered = page.locator("section.lt-question", has_text="What is said aloud")
    filled = answered.locator("td:nth-child(2)")
    expect(filled).to_have_text(["positions", "interests", "needs", "Connector"])
    expect(answered.locator("h3")).to_contain_text("Right")
    assert keys.faults == [], keys.faults
