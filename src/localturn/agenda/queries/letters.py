"""The letters of an issue: its pieces are rendered and encoded once per language, and joined for
each reader.

A piece is whole lines of quoted-printable text in which none begins with a dot, so that pieces can
be put behind one another and handed to a mail server as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from email.header import Header
from email.quoprimime import body_encode
from email.utils import format_datetime, formataddr, parseaddr
from functools import cached_property, lru_cache
from itertools import groupby
from quopri import decodestring
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from localturn.agenda.domain.digest import CALLS, EVENTS, NEWS, Content, Item, Words
from localturn.agenda.domain.mailing import Wishes
from localturn.agenda.domain.marks import Purpose, ReturnMark
from localturn.agenda.models import Issue, Subscriber
from localturn.agenda.queries.mailing import link_for
from localturn.agenda.queries.marking import mark_secret
from localturn.foundation import moments
from localturn.foundation.languages import N_, direction
from localturn.foundation.mail.writing import fold
from localturn.foundation.places.models import Country
from localturn.foundation.ui.times import day_text, moment_text

PART_NAMES = {
    EVENTS: N_("Coming up"),
    CALLS: N_("Calls"),
    NEWS: N_("News"),
}


MOST_KEPT = 200
"""So many combinations of wishes, and of items, are kept joined at a time: readers may wish for as
many as there are readers."""


@dataclass(frozen=True)
class Reader:
    """Whom a letter is written to: plain values, for it is asked a hundred thousand times."""

    email: str
    language: str
    key: str
    wishes: Wishes


def reader_of(subscriber: Subscriber) -> Reader:
    return Reader(subscriber.email, subscriber.language, subscriber.key, subscriber.wishes)


@dataclass(frozen=True)
class Piece:
    """The same in both forms of a letter, encoded."""

    text: bytes
    html: bytes


@dataclass(frozen=True)
class Plainly:
    """A letter as it is read."""

    language: str
    subject: str
    text: str
    html: str


class Press:
    """Writes the letters of one issue."""

    def __init__(self, issue: Issue, content: Content) -> None:
        self.issue, self.content = issue, content
        self._pressed: dict[str, _Language] = {}
        self.wanted = lru_cache(maxsize=MOST_KEPT)(self._wanted_by)

    def _wanted_by(self, wishes: Wishes) -> tuple[int, ...]:
        """Which items are for somebody with these wishes."""
        return tuple(n for n, item in enumerate(self.content.items) if item.wanted_by(wishes))

    def letter(self, delivery: int, reader: Reader) -> bytes | None:
        """The whole mail, dotted; None where nothing in the issue is for this reader."""
        items = self.wanted(reader.wishes)
        if not items:
            return None
        return self.in_language(reader.language).letter(delivery, reader, items)

    def plainly(self, language: str, reader: Reader | None = None) -> "Plainly":
        """The letter as it is read, for where nothing is sent; without a reader, all of it."""
        items = self.wanted(reader.wishes if reader else Wishes())
        return self.in_language(language).plainly(reader.key if reader else None, items)

    def in_language(self, wanted: str) -> "_Language":
        language = self.content.language_for(wanted)
        if language not in self._pressed:
            self._pressed[language] = _Language(self.issue, self.content, language)
        return self._pressed[language]


class _Language:
    """An issue in one of its languages."""

    def __init__(self, issue: Issue, content: Content, language: str) -> None:
        self.issue, self.content, self.language = issue, content, language
        self.body = lru_cache(maxsize=MOST_KEPT)(self._joined)

    def letter(self, delivery: int, reader: Reader, items: tuple[int, ...]) -> bytes:
        body = self.body(items)
        leave = link_for(Purpose.LEAVE, reader.key)
        foot = self._foot(leave, link_for(Purpose.WISHES, reader.key))
        mark = ReturnMark(delivery).written(secret=mark_secret())
        own = (
            f"To: {reachable(reader.email)}\r\n"
            f"Message-ID: <digest.{mark}@{host()}>\r\n"
            f"List-Unsubscribe: <{leave}>\r\n"
        )
        return b"".join(
            (
                self._headers,
                own.encode(),
                self._before_text,
                body.text,
                foot.text,
                self._before_html,
                body.html,
                foot.html,
                self._end,
            )
        )

    def plainly(self, key: str | None, items: tuple[int, ...]) -> "Plainly":
        body = self.body(items)
        page = f"{settings.PUBLIC_URL}{self.issue.mailing_list.get_absolute_url()}"
        leave, wishes = (
            link_for(each, key) if key else page for each in (Purpose.LEAVE, Purpose.WISHES)
        )
        foot = self._foot(leave, wishes)
        text, html = (decodestring(each).decode() for each in (body.text, body.html))
        return Plainly(
            language=self.language,
            subject=self.words.subject,
            text=text + decodestring(foot.text).decode(),
            html=html + decodestring(foot.html).decode(),
        )

    def _joined(self, items: tuple[int, ...]) -> Piece:
        """What is the same for all readers who want the same."""
        pieces = list(self._pieces(items))
        return Piece(b"".join(each.text for each in pieces), b"".join(each.html for each in pieces))

    def _pieces(self, items: tuple[int, ...]) -> Iterable[Piece]:
        yield self._top
        part = ""
        for number in items:
            item = self.content.items[number]
            if item.part != part:
                part = item.part
                yield self._headings[part]
            yield self._items[number]

    @cached_property
    def _top(self) -> Piece:
        context = {"words": self.words, "list": self.issue.mailing_list, "online": self.online}
        return self._rendered("top", context)

    @cached_property
    def _headings(self) -> dict[str, Piece]:
        with translation.override(self.language):
            names = {part: _(name) for part, name in PART_NAMES.items()}
        return {part: self._rendered("part", {"part": name}) for part, name in names.items()}

    @cached_property
    def _items(self) -> list[Piece]:
        with translation.override(self.language):
            return [
                self._rendered("item", {"item": told(item, self.language)})
                for item in self.content.items
            ]

    def _foot(self, leave: str, wishes: str) -> Piece:
        text, html = self._foot_words
        return Piece(
            _encoded(text.replace("%LEAVE%", leave).replace("%WISHES%", wishes)),
            _encoded(html.replace("%LEAVE%", leave).replace("%WISHES%", wishes)),
        )

    @cached_property
    def _foot_words(self) -> tuple[str, str]:
        context = {"list": self.issue.mailing_list, "leave": "%LEAVE%", "wishes": "%WISHES%"}
        return self._both("foot", context)

    def _rendered(self, name: str, context: dict[str, Any]) -> Piece:
        text, html = self._both(name, context)
        return Piece(_encoded(text), _encoded(html))

    def _both(self, name: str, context: dict[str, Any]) -> tuple[str, str]:
        told = {
            **context,
            "site": settings.PUBLIC_URL,
            "language": self.language,
            "direction": direction(self.language),
        }
        with translation.override(self.language):
            text = render_to_string(f"agenda/letter/{name}.txt", told)
            html = render_to_string(f"agenda/letter/{name}.html", told)
        return f"{fold(text)}\n", html if html.endswith("\n") else f"{html}\n"

    @property
    def words(self) -> Words:
        return self.content.words[self.language]

    @property
    def online(self) -> str:
        """The address at which everybody may read it."""
        arguments = [self.issue.mailing_list.slug, self.content.number]
        address = reverse("agenda:list-issue", args=arguments)
        return f"{settings.PUBLIC_URL}{address}?in={self.language}"

    @cached_property
    def _headers(self) -> bytes:
        letters = self.issue.mailing_list
        address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        archive = f"{settings.PUBLIC_URL}{letters.get_absolute_url()}"
        known = _header(_one_line(letters.name), len("List-Id: "))
        lines = [
            f"From: {formataddr((_one_line(letters.sender), address))}",
            f"Subject: {_header(_one_line(self.words.subject), len('Subject: '))}",
            f"Date: {format_datetime(self.issue.sending_at or moments.now())}",
            f"List-Id: {known} <{letters.slug}.{host()}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            f"List-Archive: <{archive}>",
            "Precedence: list",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: OOF, AutoReply",
            f"Content-Language: {self.language}",
            "MIME-Version: 1.0",
            f'Content-Type: multipart/alternative; boundary="{self._boundary}"',
        ]
        return ("\r\n".join(lines) + "\r\n").encode()

    @property
    def _boundary(self) -> str:
        """An underscore after an equals sign is nothing that quoted-printable text can hold."""
        return f"=_issue-{self.issue.pk}-{self.language}"

    @cached_property
    def _before_text(self) -> bytes:
        return self._part("plain", first=True)

    @cached_property
    def _before_html(self) -> bytes:
        return self._part("html")

    def _part(self, kind: str, *, first: bool = False) -> bytes:
        start = "\r\n" if first else ""
        return (
            f"{start}--{self._boundary}\r\n"
            f"Content-Type: text/{kind}; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        ).encode()

    @cached_property
    def _end(self) -> bytes:
        return f"--{self._boundary}--\r\n.\r\n".encode()


def host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def reachable(address: str) -> str:
    """The address with its domain as mail servers write it."""
    if address.isascii():
        return address
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def sender_for(delivery: int) -> str:
    """Where mail servers send a letter back to: an address of its own, where the house has a
    mailbox for that."""
    if not settings.MAIL_RETURN:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    local, _at, domain = settings.MAIL_RETURN.partition("@")
    return f"{local}+{ReturnMark(delivery).written(secret=mark_secret())}@{domain}"


@dataclass(frozen=True)
class Told:
    """An item in the words of one language."""

    title: str
    summary: str
    language: str
    """Of title and summary, where it is not the letter's; else empty."""
    address: str
    when: str
    where: str
    deadline: str
    organiser: str
    is_cancelled: bool
    key: str
    part: str


def told(item: Item, language: str) -> Told:
    """An item as a letter or a page says it; its times are on the clocks of where it happens."""
    text = item.text_in(language)
    with translation.override(language), timezone.override(moments.zone(item.zone)):
        return Told(
            title=text.title,
            summary=text.summary,
            language="" if text.language == language else text.language,
            address=f"{settings.PUBLIC_URL}{item.path}",
            when=when_words(item),
            where=_where(item, language),
            deadline=_deadline(item),
            organiser=item.organiser,
            is_cancelled=item.is_cancelled,
            key=item.key,
            part=item.part,
        )


def parts_in(content: Content, language: str) -> list[tuple[str, list[Told]]]:
    """The items under their headings, in the words of one language."""
    with translation.override(language):
        names = {part: _(name) for part, name in PART_NAMES.items()}
    grouped = groupby((told(item, language) for item in content.items), lambda each: each.part)
    return [(names[part], list(items)) for part, items in grouped]


def when_words(item: Item) -> str:
    """Its days, and its time with the zone."""
    if item.first_day is None:
        return ""
    last = item.last_day or item.first_day
    if item.begins is None:
        first = day_text(item.first_day, weekday=True)
        if last == item.first_day:
            return first
        return _("%(begin)s to %(end)s") % {"begin": first, "end": day_text(last, weekday=True)}
    begin = moment_text(moments.at(item.first_day, item.begins, item.zone), item.zone)
    if last != item.first_day:
        return _("%(begin)s to %(end)s") % {"begin": begin, "end": day_text(last, weekday=True)}
    if item.end_time is None:
        return begin
    return begin + _(" until %(time)s") % {"time": f"{item.end_time:%H:%M}"}


def _where(item: Item, language: str) -> str:
    country = _country(item.country, language)
    place = ", ".join(filter(None, (item.city, country)))
    if not item.is_online:
        return place
    return _("%(place)s and online") % {"place": place} if place else _("Online")


def _country(code: str, language: str) -> str:
    return Country(code=code, name=code).name_in(language) if code else ""


def _deadline(item: Item) -> str:
    if item.deadline_day is None:
        return ""
    if item.deadline_time is None:
        return day_text(item.deadline_day, weekday=True)
    passes = moments.at(item.deadline_day, item.deadline_time, item.deadline_zone)
    return moment_text(passes, item.deadline_zone)


def _one_line(text: str) -> str:
    """A line end would begin a header of its own."""
    return " ".join(text.split())


def _header(text: str, length: int) -> str:
    return Header(text, "us-ascii" if text.isascii() else "utf-8", header_name="x" * length).encode(
        linesep="\r\n"
    )


def _encoded(text: str) -> bytes:
    """Lines of quoted-printable text in which none begins with a dot."""
    latin = text.encode().decode("latin-1")
    encoded = "\r\n" + body_encode(latin, maxlinelen=74, eol="\r\n")
    return encoded.replace("\r\n.", "\r\n=2E")[2:].encode("ascii")
