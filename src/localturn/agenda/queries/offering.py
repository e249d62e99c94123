"""What of the agenda an issue may tell."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from localturn.agenda.domain.digest import CALLS, EVENTS, NEWS, Item, Key, Rules, Text
from localturn.agenda.domain.terms import AHEAD, Kind, Mode, State, Status
from localturn.agenda.models import Event, Issue, Snapshot
from localturn.agenda.queries.events import deadline_of, whole

MOST = 500
"""So many are looked at when an issue is composed, the first by their day."""
NEWS_FOR = timedelta(days=31)
"""How old news may be in the first issue of a list; later ones tell what came since the last."""


def offered(issue: Issue, rules: Rules | None = None) -> list[Item]:
    """Published announcements that fall into the days of an issue, by their day: events that take
    place, calls that end, and news that no issue of the same rhythm has told; with rules only
    those that they find. `MOST` at most."""
    rows = _offered(issue) if rules is None else _found_by(_offered(issue), rules)
    return [item_of(each) for each in whole(rows).order_by("starts", "pk")[:MOST]]


def cut_at(issue: Issue) -> int | None:
    """How many were looked at where the rules of an issue find more; None where all were."""
    rows = _found_by(_offered(issue), Rules.read(issue.rules))
    return MOST if rows.order_by()[: MOST + 1].count() > MOST else None


def offered_one(issue: Issue, key: Key) -> Item | None:
    """One of what is offered, whatever the rules say; None where it is not."""
    number = key.removeprefix("event/")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    found = whole(_offered(issue).filter(pk=int(number))).first()
    return item_of(found) if found is not None else None


def _offered(issue: Issue) -> QuerySet[Event]:
    return Event.objects.filter(
        _events(issue.since, issue.until)
        | _calls(issue.since, issue.until)
        | _news(issue, issue.until),
        state=State.PUBLISHED.value,
    )


def _found_by(rows: QuerySet[Event], rules: Rules) -> QuerySet[Event]:
    """As `Rules.find` has it, but for the languages, which stand in lists."""
    of_parts = {EVENTS: [Kind.EVENT.value], CALLS: [Kind.CALL.value], NEWS: _TOLD}
    rows = rows.filter(kind__in=[kind for part in sorted(rules.parts) for kind in of_parts[part]])
    if rules.topics:
        sorted_by = Event.topics.through._default_manager.filter(event=OuterRef("pk"))
        wanted = sorted_by.filter(topic__slug__in=rules.topics)
        rows = rows.filter(Exists(wanted) | ~Exists(sorted_by))
    if rules.countries:
        rows = rows.filter(Q(country__in=rules.countries) | Q(country=None))
    return rows


def _events(since: date, until: date) -> Q:
    return Q(kind=Kind.EVENT.value, first_day__lte=until, last_day__gte=since)


def _calls(since: date, until: date) -> Q:
    ends = Q(deadline_day__range=(since, until))
    return Q(kind=Kind.CALL.value) & (
        ends | Q(deadline_day=None, first_day__lte=until, last_day__gte=since)
    )


_TOLD = [kind.value for kind in Kind if kind not in AHEAD]


def _news(issue: Issue, until: date) -> Q:
    """Since the last issue was begun rather than frozen, but for what one has told or an editor
    has left out: what comes while an issue is worked on is in it or in the next."""
    sent = Issue.objects.filter(
        mailing_list=issue.mailing_list_id, rhythm=issue.rhythm, sending_at__isnull=False
    ).exclude(pk=issue.pk)
    last = sent.order_by("-sending_at").values_list("made_at", flat=True).first()
    after = last or issue.made_at - NEWS_FOR
    news = Q(kind__in=_TOLD, published_at__gt=after, published_at__date__lte=until)
    return news & ~Q(pk__in=_told_by(sent.filter(frozen_at__gte=after)))


def _told_by(issues: QuerySet[Issue]) -> set[int]:
    keys: set[str] = set()
    for left_out in issues.values_list("left_out", flat=True):
        keys.update(left_out)
    for content in Snapshot.objects.filter(issue__in=issues).values_list("content", flat=True):
        keys.update(item["key"] for item in content["items"])
    return _numbers(keys)


def _numbers(keys: Iterable[str]) -> set[int]:
    return {int(key.removeprefix("event/")) for key in keys}


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
    rows = Event.objects.filter(pk__in=_numbers(issue.chosen), state=State.PUBLISHED.value)
    found = {item.key: item for item in map(item_of, whole(rows))}
    return [found[key] for key in issue.chosen if key in found]
