"""Texts as they are kept, and passages found again in corrected ones."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as some

from localturn.foundation import moments
from localturn.foundation.library.actions import correct, keep
from localturn.foundation.library.anchoring import Anchor, How, Passage, anchored
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.queries import page_at, text_of
from localturn.foundation.library.text import (
    Part,
    Piece,
    as_it_stands,
    assembled,
    clean,
    paragraphs_of,
    quote,
)

once = pytest.mark.once


@once
def test_a_text_is_kept_in_one_form() -> None:
    assert clean("\ufeffCafe\u0301\r\nnext\rlast\x00") == "Café\nnext\nlast "


@once
@given(some.text(max_size=200))
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@once
@given(some.lists(some.text(max_size=40), max_size=8))
def test_paragraphs_are_where_they_are_said_to_be(parts: list[str]) -> None:
    made = assembled(Piece(each) for each in parts)

    said = [made.text[each.start : each.end] for each in made.paragraphs]
    assert said == [clean(each).strip() for each in parts if clean(each).strip()]
    assert clean(made.text) == made.text


@once
def test_pages_begin_where_their_first_paragraph_does() -> None:
    made = assembled([Piece("One", Part.HEADING, 1, page="i"), Piece("two"), Piece("3", page="ii")])

    assert made.text == "One\n\ntwo\n\n3"
    assert [(each.start, each.label) for each in made.pages] == [(0, "i"), (10, "ii")]


@once
def test_paragraphs_stand_between_blank_lines_or_are_lines() -> None:
    def said(text: str) -> list[str]:
        return [text[each.start : each.end] for each in paragraphs_of(text)]

    assert said("a\nb\n\n \nc\n") == ["a\nb", "c\n"]
    assert said("a\nb\n") == ["a", "b"]


@once
def test_a_passage_that_is_not_there_is_refused() -> None:
    assert quote("abc", 1, 2).prefix == "a"
    for start, end in ((2, 2), (-1, 2), (0, 4)):
        with pytest.raises(ValueError, match="no passage"):
            quote("abc", start, end)


OLD = "Cities recieve people.\n\nThe network asks for money.\n\nThey meet. They meet again."


@once
@pytest.mark.parametrize(
    ("words", "new", "expected"),
    [
        ("network", "A new line.\n\n" + OLD, (How.SAME, "network")),
        ("recieve people", OLD.replace("recieve", "receive"), (How.CHANGED, "receive people")),
        ("asks for money", OLD.replace("The network asks for money.\n\n", ""), (How.LOST, "")),
        (
            "asks for money",
            "They meet. They meet again. Other words, asks for money, and so on.",
            (How.FOUND, "asks for money"),
        ),
        ("meet again", OLD.replace("They meet. ", ""), (How.SAME, "meet again")),
    ],
)
def test_a_passage_is_found_again_or_said_to_be_lost(
    words: str, new: str, expected: tuple[How, str]
) -> None:
    start = OLD.index(words)
    said = quote(OLD, start, start + len(words))
    asked = Passage(start, start + len(words), said.exact, said.prefix, said.suffix)

    found = anchored([asked], old=OLD, new=new)[0]

    assert (found.how, new[found.start : found.end]) == expected


@once
def test_of_two_that_say_the_same_none_is_taken_without_its_surroundings() -> None:
    old, new = "They\nOne line.\nAnother.\n", "One line.\nAnother.\nThey and They\n"
    asked = Passage(0, 4, "They", "", "")

    assert anchored([asked], old=old, new=new) == [Anchor(How.LOST)]


@pytest.mark.django_db
def test_a_correction_is_a_new_version_and_the_old_one_stays() -> None:
    now = moments.now()
    first = keep(assembled([Piece("Olde", page="1"), Piece("text", page="2")]), title="A", now=now)

    second = correct(first.document, as_it_stands("Old text"), now=now)

    assert [(each.number, each.text) for each in TextVersion.objects.all()] == [
        (1, "Olde\n\ntext"),
        (2, "Old text"),
    ]
    assert [page_at(first, at) for at in (0, 5, 6)] == ["1", "1", "2"]
    assert text_of(second) == as_it_stands("Old text")


@pytest.mark.django_db
@pytest.mark.both
def test_the_database_refuses_another_text() -> None:
    kept = keep(as_it_stands("As it was"), title="A", now=moments.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        TextVersion.objects.filter(pk=kept.pk).update(text="Another")
    assert kept.document.delete()[0] == 2
