"""A project (`.qdpx`) of another program."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from localturn.corpus.domain.interchange import (
    Case,
    Code,
    Coder,
    Coding,
    Collection,
    Guid,
    Kind,
    Losses,
    Mark,
    Note,
    Passage,
    Project,
    Reading,
    Source,
    Unreadable,
)
from localturn.corpus.domain.offsets import ALL, Basis, Clue, Detected, Text, detect, sampled
from localturn.corpus.standards.archives import Archive
from localturn.corpus.standards.decoding import decoded
from localturn.corpus.standards.refi.elements import (
    Element,
    child,
    children,
    codes_in,
    guid_of,
    moment,
    name_of,
    parsed,
    references,
    text_of,
)
from localturn.corpus.standards.refi.passages import (
    IN_MEDIA,
    ON_PAGES,
    Selection,
    codings_of,
    selections_of,
)
from localturn.corpus.standards.refi.values import attributes_in, values_of
from localturn.foundation.languages import N_
from localturn.foundation.library.text import MOST_CHARACTERS

WITHOUT_TEXT = N_("Documents whose text is not in the file")
GUESSED = N_("Documents whose encoding had to be guessed")
TOO_LONG = N_("Documents whose text is longer than is read")
FILES_BESIDE = N_("Printed pages and recordings, of which the text alone is taken")
PICTURES = N_("Pictures")
RECORDINGS = N_("Recordings without a transcript")
OUTSIDE = N_("Passages outside their text")
EMPTY = N_("Passages of no length")
LINKS = N_("Links between things")
GRAPHS = N_("Drawings of networks")
SETS_OF_NOTES = N_("Memos in sets")
CASE_PASSAGES = N_("Passages that belong to cases")
CODES_TWICE = N_("Codes with the same identifier as another")
UNKNOWN_CODES = N_("Codings with a code that is not in the codebook")


@dataclass(frozen=True)
class Opened(Reading[Project]):
    """A project, and how its positions were counted."""

    detected: Detected = field(default_factory=lambda: Detected(Basis(), 1.0))
    samples: Mapping[Basis, Sequence[str]] = field(default_factory=dict)
    """Some passages by each way of counting, for a person to choose, where it is not sure."""


@dataclass
class _Document:
    """A source with its text, before it is known where its passages are."""

    element: Element
    guid: Guid
    text: Text
    selections: list[Selection]


def read_project(content: bytes | IO[bytes], *, basis: Basis | None = None) -> Opened:
    """A project with every passage where its own program put it; raises Unreadable for what is
    none. How positions are counted is found, unless it is given."""
    archive = Archive(content)
    root = parsed(archive.read(_main_entry(archive)))
    if name_of(root) != "Project":
        raise Unreadable(N_("This is no REFI-QDA project."))
    return _Opening(root, archive).opened(basis)


def _main_entry(archive: Archive) -> str:
    """The one `.qde`, whatever it is called; the standard's name goes before others, and the root
    before a folder that was packed too."""
    found = [n for n in archive.names if n.lower().endswith(".qde") and "__MACOSX" not in n]
    if not found:
        raise Unreadable(N_("There is no REFI-QDA project in this archive."))
    shallow = min(name.count("/") for name in found)
    found = [name for name in found if name.count("/") == shallow]
    named = [name for name in found if name.rpartition("/")[2].lower() == "project.qde"]
    if len(found) > 1 and len(named) != 1:
        raise Unreadable(N_("There are several projects in this archive. Send them one by one."))
    return (named or found)[0]


class _Opening:
    """What is known while a project is read."""

    def __init__(self, root: Element, archive: Archive) -> None:
        self._root = root
        self._archive = archive
        self._losses = Losses()
        self._entries = _by_base_name(archive.names)
        self._codes = self._unique_codes()
        self._known = {code.guid for code in self._codes}

    def opened(self, basis: Basis | None) -> Opened:
        documents = list(self._documents())
        texts = [(d.text, [s.clue for s in d.selections]) for d in documents]
        detected = detect(texts) if basis is None else Detected(basis, 1.0)
        attributes = attributes_in(self._root, self._losses)
        kinds = {attribute.guid: attribute.kind for attribute in attributes}
        sources = tuple(self._source(d, detected.basis, kinds) for d in documents)
        self._count_the_rest()
        root = self._root
        project = Project(
            name=(root.get("name") or "").strip(),
            origin=(root.get("origin") or "").strip(),
            description=text_of(root, "Description").strip(),
            created_at=moment(root.get("creationDateTime")),
            coders=tuple(
                Coder(
                    guid_of(e.get("guid"), "user", n), (e.get("name") or e.get("id") or "").strip()
                )
                for n, e in enumerate(children(child(root, "Users"), "User"))
            ),
            codes=self._codes,
            attributes=attributes,
            sources=sources,
            notes=tuple(self._notes()),
            cases=tuple(self._cases(kinds)),
            collections=tuple(self._collections()),
        )
        samples = {} if detected.is_sure else _samples(texts)
        return Opened(project, self._losses.told(), detected, samples)

    def _unique_codes(self) -> tuple[Code, ...]:
        codes: dict[Guid, Code] = {}
        for code in codes_in(child(child(self._root, "CodeBook"), "Codes")):
            if code.guid in codes:
                self._losses.add(CODES_TWICE, code.name)
            else:
                codes[code.guid] = code
        return tuple(codes.values())

    def _documents(self) -> Iterator[_Document]:
        sources = child(self._root, "Sources")
        for place, element in enumerate(sources if sources is not None else ()):
            kind = name_of(element)
            guid = guid_of(element.get("guid"), "source", place)
            if kind == "TextSource":
                yield self._document(element, element, guid)
            elif kind == "PDFSource":
                self._losses.add(FILES_BESIDE, element.get("name") or "")
                yield self._document(element, child(element, "Representation"), guid)
            elif kind in {"AudioSource", "VideoSource"}:
                yield from self._transcripts(element, guid)
            elif kind == "PictureSource":
                self._losses.add(PICTURES, element.get("name") or "")

    def _document(self, element: Element, holder: Element | None, guid: Guid) -> _Document:
        text = self._text(holder, element.get("name") or "")
        selections = list(selections_of(holder))
        for each in children(element, "PDFSelection"):
            found = Selection.by_wording(each, text.text)
            if found:
                selections.append(found)
            else:
                self._losses.add(ON_PAGES, element.get("name") or "")
        return _Document(element, guid, text, selections)

    def _transcripts(self, element: Element, guid: Guid) -> Iterator[_Document]:
        found = list(children(element, "Transcript"))
        kept = FILES_BESIDE if found else RECORDINGS
        self._losses.add(kept, element.get("name") or "")
        for transcript in found:
            own = guid if len(found) == 1 else guid_of(transcript.get("guid"), guid)
            text = self._text(transcript, element.get("name") or "")
            selections = list(selections_of(transcript))
            yield _Document(element, own, text, selections)
        parts = sum(name_of(e) in {"AudioSelection", "VideoSelection"} for e in element)
        self._losses.add(IN_MEDIA, element.get("name") or "", parts)

    def _text(self, holder: Element | None, name: str) -> Text:
        inline = text_of(holder, "PlainTextContent")
        if inline:
            return self._bounded(inline, name)
        path = (holder.get("plainTextPath") or "") if holder is not None else ""
        entry = self._entries.get(_base_name(path))
        if not path or entry is None:
            self._losses.add(WITHOUT_TEXT, name)
            return Text("")
        text, guessed = decoded(self._archive.read(entry))
        if guessed:
            self._losses.add(GUESSED, name)
        return self._bounded(text, name)

    def _bounded(self, text: str, name: str) -> Text:
        if len(text) <= MOST_CHARACTERS:
            return Text(text)
        self._losses.add(TOO_LONG, name)
        return Text("")

    def _source(self, document: _Document, basis: Basis, kinds: Mapping[Guid, Kind]) -> Source:
        element, text = document.element, document.text
        passages = []
        for selection in document.selections:
            passage = self._passage(selection, text, basis)
            if passage:
                passages.append(passage)
        return Source(
            guid=document.guid,
            name=(element.get("name") or "").strip(),
            text=text.text,
            passages=tuple(passages),
            description=text_of(element, "Description").strip(),
            values=values_of(element, kinds, self._losses),
            whole=self._known_codings(element, document.guid),
            noted=references(element, "NoteRef"),
            marks=self._marks(element, text, basis),
            created_at=moment(element.get("creationDateTime")),
            coder=guid_of(element.get("creatingUser")) if element.get("creatingUser") else "",
        )

    def _passage(self, selection: Selection, text: Text, basis: Basis) -> Passage | None:
        clue = selection.clue
        if selection.is_placed:
            start, end = clue.start, clue.end
        else:
            start, end = text.span(clue.start, clue.end, basis)
        if not text.text:
            return None
        if not 0 <= start <= end <= len(text.text):
            self._losses.add(OUTSIDE, clue.quote)
            return None
        if start == end:
            self._losses.add(EMPTY)
            return None
        codings = tuple(c for c in selection.codings if c.code in self._known)
        self._losses.add(UNKNOWN_CODES, count=len(selection.codings) - len(codings))
        return Passage(
            selection.guid, start, end, codings, selection.memo, selection.coder, selection.noted
        )

    def _known_codings(self, element: Element, guid: Guid) -> tuple[Coding, ...]:
        return tuple(c for c in codings_of(element, guid) if c.code in self._known)

    def _marks(self, element: Element, text: Text, basis: Basis) -> tuple[Mark, ...]:
        marks = []
        for transcript in children(element, "Transcript"):
            for point in children(transcript, "SyncPoint"):
                try:
                    time, position = int(point.get("timeStamp", "")), int(point.get("position", ""))
                except ValueError:
                    continue
                marks.append(Mark(time, text.position(position, basis)))
        return tuple(sorted(marks, key=lambda mark: mark.position))

    def _notes(self) -> Iterator[Note]:
        for place, element in enumerate(children(child(self._root, "Notes"), "Note")):
            name = (element.get("name") or "").strip()
            yield Note(
                guid=guid_of(element.get("guid"), "note", place),
                name=name,
                text=self._text(element, name).text.strip()
                or text_of(element, "Description").strip(),
                coder=guid_of(element.get("creatingUser")) if element.get("creatingUser") else "",
                created_at=moment(element.get("creationDateTime")),
            )

    def _cases(self, kinds: Mapping[Guid, Kind]) -> Iterator[Case]:
        for place, element in enumerate(children(child(self._root, "Cases"), "Case")):
            self._losses.add(CASE_PASSAGES, count=len(references(element, "SelectionRef")))
            yield Case(
                guid_of(element.get("guid"), "case", place),
                (element.get("name") or "").strip(),
                text_of(element, "Description").strip(),
                references(element, "SourceRef"),
                values_of(element, kinds, self._losses),
            )

    def _collections(self) -> Iterator[Collection]:
        for place, element in enumerate(children(child(self._root, "Sets"), "Set")):
            self._losses.add(SETS_OF_NOTES, count=len(references(element, "MemberNote")))
            yield Collection(
                guid_of(element.get("guid"), "set", place),
                (element.get("name") or "").strip(),
                text_of(element, "Description").strip(),
                references(element, "MemberCode"),
                references(element, "MemberSource"),
            )

    def _count_the_rest(self) -> None:
        self._losses.add(LINKS, count=sum(1 for _ in children(child(self._root, "Links"), "Link")))
        graphs = sum(1 for _ in children(child(self._root, "Graphs"), "Graph"))
        self._losses.add(GRAPHS, count=graphs)


def _by_base_name(names: Sequence[str]) -> dict[str, str]:
    """Entries by what they are called, wherever they are and however their folder is spelled; one
    among the sources goes before another."""
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda each: "sources" not in each.lower()):
        found.setdefault(_base_name(name), name)
    return found


def _base_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].lower()


def _samples(texts: Sequence[tuple[Text, Sequence[Clue]]]) -> dict[Basis, list[str]]:
    return {basis: sampled(texts, basis) for basis in ALL}
