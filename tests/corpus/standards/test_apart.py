"""Projects of other programs, read by a process that may end."""

import json
import resource
import sqlite3
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from localturn.corpus.domain.fitting_in import left_out
from localturn.corpus.domain.interchange import Project, Unreadable
from localturn.corpus.standards import apart, databases
from localturn.corpus.standards.apart import Limits
from localturn.corpus.standards.documents.refusing import TOO_LONG
from localturn.corpus.standards.passing import passed, received
from localturn.corpus.standards.refi.packing import write_project
from localturn.corpus.standards.refi.reading import read_project
from makers.refi import guid, packed, whole_project

pytestmark = pytest.mark.once


def _qualcoders(*statements: str, fulltext: str = "fulltext") -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE source (id, name, {fulltext}, memo, owner, mediapath)")
    connection.execute("CREATE TABLE code_name (cid, name, memo, catid, color)")
    connection.execute("CREATE TABLE code_text (ctid, cid, fid, seltext, pos0, pos1, owner)")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return connection.serialize()


def test_a_project_passes_from_process_to_process_unchanged() -> None:
    project = whole_project()

    assert received(Project, json.loads(json.dumps(passed(project)))) == project


def test_a_file_read_apart_is_the_same_with_the_language_of_each_document() -> None:
    content = write_project(whole_project(), origin="Elsewhere").content
    here = read_project(content)

    with apart.arriving(content) as found:
        sources = list(found.sources)

    assert found.project == replace(here.value, sources=())
    assert [source.language for source in sources] == ["en", "fr"]
    assert [replace(each, language="") for each in sources] == list(here.value.sources)
    assert found.left_behind == (*here.left_behind, *left_out(here.value))
    assert [type(value) for value in sources[0].values.values()].count(Decimal) == 1


def test_what_is_no_project_is_refused_in_the_words_of_who_read_it() -> None:
    with pytest.raises(Unreadable, match="no archive"):
        apart.look(b"PK\x03\x04 no")


def test_a_file_made_to_take_hours_is_left() -> None:
    """Passages that are all nearly as long as their text, with words that are compared."""
    text = "Cities ask for money. " * 40_000
    selections = "".join(
        f'<PlainTextSelection guid="{guid(str(n))}" name="Cities ask for money" startPosition="{n}"'
        f' endPosition="{len(text)}"/>'
        for n in range(1_500)
    )
    qde = f"""<Project name="Slow"><Sources><TextSource name="T" plainTextPath="internal://t.txt">
    {selections}</TextSource></Sources></Project>"""
    content = packed({"project.qde": qde.encode(), "sources/t.txt": text.encode()})
    began = time.monotonic()

    with pytest.raises(Unreadable) as refused:
        apart.look(content, limits=Limits(seconds=1))

    assert refused.value.reason == TOO_LONG
    assert time.monotonic() - began < 60


def test_a_file_made_to_take_all_memory_takes_none_of_ours() -> None:
    """One megabyte that the database gives for each of thousands of rows."""
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
    content = _qualcoders(
        f"{rows} INSERT INTO source (id, name) SELECT i, i FROM n",
        f"ALTER TABLE source ADD COLUMN fulltext DEFAULT '{'x' * 1_000_000}'",
        fulltext="date",
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(Unreadable):
        apart.look(content, limits=Limits(memory=400_000_000))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


@pytest.mark.parametrize("kept", ["VIRTUAL", "STORED"])
def test_a_column_that_is_computed_is_none(kept: str) -> None:
    computed = f"fulltext TEXT AS (printf('%.*c', 1000, 'x')) {kept}"
    content = _qualcoders("INSERT INTO source (id, name) VALUES (1, 'A')", fulltext=computed)

    with databases.opened(content) as tables:
        assert tables.columns("source") == {"id", "name", "memo", "owner", "mediapath"}
        assert list(tables.rows("source", "id", "fulltext")) == [{"id": 1, "fulltext": None}]


def test_a_value_longer_than_may_be_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "LONGEST_VALUE", 10_000)
    content = _qualcoders(f"INSERT INTO source (id, name) VALUES (1, '{'x' * 20_000}')")

    with pytest.raises(Unreadable, match="damaged"), databases.opened(content) as tables:
        list(tables.rows("source", "name"))
