"""Selections and codings."""

from collections.abc import Iterator
from dataclasses import dataclass

from localturn.corpus.domain.interchange import Coding, Guid
from localturn.corpus.domain.offsets import Clue
from localturn.corpus.standards.refi.elements import (
    Element,
    child,
    children,
    guid_of,
    moment,
    name_of,
    reference,
    references,
    text_of,
)
from localturn.foundation.languages import N_

ON_PAGES = N_("Passages on pages of PDF files whose wording is not known")
IN_MEDIA = N_("Passages in sound and film")


@dataclass(frozen=True)
class Selection:
    """A passage as its program gives it."""

    guid: Guid
    clue: Clue
    codings: tuple[Coding, ...]
    memo: str
    coder: Guid
    noted: tuple[Guid, ...]
    is_placed: bool = False
    """Whether its positions are ours."""

    @classmethod
    def of(cls, element: Element, clue: Clue, *, is_placed: bool = False) -> "Selection":
        guid = guid_of(element.get("guid"), clue)
        return cls(
            guid,
            clue,
            tuple(codings_of(element, guid)),
            text_of(element, "Description").strip(),
            guid_of(element.get("creatingUser")) if element.get("creatingUser") else "",
            references(element, "NoteRef"),
            is_placed,
        )

    @classmethod
    def by_wording(cls, element: Element, text: str) -> "Selection | None":
        """A selection by a box on a page, found by its wording if that is in the text once."""
        quote = (element.get("name") or "").strip()
        if len(quote) < 8 or text.count(quote) != 1:
            return None
        start = text.index(quote)
        return cls.of(element, Clue(start, start + len(quote), quote), is_placed=True)


def selections_of(holder: Element | None) -> Iterator[Selection]:
    """Of a text or of a transcript; those without readable positions are none."""
    points = {
        guid_of(point.get("guid")): point.get("position")
        for point in children(holder, "SyncPoint")
        if point.get("guid")
    }
    for element in holder if holder is not None else ():
        name = name_of(element)
        if name == "PlainTextSelection":
            start, end = element.get("startPosition"), element.get("endPosition")
        elif name == "TranscriptSelection":
            start = points.get(guid_of(element.get("fromSyncPoint")))
            end = points.get(guid_of(element.get("toSyncPoint")))
        else:
            continue
        try:
            clue = Clue(int(start or ""), int(end or ""), element.get("name") or "")
        except ValueError:
            continue
        yield Selection.of(element, clue)


def codings_of(element: Element, guid: Guid) -> Iterator[Coding]:
    for place, each in enumerate(children(element, "Coding")):
        code = reference(child(each, "CodeRef"))
        if code:
            yield Coding(
                guid_of(each.get("guid"), guid, place, code),
                code,
                guid_of(each.get("creatingUser")) if each.get("creatingUser") else "",
                moment(each.get("creationDateTime")),
            )
