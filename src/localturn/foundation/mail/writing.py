"""A mail written out in its reader's language and zone: subject, text and HTML.

A room's template is `jinja2/<room>/mail/<name>.txt`, extending `mail/base.txt`, with a block
`subject` and a block `body`. Beside it may lie `<name>.html` extending `mail/base.html`; without
one, the HTML is made from the text.

Templates see the context that was posted, and `site` (the installation's address, to put before
`url(…)`), `name` (of the reader) and `language`. Moments in the context are aware datetimes again:
`{{ moment_text(opens) }}` writes them out, with the zone.
"""

import re
import textwrap
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.template import engines
from django.utils import timezone, translation
from jinja2 import Environment, TemplateNotFound
from markupsafe import Markup, escape

from localturn.foundation import moments
from localturn.foundation.languages import direction
from localturn.foundation.mail.models import Message

WIDTH = 72
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True)
class Written:
    """A mail as it is read."""

    subject: str
    text: str
    html: str


def write(message: Message) -> Written:
    """The mail in the words of its template, or as it came written."""
    if not message.template:
        html = message.html or _html_of(message.text, message)
        return Written(message.subject, message.text, html)
    with translation.override(message.language), timezone.override(moments.zone(message.zone)):
        context = _context(message)
        plain = _environment().get_template(f"{message.template}.txt")
        text = fold(plain.render(context))
        try:
            html = _environment().get_template(f"{message.template}.html").render(context)
        except TemplateNotFound:
            html = _html_of(text, message)
        return Written(subject_of(message), text, html)


def subject_of(message: Message) -> str:
    """The subject alone, in the language of the mail; empty once it has been cut."""
    if not message.template or message.cut_at:
        return message.subject
    with translation.override(message.language), timezone.override(moments.zone(message.zone)):
        context = _context(message)
        plain = _environment().get_template(f"{message.template}.txt")
        return " ".join("".join(plain.blocks["subject"](plain.new_context(context))).split())


@cache
def _environment() -> Environment:
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    assert isinstance(environment, Environment)  # noqa: S101
    return environment


def _context(message: Message) -> dict[str, Any]:
    return {
        **thaw(message.context),
        "site": settings.PUBLIC_URL,
        "name": message.name,
        "language": message.language,
        "direction": direction(message.language),
    }


def _html_of(text: str, message: Message) -> str:
    """Paragraphs of the text, its addresses as links, in the house's frame for mail."""
    paragraphs = paragraphs_of(text)
    frame = _environment().get_template("mail/written.html")
    with translation.override(message.language):
        return frame.render({**_context(message), "paragraphs": paragraphs})


def paragraphs_of(text: str) -> list[Markup]:
    """A text mail as HTML paragraphs, its addresses as links."""
    return [Markup("<br>").join(_linked(part)) for part in re.split(r"\n{2,}", text.strip())]


def _linked(paragraph: str) -> list[Markup]:
    """The paragraph's lines; those that were only folded are one again."""
    lines: list[Markup] = []
    for line in paragraph.splitlines():
        safe = Markup()
        at = 0
        for found in _ADDRESS.finditer(line):
            link = escape(found[0])
            safe += escape(line[at : found.start()])
            safe += Markup('<a href="{0}">{0}</a>').format(link)
            at = found.end()
        lines.append(safe + escape(line[at:]))
    return lines


def fold(text: str) -> str:
    """Lines of at most 72 characters, but no address cut; no more than one blank line."""
    folded = [
        line
        if len(line) <= WIDTH
        else textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in (raw.rstrip() for raw in text.splitlines())
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(folded)).strip() + "\n"


def freeze(value: Any) -> Any:
    """Context as JSON keeps it; moments and days are marked so that they come back as such."""
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, dict):
        return {str(key): freeze(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [freeze(inner) for inner in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def thaw(value: Any) -> Any:
    """The opposite of `freeze`."""
    if isinstance(value, dict):
        if set(value) == {"$moment"}:
            return datetime.fromisoformat(value["$moment"])
        if set(value) == {"$day"}:
            return date.fromisoformat(value["$day"])
        return {key: thaw(inner) for key, inner in value.items()}
    return [thaw(inner) for inner in value] if isinstance(value, list) else value
