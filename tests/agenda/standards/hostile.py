"""Documents that are made to take hours, to fill the memory, or to spy; each with its kind."""

import zlib
from base64 import b64encode
from functools import cache


def _entities(levels: int, times: int) -> str:
    named = [f'<!ENTITY e0 "{"ha" * 10}">']
    named += [f'<!ENTITY e{n} "{f"&e{n - 1};" * times}">' for n in range(1, levels)]
    return f"<!DOCTYPE rss [{''.join(named)}]>"


def _rss(said: str, head: str = "") -> bytes:
    item = f"<item><title>{said}</title><guid>1</guid></item>"
    return f"<?xml version='1.0'?>{head}<rss version='2.0'><channel>{item}</channel></rss>".encode()


def _calendar(*lines: str) -> bytes:
    inner = ["BEGIN:VEVENT", "UID:1", "SUMMARY:Meeting", "DTSTART:20260101T090000Z", *lines]
    return "\r\n".join(["BEGIN:VCALENDAR", *inner, "END:VEVENT", "END:VCALENDAR"]).encode()


def _parts_in_parts(depth: int) -> bytes:
    heads = [
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth)
    ]
    return ("Subject: Towns\r\n" + "".join(heads) + "Content-Type: text/plain\r\n\r\nx").encode()


def pdf_with(stream: bytes) -> bytes:
    """One page whose content is packed."""
    packed = zlib.compress(stream, 9)
    return (
        b"%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n"
        b"4 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        b"trailer << /Size 5 /Root 1 0 R >>\n%%%%EOF" % (len(packed), packed)
    )


_QUADRATIC = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>'
_SPY = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_JSON_LD = '<script type="application/ld+json">{}</script>'


@cache
def hostile() -> dict[str, tuple[str, bytes]]:
    """By their names; made when they are asked for, as packing them takes seconds."""
    return {
        "entities that swell": ("feed", _rss("&e9;", _entities(10, 10))),
        "one long entity, often": ("feed", _rss("&a;" * 20_000, _QUADRATIC)),
        "an entity that reads a file": ("feed", _rss("&x;", _SPY)),
        "entities in another encoding": (
            "feed",
            _rss("&x;", _SPY).decode().replace("?>", " encoding='utf-16'?>").encode("utf-16"),
        ),
        "packed nothing": ("feed", zlib.compress(bytes(40_000_000), 9)),
        "every second for ever": ("calendar", _calendar("RRULE:FREQ=SECONDLY")),
        "every minute of everything": (
            "calendar",
            _calendar("RRULE:FREQ=MINUTELY;BYSECOND=" + ",".join(map(str, range(60)))),
        ),
        "on a day that never comes": (
            "calendar",
            _calendar("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        ),
        "a rule that is none": ("calendar", _calendar("RRULE:FREQ=DAILY;INTERVAL=0;COUNT=9e9")),
        "parts in parts of a calendar": (
            "calendar",
            b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nBEGIN:VALARM\r\n" * 50_000,
        ),
        "lists in lists": ("page", _JSON_LD.format("[" * 100_000 + "]" * 100_000).encode()),
        "objects in objects": (
            "page",
            _JSON_LD.format('{"@graph":' * 20_000 + "1" + "}" * 20_000).encode(),
        ),
        "tags in tags": ("page", b"<div>" * 200_000),
        "a mail of parts in parts": ("mail", _parts_in_parts(2_000)),
        "an answer of a program": (
            "mail",
            b"Auto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nI am away.",
        ),
        "a PDF that swells": ("page", pdf_with(b" " * 200_000_000)),
        "a PDF in which nothing is whole": ("page", b"%PDF-1.7\n" + b"1 0 obj << " * 50_000),
        "a mail with a PDF that swells": (
            "mail",
            b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + b64encode(pdf_with(b"q " * 50_000_000)),
        ),
    }
