"""Where the words of parts of texts are kept: a table of SQLite's own, a column of PostgreSQL's.

Words are folded and cut in Python, so that both databases know the same ones. SQLite keeps no copy
of them and forgets nothing: of a part that is gone, words are left that lead to no row.
"""

SQLITE = [
    "CREATE VIRTUAL TABLE corpus_words USING fts5("
    "words, content = '', tokenize = 'ascii', prefix = '3')",
]
NO_SQLITE = ["DROP TABLE IF EXISTS corpus_words"]
POSTGRESQL = [
    "ALTER TABLE corpus_part ADD COLUMN words tsvector NOT NULL DEFAULT ''::tsvector",
    "CREATE INDEX corpus_words ON corpus_part USING gin (words)",
]
NO_POSTGRESQL = ["ALTER TABLE corpus_part DROP COLUMN words"]
