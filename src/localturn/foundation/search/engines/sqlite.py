"""SQLite's FTS5.

The tokenizer `ascii` takes every letter beyond ASCII for part of a word and folds nothing of it, so
the words are exactly those that `words_of` made.

Of the beginning of a word, FTS5 puts together every document in which any such word is, however few
of them another term leaves; words written out are looked up only where all terms are. So where no
order is asked for, a beginning is written out as the words that there are (`search_vocabulary`).
Beginnings of two and of three letters have an index of their own.
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
VOCABULARY = [
    "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab('search_words', 'instance')",
]
NO_VOCABULARY = ["DROP TABLE IF EXISTS search_vocabulary"]
TAKE_DOWN = [
    "DROP TRIGGER IF EXISTS search_words_go_with_their_document",
    "DROP TABLE IF EXISTS search_words",
]

INDEXED = 3
"""Letters of a beginning up to which it has an index of its own."""
MOST_WORDS = 64
"""That are written out of one beginning."""
# Each word is sought behind the one before it: to go from one to the next would be to go through
# all documents that have it.
_WORDS = (
    "WITH RECURSIVE words(word, number) AS ("
    "SELECT (SELECT term FROM search_vocabulary WHERE term >= %s AND term < %s LIMIT 1), 1 "
    "UNION ALL "
    "SELECT (SELECT term FROM search_vocabulary WHERE term >= word || char(1) AND term < %s "
    "LIMIT 1), number + 1 FROM words WHERE word IS NOT NULL AND number <= %s) "
    "SELECT CASE WHEN COUNT(*) BETWEEN 1 AND %s "
    "THEN '(' || group_concat('\"' || word || '\"', ' OR ') || ')' ELSE %s END "
    "FROM words WHERE word IS NOT NULL"
)


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

    def matches(self, question: Question) -> Clause:
        return Clause("search_words MATCH %s", (_expression(question),))

    def holds(self, question: Question, *, in_title: bool = False) -> Clause:
        wanted = _written_out(question)
        if in_title:
            sql = f"search_words MATCH '{{title}} : (' || {wanted.sql} || ')'"
        else:
            sql = f"search_words MATCH {wanted.sql}"
        return Clause(sql, wanted.parameters)

    def order(self, question: Question) -> Clause:
        in_title = (
            "d.id IN (SELECT rowid FROM search_words WHERE search_words MATCH %s) DESC, "
            "bm25(search_words, 10.0, 4.0, 1.0)"
        )
        return Clause(in_title, (f"{{title}} : ({_expression(question)})",))


def _written_out(question: Question) -> Clause:
    """Its expression, with the words that there are instead of the beginning of one."""
    parts = [_words(term) for term in question.terms]
    sql = " || ' AND ' || ".join(part.sql for part in parts)
    return Clause(f"({sql})", tuple(each for part in parts for each in part.parameters))


def _words(term: Term) -> Clause:
    begun = term.words[-1]
    if not term.unfinished or len(term.words) > 1 or len(begun) <= INDEXED:
        return _value(_term(term))
    beyond = begun + chr(0x10FFFF)
    return Clause(f"({_WORDS})", (begun, beyond, beyond, MOST_WORDS, MOST_WORDS, _term(term)))


def _value(expression: str) -> Clause:
    return Clause("%s", (expression,))


def _expression(question: Question) -> str:
    return " AND ".join(_term(term) for term in question.terms)


def _term(term: Term) -> str:
    """Words are letters and digits alone, so the quotes cannot be left."""
    return f'"{" ".join(term.words)}"' + (" *" if term.unfinished else "")


ENGINE: Engine = Sqlite()
