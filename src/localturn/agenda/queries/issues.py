"""Issues of lists: those that everybody may read, and those that are written."""

from datetime import datetime

from django.db.models import Count, QuerySet

from localturn.agenda import permissions
from localturn.agenda.domain.digest import Content
from localturn.agenda.domain.mailing import Standing
from localturn.agenda.models import (
    Bounce,
    Delivery,
    Issue,
    MailingList,
    Stage,
    State,
    Subscriber,
)
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import NotFound

PUBLIC = (Stage.SENDING, Stage.HALTED, Stage.SENT, Stage.STOPPED)


def archive_of(mailing_list: MailingList) -> list[Issue]:
    """What was sent, the newest first."""
    return list(public_issues(mailing_list).select_related("snapshot")[:100])


def public_issues(mailing_list: MailingList) -> QuerySet[Issue]:
    """Everybody may read an issue from the moment when the first letter may leave."""
    rows = Issue.objects.filter(mailing_list=mailing_list, stage__in=PUBLIC)
    return rows.select_related("mailing_list").order_by("-number")


def issues_of(mailing_list: MailingList) -> list[Issue]:
    """Every issue for who writes it, the newest first."""
    rows = Issue.objects.filter(mailing_list=mailing_list)
    return list(rows.select_related("mailing_list").order_by("-made_at", "-pk")[:200])


def content_of(issue: Issue) -> Content:
    """What a frozen issue says."""
    return Content.read(issue.snapshot.content)


def issue_kept_by(person: Person, pk: int, *, now: datetime) -> Issue:
    """An issue for who writes its list. Raises NotFound."""
    lists = permissions.lists_kept_by(person, now=now).order_by()
    rows = Issue.objects.select_related("mailing_list", "snapshot")
    found = rows.filter(pk=pk, mailing_list__in=lists.values("pk")).first()
    if found is None:
        raise NotFound
    return found


def readers_in_rhythm(issue: Issue) -> int:
    """How many would get it if it were sent now."""
    return Subscriber.objects.filter(
        mailing_list=issue.mailing_list_id, standing=Standing.SUBSCRIBED, rhythm=issue.rhythm
    ).count()


def progress_of(issue: Issue) -> list[tuple[str, int]]:
    """How many letters are in each state, by its name; those of which there are any."""
    rows = Delivery.objects.filter(issue=issue).order_by().values_list("state")
    counts = dict(rows.annotate(number=Count("pk")))
    return [(str(each.label), counts[each]) for each in State if counts.get(each)]


def how_many_left(issue: Issue) -> int:
    """Letters that have left, those that came back among them."""
    return Delivery.objects.filter(issue=issue, state__in=[State.HANDED, State.BOUNCED]).count()


def doubtful_of(issue: Issue) -> list[Delivery]:
    """Letters of which nobody knows whether they left."""
    rows = Delivery.objects.filter(issue=issue, state=State.DOUBT)
    return list(rows.select_related("subscriber").order_by("pk")[:200])


def how_many_doubtful(issue: Issue) -> int:
    """Also those that `doubtful_of` has no room for."""
    return Delivery.objects.filter(issue=issue, state=State.DOUBT).count()


def failed_of(issue: Issue) -> list[tuple[str, int]]:
    """What was said of letters that failed, and of how many; what was said most often first."""
    rows = Delivery.objects.filter(issue=issue, state=State.FAILED).order_by()
    counted = rows.values_list("trouble").annotate(number=Count("pk"))
    return list(counted.order_by("-number", "trouble")[:10])


def bounces_of(issue: Issue) -> list[Bounce]:
    """What came back of an issue, the newest first."""
    rows = Bounce.objects.filter(delivery__issue=issue)
    return list(rows.select_related("subscriber").order_by("-arrived_at", "-pk")[:200])
