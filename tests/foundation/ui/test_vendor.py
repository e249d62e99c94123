"""What others made is what the manifest says, light enough, and asks nobody else."""

import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from localturn.foundation import ui

ROOT = Path(__file__).resolve().parents[3]
UI = Path(ui.__file__).parent
STATIC = UI / "static" / "ui"
STYLES = [STATIC / "designsystemet.css", STATIC / "ui.css"]
PACKAGES = tomllib.loads((UI / "vendor.toml").read_text("utf-8"))["package"]
LISTED = {path: digest for package in PACKAGES for path, digest in package["files"].items()}
FIRST_FONTS = ["inter-latin.woff2", "source-serif-latin-600.woff2"]


@pytest.mark.parametrize("path", LISTED)
def test_a_file_is_the_one_that_is_listed(path: str) -> None:
    assert hashlib.sha512((ROOT / path).read_bytes()).hexdigest() == LISTED[path]


def test_no_file_of_others_is_unlisted() -> None:
    paper = ROOT / "src/localturn/academy/standards/certificate_pdf/fonts"
    folders = [STATIC / "fonts", UI / "licences", ROOT / "tests" / "journeys" / "vendor", paper]

    found = {path.relative_to(ROOT).as_posix() for folder in folders for path in folder.iterdir()}

    assert found - LISTED.keys() == set()


def test_every_package_keeps_its_licence() -> None:
    for package in PACKAGES:
        assert package["licence"]
        assert any("/licences/" in path for path in package["files"]), package["name"]


def test_all_styles_together_are_light() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in STYLES) <= 20 * 1024


def test_the_letters_of_a_first_page_are_light() -> None:
    fonts = STATIC / "fonts"
    assert sum((fonts / name).stat().st_size for name in FIRST_FONTS) <= 50 * 1024


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.name))
def test_styles_ask_no_other_host_and_hold_no_data_address(path: Path) -> None:
    css = path.read_text("utf-8")

    assert re.findall(r"url\((?![\"']?fonts/)[^)]*\)", css) == []
    assert "@import" not in css


def test_our_styles_serve_both_directions_of_writing() -> None:
    css = re.sub(r"/\*.*?\*/", "", STYLES[1].read_text("utf-8"), flags=re.DOTALL)

    assert re.findall(r"[\s{;](?:margin|padding|border|inset)?-?(?:left|right)\s*:", css) == []
    assert re.findall(r"text-align:\s*(?:left|right)", css) == []
    assert re.findall(r"[\s{;](?:width|height|min-width|max-width)\s*:", css) == []
