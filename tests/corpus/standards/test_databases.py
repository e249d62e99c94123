"""Taguette's and QualCoder's own databases: passages where their programs put them."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import pytest

from localturn.corpus.domain.interchange import Loss, Unreadable
from localturn.corpus.standards import databases, qualcoder, taguette
from localturn.corpus.standards.opening import QUALCODER, TAGUETTE, opened
from makers.refi import packed

pytestmark = pytest.mark.once
TEXT = "Cities 🏙 meet.\n\nThe café of Malmö is full."


def _database(*statements: str | tuple[str, Sequence[Any]]) -> bytes:
    connection = sqlite3.connect(":memory:")
    for each in statements:
        if isinstance(each, str):
            connection.execute(each)
        else:
            connection.executemany(*each)
    connection.commit()
    return connection.serialize()


def _taguette(*more: str) -> bytes:
    html = "<p>Cities &#127961; meet.</p>\n<p>The <b>café</b> of Malmö is full.</p>"
    raw = "Cities 🏙 meet.\nThe café of Malmö is full."
    start = len(raw[: raw.index("Malmö")].encode())
    log = '{"type": "highlight_add", "highlight_id": 1}'
    return _database(
        "CREATE TABLE projects (id, name, description)",
        "CREATE TABLE documents (id, project_id, name, description, contents)",
        "CREATE TABLE tags (id, project_id, path, description)",
        "CREATE TABLE highlights (id, document_id, start_offset, end_offset, snippet)",
        "CREATE TABLE highlight_tags (highlight_id, tag_id)",
        "CREATE TABLE commands (user_login, payload)",
        ("INSERT INTO projects VALUES (?,?,?)", [(1, "Mine", "About"), (2, "Other", "")]),
        ("INSERT INTO documents VALUES (?,?,?,?,?)", [(1, 1, "A", "", html), (2, 2, "B", "", "")]),
        (
            "INSERT INTO tags VALUES (?,?,?,?)",
            [(1, 1, "place", "Where"), (2, 1, "place.town", ""), (3, 1, "a.b", "")],
        ),
        (
            "INSERT INTO highlights VALUES (?,?,?,?,'')",
            [(1, 1, start, start + 6), (2, 1, 0, 6), (3, 1, 5, 9_999), (4, 1, "x", None)],
        ),
        ("INSERT INTO highlight_tags VALUES (?,?)", [(1, 1), (1, 2)]),
        ("INSERT INTO commands VALUES (?,?)", [("ana", log), ("ben", "no json")]),
        *more,
    )


def test_taguettes_bytes_become_characters() -> None:
    form, found = opened(_taguette())

    project = found.value
    (source,) = project.sources
    assert (form, project.name, source.text) == (
        TAGUETTE,
        "Mine",
        "Cities 🏙 meet.\nThe café of Malmö is full.",
    )
    assert [source.text[p.start : p.end] for p in source.passages] == ["Cities", "Malmö"]
    names = {code.guid: code for code in project.codes}
    coded = source.passages[1].codings
    assert [names[c.code].name for c in coded] == ["place", "town"]
    assert names[names[coded[1].code].parent].name == "place"
    assert sorted(code.name for code in project.codes if not code.parent) == ["a.b", "place"]
    assert [coder.name for coder in project.coders] == ["ana"]
    assert {loss.what: loss.count for loss in found.left_behind} == {
        "Further projects in this database": 1,
        taguette.WHO: 1,
        "Passages outside their text": 2,
    }


def _qualcoder(*, utf16: bool) -> bytes:
    def at(words: str) -> tuple[int, int]:
        def length(text: str) -> int:
            return len(text.encode("utf-16-le")) // 2 if utf16 else len(text)

        start = length(TEXT[: TEXT.index(words)])
        return start, start + length(words)

    return _database(
        "CREATE TABLE source (id, name, fulltext, mediapath, memo, owner, date)",
        "CREATE TABLE code_cat (catid, name, memo, owner, date, supercatid)",
        "CREATE TABLE code_name (cid, name, memo, catid, owner, date, color)",
        "CREATE TABLE code_text (ctid, cid, fid, seltext, pos0, pos1, owner, date, memo)",
        "CREATE TABLE attribute_type (name, memo, valuetype, caseOrFile)",
        "CREATE TABLE attribute (name, attr_type, value, id)",
        "CREATE TABLE cases (caseid, name, memo)",
        "CREATE TABLE case_text (caseid, fid, pos0, pos1)",
        "CREATE TABLE journal (jid, name, jentry, date, owner)",
        (
            "INSERT INTO source VALUES (?,?,?,?,?,?,?)",
            [
                (1, "A.txt", TEXT, None, "Read twice", "ana", ""),
                (2, "map.png", None, "/images/map.png", "", "ana", ""),
            ],
        ),
        ("INSERT INTO code_cat VALUES (?,?,?,?,?,?)", [(1, "Places", "Where", "ana", "", None)]),
        (
            "INSERT INTO code_name VALUES (?,?,?,?,?,?,?)",
            [
                (1, "town", "A town", 1, "ana", "", "#FFaa00"),
                (2, "meeting", "", None, "ana", "", ""),
            ],
        ),
        (
            "INSERT INTO code_text VALUES (?,?,?,?,?,?,?,?,?)",
            [
                (1, 1, 1, "Malmö", *at("Malmö"), "ben", "2026-01-02 10:00:00", "sure"),
                (2, 2, 1, "meet", *at("meet"), "ana", "", ""),
                (3, 9, 1, "full", *at("full"), "ana", "", ""),
            ],
        ),
        ("INSERT INTO attribute_type VALUES (?,?,?,?)", [("year", "", "numeric", "file")]),
        ("INSERT INTO attribute VALUES (?,?,?,?)", [("year", "file", "2019", 1)]),
        ("INSERT INTO cases VALUES (?,?,?)", [(1, "Malmö", "A city")]),
        ("INSERT INTO case_text VALUES (?,?,?,?)", [(1, 1, 0, 10)]),
        ("INSERT INTO journal VALUES (?,?,?,?,?)", [(1, "Day one", "We began.", "", "ana")]),
    )


@pytest.mark.parametrize("utf16", [False, True], ids=["letters", "units"])
@pytest.mark.parametrize("in_folder", [False, True], ids=["alone", "zipped"])
def test_qualcoders_database_is_read_however_it_counts(utf16: bool, in_folder: bool) -> None:
    content = _qualcoder(utf16=utf16)
    if in_folder:
        content = packed({"mine.qda/data.qda": content, "mine.qda/documents/A.txt": b"x"})

    form, found = opened(content)

    project = found.value
    (source,) = project.sources
    assert form == QUALCODER
    assert [source.text[p.start : p.end] for p in source.passages] == ["meet", "Malmö"]
    assert source.passages[1].memo == "sure"
    names = {code.guid: code.name for code in project.codes}
    assert {names[c.guid]: names.get(c.parent, "") for c in project.codes} == {
        "Places": "",
        "town": "Places",
        "meeting": "",
    }
    assert sorted(coder.name for coder in project.coders) == ["ana", "ben"]
    assert [str(value) for value in source.values.values()] == ["2019"]
    assert project.cases[0].sources == (source.guid,)
    assert [note.text for note in project.notes] == ["We began."]
    assert found.left_behind == (
        Loss(qualcoder.MEDIA, 1, ("map.png",)),
        Loss("Codings with a code that is not in the codebook", 1),
    )


def test_views_and_virtual_tables_are_no_tables() -> None:
    content = _database(
        "CREATE TABLE t (a)",
        "CREATE VIEW documents AS SELECT 1",
        "CREATE VIRTUAL TABLE v USING fts5(a)",
    )

    with databases.opened(content) as tables:
        assert "t" in tables.names
        assert not {"documents", "v"} & tables.names
        assert list(tables.rows("documents", "id")) == []


@pytest.mark.parametrize(
    "content",
    [
        b"SQLite format 3\x00" + b"\xff" * 5_000,
        _database("CREATE TABLE t (a)"),
        _taguette("DELETE FROM projects"),
    ],
    ids=["damaged", "another", "empty"],
)
def test_a_database_that_is_no_project_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Unreadable):
        opened(content)


def test_a_database_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "MOST_SECONDS", -1)
    content = _database(
        "CREATE TABLE t (a)", ("INSERT INTO t VALUES (?)", [(n,) for n in range(50_000)])
    )

    with pytest.raises(Unreadable), databases.opened(content) as tables:
        list(tables.rows("t", "a"))
