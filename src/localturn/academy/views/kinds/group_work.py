"""Work that a group hands in once and all others comment on; done when both are."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from localturn.academy.actions import group_arrivals, group_files, hand_ins
from localturn.academy.actions import groupwork as actions
from localturn.academy.domain.groupwork import cell
from localturn.academy.domain.kinds.assignment import file_limits
from localturn.academy.domain.rubric import judged_from
from localturn.academy.domain.schedule import Phase, is_in_time
from localturn.academy.domain.whole import whole
from localturn.academy.forms.groups import LevelsForm, levels_chosen
from localturn.academy.models import Enrolment, Group, GroupSeat
from localturn.academy.queries import groupwork as queries
from localturn.academy.queries.groupwork import WorkState
from localturn.academy.queries.hand_ins import work_of
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.queries.playing import endings_of, playable
from localturn.academy.queries.rubrics import comment_rubric_of, judged_in, marked_rubric
from localturn.academy.views import comment_reminders, group_board, group_time
from localturn.academy.views.arrived import told_of
from localturn.academy.views.group_board import group_numbered, state_of
from localturn.academy.views.kinds.assignment import save_text
from localturn.academy.views.reader import reader
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, NotNow

View = Callable[[HttpRequest, ActivityPlace], HttpResponse]


@never_cache
def show(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """The task, the group's work and the place to hand in; then all others' work."""
    return _page(request, place)


def save_draft(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Keep what the reader writes for their group, for themself alone; and files for all of it."""
    if "sequence" in request.POST:
        return save_text(request, place, _seat(place))
    try:
        _keep(request, place)
    except Invalid as refusal:
        return _page(request, place, complaint=refusal.sentence, sent=request.POST)
    messages.success(request, _("Your draft is saved."))
    return _with_link(request, place)


def _keep(request: HttpRequest, place: ActivityPlace) -> None:
    seat, by = _seat(place), reader(request)
    if "text" in request.POST:
        text = request.POST["text"]
        hand_ins.save_draft(seat, place.activity, text, sequence=None, by=by, now=place.now)
    uploads = [each for each in request.FILES.getlist("file") if each]
    if uploads:
        group_files.lay_by(seat, state_of(place), uploads, by=by, now=place.now)


def take_file(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Have a file looked through that a script has sent in pieces."""
    seat, token, by = _seat(place), request.POST.get("arrived", ""), reader(request)
    return told_of(
        partial(group_arrivals.take_arrived, seat, state_of(place), token, by=by, now=place.now)
    )


def remove_file(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    number = whole(request.POST.get("remove"))
    if number is None:
        raise NotFound
    state, by = state_of(place), reader(request)
    name = group_files.take_away(_seat(place), state, number, by=by, now=place.now)
    messages.success(request, _("%(name)s is no longer with your work.") % {"name": name})
    return _with_link(request, place)


def hand_in(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Hand in for one's group."""
    try:
        _keep(request, place)
        done = actions.hand_in(
            _seat(place),
            state_of(place),
            request.POST.get("text", ""),
            based_on=whole(request.POST.get("based_on")) or 0,
            by=reader(request),
            now=place.now,
            link=request.POST.get("link", ""),
        )
    except Invalid as refusal:
        return _page(request, place, complaint=refusal.sentence, sent=request.POST)
    if done.is_new:
        messages.success(request, _("You have handed in for your group."))
    return _back(place)


@never_cache
def of_group(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """What a group has handed in, the comments on it, and the place for one's own."""
    return _of_group(request, place)


def comment(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Comment on another group's work."""
    state, text = state_of(place), request.POST.get("text", "")
    group, by = group_numbered(state, request.POST.get("group")), reader(request)
    levels = LevelsForm(request.POST, rubric=comment_rubric_of(place.activity))
    if not levels.is_valid():
        return _of_group(request, place, group=group, levels=levels)
    try:
        actions.comment(
            _seat(place), state, group, text, judged=levels.judged, by=by, now=place.now
        )
    except Invalid as refusal:
        return _of_group(request, place, group=group, complaint=refusal.sentence, levels=levels)
    messages.success(request, _("Your comment on %(group)s is there.") % {"group": group})
    return _back(place, "#others")


def mark(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Points for everybody in a group."""
    group_board.require_facilitator(place)
    state = state_of(place)
    group = group_numbered(state, request.POST.get("group"))
    form = group_board.mark_form(place, request.POST)
    if not form.is_valid():
        return _of_group(request, place, group=group, form=form)
    number = actions.mark_group(
        state,
        group,
        points=form.cleaned_data.get("points"),
        judged=getattr(form, "judged", ()),
        feedback=form.cleaned_data["feedback"],
        by=reader(request),
        now=place.now,
    )
    said = ngettext(
        "%(num)s person has these points now.", "%(num)s people have these points now.", number
    )
    messages.success(request, said % {"num": number})
    return group_board.to_group(place, group)


VERBS: dict[str, View] = {
    "draft": save_draft,
    "take-file": take_file,
    "remove-file": remove_file,
    "hand-in": hand_in,
    "comment": comment,
    "mark": mark,
    **group_board.VERBS,
    **group_time.VERBS,
    **comment_reminders.VERBS,
}

PAGES: dict[str, View] = {"of-group": of_group, **group_board.PAGES, **comment_reminders.PAGES}


def _with_link(request: HttpRequest, place: ActivityPlace) -> HttpResponse:
    """Back, with the link that was filled in: it is kept nowhere before it is handed in."""
    if request.POST.get("link"):
        return _page(request, place, sent=request.POST)
    return _back(place)


def _page(
    request: HttpRequest,
    place: ActivityPlace,
    *,
    complaint: str = "",
    sent: Mapping[str, str] | None = None,
) -> HttpResponse:
    state = queries.state_of(place.run, place.activity)
    context: dict[str, Any] = {
        "place": place,
        "state": state,
        "complaint": complaint,
        "own": None,
        "playable": playable,
    }
    context["standing"] = None
    context["rubric"] = marked_rubric(place.activity, None)
    if state is not None and place.enrolment is not None:
        context |= _own(place, state, place.enrolment, sent)
    elif state is not None:
        context["board"] = queries.board_of(state)
    status = 422 if complaint else 200
    return render(request, "academy/kinds/group_work.html", context, status=status)


def _own(
    place: ActivityPlace, state: WorkState, seat: Enrolment, sent: Mapping[str, str] | None
) -> dict[str, Any]:
    """What a participant sees of their group's work and of the others'."""
    own = queries.group_of(seat, state.work)
    owes = queries.owes_in(place.run, [seat.pk], states=[state])[seat.pk, place.activity.pk]
    context: dict[str, Any] = {
        "own": own,
        "owes": owes,
        "others": _others(place, state, seat, own),
        "comments_begun": state.due_at is None or not is_in_time(place.now, state.due_at),
    }
    personal = work_of(seat, place.activity)
    context |= {"standing": personal.standing}
    context["rubric"] = marked_rubric(place.activity, personal.standing)
    if own is None:
        return context
    versions = queries.versions_of(state.work, own.group_id)
    last = versions[0] if versions else None
    draft = personal.draft
    text = draft.text if draft else last.text if last else ""
    due = state.due_of(own.group_id)
    return context | {
        "members": list(queries.members_of(own.group)),
        "versions": versions,
        "draft": draft,
        "laid_by": list(queries.laid_by(state.work, own.group)),
        "text": text if sent is None else sent.get("text", ""),
        "link": (last.link if last else "") if sent is None else sent.get("link", ""),
        "based_on": last.number if last else 0,
        "accepts": hand_ins.accepted_by(place.activity),
        "limits": file_limits(place.activity.settings),
        "endings": endings_of(file_limits(place.activity.settings)),
        "arrivals": queries.arrivals_told(seat, place.activity, now=place.now),
        "sends_files": queries.purpose_of(seat, place.activity),
        "may_hand_in": place.phase is Phase.RUNNING
        and (last is None or is_in_time(place.now, due)),
        "is_late": not is_in_time(place.now, due),
        "own_due": due if due != state.due_at else None,
    }


def _others(
    place: ActivityPlace, state: WorkState, seat: Enrolment, own: GroupSeat | None
) -> list[tuple[Any, str, Any, bool]]:
    """Every other group: how the reader stands to it, by when, and whether its work is open."""
    work = state.work
    written = set(work.comments.filter(enrolment=seat).values_list("group_id", flat=True))
    waived = set(work.waivers.filter(enrolment=seat).values_list("group_id", flat=True))
    mine = own.group_id if own else None
    tasks = queries.tasks_in([state], [seat.pk])
    theirs = None if state.comment_on is None else tasks[work.pk, seat.pk]
    return [
        (
            group,
            cell(
                mine,
                group,
                written=written,
                waived=waived,
                theirs=theirs,
                had_time=state.had_time,
            ).value,
            state.asked_by(group),
            state.is_read_by_all(group, place.now),
        )
        for group in state.groups
        if group.key != mine
    ]


def _of_group(
    request: HttpRequest,
    place: ActivityPlace,
    *,
    group: Group | None = None,
    complaint: str = "",
    form: Any = None,
    levels: LevelsForm | None = None,
) -> HttpResponse:
    state = state_of(place)
    group = group or group_numbered(state, request.GET.get("group"))
    about = state.group(group.pk)
    own = queries.group_of(place.enrolment, state.work) if place.enrolment else None
    is_own = own is not None and own.group_id == group.pk
    may_read = place.is_facilitator or is_own
    if about is None or not (may_read or state.is_read_by_all(about, place.now)):
        raise NotNow(_("You can read the work of other groups once the time to hand in is over."))
    comments = queries.comments_on(state.work, group.pk)
    mine = next(
        (c for c in comments if place.enrolment and c.enrolment_id == place.enrolment.pk), None
    )
    context = {
        "place": place,
        "state": state,
        "group": group,
        "about": about,
        "playable": playable,
        "versions": queries.versions_of(state.work, group.pk),
        "comments": [(each, judged_in(place.activity, each)) for each in comments],
        "with_names": place.is_facilitator or place.activity.settings.get("comment_names", True),
        "levels": levels
        or LevelsForm(
            rubric=comment_rubric_of(place.activity),
            initial=levels_chosen(judged_from(mine.rubric if mine else None)),
        ),
        "mine": mine,
        "is_own": is_own,
        "asked_by": state.asked_by(about),
        "may_comment": own is not None
        and not is_own
        and about.may_be_commented_on
        and place.phase is Phase.RUNNING
        and state.is_read_by_all(about, place.now),
        "text": request.POST.get("text", "") if levels else (mine.body if mine else ""),
        "complaint": complaint,
        "summary": queries.summary_of(state.work, group.pk),
        "waived": _waiver(place, state, group),
    }
    if place.is_facilitator:
        context |= group_board.marking(place, state, group, form)
    status = 422 if levels is not None or (form is not None and form.errors) else 200
    return render(request, "academy/groups/work.html", context, status=status)


def _waiver(place: ActivityPlace, state: WorkState, group: Group) -> Any:
    if place.enrolment is None:
        return None
    return state.work.waivers.filter(enrolment=place.enrolment, group=group).first()


def _seat(place: ActivityPlace) -> Enrolment:
    if place.enrolment is None:
        raise NotAllowed(_("Only those who take part in the course hand in work."))
    return place.enrolment


def _back(place: ActivityPlace, anchor: str = "") -> HttpResponse:
    answer = redirect("academy:activity", place.run.slug, place.activity.stable_id)
    answer["Location"] += anchor
    return answer
