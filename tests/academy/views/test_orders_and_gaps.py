"""Questions that ask for an order, and texts with gaps, on every page that shows them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from localturn.academy.models import Answer, Attempt, Enrolment
from localturn.academy.queries.attempts import asked_in
from localturn.foundation import moments
from localturn.foundation.people.queries.personal_data import copy_of
from localturn.foundation.personal_data import Section
from makers.academy import NOON, make_enrolment, make_facilitator, make_run, make_version
from makers.marking import attempts, make_quiz, position_of

pytestmark = pytest.mark.django_db

ORDERING = ("ordering", {"items": ["Plan", "Act", "Look back"]})
GAPS = (
    "gap-text",
    {
        "passage": "A <town> has a {1},\nnot a {2}.",
        "gaps": [
            {"accepted": ["usual residence", "home"]},
            {"accepted": ["stock"], "distractors": ["flow", "rate"]},
        ],
    },
)


@pytest.fixture
def at_noon() -> Iterator[None]:
    with moments.travelled(NOON - moments.now()):
        yield


def make_seat(*kinds: tuple[str, dict[str, Any]]) -> Enrolment:
    version = make_version(number=None)
    make_quiz(version, kinds=list(kinds))
    return make_enrolment(make_run(version, starts_on=NOON.date() - timedelta(days=8)))


@pytest.fixture
def seat(at_noon: None, client: Client) -> Enrolment:
    seat = make_seat(ORDERING, GAPS)
    client.force_login(seat.person)
    return seat


def address(seat: Enrolment, verb: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/a/quiz-1/{verb}"


def begin(client: Client, seat: Enrolment) -> Attempt:
    client.post(address(seat, "start/"))
    return attempts(seat)[-1]


def question(page: str, kind: str) -> str:
    """The part of an attempt's page that asks a question of a kind."""
    (found,) = [each for each in page.split("<fieldset")[1:] if f"What about {kind}?" in each]
    return found.split("</fieldset>")[0]


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def rows_of(html: str) -> list[list[str]]:
    """The cells of the tables in a part of a page."""
    return [
        [words_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    ]


def sent(attempt: Attempt, ordering: list[str], gaps: list[str]) -> dict[str, str]:
    """Form fields: places of "Act", "Look back" and "Plan", and what is in the gaps."""
    fields = {"attempt": str(attempt.number)}
    for kind, values in (("ordering", ordering), ("gap-text", gaps)):
        position = position_of(attempt, kind)
        fields[f"s{position}"] = "0"
        fields |= {f"a{position}-{i}": value for i, value in enumerate(values)}
    return fields


def test_every_item_has_a_place_to_choose_and_none_is_chosen_before(
    seat: Enrolment, client: Client
) -> None:
    attempt = begin(client, seat)
    asked = question(client.get(address(seat)).text, "ordering")

    name = f"a{position_of(attempt, 'ordering')}"
    labels = dict(re.findall(rf'<label[^>]* for="{name}-(\d)"[^>]*>([^<]*)</label>', asked))
    assert labels == {"0": "Act", "1": "Look back", "2": "Plan"}
    assert re.findall(r'<select[^>]* name="([^"]*)"', asked) == [f"{name}-{i}" for i in labels]
    assert asked.count("<option>1</option><option>2</option><option>3</option>") == 3
    assert "selected" not in asked


def test_every_gap_stands_in_its_text_and_has_a_label(seat: Enrolment, client: Client) -> None:
    attempt = begin(client, seat)
    asked = question(client.get(address(seat)).text, "gap-text")

    name = f"a{position_of(attempt, 'gap-text')}"
    labels = dict(re.findall(rf'<label[^>]* for="{name}-(\d)"[^>]*>([^<]*)</label>', asked))
    assert labels == {"0": "Gap 1", "1": "Gap 2"}
    passage = asked[asked.index("lt-passage") :]
    kept = re.sub(r"<(label|select).*?</\1>|<input[^>]*>", "…", passage[: passage.index("</div>")])
    assert re.sub(r"<[^>]*>", "", kept).split(">", 1)[1] == "A &lt;town&gt; has a ……,\nnot a ……."
    assert set(re.findall(r'<option value="(\d)">([^<]*)</option>', asked)) == {
        ("0", "flow"),
        ("1", "rate"),
        ("2", "stock"),
    }
    assert "usual residence" not in asked


@pytest.mark.parametrize("right", [["Act", "Plan", "Look back"], ["Look back", "Plan", "Act"]])
def test_the_page_of_an_order_is_the_same_whatever_the_right_one_is(
    at_noon: None, client: Client, right: list[str]
) -> None:
    pages = []
    for items in (["Plan", "Act", "Look back"], right):
        seat = make_seat(("ordering", {"items": items}))
        client.force_login(seat.person)
        attempt = begin(client, seat)
        attempt.answers.update(order=[1, 0, 2])
        asked = question(client.get(address(seat)).text, "ordering")
        pages.append(re.sub(r"/academy/attempts/\d+/", "", asked))

    assert pages[0] == pages[1]


@pytest.mark.parametrize("right", ["flow", "rate"])
def test_the_page_of_a_gap_is_the_same_whatever_is_right(
    at_noon: None, client: Client, right: str
) -> None:
    pages = []
    for accepted in ("stock", right):
        others = [text for text in ("flow", "stock", "rate") if text != accepted]
        gap = {"accepted": [accepted], "distractors": others}
        seat = make_seat(("gap-text", {"passage": "A {1}.", "gaps": [gap]}))
        client.force_login(seat.person)
        attempt = begin(client, seat)
        attempt.answers.update(order=[1, 0, 2])
        asked = question(client.get(address(seat)).text, "gap-text")
        pages.append(re.sub(r"/academy/attempts/\d+/", "", asked))

    assert pages[0] == pages[1]


def test_no_attempt_shows_the_items_in_their_right_order_and_each_keeps_its_own(
    at_noon: None, client: Client
) -> None:
    version = make_version(number=None)
    make_quiz(version, kinds=[ORDERING])
    run = make_run(version, starts_on=NOON.date() - timedelta(days=8))
    shown = set()
    for _person in range(12):
        seat = make_enrolment(run)
        client.force_login(seat.person)
        attempt = begin(client, seat)
        (first,), (again,) = asked_in(attempt), asked_in(attempt)
        assert first.items == again.items
        shown.add(tuple(item.text for item in first.items))

    assert ("Plan", "Act", "Look back") not in shown
    assert len(shown) > 1


def test_what_was_given_is_saved_and_stands_on_the_page_again(
    seat: Enrolment, client: Client
) -> None:
    attempt = begin(client, seat)

    page = client.post(
        address(seat, "save/"), sent(attempt, ["2", "2", ""], ['a "home"', "0"])
    ).text

    assert "2 of 2 questions answered" in page
    assert question(page, "ordering").count("<option selected>2</option>") == 2
    assert 'value="a &#34;home&#34;"' in question(page, "gap-text")
    assert '<option value="0" selected>flow</option>' in question(page, "gap-text")
    assert attempt.answers.get(question__kind="ordering").value == {"Act": 2, "Look back": 2}


def test_a_place_given_twice_is_told_before_it_is_handed_in(
    seat: Enrolment, client: Client
) -> None:
    attempt = begin(client, seat)
    fields = sent(attempt, ["2", "2", "1"], ["home", "2"])

    page = client.post(address(seat, "hand-in/"), fields)

    number = position_of(attempt, "ordering") + 1
    assert page.status_code == 422
    assert "two items have the same place or one has none" in page.text
    assert re.findall(r'<li><a href="#q(\d)">', page.text) == [str(number)]


def test_one_small_request_saves_an_order_and_one_a_text(seat: Enrolment, client: Client) -> None:
    attempt = begin(client, seat)
    every = sent(attempt, ["2", "3", "1"], ["Home", ""])

    for kind in ("ordering", "gap-text"):
        save = f"/academy/attempts/{attempt.pk}/{position_of(attempt, kind)}/"
        answer = client.post(save, every | {"sequence": "1800000000000"})
        assert answer.json()["kept"] is True

    kept = dict(attempt.answers.values_list("question__kind", "value"))
    assert kept == {
        "ordering": {"Act": 2, "Look back": 3, "Plan": 1},
        "gap-text": {"0": "Home"},
    }


def test_parts_that_are_right_give_parts_of_the_points(seat: Enrolment, client: Client) -> None:
    attempt = begin(client, seat)
    fields = sent(attempt, ["1", "2", "3"], ["Usual Résidence", "0"])  # Act, Look back, Plan

    page = client.post(address(seat, "hand-in/"), fields, follow=True).text

    shares = dict(Answer.objects.values_list("question__kind", "share"))
    assert shares == {"ordering": 0.5, "gap-text": 0.5}
    assert "50 %" in page
    assert page.count("Partly right") == 2


@pytest.mark.parametrize("by", ["participant", "facilitator"])
def test_looking_back_shows_the_own_answer_beside_the_right_one(
    seat: Enrolment, client: Client, by: str
) -> None:
    attempt = begin(client, seat)
    fields = sent(attempt, ["1", "2", "3"], ["House", "2"])
    page = client.post(address(seat, "hand-in/"), fields, follow=True).text
    if by == "facilitator":
        client.force_login(make_facilitator(seat.run))
        page = client.get(
            f"/academy/runs/{seat.run.slug}/results/{seat.pk}/attempts/{attempt.pk}/"
        ).text

    rows = rows_of(page)
    assert ["Plan", "3", ""] in rows
    assert ["Act", "1", "–"] in rows
    assert ["Look back", "2", ""] in rows
    assert ["1", "House", "usual residence / home"] in rows
    assert ["2", "stock", "stock"] in rows
    passage = "A &lt;town&gt; has a <strong>(1)</strong>,\nnot a <strong>(2)</strong>."
    assert page.count(passage) == 1
    assert page.count("Because.") == 2


def test_what_was_not_answered_is_looked_back_on_too(seat: Enrolment, client: Client) -> None:
    attempt = begin(client, seat)
    fields = sent(attempt, ["", "", ""], ["home", ""]) | {"anyway": "yes"}

    rows = rows_of(client.post(address(seat, "hand-in/"), fields, follow=True).text)

    assert [row for row in rows if row[0] in {"Plan", "Act", "Look back"}] == [
        ["Plan", "–", ""],
        ["Act", "–", "–"],
        ["Look back", "–", "–"],
    ]
    assert ["2", "–", "stock"] in rows


def test_right_answers_of_every_part_give_everything(seat: Enrolment, client: Client) -> None:
    attempt = begin(client, seat)
    fields = sent(attempt, ["2", "3", "1"], ["home", "2"])

    page = client.post(address(seat, "hand-in/"), fields, follow=True).text

    assert "100 %" in page
    assert "Partly right" not in page


def test_the_copy_of_ones_data_has_the_answers_as_they_were_given(
    seat: Enrolment, client: Client
) -> None:
    attempt = begin(client, seat)
    client.post(address(seat, "save/"), sent(attempt, ["2", "3", "1"], ["Home", "0"]))
    assert seat.person is not None

    parts = {part.name: part.rows for part in copy_of(seat.person) if isinstance(part, Section)}

    answers = [row["value"] for row in parts["academy/answer"]]
    assert len(answers) == 2
    assert {"Act": 2, "Look back": 3, "Plan": 1} in answers
    assert {"0": "Home", "1": "flow"} in answers
