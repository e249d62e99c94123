"""When live sessions are held, for rooms in which their facilitators have announced them."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F, OuterRef, QuerySet, Subquery

from localturn.academy.domain.attendance import terms_of
from localturn.academy.domain.awards import WEBINAR
from localturn.academy.models import Meeting, Run, RunActivity
from localturn.academy.queries.links import MEETING, meeting_thing
from localturn.foundation.links import Held, Thing


def meetings_held(things: Sequence[Thing]) -> Mapping[Thing, Held]:
    """Of these, the live sessions that the version which their run delivers has (1 statement)."""
    wanted = {each for each in things if each.kind == MEETING}
    if not wanted:
        return {}
    rows = _meetings().filter(
        run__slug__in={each.id.partition("/")[0] for each in wanted},
        activity__stable_id__in={each.id.partition("/")[2] for each in wanted},
    )
    found = {meeting_thing(row.run.slug, row.activity.stable_id): _held(row) for row in rows}
    return {thing: found[thing] for thing in wanted if thing in found}


def meeting_things(run: Run, activities: Iterable[int] | None = None) -> list[Thing]:
    """The live sessions of a run, or those among these activities (1 statement)."""
    rows = _meetings().filter(run=run)
    if activities is not None:
        rows = rows.filter(activity__in=activities)
    ids = rows.order_by("activity__stable_id").values_list("activity__stable_id", flat=True)
    return [meeting_thing(run.slug, each) for each in ids]


def _meetings() -> QuerySet[RunActivity]:
    lasts = Meeting.objects.filter(run=OuterRef("run"), activity=OuterRef("activity"))
    rows = RunActivity.objects.filter(
        activity__kind=WEBINAR, activity__version=F("run__version")
    ).annotate(lasts=Subquery(lasts.values("minutes")[:1]))
    return rows.select_related("run__version", "activity").order_by("pk")


def _held(row: RunActivity) -> Held:
    terms = terms_of(
        row.activity.settings,
        minutes=row.activity.minutes,
        of_run=row.lasts,  # type: ignore[attr-defined]
    )
    return Held(
        title=row.activity.title,
        language=row.run.version.language,
        begins=row.starts_at,
        ends=terms.ends(row.starts_at) if row.starts_at else None,
        zone=row.zone or row.run.zone,
    )
