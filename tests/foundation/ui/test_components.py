"""Every component draws what it is given, escapes it, and refuses what it does not know."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import engines

HOSTILE = "<script>alert(1)</script>"


def draw(source: str, **context: Any) -> str:
    """The HTML of a snippet of a page."""
    request = SimpleNamespace(GET=QueryDict(context.pop("asked", "")))
    source = '{% import "ui/components.html" as ui %}' + source
    template = engines["jinja2"].env.from_string(source)  # type: ignore[attr-defined]
    return template.render({"request": request, "csrf_input": "TOKEN", **context})


def test_a_button_says_its_kind() -> None:
    assert draw('{{ ui.button("Send", kind="danger", small=True) }}') == (
        '<button class="ds-button" type="submit" data-variant="primary" data-color="danger"'
        ' data-size="sm">Send</button>'
    )


def test_a_button_carries_a_name_and_a_value() -> None:
    assert 'name="verb" value="hand-in"' in draw(
        '{{ ui.button("Hand in", name="verb", value="hand-in") }}'
    )


def test_a_one_button_form_carries_the_token_of_its_page() -> None:
    html = draw('{{ ui.post_button("Leave", "/leave/", fields={"run": 3}, label="Leave run 3") }}')

    assert html.startswith('<form class="lt-post" method="post" action="/leave/">TOKEN')
    assert '<input type="hidden" name="run" value="3">' in html
    assert 'aria-label="Leave run 3"' in html


@pytest.mark.parametrize(
    "call",
    [
        '{{ ui.button("x", colour="red") }}',
        '{{ ui.post_button("x", "/", colour="red") }}',
        '{{ ui.tag("x", color="red") }}',
        '{{ ui.steps([], title="x") }}',
        '{% call ui.card(title="x") %}{% endcall %}',
    ],
)
def test_a_component_refuses_an_unknown_argument(call: str) -> None:
    with pytest.raises(TypeError):
        draw(call)


ESCAPED = [
    "{{ ui.button(x) }}",
    "{{ ui.button('a', name=x, value=x, confirm=x) }}",
    "{{ ui.link_button(x, x) }}",
    "{{ ui.post_button(x, x, fields={'a': x}, label=x) }}",
    "{% call ui.alert(heading=x) %}{{ x }}{% endcall %}",
    "{% call ui.card(heading=x, href=x) %}{{ x }}{% endcall %}",
    "{{ ui.tag(x) }}",
    "{{ ui.progress(1, 2, x) }}",
    "{{ ui.breadcrumbs([(x, x), (x, None)]) }}",
    "{% call ui.table(x, [x, x]) %}<tr><td>{{ x }}</td></tr>{% endcall %}",
    "{{ ui.empty(x, x, link=(x, x)) }}",
    "{{ ui.definition_list([(x, x)]) }}",
    "{% call ui.details(x) %}{{ x }}{% endcall %}",
    "{{ ui.steps([(x, 'done', x, x)]) }}",
    "{{ ui.avatar(x) }}",
    "{{ ui.icon('done', label=x) }}",
]


@pytest.mark.parametrize("call", ESCAPED)
def test_hostile_text_is_escaped(call: str) -> None:
    html = draw(call, x=HOSTILE)

    assert "<script" not in html
    assert "&lt;" in html


def test_pages_of_a_list_keep_what_the_address_asks_for() -> None:
    page = Paginator(range(100), 10).page(5)

    html = draw("{{ ui.pagination(page) }}", page=page, asked="q=a%26b&city=Ni%C5%A1&page=5")

    assert 'href="?q=a%26b&amp;city=Ni%C5%A1&amp;page=6"' in html
    assert '<span aria-current="page">' in html


def test_a_list_of_one_page_has_no_pages() -> None:
    page = Paginator(range(3), 10).page(1)

    assert draw("{{ ui.pagination(page) }}", page=page) == ""


def test_steps_say_their_state_in_words() -> None:
    html = draw(
        "{{ ui.steps([('A', 'done', None, '/a/'), ('B', 'missing', 'By Friday', None),"
        " ('C', 'current', None, None), ('D', 'locked', None, None)]) }}"
    )

    for word in ("Done", "Missing", "Now", "Not open yet", "By Friday"):
        assert word in html


def test_initials_are_those_of_first_and_last_name() -> None:
    assert ">AP<" in draw('{{ ui.avatar("Ana Maria Petrova") }}')
    assert ">Š<" in draw('{{ ui.avatar("šaban") }}')
    assert ">?<" in draw('{{ ui.avatar(" ") }}')


def test_a_table_marks_its_columns_of_figures() -> None:
    html = draw('{% call ui.table("Points", ["Who", "Points"], numeric=[1]) %}{% endcall %}')

    assert 'data-numeric="1"' in html
    assert '<th scope="col">Points</th>' in html


def test_what_to_do_says_until_when() -> None:
    from datetime import UTC, datetime

    item = SimpleNamespace(
        title="Read", href="/r/", detail=None, tone=None, count=0,
        due=datetime(2026, 11, 23, 14, 3, tzinfo=UTC),
    )  # fmt: skip

    html = draw("{{ ui.todo([item]) }}", item=item)

    assert 'By <time datetime="2026-11-23T14:03Z">Monday 23 November 2026, 14:03' in html
    assert '<span class="lt-todo-count">0</span>' in html


def test_words_are_escaped_also_after_the_same_markup_was_drawn() -> None:
    assert "<b>x</b>" in draw("{{ ui.tag('<b>x</b>'|safe) }}")
    assert "&lt;b&gt;x&lt;/b&gt;" in draw("{{ ui.tag('<b>x</b>') }}")


def test_a_thing_whose_name_changes_is_drawn_anew() -> None:
    class Town:
        name = "Bitola"

        def __str__(self) -> str:
            return self.name

    town = Town()
    assert "Bitola" in draw("{{ ui.tag(town) }}", town=town)

    town.name = "Monastir"

    assert "Monastir" in draw("{{ ui.tag(town) }}", town=town)
