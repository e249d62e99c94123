"""A study as tables that others can compute with again: what is in its package, and its tables."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from localturn.corpus.domain.agreement.continua import Continuum, Unit, presence
from localturn.corpus.domain.agreement.ratings import cohen

Row = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    """As Frictionless calls it: string, integer, number, date, datetime."""
    explained: str


def _fields(*described: tuple[str, str, str]) -> tuple[Field, ...]:
    return tuple(Field(*each) for each in described)


DATA: Mapping[str, tuple[Field, ...]] = {
    "documents": _fields(
        ("document", "string", "Its key in this package"),
        ("title", "string", "Empty for what is not public"),
        ("class", "string", "public, internal, interview or field-note"),
        ("language", "string", "BCP 47"),
        ("words", "integer", "Words of its text"),
        ("characters", "integer", "Code points of its text"),
        ("sha256", "string", "Of the text in UTF-8 (NFC, LF)"),
        ("source", "string", "Where it was published"),
        ("text", "string", "The file in this package, if the text is in it"),
    ),
    "codes": _fields(
        ("code", "string", "Its key in this package"),
        ("parent", "string", "The code above it"),
        ("path", "string", "Its name after those above it"),
        ("name", "string", "What it is called"),
        ("level", "string", "concept, dimension, indicator or code"),
        ("definition", "string", "What it means"),
        ("when_to_use", "string", "When it applies"),
        ("when_not", "string", "When it does not"),
        ("example", "string", "A passage that stands for it"),
        ("source", "string", "The literature that it is taken from"),
    ),
    "codebook_versions": _fields(
        ("version", "integer", "Number of the frozen version"),
        ("frozen_at", "datetime", "When"),
        ("code", "string", "Key of the code, if it is still there"),
        ("name", "string", "As it was; […] where it says a name that has a pseudonym"),
        ("level", "string", "As it was"),
        ("definition", "string", "As it was"),
        ("when_to_use", "string", "As it was"),
        ("when_not", "string", "As it was"),
    ),
    "codings": _fields(
        ("coding", "string", "Its key in this package"),
        ("document", "string", "documents.document"),
        ("start", "integer", "First code point, from 0"),
        ("end", "integer", "The one after the last"),
        ("code", "string", "codes.code"),
        ("coder", "string", "A number instead of a name"),
        ("round", "string", "Name of the round, if it was coded in one"),
        ("codebook_version", "integer", "Under which it was coded"),
        ("weight", "integer", "0 to 100"),
        ("coded_at", "datetime", "When"),
        ("sha256", "string", "Of the passage in UTF-8"),
        ("quote", "string", "The passage, if it may be quoted"),
    ),
    "values": _fields(
        ("attribute", "string", "What is known"),
        ("kind", "string", "text, choice, whole, number, date or yes-no"),
        ("document", "string", "Of a document …"),
        ("case", "string", "… or of a case"),
        ("value", "string", "What it is"),
    ),
    "cases": _fields(
        ("case", "string", "What several documents are about; a number if none of them is public"),
        ("about", "string", "What it is"),
        ("document", "string", "One of its documents"),
    ),
    "memos": _fields(
        ("title", "string", "Of a memo that was released"),
        ("kind", "string", "note, theory, method, rule, language or question"),
        ("about", "string", "Key of the document, code or coding that it is about"),
        ("text", "string", "What it says"),
        ("written_at", "datetime", "When"),
    ),
}
TABLES: Mapping[str, tuple[str, ...]] = {
    "codings_by_code": ("code", "path", "codings", "documents", "characters"),
    "codings_by_document": ("document", "code", "codings"),
    "codings_by_coder": ("coder", "code", "codings"),
    "codings_by_attribute": (
        *("attribute", "value", "code", "codings", "documents", "words", "per_10000_words"),
    ),
    "co_occurrence": ("code", "other", "pairs"),
    "agreement_by_code": ("round", "code", "coder", "other", "documents", "kappa"),
}


@dataclass(frozen=True)
class Study:
    """What goes into a package."""

    name: str
    about: str
    made_at: str
    data: Mapping[str, Sequence[Row]]
    """Rows by table of `DATA`, in the order of its fields."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """By key of the document."""
    questions: Sequence[Mapping[str, object]] = ()
    """Saved queries, as they were asked."""


def tables_of(study: Study) -> dict[str, list[Row]]:
    """Every table of `TABLES`, from the data of the package alone."""
    codings = [dict(zip(_names("codings"), row, strict=True)) for row in study.data["codings"]]
    documents = {
        str(row[0]): dict(zip(_names("documents"), row, strict=True))
        for row in study.data["documents"]
    }
    return {
        "codings_by_code": _by_code(study, codings),
        "codings_by_document": _counted(codings, "document"),
        "codings_by_coder": _counted(codings, "coder"),
        "codings_by_attribute": _by_attribute(study, codings, documents),
        "co_occurrence": _together(codings),
        "agreement_by_code": _agreement(codings, documents),
    }


_Coding = Mapping[str, str | int | None]


def _names(table: str) -> list[str]:
    return [each.name for each in DATA[table]]


def _by_code(study: Study, codings: Iterable[_Coding]) -> list[Row]:
    numbers: Counter[object] = Counter()
    characters: Counter[object] = Counter()
    where: defaultdict[object, set[object]] = defaultdict(set)
    for each in codings:
        numbers[each["code"]] += 1
        characters[each["code"]] += _whole(each["end"]) - _whole(each["start"])
        where[each["code"]].add(each["document"])
    return [
        (code, path, numbers[code], len(where[code]), characters[code])
        for code, _parent, path, *_rest in study.data["codes"]
    ]


def _counted(codings: Iterable[_Coding], by: str) -> list[Row]:
    counts = Counter((str(each[by]), str(each["code"])) for each in codings)
    return [(*pair, count) for pair, count in sorted(counts.items())]


def _by_attribute(
    study: Study, codings: Sequence[_Coding], documents: Mapping[str, _Coding]
) -> list[Row]:
    having: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for attribute, _kind, document, _case, value in study.data["values"]:
        if document:
            having[str(attribute), str(value)].add(str(document))
    by_document: defaultdict[str, list[str]] = defaultdict(list)
    for each in codings:
        by_document[str(each["document"])].append(str(each["code"]))
    rows: list[Row] = []
    for (attribute, value), keys in sorted(having.items()):
        words = sum(_whole(documents[key]["words"]) for key in keys)
        counts = Counter(code for key in keys for code in by_document[key])
        for code, count in sorted(counts.items()):
            found = sum(code in by_document[key] for key in keys)
            rate = f"{count * 10_000 / words:.4f}" if words else ""
            rows.append((attribute, value, code, count, found, words, rate))
    return rows


def _together(codings: Iterable[_Coding]) -> list[Row]:
    """Pairs of codings by one coder that share a character."""
    by_coder: defaultdict[object, list[tuple[int, int, str]]] = defaultdict(list)
    for each in codings:
        span = (_whole(each["start"]), _whole(each["end"]), str(each["code"]))
        by_coder[each["document"], each["coder"]].append(span)
    counts: Counter[tuple[str, str]] = Counter()
    for spans in by_coder.values():
        open_spans: list[tuple[int, str]] = []
        for start, end, code in sorted(spans):
            open_spans = [span for span in open_spans if span[0] > start]
            for _end, other in open_spans:
                counts[min(code, other), max(code, other)] += 1
            open_spans.append((end, code))
    return [(*pair, count) for pair, count in sorted(counts.items())]


def _agreement(codings: Sequence[_Coding], documents: Mapping[str, _Coding]) -> list[Row]:
    rounds: defaultdict[str, dict[str, dict[Hashable, list[Unit]]]] = defaultdict(dict)
    for each in codings:
        if each["round"]:
            units = rounds[str(each["round"])].setdefault(str(each["document"]), {})
            unit = Unit(_whole(each["start"]), _whole(each["end"]), str(each["code"]))
            units.setdefault(str(each["coder"]), []).append(unit)
    rows: list[Row] = []
    for name, by_document in sorted(rounds.items()):
        coders = sorted({str(coder) for each in by_document.values() for coder in each})
        codes = sorted(
            {str(u.code) for each in by_document.values() for us in each.values() for u in us}
        )
        for pair in combinations(coders, 2):
            both = [
                Continuum(_whole(documents[key]["characters"]), each, key)
                for key, each in by_document.items()
                if set(pair) <= set(each)
            ]
            for code in codes if both else ():
                kappa = cohen(presence(both, code, coders=pair))
                told = "" if kappa is None else f"{kappa:.4f}"
                rows.append((name, code, *pair, len(both), told))
    return rows


def _whole(value: str | int | None) -> int:
    return int(value or 0)
