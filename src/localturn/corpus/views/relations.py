"""Actors and relations: the network with its table, an actor with its passages, suggestions."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import relations as actions
from localturn.corpus.actions.handing_out import Outgoing
from localturn.corpus.domain.networks import (
    DIRECTIONS,
    GOVERNMENTS,
    STANCES,
    Direction,
    Government,
    Network,
    Stance,
)
from localturn.corpus.forms.relations import ActorForm, RelationForm, initial_of
from localturn.corpus.models import Actor
from localturn.corpus.permissions import Sight
from localturn.corpus.queries import relations as queries
from localturn.corpus.queries.entering import entered, entered_coding
from localturn.corpus.queries.registered import names_besides, organisations_named
from localturn.corpus.queries.relations import Chosen
from localturn.corpus.standards.graphs import write_gexf, write_graphml
from localturn.corpus.views.handing_out import handed_out
from localturn.foundation import moments
from localturn.foundation.charts import Chart
from localturn.foundation.people.models import Organisation
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import NotFound, Refusal, require
from localturn.foundation.tables import CSV, as_csv

A_PAGE = 50


@require_safe
@login_required
def network(request: HttpRequest, project: str) -> HttpResponse:
    """Who is said to do what towards whom: picture, table, and what could be related next."""
    sight = entered(reader(request), project)
    chosen = _chosen(request)
    of = queries.network_of(sight, chosen)
    names = {actor.key: actor.name for actor in of.actors}
    context = {
        "sight": sight,
        "project": sight.project,
        "arcs": [
            (names[a.source], names[a.target], a, _(STANCES[a.stance]), _(DIRECTIONS[a.direction]))
            for a in of.arcs[:500]
        ],
        "chart": queries.picture_of(of, _("Actors and relations")),
        "stances": [(each.value, _(words)) for each, words in STANCES.items()],
        "directions": [(each.value, _(words)) for each, words in DIRECTIONS.items()],
        "chosen": chosen,
        "suggestions": queries.suggestions(sight) if permissions.can_work(sight.member) else [],
        "asked": request.GET.urlencode(),
        "works": permissions.can_work(sight.member),
    }
    return render(request, "corpus/network.html", context)


@require_safe
@login_required
def download(request: HttpRequest, project: str, form: str) -> HttpResponse:
    """The network for other programs."""
    sight = entered(reader(request), project)
    of = queries.network_of(sight, _chosen(request))
    kind, write = FORMS[form]
    said = {_("Actors"): [actor.name for actor in of.actors]}
    name = f"{sight.project.slug}.{form}"
    return handed_out(sight, Outgoing(name, kind, partial(write, of), said))


def _as_csv(of: Network) -> bytes:
    names = {actor.key: actor for actor in of.actors}
    head = [
        *(_("From"), _("To"), _("What it says"), _("Direction"), _("Passages"), _("Documents")),
    ]
    rows = [
        [
            *(names[arc.source].name, names[arc.target].name, arc.stance.value),
            *(arc.direction.value, arc.passages, arc.documents),
        ]
        for arc in of.arcs
    ]
    return as_csv(head, rows)


def _drawn(of: Network) -> Chart:
    """Raises NotFound where there is nothing to draw."""
    chart = queries.picture_of(of, _("Actors and relations"))
    if chart is None:
        raise NotFound(_("There is nothing to draw."))
    return chart


FORMS: Mapping[str, tuple[str, Callable[[Network], bytes | str]]] = {
    "graphml": ("application/graphml+xml", write_graphml),
    "gexf": ("application/gexf+xml", write_gexf),
    "csv": (CSV, _as_csv),
    "svg": ("image/svg+xml", lambda of: _drawn(of).alone()),
    "png": ("image/png", lambda of: _drawn(of).as_png()),
}


@login_required
def actors(request: HttpRequest, project: str) -> HttpResponse:
    """All actors; another one is added here, also one that the platform knows and passages name."""
    sight = entered(reader(request), project)
    works = permissions.can_work(sight.member)
    given = _of_register(request.GET.get("organisation", "")) if works else {}
    form = ActorForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST":
        _require_work(sight)
        if form.is_valid():
            try:
                actions.add_actor(
                    form.cleaned_data["name"], **form.said, by=sight.member, now=moments.now()
                )
            except Refusal as refused:
                form.add_error("name", refused.sentence)
            else:
                messages.success(request, _("Added."))
                return redirect("corpus:actors", sight.project.slug)
    page = Paginator(queries.actors_of(sight), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "sight": sight,
        "project": sight.project,
        "page": page,
        "levels": {each.value: _(words) for each, words in GOVERNMENTS.items()},
        "figures": queries.figures_of(sight),
        "form": form,
        "works": works,
        "named": organisations_named(sight) if works else [],
    }
    return render(request, "corpus/actors.html", context, status=422 if form.errors else 200)


@login_required
def actor(request: HttpRequest, project: str, actor: int) -> HttpResponse:
    """An actor with the passages that say something of it."""
    sight = entered(reader(request), project)
    found = _actor(sight, actor)
    form = ActorForm(request.POST if request.method == "POST" else None, initial=initial_of(found))
    if request.method == "POST":
        _require_work(sight)
        if form.is_valid():
            name = form.cleaned_data["name"]
            try:
                actions.describe_actor(found, name, **form.said, by=sight.member)
            except Refusal as refused:
                form.add_error("name", refused.sentence)
                found.refresh_from_db()
            else:
                messages.success(request, _("Saved."))
                return redirect(found)
    rows = Chosen(actor=found.pk).of(queries.relations_seen(sight))
    related = ("coding__document", "source", "target")
    page = Paginator(rows.select_related(*related), A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "sight": sight,
        "project": sight.project,
        "actor": found,
        "memos": list(sight.memos().filter(actor=found)[:20]),
        "level": _(GOVERNMENTS[Government(found.level)]),
        "page": page,
        "stances": {each.value: _(words) for each, words in STANCES.items()},
        "form": form,
        "works": permissions.can_work(sight.member),
    }
    return render(request, "corpus/actor.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def remove_actor(request: HttpRequest, project: str, actor: int) -> HttpResponse:
    sight = entered(reader(request), project)
    actions.withdraw_actor(_actor(sight, actor), by=sight.member, now=moments.now())
    messages.success(request, _("The actor is out of the list."))
    return redirect("corpus:actors", sight.project.slug)


@login_required
def relate(request: HttpRequest, coding: int) -> HttpResponse:
    """Say what a passage says of two actors."""
    sight, found = entered_coding(reader(request), coding)
    _require_work(sight)
    form = RelationForm(
        request.POST if request.method == "POST" else None, sight=sight, initial=request.GET.dict()
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.relate(sight, found, **form.said, now=moments.now())
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The relation is recorded."))
            return redirect("corpus:network", sight.project.slug)
    context = {"sight": sight, "project": sight.project, "coding": found, "form": form}
    return render(request, "corpus/relate.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def remove(request: HttpRequest, project: str, relation: int) -> HttpResponse:
    """Take a relation back."""
    sight = entered(reader(request), project)
    found = get_object_or_404(queries.relations_seen(sight), pk=relation)
    actions.withdraw_relation(found, by=sight.member, now=moments.now())
    messages.success(request, _("The relation is taken back."))
    return redirect("corpus:network", sight.project.slug)


def _actor(sight: Sight, key: int) -> Actor:
    found = get_object_or_404(queries.actors_of(sight).select_related("organisation"), pk=key)
    found.project = sight.project
    return found


def _chosen(request: HttpRequest) -> Chosen:
    direction, stance = (request.GET.get(name, "") for name in ("direction", "stance"))
    return Chosen(
        Direction(direction) if direction in set(Direction) else None,
        Stance(stance) if stance in set(Stance) else None,
    )


def _require_work(sight: Sight) -> None:
    require(
        permissions.takes_work(sight.member),
        _("Only coders and who leads the project may do this."),
    )


def _of_register(slug: str) -> dict[str, str]:
    """What the form says of an organisation before a person looks it over."""
    found = Organisation.objects.filter(slug=slug[:80]).first() if slug else None
    if found is None:
        return {}
    aliases = "\n".join(names_besides(found)[: actions.MOST_ALIASES])
    return {"name": found.name, "aliases": aliases, "organisation": found.slug}
