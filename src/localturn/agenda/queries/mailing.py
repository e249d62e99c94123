"""Lists and their readers, as pages and actions ask for them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from localturn.agenda.domain.mailing import Standing, unreadable
from localturn.agenda.domain.marks import Purpose, key_of, token_for
from localturn.agenda.models import MailingList, Subscriber, Suppression, Topic
from localturn.agenda.queries.marking import mark_secret
from localturn.foundation.people.models import Person


def open_lists() -> QuerySet[MailingList]:
    """Those that everybody may subscribe to, by name."""
    return MailingList.objects.filter(is_open=True).order_by("name", "pk")[:200]


def subscriptions_of(person: Person) -> QuerySet[Subscriber]:
    """What somebody reads, by list."""
    rows = Subscriber.objects.filter(person=person, standing=Standing.SUBSCRIBED)
    return rows.select_related("mailing_list").order_by("mailing_list__name", "pk")


def subscriber_by(token: str, purpose: Purpose) -> Subscriber | None:
    """Whose subscription a link is for; None where it is no link of ours, or no longer one."""
    key = key_of(token, purpose, secret=mark_secret())
    if key is None:
        return None
    return Subscriber.objects.select_related("mailing_list").filter(key=key).first()


def link_for(purpose: Purpose, key: str) -> str:
    """The whole address behind which somebody confirms, changes or ends a subscription."""
    token = token_for(purpose, key, secret=mark_secret())
    return f"{settings.PUBLIC_URL}{reverse(f'agenda:subscription-{purpose}', args=[token])}"


def is_suppressed(address: str) -> bool:
    """Whether this address is never to be written to."""
    digest = unreadable(address, secret=mark_secret())
    return Suppression.objects.filter(digest=digest).exists()


def suppressed_among(addresses: Iterable[str]) -> frozenset[str]:
    """Those of these addresses that are never to be written to (1 statement)."""
    spelled = defaultdict[str, set[str]](set)
    for each in addresses:
        spelled[unreadable(each, secret=mark_secret())].add(each)
    found = Suppression.objects.filter(digest__in=list(spelled)).values_list("digest", flat=True)
    return frozenset(address for digest in found for address in spelled[digest])


@dataclass(frozen=True)
class Readers:
    """How many there are of a list, by where they stand."""

    subscribed: int
    asked: int
    suspended: int
    left: int


def readers_of(mailing_list: MailingList) -> Readers:
    return readers_by_list([mailing_list])[0]


def readers_by_list(mailing_lists: Sequence[MailingList]) -> list[Readers]:
    """Those of each list, in their order (1 statement)."""
    rows = Subscriber.objects.filter(mailing_list__in=mailing_lists).order_by()
    counts = {each.value: Count("pk", filter=Q(standing=each.value)) for each in Standing}
    found = rows.values_list("mailing_list").annotate(**counts).values_list("mailing_list", *counts)
    counted = {pk: dict(zip(counts, numbers, strict=True)) for pk, *numbers in found}
    nobody = dict.fromkeys(counts, 0)
    return [Readers(**counted.get(each.pk, nobody)) for each in mailing_lists]


def found_readers(mailing_list: MailingList, *, words: str, standing: str) -> QuerySet[Subscriber]:
    """The readers whose address holds these words, by address."""
    rows = Subscriber.objects.filter(mailing_list=mailing_list)
    if words:
        rows = rows.filter(email__icontains=words)
    if standing in set(Standing):
        rows = rows.filter(standing=standing)
    return rows.order_by("email", "pk")


def topic_choices() -> list[tuple[str, str]]:
    """Every topic in the reader's language."""
    language = get_language() or "en"
    return [(each.slug, each.called(language)) for each in Topic.objects.all()]
