"""Rounds of coding: begun, given out, closed; how far coders agree; where they differ."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import rounds as actions
from localturn.corpus.domain.disagreements import Region, Verdict
from localturn.corpus.forms.rounds import GiveForm, RoundForm
from localturn.corpus.models import Agreement, Assignment, Member, Node, Round
from localturn.corpus.permissions import Sight
from localturn.corpus.queries import rounds as queries
from localturn.corpus.queries.agreement import worked_for
from localturn.corpus.queries.agreement_sheet import names_for
from localturn.corpus.queries.entering import entered
from localturn.corpus.queries.settled import Key, Settled, key_of, settled_in
from localturn.corpus.views.agreement import chart_of, said_of
from localturn.foundation import moments
from localturn.foundation.languages import N_
from localturn.foundation.library.models import TextVersion
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Refusal, require

A_PAGE = 20
AROUND = 160
"""Characters around a region."""

VERDICTS = {
    Verdict.AGREED: N_("All agree"),
    Verdict.BOUNDS: N_("Different beginnings or ends"),
    Verdict.MISSING: N_("Not marked by all"),
}


@login_required
def rounds(request: HttpRequest, project: str) -> HttpResponse:
    """The rounds of a project; who leads it begins another one."""
    sight = entered(reader(request), project)
    form = RoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _leads_now(sight) and form.is_valid():
        try:
            made = actions.begin(form.cleaned_data["name"], by=sight.member, now=moments.now())
        except Refusal as refused:
            form.add_error("name", refused.sentence)
        else:
            return redirect("corpus:round", sight.project.slug, made.pk)
    context = {
        "sight": sight,
        "project": sight.project,
        "rounds": list(queries.rounds_of(sight)[:200]),
        "mine": list(queries.given_to(sight)[:500]),
        "leads": permissions.can_lead(sight.member) and sight.project.is_open,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "corpus/rounds.html", context, status=status)


@require_safe
@login_required
def round_(request: HttpRequest, project: str, round: int) -> HttpResponse:
    """How far a round is; once it is closed, how far its coders agree."""
    sight, found = _entered(request, project, round)
    return _page(request, sight, found, GiveForm(sight=sight))


@require_POST
@login_required
def give(request: HttpRequest, project: str, round: int) -> HttpResponse:
    """Give documents to coders."""
    sight, found = _entered(request, project, round)
    _leads_now(sight)
    form = GiveForm(request.POST, sight=sight)
    if not form.is_valid():
        return _page(request, sight, found, form)
    said = form.cleaned_data
    members = list(said["members"])
    given = actions.spread(list(form.chosen), members, each=min(said["each"], len(members)))
    try:
        new = actions.give(found, given, by=sight.member, now=moments.now())
    except Refusal as refused:
        form.add_error(None, refused.sentence)
        return _page(request, sight, found, form)
    messages.success(
        request,
        ngettext("%(num)s document was given out.", "%(num)s documents were given out.", new)
        % {"num": new},
    )
    return redirect("corpus:round", sight.project.slug, found.pk)


@require_POST
@login_required
def done(request: HttpRequest, project: str, round: int, document: int) -> HttpResponse:
    """Somebody is through with a document, or not yet after all."""
    sight, found = _entered(request, project, round)
    mine = get_object_or_404(
        Assignment.objects.select_related("round"),
        round=found,
        document__in=sight.documents().order_by().filter(pk=document),
        member=sight.member,
    )
    actions.mark_done(
        mine, is_done=request.POST.get("done") != "no", by=sight.member, now=moments.now()
    )
    return redirect("corpus:rounds", sight.project.slug)


@require_POST
@login_required
def close(request: HttpRequest, project: str, round: int) -> HttpResponse:
    sight, found = _entered(request, project, round)
    _leads_now(sight)
    actions.close(found, by=sight.member, now=moments.now())
    messages.success(request, _("The round is closed. Agreement is worked out in the background."))
    return redirect("corpus:round", sight.project.slug, found.pk)


@require_safe
@login_required
def differences(request: HttpRequest, project: str, round: int) -> HttpResponse:
    """Where coders differ, side by side; with `all=1` also where they agree."""
    sight, found = _entered(request, project, round)
    regions = queries.regions_of(sight, found) if found.closed_at else []
    with_agreed, open_only = request.GET.get("all") == "1", request.GET.get("open") == "1"
    settled = settled_in(sight, found, regions)
    shown = [
        region
        for region in regions
        if (with_agreed or region.verdict is not Verdict.AGREED)
        and not (open_only and _is_settled(region, settled))
    ]
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "sight": sight,
        "project": sight.project,
        "round": found,
        "page": page,
        "regions": _drawn(sight, list(page.object_list), settled),
        "total": len(shown),
        "all": with_agreed,
        "open": open_only,
        "may_settle": permissions.can_work(sight.member),
        "here": request.get_full_path(),
        "whole": actions.WHOLE,
        "nothing": actions.NOTHING,
    }
    return render(request, "corpus/differences.html", context)


@require_POST
@login_required
def settle(request: HttpRequest, project: str, round: int) -> HttpResponse:
    """Decide what counts of a region, or take a decision back."""
    sight, found = _entered(request, project, round)
    said = request.POST
    where = {
        name: int(value) if (value := said.get(name, "")).isdecimal() and len(value) < 16 else 0
        for name in ("document", "code", "region_start")
    }
    if said.get("choice") == "open":
        actions.unsettle(sight, found, **where)
    else:
        actions.settle(
            sight,
            found,
            **where,
            choice=said.get("choice", ""),
            note=said.get("note", "")[:2_000],
            now=moments.now(),
        )
    messages.success(request, _("Saved."))
    back = reverse("corpus:round-differences", args=[sight.project.slug, found.pk])
    asked = said.get("back", "")
    return redirect(f"{back}?{asked}" if asked and "\n" not in asked else back)


def _entered(request: HttpRequest, project: str, key: int) -> tuple[Sight, Round]:
    sight = entered(reader(request), project)
    found = get_object_or_404(queries.rounds_of(sight), pk=key)
    found.project = sight.project
    return sight, found


def _leads_now(sight: Sight) -> bool:
    require(permissions.can_lead(sight.member), _("Only who leads the project may do this."))
    return True


def _page(request: HttpRequest, sight: Sight, found: Round, form: GiveForm) -> HttpResponse:
    kept = Agreement.objects.filter(round=found).first()
    worked = worked_for(sight, kept) if kept else None
    names = names_for(sight) if worked else None
    waits = found.closed_at is not None and not (kept and kept.content)
    progress = queries.progress(sight, found)
    context = {
        "sight": sight,
        "project": sight.project,
        "round": found,
        "progress": progress,
        "memos": list(sight.memos().filter(round=found)[:20]),
        "works": permissions.can_work(sight.member),
        "untouched": sum(each.untouched for each in progress),
        "leads": permissions.can_lead(sight.member) and sight.project.is_open,
        "form": form,
        "waits": waits,
        "agreement": said_of(worked, names) if worked and names else None,
        "chart": chart_of(found, worked, names) if worked and names else None,
    }
    status = 422 if form.errors else 202 if waits else 200
    return render(request, "corpus/round.html", context, status=status)


@dataclass(frozen=True)
class _Beside:
    """What one coder marked of a region."""

    member: int
    name: str
    quotes: list[str]


@dataclass(frozen=True)
class _Drawn:
    """A region as it is shown."""

    region: Region
    title: str
    language: str
    code: str
    verdict: str
    before: str
    text: str
    after: str
    beside: list[_Beside]
    settled: Settled | None
    counts: list[str]


def _drawn(sight: Sight, regions: list[Region], settled: dict[Key, Settled]) -> list[_Drawn]:
    documents = {
        each.pk: each
        for each in sight.documents().filter(pk__in={region.document for region in regions})
    }
    names = dict(Node.objects.filter(project=sight.project).values_list("pk", "name"))
    members = {
        each.pk: str(each)
        for each in Member.objects.filter(project=sight.project).select_related("person")
    }
    drawn = []
    for region in regions:
        document = documents[region.document]
        begin = max(0, region.start - AROUND)
        text = _text(document.version_id, begin, region.end + AROUND)
        start, end = region.start - begin, region.end - begin
        decided = settled.get(key_of(region))
        drawn.append(
            _Drawn(
                region,
                document.title,
                document.language,
                names.get(region.code, "–"),
                _(VERDICTS[region.verdict]),
                text[:start],
                text[start:end],
                text[end:],
                [
                    _Beside(
                        coder,
                        members.get(coder, "–"),
                        [
                            text[mark.start - begin : mark.end - begin]
                            for mark in region.by_coder.get(coder, [])
                        ],
                    )
                    for coder in region.coders
                ],
                decided,
                [
                    text[row.start - begin : row.end - begin]
                    for row in (decided.rows if decided else ())
                    if row.start is not None and row.end is not None
                ],
            )
        )
    return drawn


def _text(version: int, begin: int, end: int) -> str:
    rows = TextVersion.objects.filter(pk=version)
    return rows.annotate(said=Substr(F("text"), begin + 1, end - begin)).values_list(
        "said", flat=True
    )[0]


def _is_settled(region: Region, settled: dict[Key, Settled]) -> bool:
    found = settled.get(key_of(region))
    return found is not None and found.is_whole
