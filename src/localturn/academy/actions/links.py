"""What a published course says that its texts are about."""

from collections import defaultdict
from datetime import datetime

from localturn.academy.models import Activity, CourseVersion
from localturn.academy.queries.links import activity_thing
from localturn.foundation.links import Thing
from localturn.foundation.links.actions import set_links


def link_places(version: CourseVersion, *, now: datetime) -> None:
    """Let each activity of a version lead to the cities that it is about, and to no others.

    What an earlier version said, and this one does not, is cut. Part of publishing, which has
    asked for permission.
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    rows = Activity.objects.filter(
        version__course=version.course_id, version__number__isnull=False
    ).values_list("version_id", "stable_id", "places")
    for version_id, stable_id, places in rows:
        if places:
            wanted[stable_id] += places if version_id == version.pk else []
    for stable_id, places in sorted(wanted.items()):
        set_links(
            activity_thing(version.course.slug, stable_id),
            [Thing("places", "city", code) for code in places],
            now=now,
        )
