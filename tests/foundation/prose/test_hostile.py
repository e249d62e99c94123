"""What must not pass, and what must not take long."""

import re
import textwrap
import time

import pytest

from localturn.foundation.prose import TooLong, citations, is_tangled, render

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<iframe src=https://evil.example></iframe>",
    "<style>@import url(https://evil.example)</style>",
    "<!-- --><b onmouseover=alert(1)>x</b>",
    "</p></div><form action=https://evil.example><input name=password>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](\tjavascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/a)",
    "[x](\\\\evil.example\\a)",
    "[x](/\\evil.example)",
    "[x](https:evil)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](https://evil.example/pixel.gif)",
    '![x" onerror="alert(1)](https://evil.example)',
    '[x](https://example.org "a\\" onclick=\\"alert(1)")',
    '[x](https://example.org/"onclick="alert(1))',
    '[@"><script>alert(1)</script>]',
    "```html onload=alert(1)\n<script>\n```",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "# <script>alert(1)</script>",
    "\x00<script>\x00",
]
_TAG = re.compile(r"<\s*/?\s*([a-zA-Z][\w:-]*)([^>]*)>")
_HARMLESS = {
    *("p", "a", "code", "pre", "h2", "table", "thead", "tbody", "tr", "th", "td", "div"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_or_loads_comes_through(attack: str) -> None:
    html = render(attack).html

    for tag, attributes in _TAG.findall(html):
        assert tag in _HARMLESS
        names = set(re.findall(r"([\w-]+)=\"[^\"]*\"", attributes))
        assert names <= {"href", "title", "rel", "class", "scope", "tabindex"}
        for address in re.findall(r'href="([^"]*)"', attributes):
            assert address.startswith("https://example.org")


LONG = {
    "brackets": "[" * 60_000,
    "pictures": "![" * 30_000,
    "links": "[a](" * 15_000,
    "emphasis": "*a **a " * 8_500,
    "strong": "**" * 30_000 + "a",
    "underscores": "_a__" * 15_000,
    "quotes": ">" * 60_000,
    "quotes in quotes": "> > > > > a\n" * 5_000,
    "a quote that goes on": ">" * 200 + "a\n" + "b\n" * 30_000,
    "lists": "\n".join("  " * depth + "- a" for depth in range(300)),
    "lists in lists": "1. 1. 1. a\n" * 5_500,
    "empty items": "-\n" * 30_000,
    "items apart": "- a\n\n" * 12_000,
    "code marks": "".join("`" * n + " " for n in range(340)),
    "entities": "&" * 60_000,
    "tags": "<" * 60_000,
    "sections": "<![CDATA[" * 6_500,
    "columns": "|a" * 500 + "\n" + "|-" * 500 + "\n" + "|b\n" * 20_000,
    "cells": "|a" * 40 + "\n" + "|-" * 40 + "\n" + "b\n" * 2_000,
    "tables": "|a|b|\n|-|-|\n" * 4_500,
    "references": "".join(f"[r{n}]: /a\n" for n in range(5_000)),
    "references to nothing": "[a]: [" * 10_000,
    "a reference that goes on": "[a]: x '" + "\n'" * 29_000,
    "citations": "[@a" * 20_000,
    "citations with places": "[@a, " * 12_000,
    "lines": "a\n" * 30_000,
    "words": "word " * 12_000,
    "tables behind carriage returns": "\r".join(["|" * 250, "|-" * 250, "a\r" * 260]) * 11,
    "tables one after another": "\n".join(["|" * 250, "|-" * 250, "a\n" * 260]) * 11,
    "a long quote that goes on": ">" * 200 + "a\n" + ("b" * 42 + "\n") * 4_600,
    "long lines and pictures": ("b" * 42 + "\n") * 4_000 + "![ " * 4_000,
    "a long reference and pictures": "[a]: x '" + ("\n" + "b" * 42) * 4_000 + "![ " * 4_000,
    "long lines and citations": ("b" * 42 + "\n") * 4_000 + "[@a, " * 4_000,
    "a long table": "a|b\n-|-\n" + ("b" * 42 + "\n") * 4_600,
    "nested pictures": ("![" * 10 + "a" + "](b)" * 10 + " ") * 300,
    "signs": "!@:$" * 50_000,
    "closing brackets": "]" * 200_000,
    "blanks in citations": ("[@a," + " " * 10_000 + "x") * 19,
    "one address used often": "[a]: /" + "x" * 150_000 + "\n\n" + "[a] " * 4_000,
}
_TAKEN_WHOLE = {"lists", "words", "blanks in citations"}


def as_much_as_is_taken(text: str) -> str:
    """The longest beginning that is not refused."""
    least, most = 0, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (least, middle - 1) if is_tangled(text[:middle]) else (middle, most)
    return text[:least]


@pytest.mark.parametrize("name", sorted(LONG))
def test_what_is_taken_of_a_text_made_to_be_slow_is_not_slow(name: str) -> None:
    taken = as_much_as_is_taken(LONG[name])
    started = time.process_time()

    render(taken)

    # a quarter of a second on an idle machine; what is not bounded takes minutes
    assert time.process_time() - started < 3
    assert taken


@pytest.mark.parametrize("name", sorted(set(LONG) - _TAKEN_WHOLE))
def test_a_text_made_to_be_slow_is_refused_at_once(name: str) -> None:
    started = time.process_time()

    with pytest.raises(TooLong):
        render(LONG[name])

    assert time.process_time() - started < 0.2


def test_tables_are_counted_together_whatever_ends_their_lines() -> None:
    table = "\n".join(["|" * 30, "|-" * 30, *["a"] * 30])

    for end in ("\n", "\r\n", "\r"):
        assert not is_tangled(table.replace("\n", end))
        assert is_tangled((table + "\n\n").replace("\n", end) * 4)


def test_a_line_ended_by_a_carriage_return_is_a_line() -> None:
    text = "a [@a]\nb\n\n- [@b]\n"

    for end in ("\r\n", "\r"):
        assert render(text.replace("\n", end)) == render(text)
        assert citations(text.replace("\n", end)) == citations(text)


def test_links_to_one_long_address_do_not_make_a_text_of_a_hundred_times_its_length() -> None:
    address = "/" + "x" * 50_000

    html = render(f"[a]: {address}\n\n" + "[a] " * 1_000).html

    assert html.count(f'<a href="{address}">a</a>') == 7
    assert html.count("<a>a</a>") == 993


def test_a_long_reading_with_a_citation_in_every_sentence_is_taken() -> None:
    sentence = "Two offices counted those who came by sea in that decade, and did not agree"
    cited = f"{sentence} [@office, p. 12]."
    paragraph = textwrap.fill(" ".join([f"*Ports* differ. {cited}", *[cited] * 7]), 80)
    points = "- the register of residents\n- the register of permits\n- the census"
    rows = ["|---|---|---|---|---|", *["| Pula | 1 | 2 | 3 | 4 |"] * 30]
    table = "\n".join(["| Town | 2022 | 2023 | 2024 | 2025 |", *rows])
    part = ["## What was counted, and by whom", *[paragraph] * 4, points]

    text = "\n\n".join([*part * 31, table])

    assert text.count("[@office") == 992
    assert render(text).words > 15_000


def test_a_text_full_of_tables_and_lists_is_taken() -> None:
    table = "| Town | 2024 | 2025 |\n|---|---|---|\n" + "| Pula | 1 | **2** |\n" * 20
    text = f"## People\n\nThey *came* [from](https://example.org).\n\n{table}\n- one\n- two\n\n"

    assert "<table>" in render(text * 10).html


def test_a_citation_cannot_carry_html_from_its_source_or_place() -> None:
    class Evil:
        id = "a"
        text = "<script>alert(1)</script>"
        url = "javascript:alert(1)"

    html = render("[@a, <b>x</b>]", sources=(Evil(),)).html

    assert html == (
        '<p><sup class="lt-citation"><a href="#source-a">[1, &lt;b&gt;x&lt;/b&gt;]</a></sup></p>\n'
        '<section class="lt-sources"><ol>'
        '<li id="source-a">&lt;script&gt;alert(1)&lt;/script&gt;</li></ol></section>'
    )
