"""Every page that allauth can show is one of ours."""

import re
from pathlib import Path

import allauth
import pytest
from django.template.backends.jinja2 import Template
from django.template.loader import get_template

from localturn.foundation.people import letters

TEMPLATES = Path(allauth.__file__).parent / "templates"
CODE = [
    path
    for app in ("account", "mfa", "socialaccount")
    for path in (Path(allauth.__file__).parent / app).rglob("*.py")
    if "providers" not in path.parts
] + [
    Path(allauth.__file__).parent / "socialaccount/providers" / name
    for name in ("base/utils.py", "oauth2/views.py")
]
NAMED = re.compile(r'"((?:account|mfa|socialaccount)/[a-z_/]+\.)(?:html|txt|\{|")')


def pages() -> list[str]:
    """The names in allauth's code that it has a template of its own for."""
    found = {
        name + ("txt" if (TEMPLATES / f"{name}txt").exists() else "html")
        for path in CODE
        for name in NAMED.findall(path.read_text())
        if "/email/" not in name
    }
    return sorted(name for name in found if (TEMPLATES / name).exists())


def test_allauth_shows_45_pages_and_23_messages() -> None:
    names = pages()

    assert len([name for name in names if "/messages/" not in name]) == 45
    assert len([name for name in names if "/messages/" in name]) == 23


@pytest.mark.parametrize("name", pages())
def test_each_of_them_is_rendered_by_jinja2(name: str) -> None:
    assert isinstance(get_template(name), Template)


def test_every_letter_that_allauth_sends_is_written_by_us() -> None:
    subjects = {
        str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt")
        for app in ("account", "mfa", "socialaccount")
        for path in (TEMPLATES / app / "email").glob("*_subject.txt")
    }
    not_used = {"account/email/password_reset_key"}  # a code is sent instead of a link

    ours = {name for name in letters.LETTERS if name.startswith("people/")}
    ours.add("account/email/confirm_code")

    assert subjects - not_used == set(letters.LETTERS) - ours
