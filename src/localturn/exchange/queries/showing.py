"""The facts of a listing in a reader's words: in a list, and at a glance on its page."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from localturn.exchange.domain.content import LABELS, Content
from localturn.exchange.domain.fields_of_study import fields
from localturn.exchange.domain.terms import (
    Delivery,
    Level,
    Slots,
    academic_year,
    months_of,
)
from localturn.exchange.queries.finding import Line
from localturn.exchange.queries.sentences import language_name, month_name
from localturn.foundation.languages import N_, own_name
from localturn.foundation.ui.times import day_text, zone_text

_MONTHS = N_("Months")
_DAYS = N_("From the first to the last day")


def facts_of(listing: Line) -> list[str]:
    """What a list says of it beneath its title."""
    delivery = ", ".join(_(Delivery(each).label) for each in listing.delivery)
    parts = [
        academic_year(listing.academic_year) if listing.academic_year else "",
        _months(listing.first_month, listing.last_month),
        _(Level(listing.level).label) if listing.level else "",
        language_name(listing.language) if listing.language else "",
        _("%(points)s ECTS") % {"points": f"{listing.points.normalize():f}"}
        if listing.points
        else "",
        delivery,
        _slots(Slots(listing.slots_kind), listing.slots),
    ]
    return [part for part in parts if part]


def at_a_glance(content: Content) -> list[tuple[str, str]]:
    """Its facts, each with what it is called; those that say something."""
    field = fields().get(content.field)
    called = f"{field.called(get_language() or 'en')} ({field.code})" if field else ""
    plan = content.plan
    days = [day_text(day) for day in (plan.first_day, plan.last_day) if day]
    facts = [
        ("academic_year", academic_year(content.academic_year) if content.academic_year else ""),
        ("offering_year", str(content.offering_year or "")),
        ("first_month", _months(content.first_month, content.last_month)),
        ("first_day", " – ".join(days)),
        ("delivery", ", ".join(_(each.label) for each in content.delivery)),
        ("field", called),
        ("level", _(content.level.label) if content.level else ""),
        ("language", own_name(content.language) if content.language else ""),
        ("course_type", _(content.course_type.label) if content.course_type else ""),
        ("course_number", content.course_number),
        ("programme", content.programme),
        ("lecturers", ", ".join(content.lecturers)),
        ("participants", str(content.participants or "")),
        ("slots_kind", _slots(content.slots_kind, content.slots)),
        ("zone", zone_text(plan.zone) if plan.dated or plan.weekly else ""),
    ]
    names = LABELS | {"first_month": _MONTHS, "first_day": _DAYS}
    return [(_(names[name]), text) for name, text in facts if text]


def _months(first: int | None, last: int | None) -> str:
    months = months_of(first, last)
    return " – ".join(month_name(each) for each in dict.fromkeys(months[:1] + months[-1:]))


def _slots(kind: Slots, number: int | None) -> str:
    if kind is Slots.UNLIMITED or number is None:
        return _("Places without limit")
    if kind is Slots.EACH:
        return ngettext(
            "%(num)s place for each partner university",
            "%(num)s places for each partner university",
            number,
        ) % {"num": number}
    return ngettext(
        "%(num)s place for all partner universities",
        "%(num)s places for all partner universities",
        number,
    ) % {"num": number}
