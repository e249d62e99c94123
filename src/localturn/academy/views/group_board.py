"""A facilitator's pages of a group work: the board, who need not comment, marks and summaries."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from markupsafe import Markup, escape

from localturn.academy.actions import groupwork as actions
from localturn.academy.actions import waivers
from localturn.academy.domain.groupwork import Cell
from localturn.academy.domain.whole import whole
from localturn.academy.forms.groups import CommentsDueForm, LaterForm, WaiverForm
from localturn.academy.forms.marking import MarkForm, RubricForm
from localturn.academy.models import CommentWaiver, Enrolment, Group, GroupSeat
from localturn.academy.queries import groupwork as queries
from localturn.academy.queries.groupwork import BoardRow, WorkState
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.queries.rubrics import rubric_of
from localturn.academy.views.reader import reader
from localturn.foundation import moments
from localturn.foundation.languages import N_
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, NotNow

View = Callable[[HttpRequest, ActivityPlace], HttpResponse]

A_PAGE = 60
SHOWN = 20
"""Waivers on the board itself; all of them have a page of their own."""

WORDS = {
    Cell.OWN: ("·", N_("their own group")),
    Cell.NOTHING: ("–", N_("nothing to comment on")),
    Cell.WRITTEN: ("✓", N_("written")),
    Cell.WAIVED: ("○", N_("need not")),
    Cell.OWED: ("!", N_("owed")),
    Cell.FREE: ("/", N_("not asked of them")),
    Cell.ASKED: ("?", N_("asked for, the group was late")),
}
"""A sign of each cell, and what it means."""


def require_facilitator(place: ActivityPlace) -> None:
    if not place.is_facilitator:
        raise NotAllowed(_("Only the facilitators of this run may do this."))


@never_cache
def board(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Everybody and every group: what is owed."""
    require_facilitator(place)
    return show_board(request, place)


def show_board(
    request: HttpRequest,
    place: ActivityPlace,
    *,
    due: CommentsDueForm | None = None,
    waiver: WaiverForm | None = None,
    later: LaterForm | None = None,
) -> HttpResponse:
    """The board, with a form that was refused."""
    state = state_of(place)
    found = queries.board_of(state)
    only = request.GET.get("state") == "owing"
    rows = [row for row in found.rows if row.owed or not only]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    day = state.work.comments_due_at
    context = {
        "place": place,
        "board": found,
        "state": state,
        "only_owing": only,
        "page": page,
        "lines": _lines(list(page)),
        "legend": [
            (sign, _(words))
            for each, (sign, words) in WORDS.items()
            if each is not Cell.FREE or state.comment_on is not None
        ],
        "due": due or CommentsDueForm(initial={"day": day and moments.day_in(day, place.run.zone)}),
        "waiver": waiver or _waiver_form(place, state),
        "later": later or LaterForm(groups=open_groups(state)),
        "given": [(at, state.later[at.key]) for at in state.groups if at.key in state.later],
        "waivers": queries.waivers_of(state.work)[:SHOWN],
        "number_waived": state.work.waivers.count(),
    }
    wrong = any(form is not None and form.errors for form in (due, waiver, later))
    return render(request, "academy/groups/board.html", context, status=422 if wrong else 200)


def _lines(rows: list[BoardRow]) -> list[tuple[BoardRow, Markup]]:
    """The cells of each row, joined from six that are drawn once."""
    drawn = {
        each: (
            f'<td data-cell="{each.value}"><span aria-hidden="true">{sign}</span>'
            f'<span class="ds-sr-only">{escape(_(words))}</span></td>'
        )
        for each, (sign, words) in WORDS.items()
    }
    return [
        (row, Markup("".join([drawn[each] for each in row.cells])))  # noqa: S704
        for row in rows
    ]


def set_due(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Let comments be due on another day."""
    require_facilitator(place)
    form = CommentsDueForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["day"]
        try:
            actions.set_comments_due(state_of(place), day, by=reader(request), now=place.now)
        except Invalid as refusal:
            form.add_error("day", refusal.sentence)
        else:
            messages.success(request, _("Saved."))
            return to_board(place)
    return show_board(request, place, due=form)


def waive(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Let somebody, or everybody, off a comment on a group; or somebody off all of them."""
    require_facilitator(place)
    state = state_of(place)
    form = _waiver_form(place, state, request.POST)
    if not form.is_valid():
        return show_board(request, place, waiver=form)
    named, seat = form.cleaned_data["group"], form.cleaned_data["seat"]
    groups = [group for group in open_groups(state) if named in (None, group.pk)]
    number = waivers.waive(
        state,
        _seats(place, groups, seat),
        groups,
        reason=form.cleaned_data["reason"],
        by=reader(request),
        now=place.now,
    )
    if named is None:
        messages.success(request, _("They need not comment on any group."))
        return to_board(place)
    said = ngettext(
        "%(num)s person need not comment on %(group)s.",
        "%(num)s people need not comment on %(group)s.",
        number,
    )
    messages.success(request, said % {"num": number, "group": groups[0]})
    return to_board(place)


def _seats(place: ActivityPlace, groups: list[Group], seat: int | None) -> list[Enrolment]:
    people = Enrolment.objects.filter(run=place.run, withdrawn_at=None, person__isnull=False)
    if seat is not None:
        people = people.filter(pk=seat)
    else:
        of_group = GroupSeat.objects.filter(group__in=groups).values("enrolment")
        own = reader_seats(place)
        people = people.exclude(pk__in=of_group).exclude(pk__in=own)
    return list(people.select_related("run", "person").order_by("pk"))


def reader_seats(place: ActivityPlace) -> list[int]:
    """The facilitator's own seat, which another one decides about."""
    return [place.enrolment.pk] if place.enrolment else []


def _waiver_form(
    place: ActivityPlace, state: WorkState, sent: QueryDict | None = None
) -> WaiverForm:
    people = Enrolment.objects.filter(run=place.run, withdrawn_at=None, person__isnull=False)
    names = people.exclude(pk__in=reader_seats(place)).order_by("person__name", "pk")
    return WaiverForm(
        sent, people=list(names.values_list("pk", "person__name")), groups=open_groups(state)
    )


def open_groups(state: WorkState) -> list[Group]:
    """The groups of a work, to choose one."""
    return list(state.work.grouping.groups.filter(closed_at=None).order_by("number"))


@never_cache
def waived(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Everybody who need not comment on a group, and why."""
    require_facilitator(place)
    rows = Paginator(queries.waivers_of(state_of(place).work), A_PAGE)
    context = {"place": place, "page": rows.get_page(request.GET.get("page"))}
    return render(request, "academy/groups/waived.html", context)


def lift(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Ask for a comment after all."""
    require_facilitator(place)
    row = (
        CommentWaiver.objects.select_related("work__run", "enrolment__person", "group")
        .filter(pk=whole(request.POST.get("waiver")) or 0, work=state_of(place).work)
        .first()
    )
    if row is None:
        raise NotFound
    waivers.lift_waiver(row, by=reader(request), now=place.now)
    messages.success(request, _("The comment is asked for again."))
    return to_board(place)


def summarise(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """What the facilitator says of a group's work, for everybody."""
    require_facilitator(place)
    state = state_of(place)
    group = group_numbered(state, request.POST.get("group"))
    text = request.POST.get("text", "")
    actions.summarise(state, group, text, by=reader(request), now=place.now)
    messages.success(request, _("Saved."))
    return to_group(place, group)


VERBS: dict[str, View] = {
    "due": set_due,
    "waive": waive,
    "lift": lift,
    "summarise": summarise,
}

PAGES: dict[str, View] = {"board": board, "waived": waived}


def marking(
    place: ActivityPlace, state: WorkState, group: Group, form: MarkForm | RubricForm | None
) -> dict[str, Any]:
    """What a facilitator sees beside a group's work."""
    if not place.activity.points:
        return {"mark_form": None, "marked": []}
    members = [each.enrolment_id for each in queries.members_of(group)]
    grades = place.activity.grades.filter(enrolment__in=members, is_standing=True)
    return {
        "mark_form": form or mark_form(place),
        "marked": list(grades.select_related("enrolment__person").order_by("pk")),
    }


def mark_form(place: ActivityPlace, sent: QueryDict | None = None) -> MarkForm | RubricForm:
    rubric = rubric_of(place.activity)
    if rubric:
        return RubricForm(sent, rubric=rubric)
    return MarkForm(sent, most=place.activity.points)


def state_of(place: ActivityPlace) -> WorkState:
    """Raises NotNow where the run does not deliver this activity any more."""
    state = queries.state_of(place.run, place.activity)
    if state is None:
        raise NotNow(_("The course is not running now."))
    return state


def group_numbered(state: WorkState, number: str | None) -> Group:
    """Raises NotFound."""
    rows = state.work.grouping.groups.filter(number=whole(number) or 0, closed_at=None)
    found = rows.select_related("grouping").first()
    if found is None:
        raise NotFound
    return found


def to_board(place: ActivityPlace) -> HttpResponse:
    return redirect("academy:activity-verb", place.run.slug, place.activity.stable_id, "board")


def to_group(place: ActivityPlace, group: Group) -> HttpResponse:
    address = reverse(
        "academy:activity-verb", args=[place.run.slug, place.activity.stable_id, "of-group"]
    )
    return redirect(f"{address}?group={group.number}")
