"""Addresses in a text, and what each is for."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|mkt_tok|_hs\w+|ref|source|trk|igshid", re.I)
"""Names in an address's query that say by which letter, or who, it was followed."""
MOST_DOCUMENTS = 5
"""PDFs that are read of what one mail or pasted text leads to."""
_LONGEST_ADDRESS = 1000
_FOLLOWED = re.compile(
    r"[/.](?:clicks?|click\d+|ct|trk|track|tracker|tracking|redirect|redir|unsub\w*|opt-?out"
    r"|list-manage)(?=[/.:])",
    re.I,
)
"""In a host or a path: there is counted who follows a link, or who wants no more letters."""
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


def documents_in(text: str) -> tuple[str, ...]:
    """Addresses of PDFs in what somebody wrote to somebody, each once, as they may be asked for
    without telling who was written to: so none that counts who follows it or names its reader, as
    far as an address shows it. One that was made for a single reader may look like any other."""
    found = (asked_for(match.group().rstrip(_END)) for match in _ADDRESS.finditer(text))
    return tuple(dict.fromkeys(filter(None, found)))[:MOST_DOCUMENTS]


def asked_for(address: str) -> str:
    """The address of a PDF without what says how somebody came there; "" where it is none, or may
    say more than that."""
    try:
        parts = urlsplit(address)
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return ""
    if not parts.path.lower().endswith(".pdf") or "@" in unquote(f"{parts.netloc}{parts.path}"):
        return ""
    if any(not TRACKING.fullmatch(name) for name, _value in query):
        return ""
    whole = urlunsplit((parts.scheme.lower(), parts.netloc, parts.path, "", ""))
    is_followed = _FOLLOWED.search(f"/{parts.netloc}{parts.path}")
    return "" if is_followed or len(whole) > _LONGEST_ADDRESS else whole


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
