"""What is wrong with a page: light, dark, right to left, on a narrow screen."""

from playwright.sync_api import Page

from journeys import axe

COLOURS = ["color-contrast", "link-in-text-block"]
LAYOUT = ["scrollable-region-focusable", "target-size"]
"""The rules whose answer can be another in the dark, and right to left on a narrow screen."""
WIDE, NARROW, HIGH = 1280, 360, 900

TOO_WIDE = """() => {
  const shown = each => {
    const { width, height } = each.getBoundingClientRect();
    const seen = width > 1 && height > 1 && !each.closest(".ds-sr-only");
    return seen && each.checkVisibility({ visibilityProperty: true });
  };
  const box = each => {
    for (let outer = each.parentElement; outer; outer = outer.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(outer).overflowX)) return outer;
  };
  const sticks_out = each => {
    const { left, right } = each.getBoundingClientRect();
    return left < -1 || right > innerWidth + 1;
  };
  const reachable = each => each && each.hasAttribute("tabindex") && !sticks_out(each);
  const found = [...document.querySelectorAll("main *")]
    .filter(each => shown(each) && sticks_out(each) && !reachable(box(each)))
    .map(each => `${each.tagName} ${each.className} “${each.textContent.trim().slice(0, 40)}”`);
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  return wide > 0 ? [`${wide} px wider than the screen`, ...found] : found;
}"""

FRAME = """() => {
  const headings = document.querySelectorAll("h1").length;
  return [
    document.documentElement.lang ? "" : "tells no language",
    headings === 1 ? "" : `has ${headings} headings of the first level`,
    document.title.replace(/– Local Turn$/, "").trim() ? "" : "has no title",
  ].filter(each => each);
}"""


LOOK = (
    """async modes => {
  if (!("axe" in window)) return null;
  const found = [];
  for (const [mode, direction, rules] of modes) {
    document.documentElement.dir = direction;
    const faults = [...(TOO_WIDE)(), ...(rules.length ? await (FAULTS)(rules) : [])];
    found.push(...faults.map(each => `${mode}: ${each}`));
  }
  document.documentElement.dir = "ltr";
  return [...(FRAME)(), ...found];
}""".replace("TOO_WIDE", TOO_WIDE)
    .replace("FAULTS", axe.FAULTS)
    .replace("FRAME", FRAME)
)
"""Everything that is asked at one visit: a visit costs as much as some of the answers."""

Mode = tuple[str, str, list[str]]
"""A way of showing a page: how it is called, the direction of writing, the rules that are asked."""


def faults(page: Page, *, again: bool = False) -> list[str]:
    """A line for each fault of the page that is open, in every way of showing it.

    A page that was looked at before, and is in another state now, is asked less.
    """
    said = _asked(page, ("light", "ltr", axe.RULES))
    if not again:  # colours change no layout, so in the dark nothing else is asked
        page.emulate_media(color_scheme="dark")
        said += _asked(page, ("dark", "ltr", COLOURS))
        page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": NARROW, "height": HIGH})
    said += _asked(page, ("narrow", "ltr", []), ("right to left", "rtl", [] if again else LAYOUT))
    page.set_viewport_size({"width": WIDE, "height": HIGH})
    return list(dict.fromkeys(said))


def _asked(page: Page, *modes: Mode) -> list[str]:
    found: list[str] | None = page.evaluate(LOOK, modes)
    if found is None:
        axe.is_at_hand(page)
        found = page.evaluate(LOOK, modes)
    assert found is not None
    return found
