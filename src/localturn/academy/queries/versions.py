"""Versions of courses."""

from django.db.models import F

from localturn.academy.domain.whole import whole
from localturn.academy.models import CourseVersion


def version_called(identity: str) -> CourseVersion | None:
    """ "ID" is the course's draft or, without one, its last version; "ID@2" its version 2."""
    slug, at, number = identity.partition("@")
    versions = CourseVersion.objects.filter(course__slug=slug).select_related("course")
    if not at:
        return versions.order_by(F("number").desc(nulls_first=True)).first()
    asked = whole(number, digits=9)
    return versions.filter(number=asked).first() if asked is not None else None
