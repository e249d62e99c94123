"""How the academy draws its things on other rooms' pages, for one reader."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from localturn.academy.domain.awards import WEBINAR
from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.pace import Pace
from localturn.academy.models import (
    Activity,
    CourseVersion,
    Run,
    RunActivity,
)
from localturn.academy.permissions import courses_visible_to
from localturn.academy.queries.links import (
    ACTIVITY,
    COURSE,
    MEETING,
    READING,
    activity_of,
    course_thing,
    meeting_thing,
    reading_thing,
    thing_of,
)
from localturn.academy.queries.meeting_cards import meeting_cards
from localturn.academy.queries.readings import (
    TO_READ,
    reading_open_to,
    readings_open_to,
    runs_read_by,
    was_read_in,
)
from localturn.foundation.links import Card, Readable, Thing
from localturn.foundation.people.reader import Reader
from localturn.foundation.places.models import City
from localturn.foundation.ui.times import day_text

MOST = 200


def cards(things: Sequence[Thing], *, reader: Reader) -> list[Card]:
    """Published courses, live sessions of runs, and activities (1 statement for each of the first
    two kinds, 2 for activities)."""
    by_kind: dict[str, set[Thing]] = defaultdict(set)
    for thing in things:
        by_kind[thing.kind].add(thing)
    return [
        *_courses(by_kind[COURSE], reader),
        *meeting_cards(by_kind[MEETING], reader=reader),
        *_activities(by_kind[ACTIVITY], reader),
    ]


def thing_at(name: str, words: Mapping[str, str]) -> Thing | None:
    """What a page of the academy shows: a course, a live session of a run, or a text to read."""
    if name == "course":
        return course_thing(words["course"])
    if name == "activity":
        run, activity = words["run"], words["activity"]
        rows = RunActivity.objects.filter(run__slug=run, activity__stable_id=activity)
        kind = rows.values_list("activity__kind", flat=True).first()
        if kind == WEBINAR:
            return meeting_thing(run, activity)
        if kind in TO_READ or (kind is None and was_read_in(run, activity)):
            return reading_thing(run, activity)
    return None


def readable(thing: Thing, *, reader: Reader) -> list[Readable]:
    """Of a course, its texts that the reader may open; of a text as a run has it, that alone.
    Raises Invalid where the reader is in a run, and there is nothing to be read yet."""
    if thing.kind == COURSE:
        return readings_open_to(reader, thing.id)
    if thing.kind == READING:
        run, _slash, activity = thing.id.partition("/")
        return reading_open_to(reader, run, activity)
    return []


def _courses(wanted: Collection[Thing], reader: Reader) -> Iterable[Card]:
    if not wanted:
        return []
    newest = CourseVersion.objects.filter(
        course__in=courses_visible_to(reader).order_by().values("pk"),
        course__slug__in={thing.id for thing in wanted},
        number__isnull=False,
    ).select_related("course")
    found = {row.course.slug: row for row in newest.order_by("number")}
    return [
        Card(
            thing=course_thing(slug),
            kind=_("Course"),
            title=row.title,
            href=row.course.get_absolute_url(),
            detail=row.summary,
            language="" if row.language == get_language() else row.language,
        )
        for slug, row in sorted(found.items())
    ]


def _activities(wanted: Collection[Thing], reader: Reader) -> list[Card]:
    """By course and in its order. Who has a seat in a run of the course, or facilitates one, is led
    to the activity there, everybody else to the course."""
    if not wanted:
        return []
    places = _addresses_in_runs(wanted, reader)
    return [_card(row, places) for row in _published(wanted, reader) if thing_of(row) in wanted]


def _published(wanted: Iterable[Thing], reader: Reader) -> Iterable[Activity]:
    """The activities as the newest version of their course has them."""
    pairs = [activity_of(thing) for thing in wanted]
    newer = CourseVersion.objects.filter(
        course=OuterRef("version__course"), number__gt=OuterRef("version__number")
    )
    return (
        Activity.objects.filter(
            ~Exists(newer),
            version__number__isnull=False,
            version__course__in=courses_visible_to(reader).order_by().values("pk"),
            version__course__slug__in={course for course, _activity in pairs},
            stable_id__in={activity for _course, activity in pairs},
        )
        .select_related("version__course")
        .only(
            "stable_id",
            "title",
            "kind",
            "position",
            "version__title",
            "version__language",
            "version__course__slug",
        )
        .order_by("version__course__slug", "position")[:MOST]
    )


def _addresses_in_runs(wanted: Iterable[Thing], reader: Reader) -> Mapping[tuple[str, str], str]:
    """Where the reader finds the activities themselves, by course and stable id."""
    pairs = [activity_of(thing) for thing in wanted]
    found = (
        runs_read_by(reader)
        .filter(
            version__course__slug__in={course for course, _activity in pairs},
            version__activities__stable_id__in={activity for _course, activity in pairs},
        )
        .order_by("starts_on", "pk")
        .values_list("version__course__slug", "version__activities__stable_id", "slug")
    )
    return {
        (course, activity): reverse("academy:activity", args=[run, activity])
        for course, activity, run in found[: MOST * 10]
    }


def _card(row: Activity, places: Mapping[tuple[str, str], str]) -> Card:
    course = row.version.course
    language = row.version.language
    return Card(
        thing=thing_of(row),
        kind=_(KINDS[row.kind].label),
        title=row.title,
        href=places.get((course.slug, row.stable_id)) or course.get_absolute_url(),
        detail=row.version.title,
        language="" if language == get_language() else language,
    )


def runs_at(city: City, *, reader: Reader, now: datetime) -> list[Card]:
    """Runs under way or to come whose host sits in a city, the next first (1 statement).

    That a run exists, and how one comes into it, is public.
    """
    runs = (
        Run.objects.filter(ends_on__gte=now.date(), host__place=city)
        .select_related("version", "host")
        .order_by("starts_on", "slug")
    )
    return [
        Card(
            thing=Thing("academy", "run", run.slug),
            kind=_("Course"),
            title=f"{run.version.title} ({run.title})" if run.title else run.version.title,
            href=run.get_absolute_url(),
            detail=(
                _("At your own pace until %(last)s, held by %(host)s")
                if run.pace == Pace.OWN
                else _("%(first)s to %(last)s, held by %(host)s")
            )
            % {
                "first": day_text(run.starts_on),
                "last": day_text(run.ends_on),
                "host": run.host,
            },
            language="" if run.version.language == get_language() else run.version.language,
        )
        for run in runs[:MOST]
    ]
