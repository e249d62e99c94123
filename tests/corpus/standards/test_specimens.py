"""Projects of other programs, where they are at hand: each passage is where its program put it.

They are no part of this project. `LOCALTURN_SPECIMENS` names the folder that has them, or they lie
in `shared` beside the project's own folder.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from localturn.corpus.domain.interchange import Project, tree
from localturn.corpus.standards.opening import opened
from localturn.corpus.standards.refi.codebook import read_codebook
from localturn.corpus.standards.refi.reading import read_project

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("LOCALTURN_SPECIMENS", ROOT.parent / "shared"))
CORPUS = next(
    (f for f in (FOLDER / "fixtures" / "corpus", FOLDER / "corpus") if f.exists()), FOLDER / "none"
)
MADE = CORPUS / "made_here"

pytestmark = [
    pytest.mark.once,
    pytest.mark.specimens,
    pytest.mark.skipif(not MADE.exists(), reason="the projects of others are not at hand"),
]


def expected() -> Any:
    return json.loads((MADE / "mini_expected.json").read_text(encoding="utf-8"))


def codings(project: Project) -> set[tuple[str, int, int, str, str]]:
    codes = {code.guid: code.name for code in project.codes}
    coders = {coder.guid: coder.name for coder in project.coders}
    return {
        (s.name, p.start, p.end, codes[c.code], coders[c.coder]) for s, p, c in project.codings()
    }


def wanted() -> set[tuple[str, int, int, str, str]]:
    return {
        (each["doc"], each["start"], each["end"], tag, each["coder"])
        for each in expected()["codings"]
        for tag in each["tags"]
    }


@pytest.mark.parametrize(
    "name", ["qualcoder_4.0beta_mini.qdpx", "qualcoder_4.0beta_mini_crlf_for_maxqda.qdpx"]
)
def test_qualcoders_projects_open_as_they_were(name: str) -> None:
    found = read_project((MADE / name).read_bytes())

    project = found.value
    assert found.detected.is_sure
    assert codings(project) == wanted()
    assert {s.name: s.text for s in project.sources} == expected()["docs"]
    memos = {
        (s.name, p.start, p.end, p.memo) for s in project.sources for p in s.passages if p.memo
    }
    assert memos == {
        (e["doc"], e["start"], e["end"], e["memo"]) for e in expected()["codings"] if e["memo"]
    }
    above = {code.guid: code for code in project.codes}
    assert {(above[c.parent].name, c.name, c.description) for c in project.codes if c.parent} == {
        tuple(each) for each in expected()["codes"]
    }
    named = {attribute.guid: attribute.name for attribute in project.attributes}
    assert {
        s.name: {named[guid]: value for guid, value in s.values.items()} for s in project.sources
    } == expected()["attributes"]
    assert found.left_behind == ()


def test_nvivos_and_atlas_tis_projects_open_with_their_codes() -> None:
    nvivo = read_project((CORPUS / "qdpx_real" / "nvivo15_mac_262codes.qdpx").read_bytes()).value
    atlas = read_project((CORPUS / "qdpx_real" / "atlasti23_windows_codes.qdpx").read_bytes()).value

    assert (len(nvivo.codes), len(nvivo.coders), len(nvivo.sources)) == (262, 2, 2)
    assert max(depth for _, depth in tree(nvivo.codes)) >= 2
    assert [(code.name, depth) for code, depth in tree(atlas.codes)] == [
        ("Commits", 0),
        ("2022-05-10T02:05:59Z 19e4dce", 1),
        ("2022-02-11T10:39:25Z cdbfd92", 1),
    ]
    assert [coder.name for coder in atlas.coders] == ["Enric Llagostera", "ATLAS.ti"]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("made_here/qualcoder_4.0beta_mini.qdc", 8),
        ("made_here/taguette_1.5.2_codebook.qdc", 6),
        ("qdc_real/REFI-QDA-1-5.qdc", 6),
    ],
)
def test_codebooks_of_others_open(name: str, codes: int) -> None:
    assert len(read_codebook((CORPUS / name).read_bytes()).value.codes) == codes


def test_taguettes_own_database_opens_as_it_was() -> None:
    _form, found = opened((MADE / "taguette_1.5.2_project.sqlite3").read_bytes())

    project = found.value
    codes = {code.guid: code.name for code in project.codes}
    assert {(s.name, p.start, p.end, codes[c.code]) for s, p, c in project.codings()} == {
        each[:4] for each in wanted()
    }
    assert {s.name: s.text for s in project.sources} == {
        name: text.rstrip() for name, text in expected()["docs"].items()
    }
