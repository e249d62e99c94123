"""The XML of others: parsed without entities, and asked without namespaces."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from localturn.corpus.domain.interchange import Code, Guid, Unreadable, made_guid
from localturn.foundation.languages import N_

Element = etree._Element

DEEPEST = 200
"""Levels of codes under codes."""
_GUID = re.compile(r"\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.I)
_COLOUR = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})", re.I)
_TRUE = ("true", "1")


def parsed(xml: bytes) -> Element:
    """The root of a document; raises Unreadable for what is no XML or declares entities."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(xml.lstrip(), parser)
    except etree.XMLSyntaxError:
        raise Unreadable(N_("This is no XML, or it is damaged.")) from None
    if root.getroottree().docinfo.doctype:
        raise Unreadable(N_("This file declares a document type, which no such file needs."))
    return root


def name_of(element: Element) -> str:
    """Without the namespace, of which programs use several."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, name: str) -> Iterator[Element]:
    if element is not None:
        for child in element:
            if name_of(child) == name:
                yield child


def child(element: Element | None, name: str) -> Element | None:
    return next(children(element, name), None)


def text_of(element: Element | None, name: str) -> str:
    """The text of a child, or none."""
    found = child(element, name)
    return (found.text or "") if found is not None else ""


def guid_of(given: str | None, *otherwise: object) -> Guid:
    """A GUID in one spelling; where there is none that can be read, one made of what else is known,
    the same every time."""
    found = _GUID.fullmatch((given or "").strip())
    if found:
        return found[1].lower()
    return made_guid("read", given or "", *otherwise)


def reference(element: Element | None) -> Guid:
    """What a …Ref points at; nothing if at nothing. Codebooks say `guid` for `targetGUID`."""
    if element is None:
        return ""
    given = element.get("targetGUID") or element.get("guid") or ""
    return guid_of(given) if given.strip() else ""


def references(element: Element | None, name: str) -> tuple[Guid, ...]:
    return tuple(guid for each in children(element, name) if (guid := reference(each)))


def moment(given: str | None) -> datetime | None:
    """None for what cannot be read; without a zone it is taken for UTC."""
    try:
        read = datetime.fromisoformat((given or "").strip())
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def codes_in(parent: Element | None, above: Guid = "", depth: int = 0) -> Iterator[Code]:
    """Codes under an element, each before those under it."""
    if depth > DEEPEST:
        raise Unreadable(N_("Codes stand under codes on too many levels."))
    for place, element in enumerate(children(parent, "Code")):
        guid = guid_of(element.get("guid"), above, place, element.get("name"))
        colour = (element.get("color") or "").strip()
        yield Code(
            guid=guid,
            name=(element.get("name") or "").strip(),
            description=text_of(element, "Description").strip(),
            parent=above,
            colour=colour.lower() if _COLOUR.fullmatch(colour) else "",
            is_codable=(element.get("isCodable") or "true").strip().lower() in _TRUE,
            noted=references(element, "NoteRef"),
        )
        yield from codes_in(element, guid, depth + 1)
