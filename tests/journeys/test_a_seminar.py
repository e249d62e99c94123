"""A seminar before its second meeting: what is owed, a meeting put off, a late post, more time.

Five groups of three universities, one of them late. The participant owes comments on two groups and
is told on which; the late group gets more time. The facilitator moves somebody into another group
by dragging, and back with the keyboard. How a seminar begins, and who earns its awards, is in
`test_a_seminar_from_its_beginning.py`.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from journeys.conftest import Somebody
from journeys.house import House, demonstration, text_of
from journeys.seminars import members_by_group, owed, press
from journeys.test_large_files import until
from localturn.academy.demo.seminar import STUDENTS
from localturn.foundation import moments
from localturn.foundation.moments import DemonstrationClock

pytestmark = [pytest.mark.journey, pytest.mark.once]

RUN = "/academy/runs/urban-seminar/"
MEETING = f"{RUN}a/second-meeting/"
WORK, BLOG = f"{RUN}a/presentation/", f"{RUN}a/on-the-readings/"
PASSWORD = "learn-by-doing"
STUDENT = "participant@demo.example"
UNIVERSITIES = ("University of Havnby", "Söderhamra universitet", "Université de Valmont")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration, in which the seminar is under way."""
    with demonstration(tmp_path_factory.mktemp("seminar")) as house:
        yield house


def signs_in_by_code(student: Somebody, address: str) -> None:
    page = student.goes_to("/account/login/")
    page.locator("main input[name=email]").first.fill(address)
    press(page, "Send me a code")
    page.locator("main input[name=code]").fill(student.house.code_for(address, "sign-in code"))
    with page.expect_navigation():
        page.locator("main form button").first.click()


def meets_five_groups(guide: Somebody) -> None:
    """In each of them students of all three universities."""
    groups = [" ".join(members) for members in members_by_group(guide, RUN)]
    assert [all(name in text for name in UNIVERSITIES) for text in groups] == [True] * 5


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
    texts = members_by_group(guide, RUN)[group - 1]
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
    assert re.search(r"you owe a comment on each of the groups.+ and ", owed(student, RUN))
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
    assert "Had more time: please comment" in student.goes_to(WORK).inner_text("main")

    # The meeting is held, and the facilitator records who was there.
    house.later(days=2)
    records_who_was_there(guide)
    assert "Meetings attended: 2 of" in owed(student, RUN)
