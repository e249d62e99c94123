"""What keeps people with disabilities out of a page, found by axe-core in a real browser.

`assert faults(page) == []`
"""

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def context(browser: Browser, *, dark: bool = False, width: int = 1280) -> BrowserContext:
    """A reader who has chosen dark or light colours, at a wide or a narrow screen."""
    return browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
    )


FAULTS = """async rules => {
  const found = await axe.run(document, {
    runOnly: rules,
    resultTypes: ["violations"],
    reporter: "no-passes",
  });
  const why = node => [...node.any, ...node.all, ...node.none].map(check => check.message);
  return found.violations.flatMap(rule => rule.nodes.map(
    node => `${rule.id} at ${node.target.join(" ")}: ${why(node).join("; ")}`));
}"""


def is_at_hand(page: Page) -> None:
    """Bring axe to the page that is open."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))


def faults(page: Page, rules: list[str] = RULES) -> list[str]:
    """One line for each fault: the rule, where on the page, and what to mend.

    Rules are named all by their tags or all by their own names.
    """
    is_at_hand(page)
    found: list[str] = page.evaluate(FAULTS, rules)
    return found


def wider_than_screen(page: Page) -> int:
    """By how many pixels a reader would have to scroll sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
