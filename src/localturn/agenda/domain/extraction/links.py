"""Addresses in a text, and what each is for."""

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"https?://[^\s<>\"'“”«»|\\^`{}]{4,1900}", re.I)
_END = ".,;:!?)]}*_"
_MEETING = re.compile(
    r"//(?:[\w-]+\.)*(?:zoom\.us|teams\.microsoft\.com|teams\.live\.com|meet\.google\.com"
    r"|webex\.com"
    r"|gotomeeting\.com|whereby\.com|bigbluebutton\.\w+|jitsi\.\w+|youtube\.com/live"
    r"|meet\.jit\.si)",
    re.I,
)
_REGISTER = re.compile(
    r"regist|sign\s?up|rsvp|book|anmäl|påmeld|anmeld|inscri|inschrijv|aanmeld|iscri|prijav|пријав"
    r"|regjistr|eventbrite|forms\.gle|docs\.google\.com/forms|forms\.office|typeform|invajo"
    r"|tilmeld",
    re.I,
)
_NEAR = 90


@dataclass(frozen=True)
class Link:
    address: str
    start: int
    stop: int


@dataclass(frozen=True)
class Links:
    online: Link | None = None
    registration: Link | None = None
    more: Link | None = None


def links_in(text: str) -> Links:
    """The first address to take part, to register, and to read more."""
    online = registration = more = None
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_END)
        link = Link(address, match.start(), match.start() + len(address))
        line = text[max(0, link.start - _NEAR) : link.start]
        before = line[max(line.rfind("\n\n"), line.rfind(". ")) + 1 :]
        before = re.split(r"https?://\S+", before)[-1]
        if _MEETING.search(address):
            if _REGISTER.search(address) or _REGISTER.search(before):
                registration = registration or link
            else:
                online = online or link
        elif _REGISTER.search(address) or _REGISTER.search(before):
            registration = registration or link
        else:
            more = more or link
    return Links(online, registration, more)
