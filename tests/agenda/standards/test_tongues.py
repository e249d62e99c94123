"""Which language an entry is in, where nobody says."""

import subprocess
import sys

import pytest

from localturn.agenda.standards.apart import About, read_apart
from localturn.agenda.standards.tongues import guessed

_RSS = "<rss version='2.0'><channel>{head}{items}</channel></rss>"
_ITEM = "<item><title>{title}</title><guid>{title}</guid></item>"
TITLES = {
    "Bijeenkomst over huisvesting van nieuwkomers": "nl",
    "Разговор за домување и образование": "mk",
    "Tagung zur Wohnungsfrage in Städten": "de",
    "Convegno sulle politiche abitative": "it",
}


def _feed(head: str = "") -> bytes:
    items = "".join(_ITEM.format(title=title) for title in TITLES)
    return _RSS.format(head=head, items=items).encode()


def _read(document: bytes, language: str = "") -> list[str]:
    about = About("feed", "UTC", "2026-06-01", language=language)
    return [each.language for each in read_apart(document, about).items]


def test_short_titles_are_in_the_language_they_look_like() -> None:
    assert _read(_feed()) == list(TITLES.values())


def test_what_a_source_or_its_document_says_stands() -> None:
    assert set(_read(_feed(), language="en")) == {""}
    assert set(_read(_feed("<language>fr</language>"))) == {"fr"}


@pytest.mark.parametrize(
    ("words", "tag"), [("Разговор о становању", "sr"), ("Radionica o stanovanju", "bs"), ("12", "")]
)
def test_neighbours_are_told_apart_by_script_and_figures_say_nothing(words: str, tag: str) -> None:
    assert guessed(words) == tag


def test_the_library_is_loaded_by_nobody_who_does_not_read() -> None:
    program = "import sys, localturn.agenda.standards.apart; print('lingua' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
