"""Universities that send each other students, as people go through it page by page."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from playwright.sync_api import Page

from journeys.conftest import Somebody
from journeys.test_from_enrolment_to_certificate import PASSWORD, follow, press
from localturn.foundation import moments

People = Mapping[str, Sequence[tuple[str, str, str]]]
"""By university: address, name and role of each person."""

ZONE = "Europe/Berlin"


def friday() -> date:
    """A Friday of the coming winter, when the clocks of Europe are not put on."""
    today = moments.now().date()
    year = today.year if today.month < 11 else today.year + 1
    day = date(year, 11, 6)
    return day + timedelta(days=(4 - day.weekday()) % 7)


def found_universities(operator: Somebody, people: People) -> None:
    """Universities, each with its people."""
    operator.signs_in("olga@town.example", PASSWORD)
    for university, members in people.items():
        page = operator.goes_to("/organisations/add/")
        page.locator("main input[name=name]").fill(university)
        page.locator("main select[name=kind]").select_option("university")
        follow(page.locator("main form button").last)
        of_people = re.sub(r"edit/$", "", page.url).rstrip("/") + "/people/"
        for address, name, role in members:
            page = operator.goes_to(of_people)
            page.locator("main input[name=email]").fill(address)
            page.locator("main input[name=name]").fill(name)
            page.locator("main [name=role]").select_option(role)
            press(page, "Add and write to them")


def found_ring(operator: Somebody, people: People) -> None:
    """A consortium of universities, each with its people."""
    found_universities(operator, people)
    page = operator.goes_to("/exchange/consortia/new/")
    page.locator("main input[name=name]").fill("Northern Ring")
    press(page, "Add")
    for university in people:
        page.locator("main select[name=organisation]").select_option(label=university)
        press(page, "Add")
    assert all(university in operator.sees() for university in people)


def opens_run(guide: Somebody, host: str, course: dict[str, object]) -> str:
    """A run of a small course that begins in ten days, for those who are sent; its address."""
    page = guide.goes_to("/academy/authoring/upload/")
    page.locator("input[type=file]").set_input_files(course)
    press(page, "Upload")
    page = guide.goes_to("/academy/courses/small-course/draft/publish/")
    page.on("dialog", lambda dialog: dialog.accept())
    press(page, "Publish version 1")
    page = guide.goes_to("/academy/courses/small-course/runs/new/")
    begins = moments.day_in(moments.now(), ZONE) + timedelta(days=10)
    page.locator("select[name=zone]").select_option(ZONE)
    page.locator("input[name=starts_on]").fill(begins.isoformat())
    page.locator("input[name=is_open][value=invited]").check()
    page.locator("select[name=host]").select_option(label=host)
    press(page, "Open the run")
    return re.sub(r"(runs/[^/]+/).*", r"\1", page.url)


def pastes(coordinator: Somebody, text: str) -> Page:
    """The form of a listing, filled by a text."""
    page = coordinator.goes_to("/exchange/listings/new/")
    page.locator("main textarea[name=text]").fill(text)
    press(page, "Begin")
    page.locator("main select[name=zone]").select_option(ZONE)
    return page


def completes(page: Page, *, first: date) -> None:
    """What the text left open, its meetings from a day on, and the way to the only run."""
    dated = page.locator("main textarea[name=dated]")
    days = re.findall(r"(?m)^\d{4}-\d\d-\d\d", dated.input_value())
    later = first - date.fromisoformat(days[0])
    for name in ("textarea[name=dated]", "input[name=first_day]", "input[name=last_day]"):
        field = page.locator(f"main {name}")
        field.fill(
            re.sub(
                r"(?m)^\d{4}-\d\d-\d\d",
                lambda day: (date.fromisoformat(day[0]) + later).isoformat(),
                field.input_value(),
            )
        )
    page.locator("main select[name=academic_year]").select_option(str(first.year))
    page.locator("main input[name=offering_year]").fill(str(first.year))
    page.locator("main input[name=email]").fill("courses@town.example")
    page.locator("main select[name=language]").select_option("en")
    page.locator("main select[name=course_type]").select_option("seminar")
    page.locator("main select[name=run]").select_option(index=1)
    for box in page.locator("main input[name=checked]").all():
        box.check()


def publishes(coordinator: Somebody) -> None:
    page = coordinator.page
    press(page, "Save, and go on to publishing")
    assert "Nothing is missing." in coordinator.sees()
    press(page, "Publish")


def to_application(keeper: Somebody, course: str, student: str) -> Page:
    """The one application of a student that a university sees."""
    page = keeper.goes_to("/exchange/applications/")
    follow(page.get_by_role("link", name=course))
    follow(page.get_by_role("link", name=student))
    return page


def applies(student: Somebody, statement: str) -> None:
    """From the page of a course."""
    page = student.page
    follow(page.get_by_role("link", name="Apply for a place"))
    page.locator("main textarea[name=statement]").fill(statement)
    page.locator("main input[name=follows_language]").check()
    press(page, "Send to my university")


def is_sent_and_accepted(
    course: str, student: str, *, keeper: Somebody, coordinator: Somebody
) -> None:
    """The home university approves and nominates a student, and the host accepts them."""
    page = to_application(keeper, course, student)
    press(page, "Approve")
    press(page, "Nominate")
    page = to_application(coordinator, course, student)
    press(page, "Accept")
    assert "Accepted by the host university" in coordinator.sees()


def confirms(student: Somebody, course: str) -> None:
    """The place that is kept, from one's own application."""
    page = student.goes_to("/exchange/applications/")
    assert "A place is kept until it is confirmed" in student.sees()
    follow(page.get_by_role("link", name=course))
    follow(page.get_by_role("link", name="Confirm the place"))
    press(page, "Take the place")
