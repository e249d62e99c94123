"""Mails that came back, and complaints about mails: reports of RFC 3464 and RFC 5965, and what
servers write that keep to neither.

The reader is our own where the report has a form; where it is prose, flufl.bounce knows the phrases
of some seventy servers.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from localturn.agenda.domain.returned import Kind, kind_of, status_in

LARGEST = 200_000
"""Bytes of a report that are read; what lies behind is the letter that came back."""
_MOST_RECIPIENTS = 100
_DEEPEST = 8
_LONGEST_FIELD = 1_000
"""Letters of a field, or of a line, in which an address is looked for: no address is longer, and
the time that a search takes grows with their square."""
_ADDRESS = re.compile(r"[^\s<>;,\"()]+@[^\s<>;,\"()]+")
_EMPTY = re.compile(rb"(?:\r?\n){3,}")
_FAILED = re.compile(r"fail|undeliver|unable to deliver|could not be delivered", re.IGNORECASE)
_RANK = {Kind.HARD: 3, Kind.SOFT: 2, Kind.DELAYED: 1}


@dataclass(frozen=True)
class Failure:
    """That one recipient was not reached."""

    address: str
    kind: Kind
    status: str = ""
    said: str = ""


@dataclass(frozen=True)
class Returned:
    """What a mail in the return mailbox says."""

    kind: Kind
    failures: tuple[Failure, ...] = ()
    where_marks_stand: tuple[str, ...] = ()
    """The addresses to which the report came, and headers of the letter that it is about: our own
    mark, if any, is in one of them."""

    @property
    def worst(self) -> Failure | None:
        failures = sorted(self.failures, key=lambda each: -_RANK.get(each.kind, 0))
        return failures[0] if failures else None


def read(raw: bytes) -> Returned:
    """What came back, and to whom it was; of kind UNKNOWN where it is no report at all."""
    # each empty line of a report begins a message
    message = message_from_bytes(_EMPTY.sub(b"\n\n", raw[:LARGEST]), policy=compat32)
    places = tuple(_places(message))
    if complaint := _complaint(message):
        return Returned(Kind.COMPLAINT, complaint, places)
    failures = tuple(_of_report(message))[:_MOST_RECIPIENTS] or tuple(_of_prose(message))
    if not failures:
        return Returned(Kind.UNKNOWN, (), places)
    worst = max(failures, key=lambda each: _RANK.get(each.kind, 0))
    return Returned(worst.kind, failures, places)


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    yield message
    if message.is_multipart() and depth < _DEEPEST:
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)


def _of_report(message: Message) -> Iterator[Failure]:
    """RFC 3464: blocks of fields, one a recipient, whatever the nesting."""
    for part in _parts(message):
        if part.get_content_type() == "message/delivery-status":
            blocks = [each for each in _parts(part) if each is not part] or [part]
            for block in blocks:
                yield from _of_fields(block)


def _of_fields(fields: Message) -> Iterator[Failure]:
    address = _address(_text(fields, "Final-Recipient")) or _address(
        _text(fields, "Original-Recipient")
    )
    action = _text(fields, "Action").lower().split(" ")[0]
    if not address or action in {"delivered", "relayed", "expanded"}:
        return
    said = " ".join(_text(fields, "Diagnostic-Code").split())
    status = status_in(_text(fields, "Status")) or status_in(said)
    yield Failure(
        address, kind_of(status, said=said, action=action or "failed"), status, said[:500]
    )


def _complaint(message: Message) -> tuple[Failure, ...]:
    """RFC 5965: somebody has called the letter unwanted."""
    for part in _parts(message):
        if part.get_content_type() != "message/feedback-report":
            continue
        inner = part.get_payload()
        fields = inner[0] if isinstance(inner, list) and inner else None
        said = fields if isinstance(fields, Message) else message_from_bytes(_payload(part))
        if _text(said, "Feedback-Type").lower() in {"not-spam"}:
            return ()
        found = _address(_text(said, "Original-Rcpt-To"))
        return (Failure(found, Kind.COMPLAINT, said=_text(said, "Feedback-Type")[:500]),)
    return ()


def _of_prose(message: Message) -> Iterator[Failure]:
    """Reports without a form; the phrases are told apart by flufl.bounce, the status by us."""
    from flufl.bounce import all_failures

    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 – its detectors meet mails that no parser expects
        return
    text = _prose(message)
    status = status_in(text)
    said = " ".join(text.split())[:500]
    for found in sorted(permanent):
        kind = Kind.HARD if not status else kind_of(status, said=said)
        yield Failure(_word(found), kind, status, said)
    for found in sorted(temporary - permanent):
        yield Failure(_word(found), Kind.DELAYED, status, said)
    if not permanent and not temporary:
        for address in _named_as_failed(message, text):
            yield Failure(address, kind_of(status, said=said), status, said)


def _named_as_failed(message: Message, text: str) -> list[str]:
    """What a postmaster says outright, in a header or in a line about a failure."""
    found = _ADDRESS.findall(_text(message, "X-Failed-Recipients"))
    sender = _text(message, "From").lower()
    if not found and ("postmaster" in sender or "mailer-daemon" in sender):
        lines = [line for line in text.splitlines() if _FAILED.search(line)]
        found = [
            address for line in lines[:20] for address in _ADDRESS.findall(line[:_LONGEST_FIELD])
        ]
    return [address.rstrip(".") for address in found[:_MOST_RECIPIENTS]]


def _prose(message: Message) -> str:
    """The first words of the report that people are to read."""
    for part in _parts(message):
        if part.get_content_type() == "text/plain":
            return _payload(part).decode("utf-8", errors="replace")[:5_000]
    return ""


def _places(message: Message) -> Iterator[str]:
    """Wherever a mark of ours may have come back."""
    for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"):
        yield from (str(each) for each in message.get_all(name, [])[:20])
    for part in _parts(message):
        if part is not message:
            yield from (str(each) for each in part.get_all("Message-ID", [])[:5])
            yield from (str(each) for each in part.get_all("Return-Path", [])[:5])
            if part.get_content_type() == "text/rfc822-headers":
                inner = message_from_bytes(_payload(part), policy=compat32)
                yield from (str(each) for each in inner.get_all("Message-ID", [])[:5])
            if part.get_content_type() == "message/feedback-report":
                yield _payload(part).decode("latin-1")[:5_000]
    if not message.is_multipart():
        yield _payload(message).decode("latin-1")[:100_000]


def _text(message: Message, name: str) -> str:
    return str(message.get(name, ""))[:_LONGEST_FIELD].strip()


def _address(field: str) -> str:
    """The address in a field such as "rfc822; ana@example.org"."""
    found = _ADDRESS.search(field.partition(";")[2] or field)
    return found[0].rstrip(".") if found else ""


def _payload(part: Message) -> bytes:
    with contextlib.suppress(Exception):  # a transfer encoding that nobody knows
        found = part.get_payload(decode=True)
        if isinstance(found, bytes):
            return found
    return (
        b"\n\n".join(
            str(each).encode("utf-8", errors="replace") for each in (part.get_payload() or [])
        )
        if part.is_multipart()
        else str(part.get_payload()).encode("utf-8", errors="replace")
    )


def _word(address: bytes | str) -> str:
    return address.decode("utf-8", errors="replace") if isinstance(address, bytes) else address
