"""The coding desk in a real browser: until it is painted, and what that costs its processor.

On a busy machine the first says how busy it is; the second stays what it is.
"""

import os
import shutil
import statistics
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.harness import Figure
from benchmarks.served import Server

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WARMING = 2
PAINTED = """() => new Promise(told => new PerformanceObserver(list => {
  const first = list.getEntriesByName("first-contentful-paint")[0];
  if (first) told(first.startTime);
}).observe({ type: "paint", buffered: true }))"""


def painted(path: str, session: str, *, served: float, rounds: int) -> Iterator[Figure]:
    """`served`: milliseconds of a processor that the page costs the server."""
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("Without Chromium nothing is painted, and not measured.", file=sys.stderr)
        return
    with Server() as server:
        waits, costs = _looked_at(browser, f"http://127.0.0.1:{server.port}", path, session, rounds)
    yield Figure(
        "corpus: the desk with 500 codings, until painted (Chromium)",
        statistics.median(waits),
        "ms",
        300,
        200,
        145,
        2_400,
        min(waits),
    )
    cost = statistics.median(costs)
    yield Figure(
        "corpus: the desk, the browser's processor time", cost, "ms", 150, least=min(costs)
    )
    yield Figure("corpus: the desk, processor time of both", served + cost, "ms", 300, 200, 145)


def _looked_at(
    path_of_browser: str, site: str, path: str, session: str, rounds: int
) -> tuple[list[float], list[float]]:
    from playwright.sync_api import sync_playwright

    waits, costs = list[float](), list[float]()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path_of_browser, args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page = context.new_page()
        inside = context.new_cdp_session(page)
        inside.send("Performance.enable", {"timeDomain": "threadTicks"})
        for number in range(WARMING + rounds):
            page.goto(f"{site}/about/")
            before = _spent(inside)
            page.goto(site + path, wait_until="load")
            wait = float(page.evaluate(PAINTED))
            if number >= WARMING:
                waits.append(wait)
                costs.append(1000 * (_spent(inside) - before))
        browser.close()
    return waits, costs


def _spent(inside: Any) -> float:
    """Seconds of a processor that the page's main thread has worked."""
    told = inside.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in told if each["name"] == "TaskDuration"))
