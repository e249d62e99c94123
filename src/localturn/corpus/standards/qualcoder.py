"""QualCoder's own project (`.qda`): its database, alone or in an archive of its folder."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from localturn.corpus.domain.attributes import decimal_of
from localturn.corpus.domain.interchange import (
    Attribute,
    Case,
    Code,
    Coder,
    Coding,
    Guid,
    Kind,
    Losses,
    Note,
    Passage,
    Project,
    Source,
    Value,
    made_guid,
)
from localturn.corpus.domain.offsets import Basis, Clue, Text, detect
from localturn.corpus.standards.databases import Tables, number, text
from localturn.corpus.standards.refi.elements import moment
from localturn.corpus.standards.refi.reading import (
    EMPTY,
    FILES_BESIDE,
    OUTSIDE,
    TOO_LONG,
    UNKNOWN_CODES,
    Opened,
)
from localturn.foundation.languages import N_
from localturn.foundation.library.text import MOST_CHARACTERS

MEDIA = N_("Pictures, sound and film with their passages")
ORIGIN = "QualCoder"


def is_qualcoders(tables: Tables) -> bool:
    return {"source", "code_name", "code_text"} <= tables.names


def read_qualcoder(tables: Tables, *, basis: Basis | None = None) -> Opened:
    return _Reading(tables).opened(basis)


class _Reading:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._losses = Losses()
        self._coders: dict[str, Coder] = {}

    def opened(self, basis: Basis | None) -> Opened:
        codes = self._codes()
        known = {code.guid for code in codes}
        rows = list(
            self._tables.rows("source", "id", "name", "fulltext", "memo", "owner", "mediapath")
        )
        for row in rows:
            if row["fulltext"] is None:
                self._losses.add(MEDIA, text(row["name"]))
            elif text(row["mediapath"]).lower().endswith(".pdf"):
                self._losses.add(FILES_BESIDE, text(row["name"]))
        texts = {
            row["id"]: self._text(row["name"], text(row["fulltext"]))
            for row in rows
            if row["fulltext"] is not None
        }
        coded = self._coded()
        clues = [
            (each, [Clue(int(c["pos0"]), int(c["pos1"]), text(c["seltext"])) for c in coded[key]])
            for key, each in texts.items()
        ]
        detected = detect(clues)
        chosen = basis or detected.basis
        attributes, values = self._attributes()
        sources = tuple(
            Source(
                made_guid(ORIGIN, "source", row["id"]),
                text(row["name"]),
                texts[row["id"]].text,
                tuple(self._passages(texts[row["id"]], coded[row["id"]], chosen, known)),
                text(row["memo"]),
                values["file", row["id"]],
                coder=self._coder(row["owner"]),
            )
            for row in rows
            if row["id"] in texts
        )
        about = next(iter(self._tables.rows("project", "memo")), {"memo": ""})
        project = Project(
            "",
            ORIGIN,
            text(about["memo"]),
            coders=(),
            codes=codes,
            attributes=attributes,
            sources=sources,
            notes=tuple(self._notes()),
            cases=tuple(self._cases(values)),
        )
        whole = Project(**{**vars(project), "coders": tuple(self._coders.values())})
        return Opened(whole, self._losses.told(), detected)

    def _text(self, name: object, said: str) -> Text:
        if len(said) <= MOST_CHARACTERS:
            return Text(said)
        self._losses.add(TOO_LONG, text(name))
        return Text("")

    def _coder(self, owner: object) -> Guid:
        name = text(owner)
        if not name:
            return ""
        return self._coders.setdefault(name, Coder(made_guid(ORIGIN, "coder", name), name)).guid

    def _codes(self) -> tuple[Code, ...]:
        """Categories and codes, each under a category; since version 4 also under a code."""
        found = [
            Code(
                _category(row["catid"]),
                text(row["name"]),
                text(row["memo"]),
                _category(row["supercatid"]) if row["supercatid"] else "",
                is_codable=False,
            )
            for row in self._tables.rows("code_cat", "catid", "name", "memo", "supercatid")
        ]
        wanted = ("cid", "name", "memo", "catid", "color", "supercid")
        for row in self._tables.rows("code_name", *wanted):
            above = _category(row["catid"]) if row["catid"] else ""
            parent = _code(row["supercid"]) if row["supercid"] else above
            colour = text(row["color"]).lower()
            shown = colour if colour.startswith("#") and len(colour) == 7 else ""
            code = Code(_code(row["cid"]), text(row["name"]), text(row["memo"]), parent, shown)
            found.append(code)
        return tuple(found)

    def _coded(self) -> defaultdict[object, list[dict[str, Any]]]:
        wanted = ("ctid", "cid", "fid", "seltext", "pos0", "pos1", "owner", "date", "memo")
        found: defaultdict[object, list[dict[str, Any]]] = defaultdict(list)
        for row in self._tables.rows("code_text", *wanted):
            if number(row["pos0"]) is None or number(row["pos1"]) is None:
                self._losses.add(OUTSIDE)
                continue
            found[row["fid"]].append(row)
        return found

    def _passages(
        self, whole: Text, rows: list[dict[str, Any]], basis: Basis, known: set[Guid]
    ) -> Iterator[Passage]:
        for row in sorted(rows, key=lambda r: (r["pos0"], r["pos1"], str(r["ctid"]))):
            start, end = whole.span(row["pos0"], row["pos1"], basis)
            code = _code(row["cid"])
            if not 0 <= start <= end <= len(whole.text):
                self._losses.add(OUTSIDE, text(row["seltext"])[:80])
            elif start == end:
                self._losses.add(EMPTY)
            elif code not in known:
                self._losses.add(UNKNOWN_CODES)
            else:
                coder = self._coder(row["owner"])
                coding = Coding(
                    made_guid(ORIGIN, "coding", row["ctid"]), code, coder, moment(text(row["date"]))
                )
                guid = made_guid(ORIGIN, "passage", row["ctid"])
                yield Passage(guid, start, end, (coding,), text(row["memo"]), coder)

    def _notes(self) -> Iterator[Note]:
        for row in self._tables.rows("journal", "jid", "name", "jentry", "owner", "date"):
            yield Note(
                made_guid(ORIGIN, "journal", row["jid"]),
                text(row["name"]),
                text(row["jentry"]),
                self._coder(row["owner"]),
                moment(text(row["date"])),
            )

    def _attributes(
        self,
    ) -> tuple[tuple[Attribute, ...], defaultdict[tuple[str, object], dict[Guid, Value]]]:
        kinds: dict[str, Kind] = {}
        found = []
        for row in self._tables.rows("attribute_type", "name", "memo", "valuetype"):
            name = text(row["name"])
            kinds[name] = Kind.DECIMAL if text(row["valuetype"]) == "numeric" else Kind.TEXT
            guid = made_guid(ORIGIN, "attribute", name)
            found.append(Attribute(guid, name, kinds[name], text(row["memo"])))
        values: defaultdict[tuple[str, object], dict[Guid, Value]] = defaultdict(dict)
        for row in self._tables.rows("attribute", "name", "attr_type", "value", "id"):
            name, said = text(row["name"]), text(row["value"]).strip()
            if name in kinds and said:
                value = _value(said, kinds[name])
                values[text(row["attr_type"]), row["id"]][made_guid(ORIGIN, "attribute", name)] = (
                    value
                )
        return tuple(found), values

    def _cases(self, values: dict[tuple[str, object], dict[Guid, Value]]) -> Iterator[Case]:
        of_case: defaultdict[object, list[Guid]] = defaultdict(list)
        for row in self._tables.rows("case_text", "caseid", "fid"):
            guid = made_guid(ORIGIN, "source", row["fid"])
            if guid not in of_case[row["caseid"]]:
                of_case[row["caseid"]].append(guid)
        for row in self._tables.rows("cases", "caseid", "name", "memo"):
            yield Case(
                made_guid(ORIGIN, "case", row["caseid"]),
                text(row["name"]),
                text(row["memo"]),
                tuple(of_case[row["caseid"]]),
                values.get(("case", row["caseid"]), {}),
            )


def _category(key: object) -> Guid:
    return made_guid(ORIGIN, "category", key)


def _code(key: object) -> Guid:
    return made_guid(ORIGIN, "code", key)


def _value(said: str, kind: Kind) -> Value:
    if kind is Kind.DECIMAL:
        try:
            return decimal_of(said)
        except ValueError:
            return said
    return said
