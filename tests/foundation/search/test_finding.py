from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from localturn.foundation.search import actions, queries
from localturn.foundation.search.asked import read
from makers.races import at_once
from makers.search import NOON, make_document, titles

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_word_is_found_whatever_its_accents_and_case() -> None:
    actions.put(
        [
            make_document("Malmö", key="1"),
            make_document("Đakovica", key="2"),
            make_document("Große Städte", key="3"),
            make_document("Iğdır", key="4"),
            make_document("Łódź", key="5"),
            make_document("Скопје", key="6"),
            make_document("Αθήνα", key="7"),
            make_document("Kraków", key="8"),
        ]
    )

    found = {
        asked: titles(asked)
        for asked in (
            "malmo", "MALMÖ", "Malmo\u0308", "dakovica", "grosse", "GROẞE", "stadte", "igdir",
            "lodz", "скопје", "СКОПЈЕ", "αθηνα", "ΑΘΗΝΑ", "krakow", "skopje",
        )
    }  # fmt: skip

    assert found == {
        "malmo": ["Malmö"], "MALMÖ": ["Malmö"], "Malmo\u0308": ["Malmö"],
        "dakovica": ["Đakovica"],
        "grosse": ["Große Städte"], "GROẞE": ["Große Städte"], "stadte": ["Große Städte"],
        "igdir": ["Iğdır"], "lodz": ["Łódź"],
        "скопје": ["Скопје"], "СКОПЈЕ": ["Скопје"],
        "αθηνα": ["Αθήνα"], "ΑΘΗΝΑ": ["Αθήνα"],
        "krakow": ["Kraków"], "skopje": [],
    }  # fmt: skip


def test_every_word_must_stand_in_what_is_found_and_the_last_may_be_unfinished() -> None:
    actions.put(
        [
            make_document("Social housing", key="1"),
            make_document("Housing", key="2", text="Nothing else."),
            make_document("House", key="3"),
        ]
    )

    assert titles("social housing") == ["Social housing"]
    assert titles("social hous") == ["Social housing"]
    assert titles("hous social") == []
    assert sorted(titles("hous")) == ["House", "Housing", "Social housing"]
    assert titles("h") == []


def test_words_in_quotation_marks_stand_side_by_side() -> None:
    actions.put(
        [
            make_document("A", text="On family reunification in towns."),
            make_document("B", text="The family, and reunification."),
            make_document("C", text="Reunification of the family."),
        ]
    )

    assert sorted(titles("family reunification")) == ["A", "B", "C"]
    assert titles('"family reunification"') == ["A"]
    assert titles('"reunification family"') == []
    assert titles('"reunification in" family') == ["A"]


def test_a_phrase_does_not_run_from_the_title_into_the_text() -> None:
    actions.put([make_document("Family", summary="reunification", text="law")])

    assert titles("family reunification law") == ["Family"]
    assert titles('"family reunification"') == []
    assert titles('"reunification law"') == []


def test_a_title_counts_more_than_a_summary_and_that_more_than_a_text() -> None:
    actions.put(
        [
            make_document("In the text", key="1", summary="x y z", text="housing " * 40),
            make_document("In the summary", key="2", summary="housing y z", text="x y z"),
            make_document("Housing in the title", key="3", summary="x y z", text="x y z"),
            make_document("Twice in the text", key="4", summary="x y z", text="housing y housing"),
            make_document("Once in the text", key="5", summary="x y z", text="housing y z"),
        ]
    )

    found = titles("housing")

    assert found[0] == "Housing in the title"
    assert found.index("In the summary") < found.index("Twice in the text")
    assert found.index("Twice in the text") < found.index("Once in the text")


def test_of_equals_the_newer_comes_first() -> None:
    actions.put(
        [
            make_document("Housing", key="old", changed_at=NOON - timedelta(days=1), text="old"),
            make_document("Housing", key="new", changed_at=NOON, text="new"),
        ]
    )

    hits = queries.best(read("housing"), audiences=["public"])

    assert [hit.href for hit in hits] == ["/library/new/", "/library/old/"]


def test_a_reader_finds_what_is_for_their_audiences_and_nothing_else() -> None:
    actions.put(
        [
            make_document("Housing for all", key="1"),
            make_document("Housing for readers", key="2", audience="library:readers"),
            make_document("Housing for writers", key="3", audience="library:writers"),
        ]
    )
    readers = ["public", "library:readers"]

    assert titles("housing") == ["Housing for all"]
    assert sorted(titles("housing", *readers)) == ["Housing for all", "Housing for readers"]
    assert queries.how_many(read("housing"), audiences=readers) == {("library", "book"): 2}
    assert queries.best(read("housing"), audiences=[]) == []
    assert queries.how_many(read("housing"), audiences=[]) == {}


def test_kinds_are_counted_and_chosen() -> None:
    actions.put(
        [
            make_document("Housing", key="1"),
            make_document("Housing too", key="2"),
            make_document("Housing tomorrow", kind="film", key="1"),
        ]
    )

    counts = queries.how_many(read("housing"), audiences=["public"])

    assert counts == {("library", "book"): 2, ("library", "film"): 1}
    assert titles("housing", kind=("library", "film")) == ["Housing tomorrow"]
    assert titles("housing", kind=("cinema", "film")) == []


def test_a_list_goes_on_where_the_page_before_ended() -> None:
    actions.put([make_document(f"Housing {n}", key=f"{n}") for n in range(7)])

    whole = titles("housing", most=7)

    assert titles("housing", first=0, most=3) + titles("housing", first=3, most=3) == whole[:6]
    assert titles("housing", first=6, most=3) == whole[6:]
    assert titles("housing", first=70, most=3) == []


def test_putting_a_document_again_replaces_it() -> None:
    document = make_document("Housing", key="1")
    actions.put([document])
    actions.put([replace(document, title="Schools"), replace(document, title="Water")])

    assert [titles(word) for word in ("housing", "schools", "water")] == [[], [], ["Water"]]


def test_what_is_removed_is_found_no_more() -> None:
    actions.put([make_document("Housing", key="1"), make_document("Housing too", key="2")])

    actions.remove(room="library", kind="book", keys=["1", "nothing"])

    assert titles("housing") == ["Housing too"]


def test_a_group_is_replaced_as_a_whole() -> None:
    shelf, other = ({"group": "shelf:1"}, {"group": "shelf:2"})
    actions.put(
        [
            make_document("Housing a", key="a", **shelf),
            make_document("Housing b", key="b", **shelf),
            make_document("Housing c", key="c", **other),
        ]
    )

    actions.replace(
        [
            make_document("Housing a", key="a", **shelf),
            make_document("Housing d", key="d", **shelf),
        ],
        room="library",
        group="shelf:1",
    )

    assert sorted(titles("housing")) == ["Housing a", "Housing c", "Housing d"]


def test_rebuilding_leaves_exactly_what_is_given() -> None:
    actions.put([make_document("Housing a", key="a"), make_document("Housing b", key="b")])

    number = actions.rebuild(make_document(f"Housing {key}", key=key) for key in ("b", "c"))

    assert number == 2
    assert sorted(titles("housing")) == ["Housing b", "Housing c"]


def test_what_is_rolled_back_was_never_put() -> None:
    with transaction.atomic():
        actions.put([make_document("Housing")])
        transaction.set_rollback(True)

    assert titles("housing") == []


def test_texts_with_marks_that_no_database_stores_are_found_all_the_same() -> None:
    actions.put([make_document("Housing\x00", text="a \ud800 lone half"), make_document("'\\:A")])

    assert titles("housing half") == ["Housing"]


def test_a_text_without_end_is_kept_to_its_bounds() -> None:
    actions.put([make_document("Housing", text="town " * 100_000 + "last")])

    assert titles("housing town") == ["Housing"]
    assert titles("last") == []


@pytest.mark.parametrize(
    "typed",
    ['"', "*", "a*", "NEAR(a b)", "title:a", "{title} : a", "^a", "a + b", "-a", "a:*", "!a",
     "a <-> b", "(", ")", "'a", "\\", "'' : A", "%s", "%(a)s", ";", "--", "/*", "$1", "\x00"],
)  # fmt: skip
def test_no_syntax_of_a_database_is_understood(typed: str) -> None:
    actions.put([make_document("A b title"), make_document("s")])

    question = read(typed)

    assert len(queries.best(question, audiences=["public"])) == sum(
        queries.how_many(question, audiences=["public"]).values()
    )


def test_counting_and_finding_take_one_statement_each(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for rows in (1, 3):
        actions.put([make_document(f"Housing {n}", key=f"{n}") for n in range(rows)])

        with django_assert_num_queries(1):
            assert sum(queries.how_many(read("housing"), audiences=["public"]).values()) == rows
        with django_assert_num_queries(1):
            assert len(queries.best(read("housing"), audiences=["public"])) == rows


@pytest.mark.django_db(transaction=True)
def test_two_who_put_the_same_documents_at_once_do_not_wait_for_ever(tmp_path: Path) -> None:
    documents = [make_document(f"Housing {n}", key=f"{n}") for n in range(40)]

    answers = at_once(
        lambda: len(actions.put(documents)),
        lambda: len(actions.put(documents[::-1])),
        lambda: actions.rebuild(documents),
        folder=tmp_path,
    )

    assert answers == [40, 40, 40]
