"""What people do and look at in a seminar: its groups, and what its awards still wait for."""

import re

from playwright.sync_api import Locator, Page

from journeys.conftest import Somebody


def press(on: Page | Locator, button: str) -> None:
    """Send a form by the first button of this name, and wait until what comes of it is there."""
    page = on if isinstance(on, Page) else on.page
    with page.expect_navigation():
        on.get_by_role("button", name=button, exact=True).first.click()


def owed(student: Somebody, run: str) -> str:
    """What the course page says of the awards, all of it unfolded."""
    page = student.goes_to(run)
    page.locator("main details").evaluate_all("all => all.forEach(each => (each.open = true))")
    return student.sees()


def credit_points(student: Somebody, run: str) -> int:
    """Of the awards that they have earned."""
    earned = re.findall(r"Credit points: (\d+)[^\n]*\n+You have earned it", owed(student, run))
    return sum(int(points) for points in earned)


def members_by_group(guide: Somebody, run: str) -> list[list[str]]:
    """Of each group, how its page names those who are in it, with their universities."""
    groups = guide.goes_to(f"{run}groups/groups/").locator("[data-group]").all()
    return [group.locator("[data-seat]").all_inner_texts() for group in groups]
