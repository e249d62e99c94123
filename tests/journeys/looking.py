"""What is wrong with a page: light, dark, right to left, on a narrow screen."""

from playwright.sync_api import Page

from journeys import axe

COLOURS = ["color-contrast", "link-in-text-block"]
LAYOUT = ["scrollable-region-focusable", "target-size"]
MODES = {
    "light": ("light", "ltr", 1280, axe.RULES),
    "dark": ("dark", "ltr", 1280, COLOURS),
    "narrow": ("light", "ltr", 360, []),
    "right to left": ("light", "rtl", 360, LAYOUT),
}
"""Ways of showing a page, and the rules whose answer can be another than in the first."""

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


LOOK = """async ([direction, rules]) => {
  document.documentElement.dir = direction;
  const wide = (TOO_WIDE)();
  return [...wide, ...(rules.length ? await (FAULTS)(rules) : [])];
}""".replace("TOO_WIDE", TOO_WIDE).replace("FAULTS", axe.FAULTS)
"""One visit to the page for each way of showing it: visits cost more than what is asked there."""

FRAME = """() => {
  const headings = document.querySelectorAll("h1").length;
  return [
    document.documentElement.lang ? "" : "tells no language",
    headings === 1 ? "" : `has ${headings} headings of the first level`,
    document.title.replace(/– Local Turn$/, "").trim() ? "" : "has no title",
  ].filter(each => each);
}"""


def faults(page: Page, *, again: bool = False) -> list[str]:
    """A line for each fault of the page that is open, in every way of showing it.

    A page that was looked at before, and is in another state now, is asked less.
    """
    axe.is_at_hand(page)
    said: list[str] = page.evaluate(FRAME)
    shown = ("light", 1280)
    for mode, (colours, direction, width, rules) in MODES.items():
        _show(page, shown, (colours, width))
        shown = (colours, width)
        asked = rules if mode == "light" or not again else []
        said += [f"{mode}: {each}" for each in page.evaluate(LOOK, [direction, asked])]
    _show(page, shown, ("light", 1280))
    page.evaluate("() => { document.documentElement.dir = 'ltr' }")
    return said


def _show(page: Page, shown: tuple[str, int], wanted: tuple[str, int]) -> None:
    if shown[0] != wanted[0]:
        page.emulate_media(color_scheme=wanted[0])  # type: ignore[arg-type]
    if shown[1] != wanted[1]:
        page.set_viewport_size({"width": wanted[1], "height": 900})
