"""Addresses as people write them, and what a file from there is called."""

import pytest

from localturn.corpus.domain.web_addresses import (
    addresses_in,
    charset_of,
    file_name,
    host_of,
    is_broken,
    plain,
    spellings,
)
from localturn.corpus.standards.documents.reading import ENDINGS

pytestmark = pytest.mark.once


def test_an_address_a_line_is_read_each_once() -> None:
    said = """
    https://towns.example/plan
    www.havnby.example/om oss
    http://towns.example:80/plan

    https://towns.example/plan
    havnby.example:8080/x
    javascript:alert(1)
    """

    assert addresses_in(said) == (
        "https://towns.example/plan",
        "https://www.havnby.example/om oss",
        "http://towns.example:80/plan",
        "https://havnby.example:8080/x",
        "javascript:alert(1)",
    )


@pytest.mark.parametrize("address", ["http://[bad/", "https://town.example](x"])
def test_an_address_that_cannot_be_taken_apart_names_no_host(address: str) -> None:
    assert (is_broken(address), host_of(address)) == (True, "")
    assert (is_broken("http://[::1]:80/"), host_of("http://[::1]:80/")) == (False, "::1")


def test_spellings_of_one_address_are_the_same() -> None:
    said = ["https://www.Towns.example/Plan/", "http://towns.example/Plan#part-2"]

    assert {plain(each) for each in said} == {"towns.example/Plan"}
    assert "http://www.towns.example/Plan/" in spellings(said[1])
    assert plain("https://towns.example/plan") != plain("https://towns.example/Plan")


@pytest.mark.parametrize(
    ("address", "told", "name"),
    [
        ("https://towns.example/", "text/html; charset=utf-8", "towns.example.html"),
        ("https://towns.example/a/Our%20plan.pdf", "application/pdf", "Our plan.pdf"),
        ("https://towns.example/Our%20plan.pdf", "application/octet-stream", "Our plan.pdf"),
        ("https://towns.example/notes.md", "text/plain", "notes.md"),
        ("https://towns.example/plan.pdf", "text/html", "plan.html"),
        ("https://towns.example/plan.aspx?id=3", "text/html", "plan.aspx.html"),
        ("https://towns.example/download?id=3", "application/pdf", "download.pdf"),
        ("https://towns.example/download", "", "download"),
    ],
)
def test_a_file_is_called_by_its_path_and_what_it_is(address: str, told: str, name: str) -> None:
    assert file_name(address, told, ENDINGS) == name


def test_how_letters_are_written_is_read_of_the_header() -> None:
    assert charset_of('text/html; charset="ISO-8859-1"') == "ISO-8859-1"
    assert charset_of("text/html") == ""
