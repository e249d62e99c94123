"""Large files over bad lines: an upload that the line cuts, a video that is gone on with."""

import io
import re
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from journeys.conftest import Somebody
from journeys.house import PATIENCE, House, demonstration
from localturn.academy.demo.setting import PASSWORD
from makers.videos import MP4, VIDEO, folder_with_video

pytestmark = pytest.mark.journey
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with demonstration(tmp_path_factory.mktemp("large")) as house:
        yield house


def large_folder() -> bytes:
    """A course whose video has ten mebibytes, most of them of no meaning to a player."""
    files = folder_with_video(video=VIDEO.replace("walk.webm", "walk.mp4"))
    del files["media/walk.webm"]
    files["media/walk.mp4"] = MP4 + struct.pack(">I4s", 8 + 10 * MIB, b"free") + bytes(10 * MIB)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def until(page: Page, condition: str) -> None:
    """Ask the page again and again from here: `wait_for_function` is kept out by its own policy."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        time.sleep(0.1)


def test_an_upload_goes_on_after_the_line_has_dropped(
    somebody: Callable[..., Somebody], tmp_path: Path
) -> None:
    (tmp_path / "course.zip").write_bytes(large_folder())
    author = somebody()
    page = author.signs_in("author@demo.example", PASSWORD)
    sent: list[str] = []
    is_cut = [True]  # after the first piece, until it has been told

    def line(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
            if len(sent) > 1 and is_cut:
                route.abort("connectionreset")
                return
        route.continue_()

    page.route(re.compile("/arriving/"), line)
    author.goes_to("/academy/authoring/upload/")
    page.locator("input[type=file]").set_input_files(tmp_path / "course.zip")
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("There is no connection.").wait_for()
    is_cut.clear()
    page.wait_for_url("**/academy/courses/small/draft/")

    assert sent.count("0") == 1
    assert list(dict.fromkeys(sent)) == ["0", str(4 * MIB), str(8 * MIB)]
    assert "“A small course” is now the draft of the course small." in author.sees()
    author.faults = [fault for fault in author.faults if "ERR_CONNECTION_RESET" not in fault]

    author.goes_to("/academy/courses/small/draft/a/walk/")
    until(page, "document.querySelector('video').readyState >= 1")
    assert page.evaluate("Math.round(document.querySelector('video').duration)") == 3


def test_a_file_of_an_assignment_goes_on_and_is_handed_in_with_a_second_one(
    somebody: Callable[..., Somebody], tmp_path: Path
) -> None:
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.7\n" + bytes(10 * MIB))
    (tmp_path / "figures.txt").write_text("212 residents")
    participant = somebody()
    page = participant.signs_in("participant@demo.example", PASSWORD)
    participant.goes_to("/")
    run = page.locator("a[href*='/academy/runs/']").first.get_attribute("href") or ""
    found = re.search(r"/academy/runs/[^/]+/", run)
    assert found is not None
    address = f"{found[0]}a/m2-assignment/"
    sent: list[str] = []
    is_cut = [True]  # after the first piece, until it has been told

    def line(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
            if len(sent) > 1 and is_cut:
                route.abort("connectionreset")
                return
        route.continue_()

    page.route(re.compile("/arriving/"), line)
    participant.goes_to(address)
    page.locator("#file").set_input_files([tmp_path / "plan.pdf", tmp_path / "figures.txt"])
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("plan.pdf: There is no connection.").wait_for()
    is_cut.clear()
    page.get_by_text("You have handed in.").wait_for()

    assert sent.count("0") == 2  # the second file's
    assert list(dict.fromkeys(sent)) == ["0", str(4 * MIB), str(8 * MIB)]
    files = page.locator(".lt-laid-by .lt-work-files li")
    assert [text.split("\n")[:2] for text in files.all_inner_texts()] == [
        ["plan.pdf", "(PDF, 10.0\xa0MB)"],
        ["figures.txt", "(TXT, 13\xa0bytes)"],
    ]
    with page.expect_download() as saved:
        files.first.get_by_role("link").click()
    assert saved.value.path().stat().st_size == (tmp_path / "plan.pdf").stat().st_size

    with page.expect_navigation():
        files.first.get_by_role("button", name="Remove").click()
    assert "plan.pdf is no longer with your work." in participant.sees()
    assert files.count() == 1
    participant.faults = [each for each in participant.faults if "ERR_CONNECTION_RESET" not in each]


def test_a_video_is_gone_on_with_where_it_was_left(somebody: Callable[..., Somebody]) -> None:
    participant = somebody()
    page = participant.signs_in("participant@demo.example", PASSWORD)
    participant.goes_to("/")
    run = page.locator("a[href*='/academy/runs/']").first.get_attribute("href") or ""
    found = re.search(r"/academy/runs/[^/]+/", run)
    assert found is not None
    address = f"{found[0]}a/m1-photograph-and-counter/"

    participant.goes_to(address)
    until(page, "document.querySelector('video').readyState >= 1")
    with page.expect_response(re.compile("/place/")) as told:
        page.locator("[data-at='32']").click()
        until(page, "document.querySelector('video').currentTime > 34")
        page.evaluate("document.querySelector('video').pause()")
    assert told.value.json()["done"] in {True, False}
    participant.goes_to(address)

    go_on = page.get_by_role("link", name=re.compile(r"Continue at 0:3\d"))
    assert go_on.count() == 1
    at = int(go_on.get_attribute("data-at") or 0)
    assert at >= 33
    go_on.click()
    until(page, f"document.querySelector('video').currentTime >= {at}")
