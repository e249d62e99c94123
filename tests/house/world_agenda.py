"""What stands in the agenda of the small world, one thing of every kind that an address names."""

from datetime import datetime, timedelta
from typing import Any

from house.world_registering import make_registering
from localturn.agenda.actions import events, joining, merging, reviewing, sources
from localturn.agenda.actions.returning import refused_at_the_door
from localturn.agenda.actions.sources import Told
from localturn.agenda.domain.mailing import Standing
from localturn.agenda.domain.marks import Purpose
from localturn.agenda.domain.sources import SourceKind
from localturn.agenda.models import Candidate, Delivery, EditingOffice, MailingList, Stage
from localturn.agenda.queries.mailing import link_for
from localturn.foundation.people.models import Person, Role
from makers.agenda import CONFERENCE, make_event, make_topic, titled
from makers.mailing import make_draft, make_frozen, make_list, make_reader
from makers.people import make_membership, make_organisation

Things = dict[str, dict[str, Any]]


def make_agenda(people: dict[str, Person | None], now: datetime, *, written: str) -> Things:
    """The coordinator writes a list; the participant reads it."""
    ana = people["participant"]
    assert ana is not None
    return {
        **_announced(people, now),
        **_taken_in(people, now),
        **_mailing(people, now),
        **make_registering(ana, written=written, now=now),
    }


def _announced(people: dict[str, Person | None], now: datetime) -> Things:
    """The coordinator looks after the agenda; the participant has handed something in."""
    participant, coordinator = people["participant"], people["coordinator"]
    assert participant is not None
    assert coordinator is not None
    office = make_organisation("Editing office")
    make_membership(coordinator, office, Role.COORDINATOR)
    EditingOffice.objects.create(organisation=office, named_at=now)
    make_membership(participant, office)
    suggested = events.suggest(CONFERENCE, by=participant, now=now)
    merged = make_event(texts=titled("The same conference"))
    published = make_event()
    joined = joining.make_one(merged, published, by=coordinator, now=now)
    made = {
        "announced": published,
        "announced-draft": make_event(is_published=False),
        "announced-suggested": suggested,
        "announced-merged": merged,
    }
    named = EditingOffice.objects.create(organisation=make_organisation("Other"), named_at=now)
    return {
        **{name: {"event": each.pk} for name, each in made.items()},
        "ahead": {"shelf": "ahead"},
        "told": {"shelf": "told"},
        "embedded": {"shelf": "ahead"},
        **{f"as-{form}": {"form": form} for form in ("ics", "atom", "json", "jsonld", "doc")},
        "topic-schools": {"slug": make_topic("schools").slug},
        "topic-work": {"slug": make_topic("work").slug},
        "november": {"month": "2026-11"},
        "no-month": {"month": "2026-13"},
        "editing-office": {"office": named.pk},
        "made-one": {"joining": joined.pk},
    }


def _taken_in(people: dict[str, Person | None], now: datetime) -> Things:
    """Three announcements that were pasted: one waits, one is dismissed, one is merged."""
    coordinator = people["coordinator"]
    assert coordinator is not None
    told = Told(SourceKind.FEED, "Towns", address="https://towns.example/feed")
    source = sources.add(told, by=coordinator, now=now)
    named = "{}\n\nWe meet on 3 June 2027 at 10:00.\nhttps://towns.example/{}"
    for number in range(3):
        text = named.format(f"Meeting of towns {number}", number)
        sources.paste(text, by=coordinator, now=now)
    waiting, dismissed, merged = Candidate.objects.order_by("pk")
    reviewing.dismiss(dismissed, by=coordinator, now=now)
    merge = merging.merge(merged, make_event(), by=coordinator, now=now)
    return {
        "agenda-source": {"source": source.pk},
        "waiting": {"candidate": waiting.pk},
        "dismissed": {"candidate": dismissed.pk},
        "merged": {"candidate": merged.pk},
        "merge": {"merge": merge.pk},
    }


def _mailing(people: dict[str, Person | None], now: datetime) -> Things:
    coordinator, participant = people["coordinator"], people["participant"]
    assert coordinator is not None
    network = make_organisation("Network of Letters")
    make_membership(coordinator, network, role=Role.COORDINATOR)
    letters = make_list(organisation=network)
    reader = make_reader(letters, "ana@example.org", person=participant)
    return {
        "letters": {"slug": letters.slug},
        "hidden-letters": {"slug": make_list("Hidden Letter", is_open=False).slug},
        "reader": {"reader_id": reader.pk},
        "reader-left": {"reader_id": make_reader(letters, "left@example.org", standing="left").pk},
        **_links(letters, now),
        **_issues(letters, coordinator, now),
    }


def _issues(letters: MailingList, coordinator: Person, now: datetime) -> Things:
    """One in each stage; a letter of the one that was sent is in doubt, and something came back."""
    draft = make_draft(letters, by=coordinator, now=now)
    frozen = make_frozen(letters)
    under_way = {"sending_at": now, "queued_at": now}
    sending = make_frozen(letters, stage=Stage.SENDING, **under_way)
    halted = make_frozen(letters, stage=Stage.HALTED, **under_way)
    sent = make_frozen(letters, stage=Stage.SENT, sent_at=now, **under_way)
    stopped = make_frozen(letters, stage=Stage.STOPPED, sent_at=now, **under_way)
    reader = letters.subscribers.earliest("pk")
    doubtful = Delivery.objects.create(
        issue=sent, subscriber=reader, domain="example.org", state="doubt", next_at=now
    )
    refused_at_the_door(doubtful, "450 4.2.2 full", now=now)
    Delivery.objects.update(state="doubt")
    made = {
        "draft-issue": draft,
        "frozen-issue": frozen,
        "sending-issue": sending,
        "halted-issue": halted,
        "sent-issue": sent,
        "stopped-issue": stopped,
    }
    return {
        **{name: {"issue": each.pk} for name, each in made.items()},
        "read-issue": {"number": sent.number},
        "unread-issue": {"number": frozen.number},
        "letter-html": {"language": "fr", "form": "html"},
        "letter-unknown": {"language": "de", "form": "txt"},
    }


def _links(letters: MailingList, now: datetime) -> Things:
    asked = make_reader(
        letters,
        "asked@example.org",
        standing=Standing.ASKED.value,
        confirmed_at=None,
        asked_at=now - timedelta(hours=3),
    )
    reader = make_reader(letters, "linked@example.org")
    keys = {Purpose.CONFIRM: asked.key, Purpose.WISHES: reader.key, Purpose.LEAVE: reader.key}
    return {
        f"to-{purpose}": {"token": link_for(purpose, key).rstrip("/").rpartition("/")[2]}
        for purpose, key in keys.items()
    }
