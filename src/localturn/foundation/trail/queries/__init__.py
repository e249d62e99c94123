"""What the trail says."""

from django.db.models import Q, QuerySet

from localturn.foundation.trail.models import Entry


def everything() -> QuerySet[Entry]:
    """The whole trail with whom it is about, newest first; for operators."""
    entries = Entry.objects.select_related("by").prefetch_related("about__person")
    return entries.order_by("-at", "-pk")


def about_person(person_id: int) -> QuerySet[Entry]:
    """What was done to a person or by them, newest first, under any record of theirs."""
    return (
        Entry.objects.filter(
            Q(by=person_id)
            | Q(by__merged_into=person_id)
            | Q(about__person=person_id)
            | Q(about__person__merged_into=person_id)
        )
        .distinct()
        .select_related("by")
        .order_by("-at", "-pk")
    )


def about_subject(subject: str) -> QuerySet[Entry]:
    """What was done to a thing, newest first."""
    return Entry.objects.filter(subject=subject).select_related("by").order_by("-at", "-pk")
