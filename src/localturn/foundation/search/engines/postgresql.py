"""PostgreSQL's full text search.

Word and place are written out as a `tsvector` (the configuration `simple` would split and number
them again, by rules of its own), so that both databases know the same words.
"""

from collections.abc import Iterator, Sequence

from django.db import connection

from localturn.foundation.search.asked import Question, Term
from localturn.foundation.search.engines.contract import Clause, Engine, Words

SET_UP = [
    "ALTER TABLE search_indexeddocument ADD COLUMN words tsvector NOT NULL DEFAULT ''::tsvector",
    "CREATE INDEX search_words ON search_indexeddocument USING gin (words)",
]
TAKE_DOWN = ["ALTER TABLE search_indexeddocument DROP COLUMN words"]

LAST_PLACE = 16_383
"""PostgreSQL counts no further."""


class Postgresql:
    def keep(self, words: Sequence[tuple[int, Words]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE search_indexeddocument SET words = %s::tsvector WHERE id = %s",
                [[_vector(each), key] for key, each in words],
            )

    def source(self) -> str:
        return "search_indexeddocument d"

    def matches(self, question: Question) -> Clause:
        return self.holds(question)

    def holds(self, question: Question, *, in_title: bool = False) -> Clause:
        wanted = _expression(question, "A" if in_title else "")
        return Clause("d.words @@ %s::tsquery", (wanted,))

    def order(self, question: Question) -> Clause:
        ranked = (
            "(d.words @@ %s::tsquery) DESC, "
            "ts_rank('{0.1, 0.1, 0.4, 1.0}', d.words, %s::tsquery, 1) DESC"
        )
        return Clause(ranked, (_expression(question, "A"), _expression(question)))


def _vector(words: Words) -> str:
    return " ".join(f"'{word}':{place}{weight}" for word, place, weight in _places(words))


def _places(words: Words) -> Iterator[tuple[str, int, str]]:
    """A place is left out between title, summary and text, so that no phrase runs across."""
    place = 0
    for weight, part in (("A", words.title), ("B", words.summary), ("D", words.text)):
        for word in part:
            place = min(place + 1, LAST_PLACE)
            yield word, place, weight
        place += 1


def _expression(question: Question, weight: str = "") -> str:
    return " & ".join(_term(term, weight) for term in question.terms)


def _term(term: Term, weight: str) -> str:
    """Words are letters and digits alone, so the quotes cannot be left."""
    ending = ("*" if term.unfinished else "") + weight
    words = (f"'{word}'{':' + ending if ending else ''}" for word in term.words)
    return f"({' <-> '.join(words)})"


ENGINE: Engine = Postgresql()
