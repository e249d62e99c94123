"""RSS and Atom in all their dialects."""

import contextlib
from datetime import date
from time import struct_time
from typing import Any

import feedparser.api

from localturn.agenda.domain.items import Item, Reading, Remark, Unreadable
from localturn.agenda.standards.markup import (
    LARGEST,
    documents_in,
    few_documents,
    guard,
    text_of,
    whole,
)
from localturn.foundation.languages import N_

MOST = 5_000
"""Entries of one feed."""
_LONGEST_TITLE = 300


def read_feed(document: bytes, *, largest: int = LARGEST) -> Reading:
    """Every entry that can be read. Raises Unreadable where there is no feed in it."""
    guard(document, largest=largest)
    if not document.strip():
        raise Unreadable(N_("It is empty."))
    # bytes alone: given a text, feedparser would open it as an address or a file
    parse: Any = feedparser.api.parse
    parsed = parse(document, sanitize_html=False, resolve_relative_uris=False)
    entries = parsed.entries[:MOST]
    if not entries and not parsed.get("version"):
        raise Unreadable(N_("It is no feed."))
    language = str(parsed.feed.get("language") or "")[:35]
    items, remarks, lost = [], [], 0
    for entry in entries:
        try:
            item = _item(entry, language)
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
            item = None
        if item is None:
            lost += 1
        else:
            items.append(item)
    if parsed.bozo:
        line = getattr(parsed.get("bozo_exception"), "getLineNumber", lambda: None)()
        remarks.append(_remark_of_break(line, len(items), len(entries)))
    elif lost:
        remarks.append(_remark_of_break(None, len(items), len(entries)))
    if len(parsed.entries) > MOST:
        remarks.append(Remark(N_("Only the first %(most)s entries are read."), {"most": MOST}))
    return Reading(
        tuple(items),
        tuple(remarks),
        entries=len(entries),
        language=language,
        title=text_of(str(parsed.feed.get("title") or ""))[:200],
    )


def _remark_of_break(line: int | None, read: int, entries: int) -> Remark:
    values = {"read": read, "entries": entries}
    if line is not None:
        return Remark(
            N_("Malformed from line %(line)s: %(read)s of %(entries)s entries read."),
            {"line": line, **values},
        )
    return Remark(N_("Malformed: %(read)s of %(entries)s entries read."), values)


def _item(entry: Any, language: str) -> Item | None:
    title = " ".join(text_of(str(entry.get("title") or "")).split())
    body, spoken = _body(entry)
    text = text_of(body)
    if not title and not text:
        return None
    if not title:
        title = text.split("\n", 1)[0]
    address = str(entry.get("link") or "").strip()
    if not address.lower().startswith(("http://", "https://")):
        address = ""
    return Item(
        external_id=str(entry.get("id") or "").strip(),
        title=title[:_LONGEST_TITLE],
        text=text,
        address=address[:1000],
        published=_day(entry),
        language=(spoken or language)[:35],
        documents=_documents(entry, body, address),
    )


def _documents(entry: Any, body: str, address: str) -> tuple[str, ...]:
    """PDFs that are enclosed with it, and those that its text leads to."""
    enclosed = (whole(str(each.get("href") or ""), address) for each in entry.get("enclosures", ()))
    return few_documents((*enclosed, *documents_in(body, address=address)))


def _body(entry: Any) -> tuple[str, str]:
    """The longest text of an entry, and its language where it says so."""
    told = [(str(each.get("value") or ""), each) for each in entry.get("content") or ()]
    told.append((str(entry.get("summary") or ""), entry.get("summary_detail") or {}))
    body, detail = max(told, key=lambda each: len(each[0]))
    return body, str(detail.get("language") or "")


def _day(entry: Any) -> date | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        found = entry.get(name)
        if isinstance(found, struct_time):
            with contextlib.suppress(ValueError):
                return date(found.tm_year, found.tm_mon, found.tm_mday)
    return None
