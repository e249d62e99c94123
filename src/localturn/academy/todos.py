"""What the academy asks of somebody now, in each of their roles."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.academy import permissions
from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import (
    CourseVersion,
    Enrolment,
    Nomination,
    Run,
    RunPartner,
)
from localturn.academy.queries import agenda
from localturn.academy.queries.agenda import Task
from localturn.academy.queries.announcements import unread_by
from localturn.academy.queries.certificates import in_doubt
from localturn.academy.queries.desk import posts_reported
from localturn.academy.queries.enquiries import to_answer
from localturn.academy.queries.excuses import excuses_to_answer
from localturn.academy.queries.group_desk import groups_to_mark
from localturn.academy.queries.marking import essays_to_mark, hand_ins_to_mark, posts_to_count
from localturn.academy.queries.papers import proposals_to_answer, second_marks_waiting
from localturn.academy.queries.places import span_of
from localturn.foundation.people.models import Person
from localturn.foundation.people.queries import coordinated_by
from localturn.foundation.ui.times import day_text, moment_text
from localturn.foundation.ui.todos import Role, Todo, TodoGroup

MOST = 50


def todos(person: Person, *, now: datetime) -> list[TodoGroup]:
    """The academy's groups on somebody's first page."""
    return [
        *_participant(person, now),
        *_former_participant(person, now),
        *_facilitator(person, now),
        *_coordinator(person, now),
        *_author(person),
        *_operator(person, now),
    ]


def _participant(person: Person, now: datetime) -> Iterator[TodoGroup]:
    seats = agenda.current_seats(person, now=now)
    if not seats:
        return
    tasks = agenda.open_tasks(person, seats, now=now)
    yield TodoGroup(
        heading=_("Your courses"),
        role=Role.PARTICIPANT,
        todos=tuple(_course(seat.run, tasks[seat.run_id], now) for seat in seats),
    )
    near = [
        _deadline(task, seat.run)
        for seat in seats
        for task in tasks[seat.run_id]
        if task.is_near(now) and (task.is_mine or task.starts_at)
    ]
    yield TodoGroup(
        heading=_("Announced to you"),
        role=Role.PARTICIPANT,
        todos=tuple(
            Todo(told.title, told.get_absolute_url(), detail=told.run.version.title)
            for told in unread_by(seats, now=now)[:MOST]
        ),
    )
    yield TodoGroup(
        heading=_("In the next seven days"),
        role=Role.PARTICIPANT,
        todos=tuple(sorted(near, key=lambda todo: (todo.due is None, todo.due))[:MOST]),
    )


def _former_participant(person: Person, now: datetime) -> Iterator[TodoGroup]:
    """The way back to what was learnt, and to the certificate."""
    yield TodoGroup(
        heading=_("Your past courses"),
        role=Role.PARTICIPANT,
        todos=tuple(
            Todo(
                seat.run.version.title,
                reverse("academy:run", args=[seat.run.slug]),
                detail=_("Ended on %(day)s.") % {"day": day_text(seat.run.ends_on)},
            )
            for seat in agenda.past_seats(person, now=now)[:MOST]
        ),
    )


def _course(run: Run, tasks: list[Task], now: datetime) -> Todo:
    """A course, with the next thing to do in it."""
    mine = [task for task in tasks if task.is_mine]
    phase = span_of(run).phase(now)
    address = reverse("academy:run", args=[run.slug])
    if phase is Phase.BEFORE:
        begins = _("Begins on %(moment)s.") % {
            "moment": moment_text(span_of(run).starts_at, run.zone)
        }
        return Todo(run.version.title, address, detail=begins)
    if not mine:
        nothing = _("Nothing is left to do for you at present.")
        return Todo(run.version.title, address, detail=nothing, tone="success")
    late = sum(agenda.is_late(task, now) for task in mine)
    detail = _("Next: %(title)s (%(kind)s)") % {
        "title": mine[0].title,
        "kind": _(KINDS[mine[0].kind].label),
    }
    return Todo(
        run.version.title,
        address,
        detail=detail,
        due=None if agenda.is_late(mine[0], now) else mine[0].due_at,
        tone="warning" if late else None,
        count=len(mine),
    )


def _deadline(task: Task, run: Run) -> Todo:
    return Todo(
        task.title,
        reverse("academy:activity", args=[run.slug, task.id]),
        detail=_("%(kind)s in “%(course)s”")
        % {"kind": _(KINDS[task.kind].label), "course": run.version.title},
        due=task.starts_at or task.due_at,
    )


def _facilitator(person: Person, now: datetime) -> Iterator[TodoGroup]:
    runs = list(
        permissions.runs_facilitated_by(person)
        .filter(ends_on__gte=now.date() - agenda.NEAR * 8)
        .select_related("version")
        .annotate(
            nominations_waiting=_nominations_waiting(),
            reports_waiting=_counted(posts_reported(by=person), "run"),
            excuses_waiting=_counted(excuses_to_answer(by=person), "enrolment__run"),
            proposals_waiting=_counted(proposals_to_answer(None, by=person), "enrolment__run"),
            seconds_waiting=_counted(
                second_marks_waiting(None, by=person), "hand_in__enrolment__run"
            ),
        )
        .order_by("-starts_on", "pk")[:MOST]
    )
    if not runs:
        return
    waiting = _Waiting(
        enquiries=_by_run(to_answer(runs, by=person), "run_id"),
        posts=_by_run(posts_to_count(runs, by=person), "run_id"),
        hand_ins=_by_run(hand_ins_to_mark(runs, by=person), "enrolment__run_id"),
        groups=_by_run(groups_to_mark(runs, by=person), "work__run_id"),
        essays=_by_run(essays_to_mark(runs, by=person), "attempt__enrolment__run_id"),
        doubts=_by_run(in_doubt(runs).exclude(enrolment__person=person), "enrolment__run_id"),
    )
    yield TodoGroup(
        heading=_("Runs you facilitate"),
        role=Role.FACILITATOR,
        todos=tuple(sorted((_run(run, waiting) for run in runs), key=_urgency)),
    )


def _urgency(todo: Todo) -> tuple[bool, bool]:
    """What cannot wait comes first, then where something is to do."""
    return todo.tone != "warning", not todo.count


@dataclass(frozen=True)
class _Waiting:
    """How much waits for a facilitator, by run."""

    enquiries: dict[int, int]
    posts: dict[int, int]
    hand_ins: dict[int, int]
    groups: dict[int, int]
    essays: dict[int, int]
    doubts: dict[int, int]


def _by_run(rows: QuerySet[Any], run: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(run).annotate(waiting=Count("pk")))


def _counted(rows: QuerySet[Any], run: str) -> Coalesce:
    """How many there are, in the statement that reads the run."""
    of_run = rows.filter(**{run: OuterRef("pk")}).order_by()
    counted = of_run.values(run).annotate(waiting=Count("pk")).values("waiting")
    return Coalesce(Subquery(counted), 0)


def _nominations_waiting() -> Count:
    return Count("nominations", filter=Q(nominations__state=Nomination.State.WAITING))


def _run(run: Run, waiting: _Waiting) -> Todo:
    enquiries = waiting.enquiries.get(run.pk, 0)
    posts = waiting.posts.get(run.pk, 0)
    work = sum(each.get(run.pk, 0) for each in (waiting.hand_ins, waiting.groups, waiting.essays))
    work += run.proposals_waiting + run.seconds_waiting  # type: ignore[attr-defined]
    nominations: int = run.nominations_waiting  # type: ignore[attr-defined]
    excuses: int = run.excuses_waiting  # type: ignore[attr-defined]
    reports: int = run.reports_waiting  # type: ignore[attr-defined]
    doubts = waiting.doubts.get(run.pk, 0)
    said = [
        ngettext(
            "%(num)s certificate to decide about", "%(num)s certificates to decide about", doubts
        )
        % {"num": doubts},
        ngettext("%(num)s reported post", "%(num)s reported posts", reports) % {"num": reports},
        ngettext("%(num)s question to answer", "%(num)s questions to answer", enquiries)
        % {"num": enquiries},
        ngettext("%(num)s piece of work to mark", "%(num)s pieces of work to mark", work)
        % {"num": work},
        ngettext("%(num)s post to count", "%(num)s posts to count", posts) % {"num": posts},
        ngettext("%(num)s nomination to answer", "%(num)s nominations to answer", nominations)
        % {"num": nominations},
        ngettext("%(num)s excuse to answer", "%(num)s excuses to answer", excuses)
        % {"num": excuses},
    ]
    numbers = (doubts, reports, enquiries, work, posts, nominations, excuses)
    return Todo(
        _titled(run),
        reverse("academy:desk" if any(numbers) else "academy:run", args=[run.slug]),
        detail=" · ".join(words for words, number in zip(said, numbers, strict=True) if number)
        or _("Nothing waits for you."),
        tone="warning" if doubts or reports else None,
        count=sum(numbers) or None,
    )


def _coordinator(person: Person, now: datetime) -> Iterator[TodoGroup]:
    own = coordinated_by(person, on=now.date())
    partners = list(
        RunPartner.objects.filter(organisation__in=own, run__ends_on__gte=now.date())
        .select_related("run__version", "organisation")
        .order_by("run__starts_on", "pk")[:MOST]
    )
    if not partners:
        return
    runs = [partner.run_id for partner in partners]
    nominated = _by_run_and_organisation(
        Nomination.objects.filter(run__in=runs, organisation__in=own).exclude(
            state=Nomination.State.WITHDRAWN
        )
    )
    enrolled = _by_run_and_organisation(
        Enrolment.objects.filter(
            run__in=runs,
            organisation__in=own,
            way=Enrolment.Way.NOMINATION,
            withdrawn_at=None,
        )
    )
    yield TodoGroup(
        heading=_("Your people in courses"),
        role=Role.COORDINATOR,
        todos=tuple(
            _partner(
                partner,
                nominated.get((partner.run_id, partner.organisation_id), 0),
                enrolled.get((partner.run_id, partner.organisation_id), 0),
            )
            for partner in partners
        ),
    )


def _by_run_and_organisation(rows: QuerySet[Any]) -> dict[tuple[int, int], int]:
    counted = rows.values_list("run_id", "organisation_id").annotate(n=Count("pk")).order_by()
    return {(run, organisation): number for run, organisation, number in counted}


def _partner(partner: RunPartner, nominated: int, enrolled: int) -> Todo:
    words = {"organisation": partner.organisation, "num": nominated, "enrolled": enrolled}
    detail = (
        ngettext(
            "%(organisation)s: %(num)s person nominated, %(enrolled)s taking part",
            "%(organisation)s: %(num)s people nominated, %(enrolled)s taking part",
            nominated,
        )
        if nominated
        else _("%(organisation)s: nominate people for this course")
    ) % words
    return Todo(
        _titled(partner.run), reverse("academy:nominations", args=[partner.run.slug]), detail=detail
    )


def _author(person: Person) -> Iterator[TodoGroup]:
    drafts = list(
        CourseVersion.objects.filter(
            number=None, course__in=permissions.courses_editable_by(person).order_by()
        )
        .select_related("course")
        .order_by("-changed_at", "pk")[:MOST]
    )
    may_create = permissions.can_create_course(person)
    if not drafts and not may_create:
        return
    yield TodoGroup(
        heading=_("Courses you write"),
        role=Role.AUTHOR,
        todos=tuple(
            Todo(
                draft.title,
                reverse("academy:draft", args=[draft.course.slug]),
                detail=_("A draft, changed on %(moment)s")
                % {"moment": moment_text(draft.changed_at)},
            )
            for draft in drafts
        ),
        empty=_("You have no draft. Courses you have published are listed with their versions."),
        links=((_("All courses you write"), reverse("academy:authoring")),),
    )


def _operator(person: Person, now: datetime) -> Iterator[TodoGroup]:
    if not person.is_operator:
        return
    left = permissions.runs_without_facilitator().filter(ends_on__gte=now.date() - agenda.NEAR * 8)
    yield TodoGroup(
        heading=_("Runs that nobody guides"),
        role=Role.OPERATOR,
        todos=tuple(
            Todo(
                _titled(run),
                reverse("academy:run", args=[run.slug]),
                detail=_("Name a facilitator on its page."),
                tone="warning",
            )
            for run in left.select_related("version").order_by("-starts_on", "pk")[:MOST]
        ),
    )


def _titled(run: Run) -> str:
    return f"{run.version.title} – {run.title}" if run.title else run.version.title
