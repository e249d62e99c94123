"""Networks and references, read back by others' rules."""

from xml.etree import ElementTree as ET

import pytest

from localturn.corpus.domain.citing import Quotation, Source, authors_named
from localturn.corpus.domain.networks import (
    Actor,
    Direction,
    Government,
    Stance,
    Tie,
    network,
)
from localturn.corpus.standards.graphs import write_gexf, write_graphml
from localturn.corpus.standards.references import Cited, write_bibtex, write_ris

pytestmark = pytest.mark.once

NETWORK = network(
    [Actor(1, "Havnby & <sons>\x01", Government.LOCAL), Actor(2, "Ministry", Government.NATIONAL)],
    [Tie(1, 2, Direction.VERTICAL, Stance.DEMANDS, 7)] * 2,
)


def test_graphml_says_what_each_figure_is() -> None:
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ET.fromstring(write_graphml(NETWORK))

    names = {key.get("id"): key.get("attr.name") for key in root.iter(f"{space}key")}
    (edge,) = root.iter(f"{space}edge")
    said = {names[d.get("key")]: d.text for d in edge.iter(f"{space}data")}
    assert (edge.get("source"), edge.get("target")) == ("n1", "n2")
    assert said == {"weight": "2", "direction": "vertical", "stance": "demands", "documents": "1"}
    labels = [d.text for d in root.iter(f"{space}data") if names[d.get("key")] == "label"]
    assert labels == ["Havnby & <sons> ", "Ministry"]


def test_gexf_has_the_same_network() -> None:
    space = "{http://gexf.net/1.3}"
    root = ET.fromstring(write_gexf(NETWORK))

    assert [node.get("label") for node in root.iter(f"{space}node")] == [
        "Havnby & <sons> ",
        "Ministry",
    ]
    (edge,) = root.iter(f"{space}edge")
    assert (edge.get("weight"), edge.get("source"), edge.get("target")) == ("2", "1", "2")
    assert {v.get("for"): v.get("value") for v in edge.iter(f"{space}attvalue")} == {
        "direction": "vertical",
        "stance": "demands",
        "documents": "1",
    }


PLAN = Source(
    title="100 % open_towns",
    authors=authors_named("City of Havnby; Invented, Greta"),
    year=2019,
    month_and_day=(3, 5),
    address="https://a.example/{x}",
)


def test_bibtex_keeps_organisations_together_and_escapes_what_tex_would_read() -> None:
    cited = Cited(PLAN, (Quotation("we\nopen", PLAN, page="4", permanent="https://b.example/1"),))

    written = write_bibtex([cited, Cited(PLAN)]).decode()

    assert written.startswith("@misc{city2019,\n")
    assert "@misc{city2019-2,\n" in written
    assert "  author = {{City of Havnby} and Invented, Greta}" in written
    assert r"  title = {{100 \% open\_towns}}" in written
    assert "  url = {https://a.example/%7Bx%7D}" in written
    assert "  note = {“we open” (p. 4) https://b.example/1}" in written
    assert written.count("{") == written.count("}")


def test_ris_has_one_tag_a_line() -> None:
    cited = Cited(PLAN, (Quotation("we\nopen", PLAN, page="4"),))

    assert write_ris([cited]).decode().split("\r\n") == [
        "TY  - RPRT",
        "AU  - City of Havnby",
        "AU  - Invented, Greta",
        "TI  - 100 % open_towns",
        "PY  - 2019",
        "DA  - 2019/03/05/",
        "UR  - https://a.example/{x}",
        "N1  - “we open” (p. 4)",
        "ER  - ",
        "",
    ]
