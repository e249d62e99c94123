"""A study as tables that others can compute with again: what is in its package, and its tables."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from localturn.corpus.domain.agreement.continua import Continuum, Unit, presence
from localturn.corpus.domain.agreement.ratings import cohen
from localturn.corpus.domain.agreement.unitizing import unitizing

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
        ("fetched_at", "datetime", "When it was fetched from there, if it was"),
        ("text", "string", "The file in this package, if the text is in it"),
    ),
    "codes": _fields(
        ("code", "string", "Its key in this package"),
        ("parent", "string", "The code above it"),
        ("path", "string", "Its name after those above it"),
        ("name", "string", "What it is called"),
        ("level", "string", "concept, dimension, indicator or code"),
        ("in_use", "string", "yes, or no: what was coded with it counts all the same"),
        ("merged_into", "string", "The code as which it counts since they were merged"),
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
    "assignments": _fields(
        ("round", "string", "Name of a round that is closed"),
        ("document", "string", "documents.document"),
        ("coder", "string", "Who was to code it"),
        ("done_at", "datetime", "When they said that they were through with it"),
        ("compared", "string", "yes if agreement is worked out of it, no if not"),
    ),
    "settlements": _fields(
        ("round", "string", "Name of a round that is closed"),
        ("document", "string", "documents.document"),
        ("code", "string", "codes.code"),
        ("region_start", "integer", "Where coders marked something: first code point, from 0"),
        ("region_end", "integer", "The one after the last"),
        ("start", "integer", "What counts of it; empty where nothing does"),
        ("end", "integer", "The one after the last"),
        ("by", "string", "Who decided it; empty where all coders agreed"),
        ("settled_at", "datetime", "When"),
    ),
    "agreement": _fields(
        ("round", "string", "Name of a round that is closed"),
        ("of", "string", "all its documents, or those that are public"),
        ("measure", "string", "What was worked out when it was closed"),
        ("code", "string", "Of one code …"),
        ("coder", "string", "… of one coder …"),
        ("other", "string", "… with another one …"),
        ("document", "string", "… or of one document"),
        ("value", "number", "Empty where it says nothing"),
        ("low", "number", "Between this …"),
        ("high", "number", "… and this it lies 95 times of 100, by a bootstrap"),
        ("coverage", "number", "Of which share of the text it speaks"),
    ),
    "paragraphs": _fields(
        ("document", "string", "documents.document, where a question asks for paragraphs"),
        ("start", "integer", "Where one begins"),
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
    "alpha_by_round": ("round", "measure", "code", "documents", "alpha"),
}
ANSWER = (
    *("code", "column", "passages", "documents", "documents_of_column", "words_of_column"),
    "per_10000_words",
)
"""The head of the table of a saved question; cells in which nothing was coded are not in it."""


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
    """Saved queries, as they were asked, in the keys of the package."""
    answers: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """Rows of `ANSWER` by the name of the question's table."""


def tables_of(study: Study) -> dict[str, list[Row]]:
    """Every table of `TABLES`, from the data of the package alone."""
    codings = [dict(zip(_names("codings"), row, strict=True)) for row in study.data["codings"]]
    documents = {
        str(row[0]): dict(zip(_names("documents"), row, strict=True))
        for row in study.data["documents"]
    }
    rounds = _rounds(study, codings, documents)
    return {
        "codings_by_code": _by_code(study, codings),
        "codings_by_document": _counted(codings, "document"),
        "codings_by_coder": _counted(codings, "coder"),
        "codings_by_attribute": _by_attribute(study, codings, documents),
        "co_occurrence": _together(codings),
        "agreement_by_code": _kappas(rounds),
        "alpha_by_round": _alphas(rounds),
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
            rate = number(count * 10_000 / words if words else None)
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


_Rounds = Mapping[str, Sequence[Continuum]]


def _rounds(study: Study, codings: Iterable[_Coding], documents: Mapping[str, _Coding]) -> _Rounds:
    """Of each round its documents with what each of those coded who are compared."""
    units: dict[str, dict[str, dict[Hashable, list[Unit]]]] = {}
    for round_, document, coder, _done_at, compared in study.data["assignments"]:
        if compared == "yes":
            of_round = units.setdefault(str(round_), {})
            of_round.setdefault(str(document), {})[str(coder)] = []
    for each in codings:
        of_document = units.get(str(each["round"]), {}).get(str(each["document"]), {})
        if str(each["coder"]) in of_document:
            unit = Unit(_whole(each["start"]), _whole(each["end"]), str(each["code"]))
            of_document[str(each["coder"])].append(unit)
    return {
        name: [
            Continuum(_whole(documents[key]["characters"]), who, key)
            for key, who in sorted(units[name].items())
        ]
        for name in sorted(units)
    }


def _kappas(rounds: _Rounds) -> list[Row]:
    """Cohen's kappa of two coders by characters, in documents in which both are compared."""
    rows: list[Row] = []
    for name, continua in rounds.items():
        coders = sorted({str(coder) for each in continua for coder in each.units})
        for pair in combinations(coders, 2):
            both = [each.of(pair) for each in continua if set(pair) <= set(each.units)]
            for code in _codes_of(continua) if both else ():
                kappa = cohen(presence(both, code, coders=pair))
                rows.append((name, code, *pair, len(both), number(kappa)))
    return rows


def _alphas(rounds: _Rounds) -> list[Row]:
    """The alpha family of each round, as its page says it, without intervals."""
    rows: list[Row] = []
    for name, continua in rounds.items():
        found = unitizing(continua, draws=0)
        if found is None:
            continue
        compared = sum(len(each.units) > 1 and each.length > 0 for each in continua)
        for measure in ("everything", "relevance", "coding"):
            value = getattr(found, measure).value
            rows.append((name, measure, "", compared, number(value)))
        for code in _codes_of(continua):
            rows.append((name, "alone", code, compared, number(found.code_alone[code].value)))
    return rows


def _codes_of(continua: Iterable[Continuum]) -> list[str]:
    return sorted({str(u.code) for each in continua for us in each.units.values() for u in us})


def number(value: float | None) -> str:
    """As tables have it."""
    return "" if value is None else f"{value:.6f}"


def _whole(value: str | int | None) -> int:
    return int(value or 0)
