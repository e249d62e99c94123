"""What a transcript says, in words: for its page and its printed form alike."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from localturn.exchange.domain.fields_of_study import fields
from localturn.exchange.domain.terms import Level
from localturn.exchange.domain.transcripts import Record
from localturn.foundation.languages import own_name
from localturn.foundation.ui.figures import figure
from localturn.foundation.ui.times import day_text

Facts = Sequence[tuple[str, str]]


def course_facts(record: Record) -> Facts:
    """The course, and who gave it to whom."""
    field = fields().get(record.field)
    field_words = f"{record.field} {field.called(get_language() or 'en')}" if field else ""
    levels = {level.value: level for level in Level}
    days = _("%(first)s – %(last)s") % {
        "first": day_text(date.fromisoformat(record.first_day)),
        "last": day_text(date.fromisoformat(record.last_day)),
    }
    facts = [
        (_("Student"), record.student),
        (_("Home university"), record.home.name),
        (_("Host university"), record.host.name),
        (_("Course"), record.course),
        (_("Course number"), record.course_number),
        (_("Field (ISCED-F 2013)"), field_words),
        (_("Level"), _(levels[record.level].label) if record.level in levels else ""),
        (_("Language"), own_name(record.language) if record.language else ""),
        (_("Course dates"), days),
    ]
    return [(label, value) for label, value in facts if value]


def result_facts(record: Record) -> Facts:
    """What was reached."""
    together = [f"{figure(points)} {kind}" for points, kind in record.credits_by_kind()]
    points = {"points": figure(record.points), "most": figure(record.of)}
    return [
        (_("Result"), _("Passed") if record.is_passed else _("Not passed")),
        (_("Credit points"), ", ".join(together) or figure(0)),
        (_("Points"), _("%(points)s of %(most)s") % points),
        (_("Local mark"), record.mark or "–"),
    ]


def credit_rows(record: Record) -> list[tuple[str, str]]:
    """For which award how many credit points."""
    return [(each.award, f"{figure(each.points)} {each.kind}") for each in record.credits]


def scale_rows(record: Record) -> list[tuple[str, str, str]]:
    """The steps of the scale: grade, from how many per cent of the points, share of those who
    passed."""
    return [
        (step.label, f"{figure(step.least)} %", f"{figure(step.share)} %")
        for step in record.scale.steps
    ]


def scale_words(record: Record) -> str:
    return _("Reference group: %(group)s (%(num)s students who passed).") % {
        "group": record.scale.reference,
        "num": figure(record.scale.students),
    }
