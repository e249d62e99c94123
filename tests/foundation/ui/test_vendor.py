"""What others made is what the manifest says, light enough, and asks nobody else."""

import gzip
import re

import pytest

from localturn.foundation.ui import vendoring

STYLES = [vendoring.STATIC / "designsystemet.css", vendoring.STATIC / "ui.css"]
FIRST_FONTS = ["inter-latin.woff2", "source-serif-latin-600.woff2"]


def test_every_file_is_the_one_that_is_listed() -> None:
    assert list(vendoring.faults()) == []


def test_no_file_of_others_is_unlisted() -> None:
    listed = {path for package in vendoring.read_manifest() for path in package["files"]}
    fonts = (vendoring.STATIC / "fonts").iterdir()
    vendored = (vendoring.ROOT / "tests" / "journeys" / "vendor").iterdir()

    found = {path.relative_to(vendoring.ROOT).as_posix() for path in [*fonts, *vendored]}

    assert found - listed == set()


def test_every_package_keeps_its_licence() -> None:
    for package in vendoring.read_manifest():
        assert package["licence"]
        assert any("/licences/" in path for path in package["files"]), package["name"]


def test_all_styles_together_are_light() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in STYLES) <= 20 * 1024


def test_the_letters_of_a_first_page_are_light() -> None:
    fonts = vendoring.STATIC / "fonts"
    assert sum((fonts / name).stat().st_size for name in FIRST_FONTS) <= 50 * 1024


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.name))
def test_styles_ask_no_other_host_and_hold_no_data_address(path: object) -> None:
    css = path.read_text("utf-8")  # type: ignore[attr-defined]

    assert re.findall(r"url\((?![\"']?fonts/)[^)]*\)", css) == []
    assert "@import" not in css


def test_our_styles_serve_both_directions_of_writing() -> None:
    css = re.sub(r"/\*.*?\*/", "", STYLES[1].read_text("utf-8"), flags=re.DOTALL)

    assert re.findall(r"[\s{;](?:margin|padding|border|inset)?-?(?:left|right)\s*:", css) == []
    assert re.findall(r"text-align:\s*(?:left|right)", css) == []
    assert re.findall(r"[\s{;](?:width|height|min-width|max-width)\s*:", css) == []
