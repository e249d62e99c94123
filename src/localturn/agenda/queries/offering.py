"""What of the agenda an issue may tell."""

from datetime import date, datetime, timedelta

from django.db.models import Q

from localturn.agenda.domain.digest import CALLS, EVENTS, NEWS, Item, Key, Text
from localturn.agenda.domain.terms import AHEAD, Kind, Mode, State, Status
from localturn.agenda.models import Event, Issue
from localturn.agenda.queries.events import deadline_of, whole

MOST = 500
NEWS_FOR = timedelta(days=31)
"""How old news may be in the first issue of a list; later ones tell what came since the last."""


def offered(issue: Issue) -> list[Item]:
    """Published announcements that fall into the days of an issue, by their day: events that take
    place, calls that end, and news since the last issue of the same rhythm."""
    rows = Event.objects.filter(
        _events(issue.since, issue.until)
        | _calls(issue.since, issue.until)
        | _news(_last_sent(issue), issue.until),
        state=State.PUBLISHED.value,
    )
    return [item_of(each) for each in whole(rows).order_by("starts", "pk")[:MOST]]


def _events(since: date, until: date) -> Q:
    return Q(kind=Kind.EVENT.value, first_day__lte=until, last_day__gte=since)


def _calls(since: date, until: date) -> Q:
    ends = Q(deadline_day__range=(since, until))
    return Q(kind=Kind.CALL.value) & (
        ends | Q(deadline_day=None, first_day__lte=until, last_day__gte=since)
    )


def _news(after: datetime, until: date) -> Q:
    told = [kind.value for kind in Kind if kind not in AHEAD]
    return Q(kind__in=told, published_at__gt=after, published_at__date__lte=until)


def _last_sent(issue: Issue) -> datetime:
    sent = Issue.objects.filter(
        mailing_list=issue.mailing_list_id, rhythm=issue.rhythm, sending_at__isnull=False
    ).exclude(pk=issue.pk)
    last = sent.order_by("-sending_at").values_list("frozen_at", flat=True).first()
    return last or issue.made_at - NEWS_FOR


def item_of(event: Event) -> Item:
    """An announcement, fetched `whole`, as an issue keeps it."""
    deadline = deadline_of(event)
    country = event.city.country_id if event.city else event.country_id
    return Item(
        key=Key(f"event/{event.pk}"),
        part={Kind.EVENT: EVENTS, Kind.CALL: CALLS}.get(Kind(event.kind), NEWS),
        path=event.get_absolute_url(),
        texts=tuple(
            Text(each.language, each.title, each.summary, each.is_original)
            for each in event.texts.all()
        ),
        topics=tuple(each.slug for each in event.topics.all()),
        languages=tuple(event.languages) or tuple(each.language for each in event.texts.all()),
        first_day=event.first_day,
        last_day=event.last_day,
        begins=event.begins,
        end_time=event.end_time,
        zone=event.zone,
        deadline_day=deadline.day if deadline else None,
        deadline_time=deadline.clock if deadline else None,
        deadline_zone=deadline.zone if deadline else "UTC",
        city=event.city.name if event.city else "",
        country=country or "",
        is_online=event.mode in {Mode.ONLINE.value, Mode.BOTH.value},
        organiser=event.organiser.name if event.organiser else event.organiser_name,
        is_cancelled=event.status == Status.CANCELLED.value,
    )


def chosen_items(issue: Issue) -> list[Item]:
    """What is in a draft, in its order; what was taken out of the agenda is in it no longer."""
    numbers = [int(key.removeprefix("event/")) for key in issue.chosen]
    rows = Event.objects.filter(pk__in=numbers, state=State.PUBLISHED.value)
    found = {item.key: item for item in map(item_of, whole(rows))}
    return [found[key] for key in issue.chosen if key in found]
