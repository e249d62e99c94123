"""Mail that was forwarded here, with whatever charset it claims, and calendars and PDFs that hang
on it."""

import email
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import sha256
from itertools import islice

from localturn.agenda.domain.extraction.links import documents_in
from localturn.agenda.domain.items import Item, Reading, Remark, Unreadable
from localturn.agenda.standards.calendars import read_calendar
from localturn.agenda.standards.markup import text_of
from localturn.agenda.standards.reports import is_report, read_report
from localturn.foundation.languages import N_

LARGEST = 20 * 1024 * 1024
_MOST_PARTS = 60
_MOST_REPORTS = 5
_PDF = frozenset({"application/pdf", "application/x-pdf", "application/octet-stream"})
_MOST_LETTERS = 400_000
_LONGEST_HEADER = 4_000
_AUTOMATIC = frozenset({"auto-replied", "auto-generated", "auto-notified"})
_BLANKS = re.compile(r"[\r\n\t\0 ]+")
_SIGNATURE = re.compile(r"\n-- ?\n[\s\S]{0,2000}\Z")
_QUOTED = re.compile(r"^>+ ?", re.M)
_CHARSETS = {"x-gbk": "gbk", "us-askey": "ascii", "iso-8859-8-i": "iso-8859-8", "utf8mb4": "utf-8"}


def read_mail(document: bytes, *, zone: str, today: date) -> Reading:
    """Its text, which may hold several announcements, the entries of calendars and the text of PDFs
    in it.

    Raises Unreadable for what a program answered by itself, and for what is no mail.
    """
    if len(document) > LARGEST:
        raise Unreadable(
            N_("It has %(size)s bytes; at most %(most)s are read."),
            size=len(document),
            most=LARGEST,
        )
    if len(re.findall(rb"boundary\s*=", document, re.I)) > _MOST_PARTS:
        raise Unreadable(N_("It has too many parts within parts."))
    try:
        message = email.message_from_bytes(document)
        _refuse_automatic(message)
        return _read(message, zone, today)
    except (MessageError, RecursionError) as error:
        raise Unreadable(N_("It is no mail that can be read.")) from error


def sender_of(document: bytes) -> str:
    """From whom a mail comes; "" where it does not say."""
    head = re.split(rb"\r?\n\r?\n", document[:100_000], maxsplit=1)[0]
    message = email.message_from_bytes(head + b"\r\n\r\n")
    return parseaddr(_header(message, "From"))[1].lower()[:254]


def _refuse_automatic(message: Message) -> None:
    automatic = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    precedence = _header(message, "Precedence").lower()
    if automatic in _AUTOMATIC or precedence == "auto_reply" or _header(message, "X-Autoreply"):
        raise Unreadable(N_("A program answered by itself; that is no announcement."))


def _read(message: Message, zone: str, today: date) -> Reading:
    text, documents, calendars, reports = _parts(message)
    remarks: list[Remark] = []
    items: list[Item] = []
    subject = _header(message, "Subject")
    identity = _header(message, "Message-ID")[:300]
    if text or subject:
        items.append(
            Item(
                external_id=identity,
                title=subject[:300],
                text=text or subject,
                published=_day(message),
                language=_header(message, "Content-Language").split(",")[0].strip()[:35],
                documents=documents,
            )
        )
    for calendar in calendars:
        try:
            reading = read_calendar(calendar, zone=zone, today=today)
        except Unreadable as refused:
            remarks.append(refused.remark)
        else:
            items.extend(reading.items)
            remarks.extend(reading.remarks)
    for report in reports[:_MOST_REPORTS]:
        try:
            # known by itself, so that it is there once, however often it is sent around
            reading = read_report(report, identity=f"pdf:{sha256(report).hexdigest()}")
        except Unreadable as refused:
            remarks.append(refused.remark)
        else:
            items.extend(reading.items)
            remarks.extend(reading.remarks)
    if not items:
        raise Unreadable(N_("There is no text in it."))
    return Reading(tuple(items), tuple(remarks), entries=len(items), title=subject[:200])


def _parts(message: Message) -> tuple[str, tuple[str, ...], list[bytes], list[bytes]]:
    """Its text (the plain one, where there is one), addresses of PDFs that it leads to in either
    form, and the calendars and the PDFs in it."""
    texts: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    calendars, reports = [], []
    for part in islice(message.walk(), _MOST_PARTS):
        kind = part.get_content_type()
        if kind == "text/calendar":
            calendars.append(_bytes(part))
        elif kind in _PDF and is_report(content := _bytes(part)):
            reports.append(content)
        elif kind in texts and part.get_content_disposition() != "attachment":
            texts[kind].append(_content(part))
    plain = "\n\n".join(texts["text/plain"]).strip()
    drawn_of = _beginnings(texts["text/html"]) if plain else texts["text/html"]
    drawn = "\n\n".join(map(text_of, drawn_of))
    text = _SIGNATURE.sub("", _QUOTED.sub("", (plain or drawn).replace("\r\n", "\n")))
    text = text[:_MOST_LETTERS].strip()
    return text, documents_in(f"{text}\n{drawn}"), calendars, reports


def _beginnings(parts: Iterable[str]) -> Iterator[str]:
    """What is drawn beside a plain text, for the links to PDFs alone: at most so many letters."""
    left = _MOST_LETTERS
    for each in parts:
        beginning = each[:left]
        left -= len(beginning)
        if ".pdf" in beginning.lower():
            yield beginning


def _header(message: Message, name: str) -> str:
    """On one line, whatever hides in it; "" for one that cannot be read."""
    written = str(message.get(name, ""))[:_LONGEST_HEADER]
    try:
        said = str(make_header(decode_header(written)))
    except (ValueError, LookupError, MessageError):
        said = written
    return _BLANKS.sub(" ", said).strip()


def _day(message: Message) -> date | None:
    try:
        at: datetime = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).date()


def _bytes(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return content if isinstance(content, bytes) else b""


def _content(part: Message) -> str:
    """A part's text: by its charset if that is one and holds, else as it looks."""
    content = _bytes(part)
    try:
        claimed = (part.get_content_charset() or "").lower()
    except (ValueError, LookupError):
        claimed = ""
    claimed = _CHARSETS.get(claimed, claimed)
    for name in filter(None, ("utf-8", claimed)):
        try:
            return content.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    from charset_normalizer import from_bytes

    guessed = from_bytes(content[:50_000]).best()
    return content.decode(guessed.encoding if guessed else "cp1252", errors="replace")
