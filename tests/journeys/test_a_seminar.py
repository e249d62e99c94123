"""A seminar from its second meeting on: what is owed, a meeting put off, a late post, two awards.

Five groups of three universities, one of them late. The participant owes comments on two groups
and has no credit, and is told on which; once these are written they hold the basic credit, and with
a paper the further one as well. The late group never had a word from them, and one group has more
time. The facilitator moves somebody into another group by dragging, and back with the keyboard.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page

from journeys.conftest import Somebody
from journeys.house import House, demonstration, text_of
from journeys.test_large_files import until
from localturn.academy.demo.seminar import STUDENTS
from localturn.foundation import moments
from localturn.foundation.moments import DemonstrationClock
from makers.files import PDF

pytestmark = [pytest.mark.journey, pytest.mark.once]

RUN = "/academy/runs/urban-seminar/"
MEETING = f"{RUN}a/second-meeting/"
WORK, BLOG, PAPER = f"{RUN}a/presentation/", f"{RUN}a/on-the-readings/", f"{RUN}a/term-paper/"
PASSWORD = "learn-by-doing"
STUDENT = "participant@demo.example"
LARGE = 9 * 1024 * 1024
"""Bytes of the paper with remarks in it: three pieces."""
WITHOUT_A_PAPER, OWES_ONE = "student4@demo.example", "student1@demo.example"
UNIVERSITIES = ("University of Havnby", "Söderhamra universitet", "Université de Valmont")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration, in which the seminar is under way."""
    with demonstration(tmp_path_factory.mktemp("seminar")) as house:
        yield house


def press(page: Page | Locator, button: str) -> None:
    """Send a form, and wait until what comes of it is there."""
    of = page if isinstance(page, Page) else page.page
    with of.expect_navigation():
        page.get_by_role("button", name=button, exact=True).first.click()


def owed(student: Somebody) -> str:
    """What the course page says of the awards, all of it unfolded."""
    page = student.goes_to(RUN)
    page.locator("main details").evaluate_all("all => all.forEach(each => (each.open = true))")
    return student.sees()


def signs_in_by_code(student: Somebody, address: str) -> None:
    page = student.goes_to("/account/login/")
    page.locator("main input[name=email]").first.fill(address)
    press(page, "Send me a code")
    page.locator("main input[name=code]").fill(student.house.code_for(address, "sign-in code"))
    with page.expect_navigation():
        page.locator("main form button").first.click()


def credit_points(student: Somebody) -> int:
    """Of the awards that they have earned."""
    earned = re.findall(r"Credit points: (\d+)[^\n]*\n+You have earned it", owed(student))
    return sum(int(points) for points in earned)


def meets_five_groups(guide: Somebody) -> None:
    """In each of them students of all three universities."""
    groups = guide.goes_to(f"{RUN}groups/groups/").locator("[data-group]")
    mixed = [all(name in text for name in UNIVERSITIES) for text in groups.all_inner_texts()]
    assert mixed == [True] * 5


def moves_somebody_and_back(guide: Somebody) -> None:
    """Into another group by dragging, and back with the keys alone."""
    page = guide.goes_to(f"{RUN}groups/groups/")
    first, second = page.locator("[data-group='1']"), page.locator("[data-group='2']")
    person = first.locator("[data-seat]").last
    seat, name = person.get_attribute("data-seat"), person.inner_text()
    with page.expect_navigation():
        person.drag_to(second)
    assert "1 person has been moved." in page.inner_text("body")
    assert name in second.inner_text()
    page.locator(f"select[name='seat-{seat}']").focus()
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Move", exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert name in first.inner_text()


def addresses_in(guide: Somebody, group: int) -> list[str]:
    """Of the members of a group who read English, and are students of the demonstration."""
    members = guide.goes_to(f"{RUN}groups/groups/").locator(f"[data-group='{group}'] [data-seat]")
    texts = members.all_inner_texts()
    return [
        f"student{number}@demo.example"
        for number, (name, _university, language) in enumerate(STUDENTS, 1)
        if language == "en" and any(name in text for text in texts)
    ]


def gives_more_time(guide: Somebody) -> None:
    page = guide.goes_to(f"{WORK}board/")
    assert page.locator("td[data-cell=asked]").count() > 0
    form = page.locator("section", has=page.locator("#later"))
    form.locator("select").select_option(label="Group 5")
    today = (moments.now() + DemonstrationClock(guide.house.home / "clock").ahead()).date()
    for days, said in ((365, "The run ends before that day."), (5, "Group 5: until")):
        form.locator("input[name=day]").fill((today + timedelta(days=days)).isoformat())
        form.locator("input[name=reason]").fill("Their town hall was closed.")
        press(form, "Give more time")
        assert said in guide.sees()


def plays_what_a_group_filmed(guide: Somebody) -> None:
    """A video with its captions, in the page."""
    page = guide.goes_to(f"{WORK}of-group/?group=1")
    film = "document.querySelector('video')"
    until(page, f"{film}.readyState >= 1")
    page.evaluate(f"{film}.textTracks[0].mode = 'showing'; {film}.muted = true; {film}.play()")
    until(page, f"{film}.currentTime > 1")
    until(page, f"{film}.textTracks[0].cues?.length > 1")
    page.evaluate(f"{film}.pause()")
    assert page.evaluate(f"{film}.textTracks.length") == 2


def hands_in_for_their_group(member: Somebody, address: str) -> None:
    """Another version, in the place of the one that came late."""
    signs_in_by_code(member, address)
    page = member.goes_to(WORK)
    page.locator("main textarea[name=text]").fill("Our town has no harbour, and we say so.")
    press(page, "Hand in for the group")
    assert "version 2" in member.goes_to(WORK).inner_text("main")


def records_who_was_there(guide: Somebody) -> None:
    """One is excused, and everybody who is not marked was there."""
    page = guide.goes_to(f"{MEETING}excuses/")
    press(page, "Grant")
    page = guide.goes_to(f"{MEETING}attendance/")
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Mark everybody who is not marked yet as there")
    assert re.search(r"Excused: 1\b", page.inner_text("main"))
    assert re.search(r"Was there: 3\d\b", page.inner_text("main"))


def test_a_seminar(house: House, somebody: Callable[..., Somebody]) -> None:
    student, guide = somebody(scripts=False), somebody()
    student.signs_in(STUDENT, PASSWORD)
    guide.signs_in("facilitator@demo.example", PASSWORD)
    assert re.search(r"you owe a comment on each of the groups.+ and ", owed(student))
    student.goes_to(WORK)
    assert student.page.locator("main li", has_text="Handed in late: please comment").count() == 1
    meets_five_groups(guide)
    moves_somebody_and_back(guide)
    gives_more_time(guide)
    plays_what_a_group_filmed(guide)

    # The second meeting is put off: the blog's deadline moves with it, and people are told.
    before = student.goes_to(BLOG).inner_text("main")
    page = guide.goes_to(f"{RUN}schedule/")
    begins = page.locator("main input[name^=starts-]").nth(1)
    begins.fill(begins.input_value().replace("T10:00", "T15:30"))
    press(page, "Save the schedule")
    after = student.goes_to(BLOG).inner_text("main")
    assert ("15:30" in before, "15:30" in after) == (False, True)
    letter = text_of(house.letter_to(STUDENT, "these dates have changed"))
    assert re.search(r"On the readings: due on .+15:30", letter)

    # The digest has the late post; the facilitator accepts it.
    assert "Late" in guide.goes_to(f"{BLOG}digest/").inner_text("main")
    press(guide.goes_to(BLOG), "Accept the late post of Oskar Wikström")
    assert "Late, accepted" in guide.sees()

    # The group that was late and has more time hands in anew, and its other members are told.
    late = addresses_in(guide, 5)
    hands_in_for_their_group(somebody(scripts=False), late[0])
    house.letter_to(late[1], "has handed in for Group 5")

    # The meeting is held, and the facilitator records who was there.
    house.later(days=2)
    records_who_was_there(guide)
    assert "Meetings attended: 2 of" in owed(student)

    # The student writes to the groups that are left, and holds the basic credit.
    for number in (1, 2, 3, 4):
        page = student.goes_to(f"{WORK}of-group/?group={number}")
        text = page.locator("main textarea[name=text]")
        if text.count() and not text.input_value():
            text.fill("You show who decides. Who is in none of your figures?")
            press(page, "Comment")
    assert "You have earned it." in owed(student)
    assert "Had more time: please comment" in student.goes_to(WORK).inner_text("main")
    house.letter_to(STUDENT, "Your certificate")

    # With a paper that is approved, handed in and marked, also the further one.
    page = student.goes_to(PAPER)
    for name, words in (
        ("title", "Who is in no figure"),
        ("question", "Whom does the register leave out, and why?"),
        ("outline", "One street, three offices."),
    ):
        page.locator(f"main [name={name}]").fill(words)
    press(page, "Send the proposal")
    page = guide.goes_to(f"{PAPER}proposals/")
    press(page.locator("section", has_text="Who is in no figure").first, "Approve")
    page = student.goes_to(PAPER)
    page.locator("main textarea[name=text]").fill("The register leaves out who has no door.")
    press(page, "Hand in")
    page = guide.goes_to(f"{RUN}marking/")
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=re.compile("Emina")).first.click()
    page.locator("main [name=points]").fill("30")
    page.locator("main [name=feedback]").fill("Short and clear.")
    page.locator("main [name=annotated]").set_input_files(
        {"name": "remarks.pdf", "mimeType": "application/pdf", "buffer": PDF + bytes(LARGE)}
    )
    press(page, "Save and go to the next")
    assert "remarks.pdf" in student.goes_to(PAPER).inner_text("main")
    house.letter_to(STUDENT, "Your certificate")
    assert credit_points(student) == 6

    # Who has done all that but the paper has half of it, and who owes one comment has nothing.
    with_half, without = somebody(scripts=False), somebody(scripts=False)
    signs_in_by_code(with_half, WITHOUT_A_PAPER)
    signs_in_by_code(without, OWES_ONE)
    assert (credit_points(with_half), credit_points(without)) == (3, 0)
    (group,) = set(re.findall(r"you owe a comment on group (.+)", owed(without)))
    owing = without.goes_to(WORK).locator("main li", has_text="You owe a comment")
    assert [group in text for text in owing.all_inner_texts()] == [True]
