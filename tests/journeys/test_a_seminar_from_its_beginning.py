"""A seminar from before its first meeting to its awards: five groups of three universities.

Its host invites a list of students, and each partner nominates one. They are divided so that the
universities mix, meet, write before they meet again, and hand in, one group late. One of them does
everything and writes a paper, one does all but that, and one owes a comment on one group: they have
six credit points, three, and none, and the last is told which group waits for them.
"""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.conftest import Somebody
from journeys.exchanging import found_universities
from journeys.house import House, link_in
from journeys.seminars import credit_points, members_by_group, owed, press
from journeys.test_from_enrolment_to_certificate import (
    PASSWORD,
    ZONE,
    Participant,
    as_archive,
    follow,
)
from localturn.academy import demonstration
from localturn.foundation import moments
from localturn.foundation.moments import DemonstrationClock
from makers.files import PDF

pytestmark = [pytest.mark.journey, pytest.mark.once]

COURSE = Path(demonstration.__path__[0]) / "urban-seminar"
GUIDE = "cora@town.example"
HOST, BAY, LAKE = "University of Havnby", "Tsurumi Bay University", "Lakeside University"
KEEPERS = {BAY: "keiko@bay.example", LAKE: "lena@lake.example"}
STUDENTS = {
    HOST: ["Ana Petrovska", "Bo Lindqvist", "Cem Aksoy", "Dua Krasniqi", "Edi Hoxha"],
    BAY: ["Aoi Mori", "Haru Sato", "Kenji Ono", "Mei Arai", "Sora Kato"],
    LAKE: ["Linn Berg", "Maja Ek", "Nils Holm", "Olle Dahl", "Pia Lund"],
}
LARGE = 9 * 1024 * 1024
"""Bytes of the paper with remarks in it: three pieces."""
COMMENT = "You show who decides. Who is in none of your figures?"


def address_of(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@student.example"


class Seminar:
    """Its run, and whoever is at a browser."""

    def __init__(self, house: House, guide: Somebody) -> None:
        self.house, self.guide = house, guide
        self.begins = moments.day_in(moments.now(), ZONE) + timedelta(days=1)
        self.run = ""

    def at(self, number: int, clock: time = time(10)) -> datetime:
        """A moment of its day of this number, the first being 1."""
        return moments.at(self.begins + timedelta(days=number - 1), clock, ZONE)

    def comes_to(self, moment: datetime) -> None:
        ahead = DemonstrationClock(self.house.home / "clock").ahead()
        self.house.later(seconds=(moment - moments.now() - ahead).total_seconds())

    def publishes_its_course(self) -> None:
        page = self.guide.goes_to("/academy/authoring/upload/")
        page.locator("input[type=file]").set_input_files(as_archive(COURSE))
        page.get_by_role("button", name="Upload", exact=True).click()
        page.wait_for_url("**/academy/courses/urban-seminar/draft/")
        page = self.guide.goes_to("/academy/courses/urban-seminar/draft/publish/")
        page.on("dialog", lambda dialog: dialog.accept())
        press(page, "Publish version 1")

    def opens(self) -> None:
        """For fifteen people, of whom each partner sends five; its meetings and deadlines."""
        page = self.guide.goes_to("/academy/courses/urban-seminar/runs/new/")
        page.locator("select[name=zone]").select_option(ZONE)
        page.locator("input[name=starts_on]").fill(self.begins.isoformat())
        page.locator("input[name=ends_on]").fill(self.at(42).date().isoformat())
        page.locator("input[name=is_open][value=invited]").check()
        page.locator("input[name=capacity]").fill("15")
        page.locator("select[name=host]").select_option(label=HOST)
        for university in KEEPERS:
            page.get_by_label(university).check()
        press(page, "Open the run")
        self.run = re.sub(r"(runs/[^/]+/).*", r"\1", page.url)
        for title, field, moment in (
            ("First meeting: whose town?", "begins", self.at(3)),
            ("Second meeting: who is counted?", "begins", self.at(22)),
            ("Looking at a town", "due on", self.at(17)),
            ("One town, presented", "due on", self.at(17)),
            ("Term paper", "due on", self.at(36)),
        ):
            local = moment.astimezone(moments.zone(ZONE))
            said = f"{local:%Y-%m-%dT%H:%M}" if field == "begins" else f"{local:%Y-%m-%d}"
            page.get_by_label(f"{title}: {field}").fill(said)
        press(page, "Save the schedule")
        page = self.guide.goes_to(f"{self.run}places/")
        for university in KEEPERS:
            page.get_by_label(f"Places for {university}").fill("5")
        press(page, "Save")

    def is_given_groups(self) -> None:
        page = self.guide.goes_to(f"{self.run}groups/groups/")
        press(page, "Show a proposal")
        press(page, "Make these groups")

    def hands_in(self, member: Participant) -> None:
        page = member.opens("presentation")
        page.locator("main textarea[name=text]").fill("Our town has two registers and one street.")
        press(page, "Hand in for the group")


def sends_list(page: Page, university: str, *, button: str) -> None:
    """A table of its students, looked at first."""
    lines = [f"{address_of(name)},{name},{university}" for name in STUDENTS[university]]
    table = "\n".join(["E-mail,Name,Organisation", *lines])
    page.locator("main input[type=file]").set_input_files(
        {"name": "students.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    press(page, "Look at it")
    press(page, button)


def take_their_places(house: House, browser: Somebody) -> dict[str, list[dict[str, object]]]:
    """All of them, one after the other at one browser; what each is known by when they return."""
    known = {}
    for name in (each for names in STUDENTS.values() for each in names):
        house.account(address_of(name), name, PASSWORD)
        browser.context.clear_cookies()
        browser.signs_in(address_of(name), PASSWORD)
        letter = house.letter_to(address_of(name), "/invitations/")
        page = browser.goes_to(link_in(letter, "/invitations/"))
        press(page, "Take the place")
        assert "You have a place. This is your course." in page.inner_text("body")
        known[name] = browser.context.cookies()
    return known


def posts(student: Participant, title: str) -> None:
    page = student.opens("on-the-readings")
    page.locator("main input[name=title]").fill(title)
    page.locator("main textarea[name=body]").fill("In my street nobody is asked for an address.")
    press(page, "Post")


def answers(student: Participant, name: str) -> None:
    page = student.opens("on-the-readings")
    follow(page.get_by_role("link", name=f"Add a comment to the post of {name}"))
    page.locator("main textarea[name=body]").fill("With us it is the library that knows first.")
    press(page, "Post")


def comments(student: Participant, *groups: int) -> None:
    for number in groups:
        page = student.who.goes_to(f"{student.run}a/presentation/of-group/?group={number}")
        page.locator("main textarea[name=text]").fill(COMMENT)
        press(page, "Comment")


def proposes_a_paper(writer: Participant, guide: Somebody) -> None:
    page = writer.opens("term-paper")
    for name, words in (
        ("title", "Who is in no figure"),
        ("question", "Whom does the register leave out, and why?"),
        ("outline", "One street, three offices."),
    ):
        page.locator(f"main [name={name}]").fill(words)
    press(page, "Send the proposal")
    press(guide.goes_to(f"{writer.run}a/term-paper/proposals/"), "Approve")


def writes_the_paper(writer: Participant, name: str, guide: Somebody) -> None:
    """It is handed in and marked, with a file of remarks beside the mark."""
    page = writer.opens("term-paper")
    page.locator("main textarea[name=text]").fill("The register leaves out who has no door.")
    press(page, "Hand in")
    page = guide.goes_to(f"{writer.run}marking/")
    follow(page.locator("main").get_by_role("link", name=re.compile(name)).first)
    page.locator("main [name=points]").fill("30")
    page.locator("main [name=feedback]").fill("Short and clear.")
    page.locator("main [name=annotated]").set_input_files(
        {"name": "remarks.pdf", "mimeType": "application/pdf", "buffer": PDF + bytes(LARGE)}
    )
    press(page, "Save and go to the next")
    assert "remarks.pdf" in writer.opens("term-paper").inner_text("main")


def test_a_seminar_from_its_first_meeting_to_its_awards(
    house: House, somebody: Callable[..., Somebody]
) -> None:
    house.account("olga@town.example", "Olga Operator", PASSWORD, "--operator")
    house.account(GUIDE, "Cora Coordinator", PASSWORD, "--author")
    for university, address in KEEPERS.items():
        house.account(address, f"Keeper of {university}", PASSWORD)
    found_universities(
        somebody(),
        {
            HOST: [(GUIDE, "Cora Coordinator", "coordinator")],
            **{each: [(KEEPERS[each], f"Keeper of {each}", "coordinator")] for each in KEEPERS},
        },
    )
    guide = somebody()
    guide.signs_in(GUIDE, PASSWORD)
    seminar = Seminar(house, guide)
    seminar.publishes_its_course()
    seminar.opens()
    run = seminar.run

    # The host invites its students, the partners nominate theirs, and all of them come.
    sends_list(guide.goes_to(f"{run}invitations/list/"), HOST, button="Invite 5 people")
    keeper = somebody()
    for university, address in KEEPERS.items():
        keeper.context.clear_cookies()
        keeper.signs_in(address, PASSWORD)
        page = keeper.goes_to(f"{run}nominations/list/")
        sends_list(page, university, button="Nominate 5 people")
    known = take_their_places(house, somebody(scripts=False))

    # They are divided into five groups, in each of which all three universities are.
    seminar.is_given_groups()
    groups = members_by_group(guide, run)
    assert [sorted(u for u in STUDENTS for m in members if u in m) for members in groups] == (
        [sorted(STUDENTS)] * 5
    )

    # One of each acts: the first will do everything, the second write no paper, the third owe one
    # comment; the fourth hands in in time, and the fifth late.
    names = [next(name for name in known if members[0].startswith(name)) for members in groups]
    students = []
    for name in names:
        who = somebody(scripts=False)
        who.context.add_cookies(known[name])  # type: ignore[arg-type]
        students.append(Participant(who, run))
    everything, without_paper, owes_one, in_time, late = students

    # The first meeting is held, and who was there is recorded.
    seminar.comes_to(seminar.at(3, time(12)))
    page = guide.goes_to(f"{run}a/first-meeting/attendance/")
    press(page, "Mark everybody who is not marked yet as there")
    assert "Was there: 15" in page.inner_text("main")
    assert "Meetings attended: 1 of at least 1" in owed(everything.who, run)

    # A week later they have read, and write before they meet again; one proposes a paper.
    house.later(days=7)
    acting = (everything, without_paper, owes_one)
    for student in acting:
        student.reads("a-town")
        posts(student, "What surprised me")
    for student, other in zip(acting, (names[1], names[2], names[0]), strict=True):
        answers(student, other)
    proposes_a_paper(everything, guide)
    for student in (*acting, in_time):
        seminar.hands_in(student)
    everything.opens("presentation")
    assert "You can read and comment on it from" in everything.who.sees()

    # A week after that the time to hand in is over, and the fifth group comes late.
    seminar.comes_to(seminar.at(18, time(1)))
    seminar.hands_in(late)
    page = everything.opens("presentation")
    expect(page.locator("main li", has_text="Handed in late: please comment")).to_have_count(1)
    assert "You owe comments on 3 groups." in everything.who.sees()
    comments(everything, 2, 3, 4)
    comments(without_paper, 1, 3, 4)
    comments(owes_one, 1, 2)
    writes_the_paper(everything, names[0], guide)
    for name in names[:2]:
        house.letter_to(address_of(name), "Your certificate")
    house.letter_to(address_of(names[0]), "Your certificate")
    owing = owes_one.opens("presentation").locator("main li", has_text="You owe a comment")
    assert [text.split("\n")[0] for text in owing.all_inner_texts()] == ["Group 4"]

    # Once it has ended they stand at six credit points, three and none, and who has none is told
    # on whose work they wrote nothing; nobody waited for a word on the group that was late.
    house.later(days=30)
    assert [credit_points(each.who, run) for each in acting] == [6, 3, 0]
    assert set(re.findall(r"you owe a comment on group (.+)", owed(owes_one.who, run))) == {"4"}
