"""A replication package: what is in it, what is not, and that its script draws each table again."""

import csv
import json
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest

from localturn.corpus.actions import codebook, pseudonyms, rounds, transfers
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.transfers import State
from localturn.corpus.models import (
    Attribute,
    AttributeValue,
    Coding,
    Memo,
    Release,
)
from localturn.corpus.standards.refi.reading import read_project
from localturn.foundation.refusals import NotAllowed, NotNow
from makers.corpus import NOON, Work, make_code, make_coding, make_document, make_work
from makers.packages import make_package, put_down, rebuild, rows_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAID = "The mayor of Nowhere never asks us."


def _study() -> Work:
    """Two public documents and an interview, coded by two in a round, one passage released."""
    work = make_work()
    second = make_document(
        work.project, "Cities ask for money.\n\n=Cities= meet.", title="=Plan", language="fr"
    )
    interview = make_document(
        work.project, SAID, title="Talk with Ada", kind=DocumentClass.INTERVIEW
    )
    funding = make_code(work.project, "Funding", under=work.code)
    codebook.freeze(by=work.lead, now=NOON)
    first = rounds.begin("First", by=work.lead, now=NOON)
    rounds.give(first, {work.document: [work.lead, work.coder]}, by=work.lead, now=NOON)
    for member, words in ((work.lead, "cities do"), (work.coder, "do not listen, and cities do")):
        make_coding(work.document, funding, words, by=member, round=first)
    make_coding(work.document, work.code, "network of cities", by=work.lead, round=first)
    make_coding(work.document, work.code, "The network", by=work.coder, round=first)
    make_coding(work.document, work.code, "Cities receive people", by=work.lead)
    make_coding(work.document, funding, "receive", by=work.lead)
    make_coding(second, funding, "money", by=work.coder)
    said = make_coding(interview, work.code, "never asks us", by=work.lead)
    make_coding(interview, work.code, "mayor of Nowhere", by=work.lead)
    pseudonyms.release(said, by=work.lead, now=NOON)
    rounds.close(first, by=work.lead, now=NOON)
    continent = Attribute.objects.create(project=work.project, name="Continent", kind="text")
    for document, value in ((work.document, "Europe"), (second, "Europe"), (interview, "America")):
        AttributeValue.objects.create(attribute=continent, document=document, value=value)
    for title, released, about in (
        ("Kept back", False, {}),
        ("Let go", True, {"node": funding}),
        ("About Ada", True, {"document": interview}),
    ):
        Memo.objects.create(
            project=work.project,
            kind="theory",
            title=title,
            text=f"{title}.",
            is_released=released,
            by=work.lead,
            made_at=NOON,
            changed_at=NOON,
            **about,
        )
    return work


def test_its_script_draws_every_table_again_and_sees_what_was_changed(tmp_path: Path) -> None:
    _made, files = make_package(_study())
    put_down(files, tmp_path)

    same = rebuild(tmp_path, "--write")
    rebuilt = {p.name: rows_in(p.read_bytes()) for p in (tmp_path / "rebuilt").glob("*.csv")}
    kept, last = files["data/codings.csv"].rstrip().rsplit(b"\n", 1)
    (tmp_path / "data" / "codings.csv").write_bytes(kept + b"\n")
    changed = rebuild(tmp_path)

    assert (same.returncode, same.stderr) == (0, "")
    assert same.stdout.count("same") == 7
    assert rebuilt["agreement_by_code.csv"] == rows_in(files["tables/agreement_by_code.csv"])
    assert all(rebuilt.values())
    assert last
    assert changed.returncode == 1
    assert "DIFFERENT codings_by_code" in changed.stdout


def test_its_tables_say_what_was_coded() -> None:
    _made, files = make_package(_study())

    by_code = rows_in(files["tables/codings_by_code.csv"])
    assert [(r["path"], r["codings"], r["documents"]) for r in by_code] == [
        ("Vertical", "5", "2"),
        ("Vertical › Funding", "4", "2"),
    ]
    together = rows_in(files["tables/co_occurrence.csv"])
    assert [(r["code"], r["other"], r["pairs"]) for r in together] == [("c1", "c2", "1")]
    agreed = rows_in(files["tables/agreement_by_code.csv"])
    assert [(r["round"], r["code"], r["documents"]) for r in agreed] == [
        ("First", "c1", "1"),
        ("First", "c2", "1"),
    ]
    assert float(agreed[1]["kappa"]) == pytest.approx(0.4, abs=0.1)


def test_nothing_is_in_it_that_was_not_released() -> None:
    work = _study()
    _made, files = make_package(work)
    whole = b"\n".join(v for k, v in files.items() if k != "project.qdpx").decode()

    for secret in ("mayor", "Ada", "Kept back", str(work.lead), str(work.coder)):
        assert secret not in whole
    quotes = {row["quote"] for row in rows_in(files["data/codings.csv"])}
    assert "never asks us" in quotes
    assert "" in quotes
    assert [row["title"] for row in rows_in(files["data/memos.csv"])] == ["Let go"]
    inside = read_project(files["project.qdpx"]).value
    assert {s.name for s in inside.sources} == {"=Plan", "Declaration"}
    assert {coder.name for coder in inside.coders} == {"Coder 1", "Coder 2"}
    assert not inside.notes


def test_texts_go_with_it_only_if_they_may() -> None:
    work = _study()
    _made, with_texts = make_package(work)
    _made, without = make_package(work, with_texts=False)

    documents = rows_in(without["data/documents.csv"])
    assert not any(name.startswith("texts/") or name == "project.qdpx" for name in without)
    text = with_texts["texts/d1.txt"]
    assert sha256(text).hexdigest() == documents[0]["sha256"]
    assert {row["class"]: row["title"] for row in documents}["interview"] == ""
    assert [row["text"] for row in documents] == ["", "", ""]


def test_it_describes_every_column_and_its_files_are_whole() -> None:
    _made, files = make_package(_study())

    described = json.loads(files["datapackage.json"])
    for resource in described["resources"]:
        head = next(csv.reader(StringIO(files[resource["path"]].decode("utf-8-sig"))))
        assert [each["name"] for each in resource["schema"]["fields"]] == head
    for line in files["checksums.txt"].decode().splitlines():
        digest, name = line.split("  ")
        assert sha256(files[name]).hexdigest() == digest
    assert set(files) - {"checksums.txt"} == {
        line.split("  ")[1] for line in files["checksums.txt"].decode().splitlines()
    }


def test_a_released_passage_that_says_who_is_speaking_keeps_it_here() -> None:
    work = _study()
    interview = make_document(
        work.project, "Write to ada@example.org please", title="Two", kind=DocumentClass.INTERVIEW
    )
    coding = make_coding(interview, work.code, "ada@example.org")
    with pytest.raises(NotNow, match=r"ada@example\.org"):
        pseudonyms.release(coding, by=work.lead, now=NOON + timedelta(days=1))
    # as one that was released before this was looked at
    Release.objects.create(coding=coding, released_at=NOON, released_by=work.lead)

    made, _files = make_package(work)

    assert made.state == State.REFUSED
    assert "1 released passage may still say who is speaking" in made.report["why"]
    assert Coding.objects.filter(release__isnull=False).count() == 2


def test_only_who_leads_makes_one() -> None:
    work = _study()

    with pytest.raises(NotAllowed):
        transfers.ask_out("replication", profile="plain", classes=[], by=work.coder, now=NOON)
