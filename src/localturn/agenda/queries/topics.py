"""Topics, and what is sorted by each."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from localturn.agenda.domain.mailing import Standing
from localturn.agenda.models import Subscriber, Topic


@dataclass(frozen=True)
class Use:
    """What depends on a topic."""

    announcements: int
    sources: int
    readers: int
    """Who have asked for it, and have not left."""


def use_of(topic: Topic) -> Use:
    return Use(
        topic.events.count(), topic.sources.count(), sum(topic.slug in each for each in _wishes())
    )


def topics_with_use() -> QuerySet[Topic]:
    """Every topic, with how many announcements it has."""
    return Topic.objects.annotate(announcements=Count("events")).order_by("position", "slug")


def _wishes() -> QuerySet[Subscriber, list[str]]:
    rows = Subscriber.objects.exclude(topics=[]).exclude(standing=Standing.LEFT.value)
    return rows.values_list("topics", flat=True)
