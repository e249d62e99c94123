"""A final test on two devices and a line that drops, while the server is killed and comes back."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from journeys.conftest import Somebody
from journeys.house import House, demonstration

pytestmark = [pytest.mark.journey, pytest.mark.both]

ANA, PASSWORD = "ana@town.example", "long-enough-to-be-taken"
SAVED = re.compile(r"^Saved \d\d:\d\d")
AWAY = re.compile("there is no connection")
LATE = "after the end: it does not count unless it is accepted"
A_SLOW_CLOCK = "const now = Date.now; Date.now = () => now() - 2 * 60 * 60 * 1000;"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration, when the run that everybody may join is in its third week."""
    with demonstration(tmp_path_factory.mktemp("lost")) as house:
        house.later(days=21 + 14)
        house.account(ANA, "Ana Petrova", PASSWORD)
        yield house


def closes(page: Page) -> None:
    """Close a tab whose line is down, also for what it sends as it closes: that would go past the
    line that the browser pretends to have lost."""
    page.evaluate("window.fetch = () => new Promise(() => {}), navigator.sendBeacon = () => false")
    page.close()


def follow(locator: Locator) -> None:
    """Click what leads to another page, and wait until that is there."""
    with locator.page.expect_navigation():
        locator.click()


class Test:
    """The test as it lies before somebody: its questions of one choice, then those that are true or
    false; which of them are drawn is chance."""

    __test__ = False

    def __init__(self, page: Page) -> None:
        self.page = page
        self.of_one_choice, others = (
            [each.evaluate("box => box.closest('fieldset').id") for each in first.all()]
            for first in (
                page.locator("fieldset.lt-question input[type=radio][value='0']"),
                page.locator("fieldset.lt-question input[type=radio][value=true]"),
            )
        )
        self.numbers = self.of_one_choice + others

    def question(self, number: int) -> Locator:
        return self.page.locator(f"fieldset#{self.numbers[number]}")

    def gives(self, number: int, choice: int) -> str:
        """Choose, and answer with the words that were chosen."""
        box = self.question(number).locator("input[type=radio]").nth(choice)
        box.check()
        return self.question(number).locator("label").nth(choice).inner_text()

    def said(self, number: int) -> Locator:
        return self.question(number).locator(".lt-saved")

    def is_given(self, number: int) -> str:
        """What the page shows as chosen; "" for nothing."""
        chosen = self.question(number).locator("input[type=radio]:checked + label")
        return chosen.inner_text() if chosen.count() else ""


def unsent(page: Page) -> list[str]:
    """What this browser keeps of what the server has not got."""
    keys: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('localturn-'))"
    )
    return keys


def wait_until_kept(page: Page) -> None:
    while not unsent(page):
        page.wait_for_timeout(50)


def enrolled(house: House, who: Somebody, address: str) -> str:
    """The address of the run that everybody may join, for who has just taken a seat there."""
    who.signs_in(address, PASSWORD)
    page = who.goes_to("/")
    follow(page.get_by_role("link", name="Migration governance at the local level"))
    run = page.url
    follow(page.get_by_role("link", name="Enrol"))
    follow(page.get_by_role("button", name="Enrol"))
    return run


def test_what_somebody_wrote_outlives_their_session_and_is_shown_to_nobody_else(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    bea, other = "bea@town.example", "other@town.example"
    house.account(bea, "Bea Nilsson", PASSWORD)
    house.account(other, "Somebody Else", PASSWORD)
    at_desk = somebody()
    run = enrolled(house, at_desk, bea)
    page = at_desk.goes_to(f"{run}a/m1-discussion/")
    text = "In our town the dormitory opened in May, and this is what we learnt."
    page.get_by_label("Your text").fill(text)

    # The session has ended meanwhile: what was written is not lost on the way to the sign-in.
    at_desk.context.clear_cookies(name="sessionid")
    follow(page.get_by_role("button", name="Post", exact=True))
    assert "/account/login/" in page.url
    assert len(unsent(page)) == 1

    # Somebody else at the same computer sees nothing of it.
    enrolled(house, at_desk, other)
    page = at_desk.goes_to(f"{run}a/m1-discussion/")
    assert page.get_by_label("Your text").input_value() == ""
    assert text not in page.content()
    follow_sign_out(page)

    # Its writer has it back, and once it is posted it is kept no more.
    at_desk.signs_in(bea, PASSWORD)
    page = at_desk.goes_to(f"{run}a/m1-discussion/post/")
    assert page.url == f"{run}a/m1-discussion/"
    expect(page.get_by_text("What you wrote here last was not sent.")).to_be_visible()
    assert page.get_by_label("Your text").input_value() == text
    follow(page.get_by_role("button", name="Post", exact=True))
    assert text in at_desk.sees()
    assert page.get_by_label("Your text").input_value() == ""
    assert unsent(page) == []

    # Discarded is gone, and so is all when one signs out.
    page.get_by_label("Your text").fill("Not quite.")
    wait_until_kept(page)
    page.reload()
    page.get_by_role("button", name="Discard it").click()
    assert page.get_by_label("Your text").input_value() == ""
    page.get_by_label("Your text").fill("Still not.")
    wait_until_kept(page)
    follow_sign_out(page)
    assert unsent(page) == []


def follow_sign_out(page: Page) -> None:
    page.locator(".lt-account summary").click()
    follow(page.locator("form[data-signs-out] button"))


A_FAST_CLOCK = """
const real = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (most) => real(most / 30);
"""


def test_a_line_that_hangs_is_given_up_and_the_time_left_is_said(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    cem = "cem@town.example"
    house.account(cem, "Cem Kaya", PASSWORD)
    waiting = somebody()
    waiting.context.add_init_script(A_FAST_CLOCK)
    run = enrolled(house, waiting, cem)
    page = waiting.goes_to(f"{run}a/final-test/")
    page.locator("input[name=sure]").check()
    follow(page.locator("#work form button").first)
    test = Test(page)
    assert page.locator("[data-left]").is_hidden()  # days are left

    held: list[Route] = []

    def hangs(route: Route) -> None:
        held.append(route)

    page.route("**/academy/attempts/**", hangs)
    test.gives(0, 0)
    expect(test.said(0)).to_have_text(AWAY)
    page.unroute("**/academy/attempts/**")
    expect(test.said(0)).to_have_text(SAVED)

    page.clock.install()
    page.reload()
    left = int(page.locator("form[data-closes]").get_attribute("data-closes") or 0)
    left -= int(page.locator("form[data-now]").get_attribute("data-now") or 0)
    page.clock.fast_forward(left - 6 * 60 * 1000)
    expect(page.locator("[data-left]")).to_have_text(re.compile(r"Time left: [56]:\d\d"))
    assert page.locator("[data-left-said]").inner_text() == ""
    page.clock.fast_forward(2 * 60 * 1000)
    expect(page.locator("[data-left-said]")).to_have_text("5 minutes are left.")
    page.clock.fast_forward(3 * 60 * 1000 + 30 * 1000)
    expect(page.locator("[data-left-said]")).to_have_text("1 minute is left.")
    waiting.faults = [fault for fault in waiting.faults if "net::ERR_" not in fault]


def test_every_answer_said_to_be_saved_is_there_and_counts_once(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    laptop = somebody()
    run = enrolled(house, laptop, ANA)
    page = laptop.page
    address = f"{run}a/final-test/"
    page.goto(address)
    page.locator("input[name=sure]").check()
    follow(page.locator("#work form button").first)

    # At the laptop two answers are saved; the third is given when the line has dropped, and the
    # tab is closed.
    test, given = Test(page), {}
    assert len(test.numbers) >= 7
    for number in (0, 1):
        given[number] = test.gives(number, 0)
        expect(test.said(number)).to_have_text(SAVED)
    laptop.context.set_offline(True)
    never_sent = test.gives(2, 0)
    expect(test.said(2)).to_have_text(AWAY)
    closes(page)

    # The telephone, whose clock is two hours slow, has what was saved, and goes on.
    telephone = somebody(width=360)
    telephone.context.add_init_script(A_SLOW_CLOCK)
    telephone.signs_in(ANA, PASSWORD)
    test = Test(telephone.goes_to(address))
    assert [test.is_given(number) for number in (0, 1, 2)] == [given[0], given[1], ""]
    given[1] = test.gives(1, 1)
    expect(test.said(1)).to_have_text(SAVED)
    given[2] = test.gives(2, 1)
    expect(test.said(2)).to_have_text(SAVED)

    # The server is killed: what is answered then waits, and goes by itself when it is back. One
    # answer is under way at the very moment.
    given[3] = test.gives(3, 0)
    house.is_killed()
    given[4] = test.gives(4, 1)
    expect(test.said(4)).to_have_text(AWAY)
    house.starts()
    for number in (3, 4):
        expect(test.said(number)).to_have_text(SAVED)
    test = Test(telephone.goes_to(address))
    assert [test.is_given(number) for number in range(5)] == [given[n] for n in range(5)]

    # Back at the laptop, what waited there is older than what the telephone gave since: it yields.
    laptop.context.set_offline(False)
    laptop.page = laptop.context.new_page()
    test = Test(laptop.goes_to(address))
    assert never_sent != given[2]
    assert [test.is_given(number) for number in range(5)] == [given[n] for n in range(5)]
    laptop.page.reload()
    test = Test(laptop.page)
    assert [test.is_given(number) for number in range(5)] == [given[n] for n in range(5)]

    # At the laptop one more answer waits in a tab that is closed. Whatever the devices' clocks say,
    # the time is over when it is at the server: the test is closed as it was, in the minute in
    # which its run ends too, and what comes after that is kept as late and said to be.
    laptop.context.set_offline(True)
    test.gives(6, 0)
    expect(test.said(6)).to_have_text(AWAY)
    closes(laptop.page)
    on_telephone = Test(telephone.page)
    house.later(days=7)
    on_telephone.gives(5, 0)
    expect(on_telephone.said(5)).to_contain_text(LATE)

    # With the line back, any page of that person sends what waited there, and says what became of
    # it; only then is it forgotten.
    laptop.context.set_offline(False)
    laptop.page = laptop.context.new_page()
    told = laptop.goes_to(run).locator("[data-told]")
    number = test.numbers[6].removeprefix("q")
    expect(told).to_contain_text(f"Question {number} of 20: Arrived")
    expect(told).to_contain_text(LATE)
    assert unsent(laptop.page) == []
    for who in (laptop, telephone):
        who.goes_to(f"{address}?attempt=1")
        late = who.page.locator("section[aria-labelledby=late] li")
        assert sorted(each.split(":")[0] for each in late.all_inner_texts()) == sorted(
            f"Question {test.numbers[each].removeprefix('q')}" for each in (5, 6)
        )
    assert telephone.page.evaluate("document.documentElement.scrollWidth") <= 360

    # Each answer is there once, as it was given last, and the points are counted once.
    for who in (laptop, telephone):
        chosen = who.page.locator(".lt-choices li[data-chosen]")
        words = [each.strip() for each in chosen.locator("div > span[lang]").all_inner_texts()]
        listed = range(min(5, len(test.of_one_choice)))
        assert words == [given[number].strip() for number in listed]
        assert who.page.get_by_text("Not answered", exact=True).count() == 15
    telephone.goes_to(address)
    expect(telephone.page.locator("table tbody tr")).to_have_count(1)
    points = laptop.page.locator(".lt-score").inner_text()
    figure = re.search(r"([\d.]+) of 40 points", points)
    assert figure is not None, points
    laptop.goes_to(f"{run}results/")
    row = laptop.page.locator("tr#final-test")
    expect(row.locator("td").nth(1)).to_have_text(f"{figure[1]} of 40")
    assert row.inner_text().count("points:") == 1
    for each in (laptop, telephone):  # what a browser notes about a line that is not there
        each.faults = [fault for fault in each.faults if "net::ERR_" not in fault]
