"""Groups of a run: divided by a facilitator or chosen by participants; each has its own page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localturn.academy.actions import groups as actions
from localturn.academy.domain.grouping import explain
from localturn.academy.domain.schedule import Phase
from localturn.academy.domain.whole import whole
from localturn.academy.forms.groups import ContactForm, ProposalForm, SayForm, ToldForm, WayForm
from localturn.academy.models import (
    Enrolment,
    Following,
    Group,
    Grouping,
    GroupPost,
    GroupSeat,
    Run,
)
from localturn.academy.permissions import can_enter_group
from localturn.academy.queries import groups as queries
from localturn.academy.queries.groupwork import members_of
from localturn.academy.queries.places import seat_of, span_of
from localturn.academy.queries.runs import run_kept_by, run_seen_by
from localturn.academy.views.group_words import sentences
from localturn.academy.views.reader import reader
from localturn.foundation import moments
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, require

A_PAGE = 50


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def groupings(request: HttpRequest, run: str) -> HttpResponse:
    """Straight to the groups of a run where there is one way in which people are divided; a
    facilitator begins one."""
    if request.method == "POST":
        kept = run_kept_by(request.user, run)
        made = actions.begin(kept, by=reader(request), now=moments.now())
        return redirect("academy:grouping", kept.slug, made.slug)
    found, _seat, guides = _enter(request, run)
    rows = list(queries.groupings_of(found))
    if len(rows) == 1:
        return redirect("academy:grouping", found.slug, rows[0].slug)
    context = {"run": found, "groupings": rows, "is_facilitator": guides}
    return render(request, "academy/groups/all.html", context)


@never_cache
@login_required
@require_safe
def grouping(request: HttpRequest, run: str, grouping: str) -> HttpResponse:
    """Who is in which group: to be divided by a facilitator, or chosen by a participant."""
    found, seat, guides = _enter(request, run)
    row = queries.grouping_in(found, grouping)
    if guides:
        return _divide(request, row)
    return _choose(request, row, seat)


def _divide(request: HttpRequest, row: Grouping, *, way: WayForm | None = None) -> HttpResponse:
    found = queries.divided(row)
    names = [str(group) for group in found.groups]
    page = Paginator(sorted(found.people, key=_waiting_first), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "run": row.run,
        "grouping": row,
        "found": found,
        "people": page,
        "said": sentences(explain(found.as_groups, found.mixes), names) if found.groups else [],
        "moves": queries.moves_in(row),
        "proposal": ProposalForm(
            initial={"number": len(found.groups) or 5, "mix": found.mixes or ["organisation"]}
        ),
        "way": way
        or WayForm(initial={"way": row.way, "most": row.most, "closes_at": row.closes_at}),
    }
    status = 422 if way is not None and way.errors else 200
    return render(request, "academy/groups/divide.html", context, status=status)


def _waiting_first(placed: queries.Placed) -> tuple[bool, str]:
    return (placed.group is not None, placed.member.name)


def _choose(request: HttpRequest, row: Grouping, seat: Enrolment | None) -> HttpResponse:
    groups = list(row.groups.filter(closed_at=None).order_by("number"))
    own = (
        next((each for each in queries.own_seats(seat) if each.grouping_id == row.pk), None)
        if seat
        else None
    )
    now = moments.now()
    context = {
        "run": row.run,
        "grouping": row,
        "groups": groups,
        "sizes": queries.sizes_of(groups),
        "own": own,
        "may_choose": row.way == Grouping.Way.SIGN_UP
        and (row.closes_at is None or now < row.closes_at)
        and span_of(row.run).phase(now) is not Phase.ENDED,
    }
    return render(request, "academy/groups/choose.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, run: str, grouping: str, verb: str) -> HttpResponse:
    """Do something with the groups; or look at what is proposed."""
    found, seat, guides = _enter(request, run)
    row = queries.grouping_in(found, grouping)
    if verb == "choose":
        return _take_seat(request, row, seat)
    require(guides, _("Only the facilitators of this run may do this."))
    if verb == "proposal":
        return _proposal(request, row)
    act_on = VERBS.get(verb)
    if act_on is None:
        raise NotFound
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    return act_on(request, row)


def _take_seat(request: HttpRequest, row: Grouping, seat: Enrolment | None) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    if seat is None:
        raise NotAllowed(_("Only those who take part in the course choose a group."))
    to = _group(row, request.POST.get("group"))
    actions.choose(row, seat, to, by=reader(request), now=moments.now())
    messages.success(
        request,
        _("You are in %(group)s now.") % {"group": to} if to else _("You have left your group."),
    )
    return redirect(row)


def _group(row: Grouping, number: str | None) -> Group | None:
    if not number:
        return None
    return queries.group_in(row, whole(number) or 0)


def _proposal(request: HttpRequest, row: Grouping) -> HttpResponse:
    """What groups there would be; taken over as it was seen."""
    posted = request.method == "POST"
    form = ProposalForm(request.POST if posted else request.GET)
    if not form.is_valid():
        return _unfit(request, row, form)
    asked: dict[str, Any] = {
        "number": form.cleaned_data["number"],
        "mixes": form.cleaned_data["mix"],
        "keeps_seats": not form.cleaned_data["anew"],
    }
    try:
        if posted:
            seen = request.POST.get("seen", "")
            moved = actions.accept(row, **asked, seen=seen, by=reader(request), now=moments.now())
            said = ngettext(
                "%(num)s person has been put into a group.",
                "%(num)s people have been put into groups.",
                moved,
            )
            messages.success(request, said % {"num": moved})
            return redirect(row)
        groups = actions.proposal(row, **asked)
    except Invalid as refusal:
        form.add_error("number", refusal.sentence)
        return _unfit(request, row, form)
    names = _names(row, len(groups))
    context = {
        "run": row.run,
        "grouping": row,
        "groups": list(zip(names, groups, strict=True)),
        "said": sentences(explain(groups, asked["mixes"]), names),
        "asked": form.cleaned_data,
        "seen": queries.fingerprint(groups),
    }
    return render(request, "academy/groups/proposal.html", context)


def _unfit(request: HttpRequest, row: Grouping, form: ProposalForm) -> HttpResponse:
    context = {"run": row.run, "grouping": row, "form": form}
    return render(request, "academy/groups/proposal_unfit.html", context, status=422)


def _names(row: Grouping, number: int) -> list[str]:
    """What the groups of a proposal are called: those that are there first."""
    there = list(row.groups.filter(closed_at=None).order_by("number"))
    last = row.groups.order_by("-number").values_list("number", flat=True).first() or 0
    new = [Group(number=last + at) for at in range(1, number - len(there) + 1)]
    return [str(group) for group in [*there, *new]][:number]


def _move(request: HttpRequest, row: Grouping) -> HttpResponse:
    """Everybody whose group was chosen anew on the page, which tells who was seen where."""
    wishes = []
    for name, value in request.POST.items():
        seat = whole(name.removeprefix("seat-")) if name.startswith("seat-") else None
        seen = request.POST.get(f"was-{seat}")
        if seat is None or not isinstance(value, str) or value == seen:
            continue
        enrolment = Enrolment.objects.filter(pk=seat, run=row.run, withdrawn_at=None).first()
        if enrolment is None:
            raise NotFound
        enrolment.run = row.run
        wishes.append(actions.Wish(enrolment, whole(seen), _group(row, value)))
    moved = actions.move_all(row, wishes, by=reader(request), now=moments.now())
    said = ngettext("%(num)s person has been moved.", "%(num)s people have been moved.", moved)
    messages.success(request, said % {"num": moved} if moved else _("Nobody was moved."))
    return redirect(row)


def _add(request: HttpRequest, row: Grouping) -> HttpResponse:
    actions.add_groups(row, whole(request.POST.get("number")) or 0, by=reader(request))
    return redirect(row)


def _rename(request: HttpRequest, row: Grouping) -> HttpResponse:
    group = queries.group_in(row, whole(request.POST.get("group")) or 0)
    actions.rename(group, request.POST.get("name", ""), by=reader(request))
    messages.success(request, _("Saved."))
    return redirect(row)


def _close(request: HttpRequest, row: Grouping) -> HttpResponse:
    group = queries.group_in(row, whole(request.POST.get("group")) or 0)
    actions.close_group(group, by=reader(request), now=moments.now())
    messages.success(request, _("%(group)s is closed.") % {"group": group})
    return redirect(row)


def _set_way(request: HttpRequest, row: Grouping) -> HttpResponse:
    form = WayForm(request.POST)
    if not form.is_valid():
        return _divide(request, row, way=form)
    actions.set_way(row, **form.cleaned_data, by=reader(request))
    messages.success(request, _("Saved."))
    return redirect(row)


VERBS = {"move": _move, "add": _add, "rename": _rename, "shut": _close, "way": _set_way}


@never_cache
@login_required
@require_safe
def group(request: HttpRequest, run: str, grouping: str, number: int) -> HttpResponse:
    """A group's own page: its members, what they talk about, and their work."""
    found, seat, _guides = _enter(request, run)
    return _space(request, _open_group(request, found, grouping, number), seat)


def _space(
    request: HttpRequest, group: Group, seat: Enrolment | None, *, say: SayForm | None = None
) -> HttpResponse:
    members = list(members_of(group))
    own = next((each for each in members if seat and each.enrolment_id == seat.pk), None)
    posts = queries.posts_in(group)
    works = group.grouping.works.filter(activity__version=group.grouping.run.version_id)
    context = {
        "run": group.grouping.run,
        "group": group,
        "members": members,
        "own": own,
        "form": ContactForm(
            initial={"shows_email": own.shows_email, "contact": own.contact} if own else None
        ),
        "posts": posts,
        "attached": queries.files_on(posts),
        "paces": Following.Pace.choices,
        "works": works.select_related("activity").order_by("activity__position"),
        "files": group.files.select_related("file", "work__activity").order_by("pk"),
        "reader_id": request.user.pk,
        "say": say or SayForm(),
        "may_write": span_of(group.grouping.run).phase(moments.now()) is not Phase.ENDED,
    }
    status = 422 if say is not None else 200
    return render(request, "academy/groups/space.html", context, status=status)


@login_required
@require_POST
def act_in_group(
    request: HttpRequest, run: str, grouping: str, number: int, verb: str
) -> HttpResponse:
    """Write to the group, take it back, or say how one is reached and told of it."""
    found, seat, _guides = _enter(request, run)
    group = _open_group(request, found, grouping, number)
    by = reader(request)
    match verb:
        case "say":
            say = SayForm(request.POST, request.FILES)
            if not say.is_valid():
                return _space(request, group, seat, say=say)
            text, uploads = say.cleaned_data["text"], say.cleaned_data["attached"]
            try:
                actions.say(group, text, uploads=uploads, by=by, now=moments.now())
            except Invalid as refusal:
                say.add_error("text", refusal.sentence)
                return _space(request, group, seat, say=say)
        case "unsay":
            post = GroupPost.objects.filter(
                pk=whole(request.POST.get("post")) or 0, group=group
            ).first()
            if post is None:
                raise NotFound
            post.group = group
            actions.unsay(post, by=by)
        case "contact" | "be-told":
            own = next((m for m in members_of(group) if seat and m.enrolment_id == seat.pk), None)
            if own is None:
                raise NotAllowed(_("Only the members of a group have something to say here."))
            (_set_contact if verb == "contact" else _set_pace)(request, own)
            messages.success(request, _("Saved."))
        case _:
            raise NotFound
    return redirect("academy:group", run, grouping, number)


def _set_contact(request: HttpRequest, own: GroupSeat) -> None:
    form = ContactForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Shorten it to 200 characters."))
    actions.share_contact(own, **form.cleaned_data, by=reader(request))


def _set_pace(request: HttpRequest, own: GroupSeat) -> None:
    form = ToldForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("There is no such pace. Choose every post, or once a day."))
    sent = form.cleaned_data["pace"]
    pace = Following.Pace(sent) if sent else None
    actions.be_told(own, pace=pace, by=reader(request), now=moments.now())


def _open_group(request: HttpRequest, run: Run, grouping: str, number: int) -> Group:
    """Raises NotFound and, for who is in another group, NotAllowed."""
    row = queries.group_in(queries.grouping_in(run, grouping), number)
    require(can_enter_group(request.user, row), _("This page is for the members of the group."))
    return row


def _enter(request: HttpRequest, run: str) -> tuple[Run, Enrolment | None, bool]:
    """The run, the reader's seat, and whether they guide it. Raises NotFound and NotAllowed."""
    seen = run_seen_by(request.user, run)
    seat = seat_of(request.user, seen.run)
    if seat is None and not seen.is_facilitator:
        raise NotAllowed(_("This is open to those who take part in the course."))
    return seen.run, seat, seen.is_facilitator
