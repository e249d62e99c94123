"""What the agenda asks of somebody now: places that are kept for them, announcements to look at,
letters to write."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.agenda import permissions
from localturn.agenda.domain.marks import Purpose
from localturn.agenda.domain.registering import Standing
from localturn.agenda.domain.sources import Stage as Review
from localturn.agenda.domain.terms import State, Status
from localturn.agenda.models import Candidate, Delivery, Issue, Registrant, Source, Stage
from localturn.agenda.models import State as Sent
from localturn.agenda.queries.events import waiting_for_editors, when_of
from localturn.agenda.queries.registering import link_for, own_ahead
from localturn.agenda.queries.saying import text_for_reader, when_words
from localturn.foundation.people.models import Person
from localturn.foundation.ui.todos import Role, Todo, TodoGroup

MOST = 20
SOON = timedelta(days=14)
A_FEW = 3
"""So many failures of a source, one after another, are told to editors."""


def todos(person: Person, *, now: datetime) -> list[TodoGroup]:
    """The agenda's groups on somebody's first page."""
    return [
        TodoGroup(
            heading=_("Events you are registered for"),
            role=Role.PARTICIPANT,
            todos=tuple(_place(each) for each in _near(person, now)[:MOST]),
        ),
        *_editor(person, now),
        *_writer(person, now),
    ]


def _near(person: Person, now: datetime) -> QuerySet[Registrant]:
    """Offers first; of the others what begins within two weeks."""
    is_offer = Q(standing=Standing.OFFERED.value)
    event = "registration__event"
    rows = own_ahead(person, now=now).filter(
        is_offer | Q(**{f"{event}__starts__lt": now + SOON}), **{f"{event}__state": State.PUBLISHED}
    )
    rows = rows.exclude(**{f"{event}__status": Status.CANCELLED})
    return rows.order_by(Case(When(is_offer, then=0), default=1), f"{event}__starts", "pk")


def _place(registrant: Registrant) -> Todo:
    event = registrant.registration.event
    when = when_words(when_of(event))
    if registrant.standing == Standing.OFFERED:
        said = _("A place is kept for you. Take it, or leave it to the next.")
    elif registrant.standing == Standing.WAITING:
        said = _("You are on the waiting list. %(when)s") % {"when": when}
    else:
        said = when
    is_offer = registrant.standing == Standing.OFFERED
    return Todo(
        text_for_reader(event).title,
        link_for(Purpose.REGISTRATION, registrant.key),
        detail=said,
        due=registrant.offered_until if is_offer else None,
        tone="warning" if is_offer else None,
    )


def _editor(person: Person, now: datetime) -> Iterator[TodoGroup]:
    if not permissions.can_edit(person, now=now):
        return
    yield TodoGroup(
        heading=_("The agenda you look after"),
        role=Role.EDITOR,
        todos=tuple(_queue(person)),
        empty=_("Nothing has come in that waits for an editor."),
        links=(
            (_("Where announcements come from"), reverse("agenda:sources")),
            (_("Announce something"), reverse("agenda:write")),
        ),
    )


def _queue(person: Person) -> Iterator[Todo]:
    counted = Candidate.objects.filter(stage=Review.WAITING.value).aggregate(
        waiting=Count("pk"),
        doubtful=Count("pk", filter=Q(gravity__gt=0)),
        own=Count("pk", filter=Q(assigned_to=person)),
    )
    if counted["waiting"]:
        yield Todo(
            _("Announcements to look at"),
            reverse("agenda:queue"),
            detail=_in_words(counted["doubtful"], counted["own"]),
            count=counted["waiting"],
        )
    handed_in = waiting_for_editors().order_by().count()
    if handed_in:
        yield Todo(
            _("Suggestions and drafts"),
            reverse("agenda:desk"),
            detail=_("Handed in by partners, or begun and not published."),
            count=handed_in,
        )
    failing = list(
        Source.objects.filter(failures__gte=A_FEW, is_paused=False).order_by("name", "pk")[:MOST]
    )
    for source in failing:
        yield Todo(
            source.name,
            source.get_absolute_url(),
            detail=ngettext(
                "This source could not be read %(num)s time in a row.",
                "This source could not be read %(num)s times in a row.",
                source.failures,
            )
            % {"num": source.failures},
            tone="warning",
        )


def _in_words(doubtful: int, own: int) -> str | None:
    said = [
        ngettext(
            "%(num)s of them with a warning",
            "%(num)s of them with a warning",
            doubtful,
        )
        % {"num": doubtful}
        if doubtful
        else "",
        ngettext("%(num)s given to you", "%(num)s given to you", own) % {"num": own} if own else "",
    ]
    return " · ".join(filter(None, said)) or None


def _writer(person: Person, now: datetime) -> Iterator[TodoGroup]:
    """Issues that are begun, frozen, halted, or of which letters are in doubt."""
    lists = permissions.lists_kept_by(person, now=now).order_by()
    doubtful = Exists(Delivery.objects.filter(issue=OuterRef("pk"), state=Sent.DOUBT))
    open_ones = Q(stage__in=[Stage.DRAFT, Stage.FROZEN, Stage.SENDING, Stage.HALTED])
    issues = (
        Issue.objects.filter(open_ones | doubtful, mailing_list__in=lists)
        .annotate(is_doubtful=doubtful)
        .select_related("mailing_list")
        .order_by("-made_at", "-pk")[:MOST]
    )
    yield TodoGroup(
        heading=_("Letters to readers"),
        role=Role.EDITOR,
        todos=tuple(_issue(each) for each in issues),
    )


def _issue(issue: Issue) -> Todo:
    words = {
        Stage.DRAFT: _("A draft. Compose it, try it out and freeze it."),
        Stage.FROZEN: _("Frozen. It can be sent."),
        Stage.SENDING: _("Being sent."),
        Stage.HALTED: _("Halted. Some have it, others wait."),
    }
    is_doubtful: bool = issue.is_doubtful  # type: ignore[attr-defined]
    said = words.get(Stage(issue.stage), "")
    if is_doubtful:
        said = _("Nobody knows whether some letters left. Settle them.")
    return Todo(
        issue.mailing_list.name,
        issue.get_absolute_url(),
        detail=said,
        tone="warning" if is_doubtful or issue.stage == Stage.HALTED else None,
    )
