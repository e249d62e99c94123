"""Questions are drawn once for everybody: their places and what was answered are each person's."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from localturn.academy.models import Attempt, Enrolment
from localturn.foundation import moments
from makers.academy import NOON, make_enrolment, make_run, make_version
from makers.marking import ESSAY, EVERY_KIND, answers, attempts, make_quiz, position_of

pytestmark = pytest.mark.django_db

MARKS = (
    "<!--at--><!--number--><!--piece--><!--end--><!--pieces--><!--if yes checked--><!--beneath-->"
    " 50 % %% %(at)s"
)
NASTY: list[tuple[str, dict[str, Any]]] = [
    ("single", {"choices": [{"text": MARKS, "correct": True}, {"text": "\\1 {0} %s &amp;"}]}),
    ("ordering", {"items": [MARKS, "Act"]}),
    ("gap-text", {"passage": f"{MARKS} {{1}} {MARKS}", "gaps": [{"accepted": ["home"]}]}),
]


@pytest.fixture
def at_noon() -> Iterator[None]:
    with moments.travelled(NOON - moments.now()):
        yield


def make_seats(number: int, kinds: list[tuple[str, dict[str, Any]]]) -> list[Enrolment]:
    version = make_version(number=None)
    make_quiz(version, kinds=kinds)
    run = make_run(version, starts_on=NOON.date() - timedelta(days=8))
    return [make_enrolment(run) for _seat in range(number)]


def address(seat: Enrolment, verb: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/a/quiz-1/{verb}"


def begin(client: Client, seat: Enrolment) -> Attempt:
    client.force_login(seat.person)
    client.post(address(seat, "start/"))
    return attempts(seat)[-1]


def page(client: Client, seat: Enrolment) -> str:
    client.force_login(seat.person)
    text = client.get(address(seat)).text
    assert "<!--" not in text
    return text


def shown_in(page: str) -> dict[str, Any]:
    """What the fields for answers hold, as a browser would send them."""
    held: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        known = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if not re.fullmatch(r"a\d+(-\d+)?", known.get("name", "")):
            continue
        if known["type"] == "text":
            held[known["name"]] = unescape(known["value"])
        elif tag.endswith(" checked>") and known["type"] == "radio":
            held[known["name"]] = known["value"]
        elif tag.endswith(" checked>"):
            held.setdefault(known["name"], []).append(known["value"])
    for name, options in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', page):
        chosen = re.findall(r'<option(?: value="([^"]*)")? selected>([^<]*)<', options)
        held[name] = "".join(value or text for value, text in chosen)
    for name, text in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)<', page):
        held[name] = unescape(text)
    return {name: value for name, value in held.items() if value}


def test_everything_that_was_answered_stands_on_the_own_page_and_on_no_other(
    at_noon: None, client: Client
) -> None:
    ana, bo = make_seats(2, [*EVERY_KIND, ESSAY])
    attempt, _other = begin(client, ana), begin(client, bo)
    essay = 'Ana\'s "own" <b>words</b> & <!--at--> 50 % %(at)s %%'
    sent = answers(attempt) | {f"a{position_of(attempt, 'essay')}": essay}
    client.force_login(ana.person)
    client.post(address(ana, "save/"), sent | {"attempt": "1"})

    first, second, again = page(client, ana), page(client, bo), page(client, ana)

    given = {name: value for name, value in sent.items() if name.startswith("a")}
    held = shown_in(first)
    assert {name: sorted(value) for name, value in held.items()} == {
        name: sorted(value) for name, value in given.items()
    }
    assert shown_in(again) == held
    assert shown_in(second) == {}
    assert "Saved 1" in first
    assert "Saved 1" not in second
    assert f"/academy/attempts/{attempt.pk}/" not in second


def test_each_attempt_has_its_own_order_and_places(at_noon: None, client: Client) -> None:
    choices = [{"text": f"Choice {n}", "correct": n == 0} for n in range(7)]
    seats = make_seats(4, [("single", {"choices": choices})] * 3)
    pages = [(begin(client, seat), page(client, seat)) for seat in seats]

    orders = set()
    for attempt, text in pages:
        asked = text.split('<fieldset class="ds-fieldset lt-question"')[1:]
        assert [re.search(r'id="(q\d)"', each)[1] for each in asked] == ["q1", "q2", "q3"]  # type: ignore[index]
        for at, (each, answer) in enumerate(
            zip(asked, attempt.answers.order_by("position"), strict=True)
        ):
            assert set(re.findall(r'name="a(\d)"', each)) == {str(at)}
            assert re.findall(r"Choice (\d)", each) == [str(n) for n in answer.order]
            orders.add(tuple(answer.order))
    assert len(orders) > 1


def test_what_looks_like_a_mark_in_a_question_is_its_text(at_noon: None, client: Client) -> None:
    (seat,) = make_seats(1, NASTY)
    begin(client, seat)

    words = unescape(re.sub(r"<[^>]*>", "", page(client, seat)))

    assert words.count(MARKS) == 4
    assert "\\1 {0} %s &amp;" in words


def test_a_question_is_drawn_in_each_readers_language(at_noon: None, client: Client) -> None:
    seats = make_seats(2, EVERY_KIND[:2])
    for seat, language in zip(seats, ("fr", "sv"), strict=True):
        seat.person.language = language
        seat.person.save()
        begin(client, seat)

    french, swedish, again = (page(client, seat) for seat in (*seats, seats[0]))

    assert "Question 1 sur 2" in french
    assert "Fråga 1 av 2" in swedish
    assert "Question 1 sur 2" in again
