"""What a listing lacks before everybody may see it, and what in it contradicts itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from localturn.exchange.domain.content import LABELS, Content
from localturn.exchange.domain.meetings import MOST, off_the_wall
from localturn.exchange.domain.notes import Month, Name, Note
from localturn.exchange.domain.terms import MEETS, Slots, months_of
from localturn.foundation.languages import N_

NEEDED = (
    *("title", "academic_year", "delivery", "field", "offering_year", "first_month"),
    *("credits", "level", "language", "overview", "course_type", "email"),
)


@dataclass(frozen=True)
class Lack:
    """Something to be mended, and the field where."""

    field: str
    note: Note


def lacks(content: Content) -> list[Lack]:
    """What is missing or contradictory; empty when it may be published."""
    return [
        *_missing(content),
        *_months(content),
        *_meetings(content),
        *_places(content),
        *_deadlines(content),
    ]


def _missing(content: Content) -> Iterator[Lack]:
    for name in NEEDED:
        if not getattr(content, name):
            yield Lack(name, Note(N_("“%(field)s” is missing."), {"field": Name(LABELS[name])}))


def _months(content: Content) -> Iterator[Lack]:
    year, offered = content.academic_year, content.offering_year
    is_outside = bool(year and offered and offered not in (year, year + 1))
    if is_outside:
        yield Lack(
            "offering_year",
            Note(
                N_("The course is offered in %(offered)s, which is not in the academic year."),
                {"offered": str(offered)},
            ),
        )
    for name in ("first_day", "last_day"):
        named = getattr(content.plan, name)
        if year and named and not year <= named.year <= year + 1:
            yield Lack(
                name,
                Note(
                    N_("“%(field)s” is %(day)s, which is not in the academic year."),
                    {"field": Name(LABELS[name]), "day": named},
                ),
            )
    months = months_of(content.first_month, content.last_month)
    days = [each.day for each in content.plan.meetings()]
    outside = [day for day in days if months and day.month not in months]
    if outside:
        yield Lack(
            "first_month",
            Note(
                N_("There is a meeting on %(day)s, but the course is from %(first)s to %(last)s."),
                {"day": outside[0], "first": Month(months[0]), "last": Month(months[-1])},
            ),
        )
    strange = [day for day in days if year and not year <= day.year <= year + 1]
    if strange:
        yield Lack(
            "academic_year",
            Note(
                N_("There is a meeting on %(day)s, which is not in the academic year."),
                {"day": strange[0]},
            ),
        )
    elif days and offered and not is_outside and days[0].year != offered:
        yield Lack(
            "offering_year",
            Note(
                N_("The first meeting is on %(day)s, but the course is offered in %(offered)s."),
                {"day": days[0], "offered": str(offered)},
            ),
        )


def _meetings(content: Content) -> Iterator[Lack]:
    plan = content.plan
    has_no_end = plan.weekly and (plan.first_day is None or plan.last_day is None)
    if has_no_end:
        yield Lack(
            "first_day",
            Note(N_("Meetings every week need the first and the last day of the course.")),
        )
    meetings = plan.meetings()
    if plan.is_cut():
        yield Lack("dated", Note(N_("There are more than %(most)s meetings."), {"most": MOST}))
    if MEETS & set(content.delivery) and not meetings and not has_no_end:
        yield Lack(
            "dated",
            Note(N_("People meet in this course, but no meeting is named with its day and time.")),
        )
    if meetings and content.delivery and not MEETS & set(content.delivery):
        yield Lack(
            "delivery",
            Note(N_("There are meetings, but by its delivery methods nobody meets.")),
        )
    for each in meetings:
        before, after = plan.first_day, plan.last_day
        if (before and each.day < before) or (after and each.day > after):
            yield Lack(
                "first_day",
                Note(
                    N_("The meeting on %(day)s is not between the first and the last day."),
                    {"day": each.day},
                ),
            )
            break
    for each in off_the_wall(plan)[:1]:
        yield Lack(
            "dated",
            Note(
                N_("On %(day)s no clock in %(zone)s shows %(time)s: it skips that hour."),
                {"day": each.day, "zone": plan.zone.replace("_", " "), "time": each.begins},
            ),
        )


def _places(content: Content) -> Iterator[Lack]:
    if content.slots_kind is not Slots.UNLIMITED and content.slots is None:
        yield Lack("slots", Note(N_("Say how many places there are for partner universities.")))
    offered = content.slots if content.slots_kind is Slots.POOLED else None
    if offered is not None and content.participants and offered > content.participants:
        yield Lack(
            "slots",
            Note(
                N_("More places (%(slots)s) than participants (%(participants)s)."),
                {"slots": offered, "participants": content.participants},
            ),
        )


def _deadlines(content: Content) -> Iterator[Lack]:
    steps = ("apply_until", "nominate_until", "decide_until")
    said = [(name, day) for name in steps if (day := getattr(content, name))]
    for (_, before), (name, day) in pairwise(said):
        if day < before:
            yield Lack(
                name,
                Note(
                    N_("“%(field)s” is on %(day)s, before the step that comes before it."),
                    {"field": Name(LABELS[name]), "day": day},
                ),
            )
