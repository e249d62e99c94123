"""What a published course says that its texts are about."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from localturn.academy.models import Activity, CourseVersion
from localturn.academy.queries.links import activity_thing
from localturn.foundation.embedding import quoted, things_in
from localturn.foundation.links import Thing
from localturn.foundation.links.actions import set_links
from localturn.foundation.links.queries import links_from
from localturn.foundation.people.models import Person
from localturn.foundation.prose.embedding import SHOWS


def link_texts(version: CourseVersion, *, by: Person | None = None, now: datetime) -> None:
    """Let each activity of a version lead to the cities that it is about and to what its text
    shows of other rooms, and to nothing else.

    Cities of an earlier version that this one does not name are cut. What it shows was either
    shown by an earlier version already, which runs may still read, or may be seen by who publishes.
    Part of publishing, which has asked for permission.
    """
    wanted: dict[str, set[Thing]] = defaultdict(set)
    rows = Activity.objects.filter(
        version__course=version.course_id, version__number__isnull=False
    ).values_list("version_id", "stable_id", "places")
    for version_id, stable_id, places in rows:
        if places:
            now_said = places if version_id == version.pk else []
            wanted[stable_id] |= {Thing("places", "city", code) for code in now_said}
    for stable_id, things in _shown_in(version, by).items():
        wanted[stable_id] |= things
    for stable_id, things in sorted(wanted.items()):
        set_links(activity_thing(version.course.slug, stable_id), things, now=now)


def _shown_in(version: CourseVersion, by: Person | None) -> dict[str, set[Thing]]:
    """By activity, what the texts of published versions show and may."""
    ever, fresh = defaultdict[str, set[Thing]](set), defaultdict[str, set[Thing]](set)
    rows = Activity.objects.filter(
        version__course=version.course_id, version__number__isnull=False, body_html__contains=SHOWS
    )
    for version_id, stable_id, html in rows.values_list("version_id", "stable_id", "body_html"):
        things = set(things_in(html).values())
        ever[stable_id] |= things
        if version_id == version.pk:
            fresh[stable_id] |= things
    seen = _seen({each for things in fresh.values() for each in things}, by)
    return {
        stable_id: (things & set(links_from(activity_thing(version.course.slug, stable_id))))
        | (fresh[stable_id] & seen)
        for stable_id, things in ever.items()
    }


def _seen(things: Iterable[Thing], by: Person | None) -> set[Thing]:
    return set(quoted(set(things), reader=by)) if by is not None else set()
