"""What announcements are sorted by: topics are added, renamed, made one, and removed."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.agenda import permissions
from localturn.agenda.actions.events import next_revision
from localturn.agenda.actions.indexing import index_event
from localturn.agenda.models import Event, Issue, Source, Stage, Subscriber, Topic
from localturn.agenda.queries.events import whole
from localturn.agenda.queries.topics import use_of
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.tasks import task
from localturn.foundation.trail.actions import record

AT_ONCE = 500


@transaction.atomic
def add(names: Mapping[str, str], *, by: Person, now: datetime) -> Topic:
    """`names` are by language, English among them."""
    require(permissions.can_edit(by, now=now), _(permissions.FOR_EDITORS))
    kept = _named(names)
    slug = slugify(folded(kept["en"]))[:40]
    if not slug:
        raise Invalid(_("A topic needs an English name."))
    if any(slug in (each.slug, *each.former) for each in Topic.objects.all()):
        raise Invalid(_("There is a topic of this name already."))
    last = Topic.objects.order_by("-position").values_list("position", flat=True).first()
    next_revision()
    return Topic.objects.create(slug=slug, names=kept, position=(last or 0) + 1)


@transaction.atomic
def rename(topic: Topic, names: Mapping[str, str], *, by: Person, now: datetime) -> None:
    """Other names; its word in addresses stays, so that what is kept of them still leads here."""
    require(permissions.can_edit(by, now=now), _(permissions.FOR_EDITORS))
    topic.names = _named(names)
    topic.save(update_fields=["names"])
    next_revision()
    tell_of_topic.enqueue(topic.pk)
    _record("renamed", topic, by, now)


@transaction.atomic
def make_one(topic: Topic, into: Topic, *, by: Person, now: datetime) -> None:
    """Sort everything by another topic that was sorted by this one, which is then no more.

    Readers who wished for it wish for the other; addresses that name it find the other.
    """
    require(permissions.can_edit(by, now=now), _(permissions.FOR_EDITORS))
    held = {each.pk: each for each in Topic.objects.select_for_update().order_by("pk")}
    if topic.pk == into.pk or not {topic.pk, into.pk} <= held.keys():
        raise Invalid(_("Choose another topic."))
    topic, into = held[topic.pk], held[into.pk]
    revision = next_revision()
    Event.objects.filter(topics=topic).update(revision=revision)
    for rows, thing in ((Event.topics.through, "event_id"), (Source.topics.through, "source_id")):
        kept = rows._default_manager
        there = kept.filter(topic=into).values(thing)
        kept.filter(topic=topic).exclude(**{f"{thing}__in": there}).update(topic=into)
    # what is frozen still names the old one, so who wished for it goes on wishing for both
    _rewrite_wishes(lambda said: [*said, into.slug] if topic.slug in said else said)
    _rewrite_drafts(lambda said: [into.slug if each == topic.slug else each for each in said])
    into.former = [*into.former, topic.slug, *topic.former]
    into.save(update_fields=["former"])
    _record("made-one", topic, by, now, into=into.slug)
    topic.delete()
    tell_of_topic.enqueue(into.pk)


@transaction.atomic
def remove(topic: Topic, *, by: Person, now: datetime) -> None:
    """Sort nothing by it any more. Refused while readers wish for it: without it, who wished for
    this alone would be sent nothing, or everything."""
    require(permissions.can_edit(by, now=now), _(permissions.FOR_EDITORS))
    Topic.objects.select_for_update().get(pk=topic.pk)
    if readers := use_of(topic).readers:
        raise NotNow(
            ngettext(
                "%(n)s reader has asked for this topic. Make it one with another instead.",
                "%(n)s readers have asked for this topic. Make it one with another instead.",
                readers,
            )
            % {"n": readers}
        )
    sorted_by = list(Event.objects.filter(topics=topic).values_list("pk", flat=True))
    Event.objects.filter(topics=topic).update(revision=next_revision())
    _rewrite_drafts(lambda said: [each for each in said if each != topic.slug])
    _record("removed", topic, by, now)
    topic.delete()
    for start in range(0, len(sorted_by), AT_ONCE):
        tell_of_events.enqueue(sorted_by[start : start + AT_ONCE])


@task()
def tell_of_topic(pk: int) -> None:
    """Find announcements by the topic's name as it is now, and tell it to programs."""
    told = Event.objects.filter(topics=pk, published_at__isnull=False).order_by("pk")
    _index(list(told.values_list("pk", flat=True)))


@task()
def tell_of_events(pks: list[int]) -> None:
    _index(pks)


def _index(pks: list[int]) -> None:
    for pk in pks:
        with transaction.atomic():
            if Event.objects.select_for_update(of=("self",)).filter(pk=pk).first() is not None:
                index_event(whole(Event.objects.filter(pk=pk)).get())


def _named(names: Mapping[str, str]) -> dict[str, str]:
    kept = {language: name.strip() for language, name in names.items() if name.strip()}
    if not kept.get("en"):
        raise Invalid(_("A topic needs an English name."))
    return kept


def _rewrite_wishes(anew: Callable[[list[str]], list[str]]) -> None:
    changed = []
    for row in Subscriber.objects.exclude(topics=[]).only("topics").iterator(AT_ONCE):
        said = list(dict.fromkeys(anew(row.topics)))
        if said != row.topics:
            row.topics = said
            changed.append(row)
    Subscriber.objects.bulk_update(changed, ["topics"], batch_size=AT_ONCE)


def _rewrite_drafts(anew: Callable[[list[str]], list[str]]) -> None:
    for row in Issue.objects.select_for_update().filter(stage=Stage.DRAFT):
        said = sorted(set(anew(row.rules.get("topics", []))))
        if said != row.rules.get("topics", []):
            row.rules = {**row.rules, "topics": said}
            row.save(update_fields=["rules"])


def _record(what: str, topic: Topic, by: Person, now: datetime, **after: str) -> None:
    subject = f"agenda/topic/{topic.slug}"
    record(what=f"agenda.topic.{what}", by=by, subject=subject, after=after, now=now)
