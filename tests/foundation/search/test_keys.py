"""All that holds the words, in no order: of a beginning only words that there are looked up."""

import pytest
from django.db import connection

from localturn.foundation.search import PUBLIC, actions, queries
from localturn.foundation.search.asked import read
from localturn.foundation.search.engines import engine
from localturn.foundation.search.engines.sqlite import MOST_WORDS
from makers.search import make_document

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found(asked: str, **more: bool) -> list[str]:
    kind = ("library", "book")
    return sorted(queries.keys(read(asked), kind=kind, audience=PUBLIC, **more))


def written_out(asked: str) -> str:
    """What SQLite is asked for."""
    clause = engine().holds(read(asked))
    with connection.cursor() as cursor:
        expression = clause.sql.removeprefix("search_words MATCH ")
        cursor.execute(f"SELECT {expression}", clause.parameters)
        return str(cursor.fetchone()[0])


def put(*titles: str) -> None:
    actions.put([make_document(title, key=title, text="Towns") for title in titles])


def test_the_beginning_of_a_word_is_every_word_that_begins_so() -> None:
    put("Housing", "Houses", "House", "Hound", "Social housing", "Жилиште", "Straße")

    assert found("hous") == ["House", "Houses", "Housing", "Social housing"]
    assert found("hou") == ["Hound", "House", "Houses", "Housing", "Social housing"]
    assert found("social hous") == ["Social housing"]
    assert found("hous social") == []
    assert found("housings") == []
    assert found("жили") == ["Жилиште"]
    assert found("strasse") == ["Straße"]
    assert found('"social housing"') == ["Social housing"]


def test_only_what_has_it_in_its_title_where_that_is_asked_for() -> None:
    put("Housing")

    assert found("town") == ["Housing"]
    assert found("town", in_title=True) == []
    assert found("hous", in_title=True) == ["Housing"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks up all terms at once")
def test_on_sqlite_it_is_written_out_as_the_words_that_there_are() -> None:
    put("Housing", "House", "Hound")

    assert written_out("hous") == '("house" OR "housing")'
    assert written_out("towns hous") == '"towns" AND ("house" OR "housing")'
    assert written_out("hou") == '"hou" *'
    assert written_out("none") == '"none" *'


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks up all terms at once")
def test_what_begins_too_many_words_is_looked_up_as_it_is() -> None:
    put(*(f"Wordy{n}" for n in range(MOST_WORDS)))
    assert written_out("wordy").count(" OR ") == MOST_WORDS - 1
    put("Wordyest")

    assert written_out("wordy") == '"wordy" *'
    assert len(found("wordy")) == MOST_WORDS + 1
