"""Web pages: what they say for programs (schema.org, as JSON-LD or microdata), else their text."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import lxml.html
from lxml import etree

from localturn.agenda.domain.extraction.values import Field
from localturn.agenda.domain.items import Item, Reading, Remark, Unreadable
from localturn.agenda.standards.markup import LARGEST, documents_of, guard, text_of
from localturn.foundation.languages import N_

MOST = 500
"""Events of one page."""
_MOST_NODES = 20_000
_DEEPEST = 60
_TYPES = frozenset(
    {"Festival", "Hackathon", "CourseInstance", "EventSeries", "PublicationEvent", "Event"}
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)
_COMMENT = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/|<!\[CDATA\[)+|(?:-->|\]\]>|//\s*\]\]>)\s*$"
)
_CONTROL = re.compile(r"[\x00-\x1f]+")
_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::\d\d(?:[.,]\d+)?)?\s?(Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?"
)


def read_page(document: bytes, *, address: str, charset: str = "") -> Reading:
    """The events that a page tells for programs, else its main text. Raises Unreadable."""
    guard(document)
    root = _parsed(document, charset)
    language = str(root.get("lang") or root.get("xml:lang") or "")[:35]
    told = [*_of_json_ld(root), *_of_microdata(root)]
    title = _title(root)
    found, remarks, lost = [], [], 0
    for event in told[:MOST]:
        try:
            found.append(_item(event, address, language))
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            lost += 1
    if lost:
        remarks.append(
            Remark(
                N_("Malformed: %(read)s of %(entries)s entries read."),
                {"read": len(found), "entries": len(found) + lost},
            )
        )
    if found:
        if len(found) == 1:
            found = [replace(found[0], documents=documents_of(root, address=address))]
        unique = {each.key: each for each in reversed(found)}
        return Reading(tuple(reversed(unique.values())), tuple(remarks), len(told), language, title)
    text = _main_text(document, root)
    if not text:
        raise Unreadable(N_("There is no text on the page."))
    item = Item(
        external_id=address,
        title=title,
        text=text,
        address=address,
        language=language,
        documents=documents_of(root, address=address),
    )
    return Reading((item,), tuple(remarks), 1, language, title)


def _parsed(document: bytes, charset: str) -> lxml.html.HtmlElement:
    text = _decoded(document, charset)
    if not text.strip():
        raise Unreadable(N_("It is empty."))
    # an encoding that a page declares of itself was heeded already
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        return lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(huge_tree=False))
    except (etree.ParserError, ValueError) as error:
        raise Unreadable(N_("It is no web page.")) from error


def _decoded(document: bytes, charset: str) -> str:
    """By the header, else by what it says of itself; UTF-8 where it is that in truth."""
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(document[:4_000])
    own = declared.group(1).decode("ascii", "replace") if declared else ""
    for name in (charset, own, "cp1252"):
        try:
            return document.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return document.decode("latin-1")


def _of_json_ld(root: lxml.html.HtmlElement) -> Iterator[Mapping[str, Any]]:
    """Of each block by itself: a broken one loses no other."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        block = _COMMENT.sub("", (script.text or "").strip())
        try:
            parsed = json.loads(_CONTROL.sub(" ", block[:LARGEST]))
        except (ValueError, RecursionError):
            continue
        yield from _events_in(parsed)


def _events_in(parsed: Any) -> Iterator[Mapping[str, Any]]:
    """Events anywhere in it; those within an event (its parts) are left to it."""
    waiting, seen = [(parsed, 0)], 0
    while waiting and seen < _MOST_NODES:
        node, depth = waiting.pop(0)
        seen += 1
        if depth > _DEEPEST:
            continue
        if isinstance(node, list):
            waiting.extend((each, depth + 1) for each in node)
        elif isinstance(node, dict):
            if _is_event(node):
                yield node
            else:
                inner = (each for each in node.values() if isinstance(each, (dict, list)))
                waiting.extend((each, depth + 1) for each in inner)


def _is_event(node: Mapping[str, Any]) -> bool:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return any(
        isinstance(name, str) and (name.endswith("Event") or name.rpartition("/")[2] in _TYPES)
        for name in names
    )


def _of_microdata(root: lxml.html.HtmlElement) -> Iterator[Mapping[str, Any]]:
    for element in root.iter():
        if not isinstance(element.tag, str) or element.get("itemscope") is None:
            continue
        name = (element.get("itemtype") or "").rpartition("/")[2]
        if name.endswith("Event") or name in _TYPES:
            yield _properties(element, name, 0)


def _properties(scope: etree._Element, name: str, depth: int) -> dict[str, Any]:
    """What is said of a thing, with the things in it."""
    found: dict[str, Any] = {"@type": name}
    waiting = list(scope)[::-1]
    seen = 0
    while waiting and seen < 2_000 and depth < 8:
        element = waiting.pop()
        seen += 1
        if not isinstance(element.tag, str):
            continue
        names = (element.get("itemprop") or "").split()
        is_thing = element.get("itemscope") is not None
        if names:
            kind = (element.get("itemtype") or "").rpartition("/")[2]
            value = _properties(element, kind, depth + 1) if is_thing else _value(element)
            for each in names:
                found.setdefault(each, value)
        if not is_thing:
            waiting.extend(list(element)[::-1])
    return found


def _value(element: etree._Element) -> str:
    for name in ("content", "datetime"):
        if (said := element.get(name)) is not None:
            return said.strip()
    if element.tag in {"a", "link", "area"}:
        return (element.get("href") or "").strip()
    if element.tag == "img":
        return (element.get("src") or "").strip()
    return " ".join("".join(element.itertext()).split())


def _item(event: Mapping[str, Any], address: str, language: str) -> Item:
    told: dict[Field, str] = {}
    title = " ".join(_text(event.get("name")).split())[:300]
    if not title:
        raise ValueError("an event without a name")
    told[Field.TITLE] = title
    _put_times(event, told)
    _put_place(event.get("location"), told)
    _put(told, Field.ORGANISER, _names(event.get("organizer"), 1))
    _put(told, Field.SPEAKERS, _names(event.get("performer"), 20))
    spoken = _text(event.get("inLanguage"))[:35] or language
    if Field.FIRST_DAY in told:
        _put(told, Field.LANGUAGE, spoken)
    _put_offer(event.get("offers"), told)
    own = _address(event.get("url"))
    identity = _text(event.get("@id")) or _text(event.get("identifier")) or own
    if not identity or identity == address:
        identity = f"{address}#{title}|{told.get(Field.FIRST_DAY, '')}"
    status = _text(event.get("eventStatus"))
    return Item(
        external_id=identity,
        title=title,
        text=text_of(_text(event.get("description"))),
        address=own or address,
        language=spoken,
        told=told,
        kind="event",
        is_cancelled=status.endswith("Cancelled"),
    )


def _put(told: dict[Field, str], name: Field, value: str) -> None:
    if value:
        told[name] = value


def _put_times(event: Mapping[str, Any], told: dict[Field, str]) -> None:
    first = _MOMENT.match(_text(event.get("startDate")))
    if first is None:
        return
    last = _MOMENT.match(_text(event.get("endDate"))) or first
    begun, (ended, until) = _day(first), _end(first, last)
    told[Field.FIRST_DAY], told[Field.LAST_DAY] = begun, max(begun, ended)
    clock = _clock(first)
    if clock == "00:00" and until in {"", "00:00", "23:59"}:
        return  # whole days
    _put(told, Field.BEGINS, clock)
    if clock:
        _put(told, Field.ZONE, _offset(first))
    if clock and (until > clock or ended > begun):
        _put(told, Field.ENDS, until)


def _end(first: re.Match[str], last: re.Match[str]) -> tuple[str, str]:
    """Its day and hour, as far from UTC as the beginning: summer time may end between them."""
    day, clock = _day(last), _clock(last) if last is not first else ""
    ours, theirs = _offset(first), _offset(last)
    if not clock or not ours or not theirs or ours == theirs:
        return day, clock
    zone = datetime.fromisoformat(f"{day}T{clock}{ours}").tzinfo
    moved = datetime.fromisoformat(f"{day}T{clock}{theirs}").astimezone(zone)
    return moved.date().isoformat(), moved.strftime("%H:%M")


def _day(match: re.Match[str]) -> str:
    return date(int(match.group(1)), int(match.group(2)), int(match.group(3))).isoformat()


def _clock(match: re.Match[str]) -> str:
    if match.group(4) is None or int(match.group(4)) > 23 or int(match.group(5)) > 59:
        return ""
    return f"{match.group(4)}:{match.group(5)}"


def _offset(match: re.Match[str]) -> str:
    """As +02:00; "" where none is written."""
    said = (match.group(6) or "").replace(":", "")
    if said in {"", "Z"}:
        return "+00:00" if said else ""
    return f"{said[:3]}:{said[3:] or '00'}"


def _put_place(location: Any, told: dict[Field, str]) -> None:
    for place in location if isinstance(location, list) else [location]:
        if isinstance(place, str):
            is_address = place.startswith(("http://", "https://"))
            _put(told, Field.ONLINE_LINK if is_address else Field.VENUE, text_of(place)[:300])
        elif isinstance(place, dict):
            if place.get("@type") == "VirtualLocation":
                _put(told, Field.ONLINE_LINK, _address(place.get("url")))
            else:
                _put(told, Field.VENUE, _venue(place)[:300])


def _venue(place: Mapping[str, Any]) -> str:
    address = place.get("address")
    parts = [_text(place.get("name"))]
    if isinstance(address, dict):
        names = ("streetAddress", "postalCode", "addressLocality", "addressCountry")
        parts += [_text(address.get(name)) for name in names]
    else:
        parts.append(_text(address))
    said = [" ".join(text_of(part).split()) for part in parts if part]
    return ", ".join(dict.fromkeys(said))


def _put_offer(offers: Any, told: dict[Field, str]) -> None:
    offer = offers[0] if isinstance(offers, list) and offers else offers
    if not isinstance(offer, dict):
        return
    _put(told, Field.REGISTRATION_LINK, _address(offer.get("url")))
    until = _MOMENT.match(_text(offer.get("validThrough") or offer.get("availabilityEnds")))
    if until is not None:
        told[Field.DEADLINE] = _day(until)
        if clock := _clock(until):
            told[Field.DEADLINE_TIME] = clock + _offset(until)


def _names(said: Any, most: int) -> str:
    found = []
    for each in said if isinstance(said, list) else [said]:
        name = _text(each.get("name")) if isinstance(each, dict) else _text(each)
        if name and not name.startswith("http"):
            found.append(" ".join(text_of(name).split())[:200])
    return "\n".join(found[:most])


def _text(said: Any) -> str:
    """A text, of what may also be a list, or a value with its language."""
    if isinstance(said, list):
        said = said[0] if said else ""
    if isinstance(said, dict):
        said = said.get("@value") or said.get("name") or ""
    return str(said).strip() if isinstance(said, (str, int)) else ""


def _address(said: Any) -> str:
    text = _text(said)
    return text[:1000] if text.lower().startswith(("http://", "https://")) else ""


def _title(root: lxml.html.HtmlElement) -> str:
    for path in ("//h1", "//meta[@property='og:title']/@content", "//title"):
        for found in root.xpath(path)[:1]:
            said = found if isinstance(found, str) else "".join(found.itertext())
            if said.strip():
                return " ".join(said.split())[:300]
    return ""


def _main_text(document: bytes, root: lxml.html.HtmlElement) -> str:
    """What stands between header and footer, by what is known of pages; else all of it."""
    import trafilatura

    try:
        found = trafilatura.extract(document, include_comments=False, include_links=False)
    except Exception:  # noqa: BLE001 (whatever it makes of a page that is none)
        found = None
    if found and len(found) > 80:
        return str(found)
    return text_of(lxml.html.tostring(root, encoding="unicode"))
