"""A project as `.qdpx`."""

import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

from localturn.corpus.domain.interchange import (
    Code,
    Coding,
    Guid,
    Losses,
    Passage,
    Project,
    Source,
    Value,
    Written,
    made_guid,
    tree,
)
from localturn.corpus.domain.offsets import Basis, pairs_in
from localturn.corpus.standards.refi.profiles import PLAIN, Profile
from localturn.corpus.standards.refi.values import written as written_value
from localturn.corpus.standards.refi.writing import Markup, write_codes
from localturn.foundation.languages import N_

NAMESPACE = "urn:QDA-XML:project:1.0"
WEIGHTS = N_("Weights of codings")
DEEP_CODES = N_("Codes whose place in the tree is in their name instead")
MARKS = N_("Time marks of recordings")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""When every entry was packed: two files of the same project are the same."""
_ON_UNIX = 3


def write_project(project: Project, profile: Profile = PLAIN, *, origin: str) -> Written:
    """A file that is valid by the schema, and the same for the same project."""
    losses = Losses()
    project = _flattened(project, profile, losses)
    texts: dict[str, bytes] = {}
    markup = Markup()
    with markup.element(
        "Project",
        xmlns=NAMESPACE,
        name=project.name,
        origin=origin,
        creationDateTime=_moment(project.created_at),
    ):
        _users(markup, project)
        _codebook(markup, project)
        _variables(markup, project)
        _cases(markup, project)
        if project.sources:
            with markup.element("Sources"):
                for source in project.sources:
                    texts[source.guid] = _source(markup, source, profile, losses)
        _notes(markup, project, profile, texts)
        _sets(markup, project)
        if project.description:
            markup.text("Description", project.description)
    return Written(_packed(markup.content(), texts, profile), losses.told())


def _packed(qde: bytes, texts: Mapping[str, bytes], profile: Profile) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in (
            ("project.qde", qde),
            *((f"{profile.folder}/{guid}.txt", text) for guid, text in texts.items()),
        ):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _ON_UNIX
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _flattened(project: Project, profile: Profile, losses: Losses) -> Project:
    """With a tree of codes no deeper than the program takes; a code below goes up, and has the
    names that were above it before its own."""
    if profile.levels is None:
        return project
    names: dict[Guid, str] = {}
    above: dict[Guid, Guid] = {}
    codes: list[Code] = []
    for code, depth in tree(project.codes):
        if depth < profile.levels:
            codes.append(code)
            names[code.guid], above[code.guid] = "", code.guid
            continue
        names[code.guid] = f"{names[code.parent]}{_name(project, code.parent, names)} / "
        above[code.guid] = above[code.parent]
        kept = _ancestor(codes, above[code.guid], profile.levels - 1)
        codes.append(replace(code, name=names[code.guid] + code.name, parent=kept))
        losses.add(DEEP_CODES, code.name)
    return replace(project, codes=codes)


def _name(project: Project, guid: Guid, names: Mapping[Guid, str]) -> str:
    return next(code.name for code in project.codes if code.guid == guid)


def _ancestor(codes: list[Code], guid: Guid, most: int) -> Guid:
    """The code above that may have codes under it."""
    parents = {code.guid: code.parent for code in codes}
    line = [guid]
    while parents.get(line[-1]):
        line.append(parents[line[-1]])
    return line[len(line) - most] if len(line) >= most > 0 else ""


def _users(markup: Markup, project: Project) -> None:
    if project.coders:
        with markup.element("Users"):
            for coder in project.coders:
                markup.empty("User", guid=coder.guid, name=coder.name)


def _codebook(markup: Markup, project: Project) -> None:
    if project.codes:
        with markup.element("CodeBook"), markup.element("Codes"):
            write_codes(markup, project.codes)


def _variables(markup: Markup, project: Project) -> None:
    if not project.attributes:
        return
    with markup.element("Variables"):
        for attribute in project.attributes:
            with markup.element(
                "Variable",
                guid=attribute.guid,
                name=attribute.name,
                typeOfVariable=attribute.kind.value,
            ):
                if attribute.description:
                    markup.text("Description", attribute.description)


def _cases(markup: Markup, project: Project) -> None:
    if not project.cases:
        return
    with markup.element("Cases"):
        for case in project.cases:
            with markup.element("Case", guid=case.guid, name=case.name):
                if case.description:
                    markup.text("Description", case.description)
                _values(markup, case.values)
                _references(markup, "SourceRef", case.sources)


def _source(markup: Markup, source: Source, profile: Profile, losses: Losses) -> bytes:
    """Its element; its text as it stands in the file beside it."""
    placed = _Placed(source.text, profile)
    with markup.element(
        "TextSource",
        guid=source.guid,
        name=source.name,
        plainTextPath=f"internal://{source.guid}.txt",
        creatingUser=source.coder or None,
        creationDateTime=_moment(source.created_at),
    ):
        if source.description:
            markup.text("Description", source.description)
        for passage in source.passages:
            for each in _split(passage, profile):
                _selection(markup, source, each, placed, losses)
        for coding in source.whole:
            _coding(markup, coding, losses)
        _references(markup, "NoteRef", source.noted)
        _values(markup, source.values)
    losses.add(MARKS, source.name, len(source.marks))
    return placed.content


def _split(passage: Passage, profile: Profile) -> Iterable[Passage]:
    """Once for each code, where a program takes one each."""
    if not profile.one_code_each or len(passage.codings) < 2:
        return [passage]
    first, *others = passage.codings
    return [
        replace(passage, codings=(first,)),
        *(
            replace(
                passage,
                guid=made_guid("again", passage.guid, c.guid),
                codings=(c,),
                memo="",
                noted=(),
            )
            for c in others
        ),
    ]


def _selection(
    markup: Markup, source: Source, passage: Passage, placed: "_Placed", losses: Losses
) -> None:
    start, end = placed.at(passage.start), placed.at(passage.end)
    with markup.element(
        "PlainTextSelection",
        guid=passage.guid,
        name=source.text[passage.start : passage.end],
        startPosition=str(start),
        endPosition=str(end),
        creatingUser=passage.coder or None,
    ):
        if passage.memo:
            markup.text("Description", passage.memo)
        for coding in passage.codings:
            _coding(markup, coding, losses)
        _references(markup, "NoteRef", passage.noted)


def _coding(markup: Markup, coding: Coding, losses: Losses) -> None:
    with markup.element(
        "Coding",
        guid=coding.guid,
        creatingUser=coding.coder or None,
        creationDateTime=_moment(coding.coded_at),
    ):
        markup.empty("CodeRef", targetGUID=coding.code)
    losses.add(WEIGHTS, count=int(coding.weight is not None))


def _values(markup: Markup, values: Mapping[Guid, Value]) -> None:
    for attribute, value in values.items():
        with markup.element("VariableValue"):
            markup.empty("VariableRef", targetGUID=attribute)
            markup.text(*written_value(value))


def _notes(markup: Markup, project: Project, profile: Profile, texts: dict[str, bytes]) -> None:
    if not project.notes:
        return
    with markup.element("Notes"):
        for note in project.notes:
            texts[note.guid] = _Placed(note.text, profile).content
            markup.empty(
                "Note",
                guid=note.guid,
                name=note.name,
                plainTextPath=f"internal://{note.guid}.txt",
                creatingUser=note.coder or None,
                creationDateTime=_moment(note.created_at),
            )


def _sets(markup: Markup, project: Project) -> None:
    if not project.collections:
        return
    with markup.element("Sets"):
        for each in project.collections:
            with markup.element("Set", guid=each.guid, name=each.name):
                if each.description:
                    markup.text("Description", each.description)
                _references(markup, "MemberCode", each.codes)
                _references(markup, "MemberSource", each.sources)


def _references(markup: Markup, tag: str, guids: Iterable[Guid]) -> None:
    for guid in guids:
        markup.empty(tag, targetGUID=guid)


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


class _Placed:
    """A text as a program wants it, and where our positions are in it."""

    def __init__(self, text: str, profile: Profile) -> None:
        written = text.replace("\n", "\r\n") if profile.carriage_returns else text
        mark = "\ufeff" if profile.byte_order_mark else ""
        self.content = (mark + written).encode("utf-8", "replace")
        self._extra = _extra(text, profile.basis)

    def at(self, position: int) -> int:
        return position + bisect_left(self._extra, position)


def _extra(text: str, basis: Basis) -> list[int]:
    """The characters that count twice."""
    found: list[int] = []
    if basis.utf16:
        found += pairs_in(text)
    if basis.line_ends_are_two:
        at = text.find("\n")
        while at >= 0:
            found.append(at)
            at = text.find("\n", at + 1)
    return sorted(found)
