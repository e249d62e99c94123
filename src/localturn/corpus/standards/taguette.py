"""Taguette's own database (`.sqlite3`), as its "export project" writes it.

A highlight's positions count the UTF-8 bytes of a document's text, which is what its HTML says.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate

from lxml import etree, html

from localturn.corpus.domain.interchange import (
    Code,
    Coder,
    Coding,
    Losses,
    Passage,
    Project,
    Source,
    Unreadable,
    made_guid,
)
from localturn.corpus.domain.offsets import OURS as _OURS
from localturn.corpus.domain.offsets import Text
from localturn.corpus.standards.databases import Tables, number, text
from localturn.corpus.standards.refi.reading import EMPTY, OUTSIDE, Opened
from localturn.foundation.languages import N_
from localturn.foundation.library.text import MOST_CHARACTERS

WHO = N_("Who coded a passage: only the log of this program may say so")
ORIGIN = "Taguette"


def is_taguettes(tables: Tables) -> bool:
    return {"projects", "documents", "highlights", "highlight_tags", "tags"} <= tables.names


def read_taguette(tables: Tables) -> Opened:
    """The one project of a database, or the first of several."""
    projects = list(tables.rows("projects", "id", "name", "description"))
    if not projects:
        raise Unreadable(N_("There is no project in this database."))
    project = min(projects, key=lambda row: number(row["id"]) or 0)
    own = project["id"]
    losses = Losses()
    losses.add(N_("Further projects in this database"), count=len(projects) - 1)
    codes = _codes(tables, own)
    coders, by = _who(tables)
    sources = tuple(_sources(tables, own, {code.guid for code in codes}, by, losses))
    return Opened(
        Project(
            text(project["name"]),
            ORIGIN,
            text(project["description"]),
            coders=coders,
            codes=codes,
            sources=sources,
        ),
        losses.told(),
    )


def _codes(tables: Tables, own: object) -> tuple[Code, ...]:
    """Tags are paths with points: those that stand under another get it as their parent."""
    rows = {
        text(row["path"]): row
        for row in tables.rows("tags", "id", "project_id", "path", "description")
        if row["project_id"] == own
    }
    found = []
    for path in sorted(rows):
        above = path.rpartition(".")[0]
        while above and above not in rows:
            above = above.rpartition(".")[0]
        name = path.removeprefix(f"{above}.") if above else path
        parent = _tag(rows[above]["id"]) if above else ""
        description = text(rows[path]["description"])
        found.append(Code(_tag(rows[path]["id"]), name, description, parent))
    return tuple(found)


def _tag(key: object) -> str:
    return made_guid("taguette", "tag", key)


def _who(tables: Tables) -> tuple[tuple[Coder, ...], dict[object, str]]:
    """By highlight, who made it: the log has it, where it was not emptied."""
    import json

    coders: dict[str, Coder] = {}
    by: dict[object, str] = {}
    for row in tables.rows("commands", "user_login", "payload"):
        try:
            payload = json.loads(text(row["payload"]))
        except ValueError:
            continue
        if isinstance(payload, dict) and payload.get("type") == "highlight_add":
            login = text(row["user_login"])
            coder = coders.setdefault(login, Coder(made_guid("taguette", "user", login), login))
            by.setdefault(payload.get("highlight_id"), coder.guid)
    return tuple(coders.values()), by


def _sources(
    tables: Tables, own: object, codes: set[str], by: dict[object, str], losses: Losses
) -> list[Source]:
    tags: defaultdict[object, list[str]] = defaultdict(list)
    for row in tables.rows("highlight_tags", "highlight_id", "tag_id"):
        tags[row["highlight_id"]].append(_tag(row["tag_id"]))
    highlights: defaultdict[object, list[dict[str, object]]] = defaultdict(list)
    for row in tables.rows("highlights", "id", "document_id", "start_offset", "end_offset"):
        highlights[row["document_id"]].append(row)
    found = []
    for row in tables.rows("documents", "id", "project_id", "name", "description", "contents"):
        if row["project_id"] != own:
            continue
        document = _Document(text(row["contents"]))
        passages = []
        for each in sorted(highlights[row["id"]], key=lambda h: (str(h["start_offset"]), str(h))):
            passage = document.passage(
                each, [t for t in tags[each["id"]] if t in codes], by, losses
            )
            if passage:
                passages.append(passage)
        passages.sort(key=lambda passage: (passage.start, passage.end))
        guid = made_guid("taguette", "document", row["id"])
        name, about = text(row["name"]), text(row["description"])
        found.append(Source(guid, name, document.text, tuple(passages), about))
    return found


class _Document:
    def __init__(self, contents: str) -> None:
        self._placed = Text(_text_of(contents))
        self.text = self._placed.text.rstrip()
        """Without what the last paragraph ends in."""
        raw = _text_of(contents)
        self._bytes = list(accumulate((len(letter.encode()) for letter in raw), initial=0))

    def passage(
        self, row: dict[str, object], tags: list[str], by: dict[object, str], losses: Losses
    ) -> Passage | None:
        first, last = number(row["start_offset"]), number(row["end_offset"])
        if first is None or last is None or not 0 <= first <= last <= self._bytes[-1]:
            losses.add(OUTSIDE)
            return None
        start = self._placed.position(self._letter(first), _OURS)
        end = min(self._placed.position(self._letter(last), _OURS), len(self.text))
        if start >= end:
            losses.add(EMPTY)
            return None
        coder = by.get(row["id"], "")
        losses.add(WHO, count=int(not coder))
        guid = made_guid("taguette", "highlight", row["id"])
        codings = tuple(Coding(made_guid(guid, tag), tag, coder) for tag in tags)
        return Passage(guid, start, end, codings, coder=coder)

    def _letter(self, offset: int) -> int:
        return bisect_right(self._bytes, offset) - 1


def _text_of(contents: str) -> str:
    """What the nodes of a text say, one after the other, as positions are counted."""
    if len(contents) > MOST_CHARACTERS:
        raise Unreadable(N_("A document in this database is too long."))
    if not contents.strip():
        return ""
    try:
        root = html.fragment_fromstring(contents, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return re.sub("<[^>]*>", "", contents)
    return "".join(str(each) for each in root.itertext())
