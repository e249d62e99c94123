"""Beginning a listing with the text of one that stands elsewhere."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.exchange.actions import listings
from localturn.exchange.domain.content import Content
from localturn.exchange.models import Listing, Partner
from localturn.exchange.queries.sentences import say
from localturn.exchange.standards.pasted_listing import Reading, read
from localturn.foundation.people.models import Person

ABOUT_ALL = "*"
"""The mark that has the sentences about the whole text."""

_OF_PLAN = frozenset({"zone", "first_day", "last_day", "dated", "weekly"})
_LENGTHS = {"title": 200, "course_number": 60, "faculty": 200, "programme": 300, "email": 254}
_MOST_TEXT = 20_000


@transaction.atomic
def begin_with(
    text: str, partner: Partner, content: Content, *, by: Person, now: datetime
) -> Listing:
    """Begin a draft with what can be read of a text; every value is marked to be checked, with
    the words it came from. What the text does not say stays as `content` has it."""
    university = partner.organisation
    names = [university.name, *university.names.values_list("text", flat=True)]
    reading = read(text, zone=content.plan.zone, hosts=names)
    marks: dict[str, Any] = {
        name: {"words": found.words, "note": say(found.note) if found.note else ""}
        for name, found in reading.found.items()
    }
    if reading.found:
        marks["written_in"] = {
            "words": "",
            "note": _("The text does not say in which language it is written."),
        }
    sentences = [say(note) for note in reading.notes]
    if not reading.found:
        sentences.append(_("Nothing of the text could be read. Fill in the fields by hand."))
    if reading.left_behind:
        left = " / ".join(line.strip() for line in reading.left_behind)[:300]
        sentences.append(_("Nothing was made of these words: “%(words)s”") % {"words": left})
    if sentences:
        marks[ABOUT_ALL] = {"words": "", "note": "", "notes": sentences}
    return listings.begin(partner, _with(content, reading), marks=marks, by=by, now=now)


def _with(content: Content, reading: Reading) -> Content:
    values: Mapping[str, Any] = {
        name: _short(name, found.value) for name, found in reading.found.items()
    }
    plan = replace(content.plan, **{n: v for n, v in values.items() if n in _OF_PLAN})
    if plan.first_day and plan.last_day and plan.last_day < plan.first_day:
        plan = replace(plan, last_day=None)
    return replace(content, plan=plan, **{n: v for n, v in values.items() if n not in _OF_PLAN})


def _short(name: str, value: Any) -> Any:
    if type(value) is str:  # and no term, which is a text as well
        return value[: _LENGTHS.get(name, _MOST_TEXT)].strip()
    return value
