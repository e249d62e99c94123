"""Live sessions as other rooms' pages show them: with their time to the people of the run alone."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from localturn.academy.domain.attendance import terms_of
from localturn.academy.domain.awards import WEBINAR
from localturn.academy.models import Enrolment, Meeting, RunActivity, RunFacilitator
from localturn.academy.queries.links import meeting_thing
from localturn.foundation.links import Card, Thing
from localturn.foundation.people.reader import Reader
from localturn.foundation.ui.times import moment_text

MOST = 200


def meeting_cards(wanted: Collection[Thing], *, reader: Reader) -> list[Card]:
    """Who has a seat in the run, or facilitates it, is led to the session; everybody else, who may
    know that there is the run, to that (1 statement)."""
    if not wanted:
        return []
    run, activity = OuterRef("run"), OuterRef("activity")
    seats = Enrolment.objects.filter(run=run, person_id=reader.pk or 0, withdrawn_at=None)
    facilitators = RunFacilitator.objects.filter(run=run, person_id=reader.pk or 0)
    lasts = Meeting.objects.filter(run=run, activity=activity)
    rows = (
        RunActivity.objects.filter(
            run__slug__in={thing.id.partition("/")[0] for thing in wanted},
            activity__stable_id__in={thing.id.partition("/")[2] for thing in wanted},
            activity__kind=WEBINAR,
        )
        .annotate(
            has_seat=Exists(seats),
            facilitates=Exists(facilitators),
            lasts=Subquery(lasts.values("minutes")[:1]),
        )
        .select_related("run__version", "activity")
        .order_by("starts_at", "pk")
    )
    cards = []
    for row in rows[:MOST]:
        thing = meeting_thing(row.run.slug, row.activity.stable_id)
        if thing in wanted:
            cards.append(_card(row, thing, is_inside=row.has_seat or row.facilitates))
    return cards


def _card(row: RunActivity, thing: Thing, *, is_inside: bool) -> Card:
    run, version = row.run, row.run.version
    course = f"{version.title} ({run.title})" if run.title else version.title
    language = "" if version.language == get_language() else version.language
    if not is_inside:
        return Card(thing, _("Course"), course, run.get_absolute_url(), language=language)
    terms = terms_of(
        row.activity.settings,
        minutes=row.activity.minutes,
        of_run=row.lasts,  # type: ignore[attr-defined]
    )
    zone = row.zone or run.zone
    return Card(
        thing=thing,
        kind=_("Webinar"),
        title=row.activity.title,
        href=reverse("academy:activity", args=[run.slug, row.activity.stable_id]),
        detail=f"{course}, {moment_text(row.starts_at, zone)}" if row.starts_at else course,
        language=language,
        begins=row.starts_at,
        ends=terms.ends(row.starts_at) if row.starts_at else None,
        zone=zone,
    )
