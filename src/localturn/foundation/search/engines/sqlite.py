"""SQLite's FTS5.

The tokenizer `ascii` takes every letter beyond ASCII for part of a word and folds nothing of it, so
the words are exactly those that `words_of` made.
"""

from collections.abc import Sequence

from django.db import connection

from localturn.foundation.search.asked import Question, Term
from localturn.foundation.search.engines.contract import Clause, Engine, Words

SET_UP = [
    "CREATE VIRTUAL TABLE search_words USING fts5("
    "title, summary, text, tokenize = 'ascii', prefix = '2 3')",
    "CREATE TRIGGER search_words_go_with_their_document AFTER DELETE ON search_indexeddocument "
    "BEGIN DELETE FROM search_words WHERE rowid = OLD.id; END",
]
TAKE_DOWN = [
    "DROP TRIGGER IF EXISTS search_words_go_with_their_document",
    "DROP TABLE IF EXISTS search_words",
]


class Sqlite:
    def keep(self, words: Sequence[tuple[int, Words]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [[k] for k, _ in words])
            cursor.executemany(
                "INSERT INTO search_words (rowid, title, summary, text) VALUES (%s, %s, %s, %s)",
                [[k, " ".join(w.title), " ".join(w.summary), " ".join(w.text)] for k, w in words],
            )

    def source(self) -> str:
        # CROSS: first the words, then their rows, whatever the planner makes of few columns
        return "search_words CROSS JOIN search_indexeddocument d ON d.id = search_words.rowid"

    def matches(self, question: Question, *, in_title: bool = False) -> Clause:
        wanted = _expression(question)
        wanted = f"{{title}} : ({wanted})" if in_title else wanted
        return Clause("search_words MATCH %s", (wanted,))

    def order(self, question: Question) -> Clause:
        in_title = (
            "d.id IN (SELECT rowid FROM search_words WHERE search_words MATCH %s) DESC, "
            "bm25(search_words, 10.0, 4.0, 1.0)"
        )
        return Clause(in_title, (f"{{title}} : ({_expression(question)})",))


def _expression(question: Question) -> str:
    return " AND ".join(_term(term) for term in question.terms)


def _term(term: Term) -> str:
    """Words are letters and digits alone, so the quotes cannot be left."""
    return f'"{" ".join(term.words)}"' + (" *" if term.unfinished else "")


ENGINE: Engine = Sqlite()
