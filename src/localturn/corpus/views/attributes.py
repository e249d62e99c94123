"""What documents and cases are compared by: defined, filled in many at once, in and out as a
table."""

import json
from functools import partial
from itertools import chain
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import attributes as actions
from localturn.corpus.actions.attribute_tables import NUMBER, TITLE, look
from localturn.corpus.actions.handing_out import Outgoing
from localturn.corpus.domain.terms import ATTRIBUTE_KINDS, AttributeKind
from localturn.corpus.forms.attributes import AttributeForm, NewAttributeForm, TableForm
from localturn.corpus.models import Attribute
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.attributes import attributes_of, lines_of, things_of
from localturn.corpus.queries.entering import entered, entered_by
from localturn.corpus.views.handing_out import handed_out
from localturn.foundation import tables
from localturn.foundation.languages import folded
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, Refusal, require

A_PAGE = 25
A_DAY = 24 * 60 * 60
MOST_SIGNED = 2_000_000


@require_safe
@login_required
def attributes(request: HttpRequest, project: str) -> HttpResponse:
    """Those that are defined, with how often each is filled in."""
    sight = entered(reader(request), project)
    rows = Attribute.objects.filter(project=sight.project).order_by("of_cases", "position", "pk")
    context = _context(
        sight,
        attributes=rows.annotate(filled=Count("values")) if sight.sees_all_documents else rows,
        kinds={each.value: _(ATTRIBUTE_KINDS[each]) for each in AttributeKind},
        form=TableForm(),
    )
    return render(request, "corpus/attributes/attributes.html", context)


@login_required
def define(request: HttpRequest, project: str) -> HttpResponse:
    sight = entered(reader(request), project)
    _require_work(sight)
    form = NewAttributeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            of_cases = form.cleaned_data["of_cases"]
            actions.define(form.definition, of_cases=of_cases, by=sight.member)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("corpus:attributes", sight.project.slug)
    context = _context(sight, form=form, attribute=None)
    status = 422 if form.errors else 200
    return render(request, "corpus/attributes/attribute.html", context, status=status)


@login_required
def redefine(request: HttpRequest, attribute: int) -> HttpResponse:
    sight, found = _entered(request, attribute)
    _require_work(sight)
    given = {"name": found.name, "kind": found.kind, "choices": "\n".join(found.choices)}
    form = AttributeForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            actions.redefine(found, form.definition, sight=sight)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("corpus:attributes", sight.project.slug)
    context = _context(sight, form=form, attribute=found)
    status = 422 if form.errors else 200
    return render(request, "corpus/attributes/attribute.html", context, status=status)


@require_POST
@login_required
def remove(request: HttpRequest, attribute: int) -> HttpResponse:
    sight, found = _entered(request, attribute)
    actions.remove(found, by=sight.member)
    messages.success(request, _("Removed, with all its values."))
    return redirect("corpus:attributes", sight.project.slug)


@login_required
def grid(request: HttpRequest, project: str) -> HttpResponse:
    """Many documents or cases with all their attributes, saved together."""
    sight = entered(reader(request), project)
    of_cases = request.GET.get("of") == "cases"
    columns = attributes_of(sight.project, of_cases=of_cases)
    filled = actions.Filled()
    if request.method == "POST":
        _require_work(sight)
        wishes = _wishes(request)
        filled = actions.fill(wishes, of_cases=of_cases, sight=sight)
        if not filled.sentences:
            text = ngettext("%(num)s value saved.", "%(num)s values saved.", filled.changed)
            messages.success(request, text % {"num": filled.changed})
            return redirect(request.get_full_path())
    things = sight.cases() if of_cases else sight.documents()
    asked = request.GET.get("q", "").strip()[:200]
    if asked:
        by = {"name__icontains": asked} if of_cases else {"folded__contains": folded(asked)}
        things = things.filter(**by)
    page = Paginator(things, A_PAGE).get_page(request.GET.get("page"))
    shown: list[Any] = list(page.object_list)
    lines = lines_of(shown, columns)
    was = {
        f"{line.number}-{column.pk}": value
        for line in lines
        for column, value in zip(columns, line.values, strict=True)
    }
    sentences = {f"{row}-{key}": said for (row, key), said in filled.sentences.items()}
    context = _context(
        sight,
        of_cases=of_cases,
        columns=columns,
        lines=lines,
        page=page,
        asked=asked,
        was=json.dumps(was, ensure_ascii=False),
        typed=request.POST if filled.sentences else {},
        sentences=sentences,
        short={"choice": True, "yes-no": True},
    )
    status = 422 if filled.sentences else 200
    return render(request, "corpus/attributes/grid.html", context, status=status)


@require_safe
@login_required
def table(request: HttpRequest, project: str, form: str) -> HttpResponse:
    """All that is known, to be filled in elsewhere."""
    sight = entered(reader(request), project)
    of_cases = request.GET.get("of") == "cases"
    columns = attributes_of(sight.project, of_cases=of_cases)
    head = [NUMBER, TITLE, *(each.name for each in columns)]
    lines = lines_of(things_of(sight, of_cases=of_cases), columns)
    rows: list[list[tables.Cell]] = [[each.number, each.name, *each.values] for each in lines]
    if form == "xlsx":
        written, kind = partial(tables.as_xlsx, sight.project.name, head, rows), tables.XLSX
    elif form == "csv":
        written, kind = partial(tables.as_csv, head, rows), tables.CSV
    else:
        raise Http404
    name = f"{sight.project.slug}-{'cases' if of_cases else 'documents'}.{form}"
    said = {
        _("Attributes"): head,
        _("Cases") if of_cases else _("Titles of documents"): [line.name for line in lines],
        _("Values of attributes"): chain.from_iterable(line.values for line in lines),
    }
    return handed_out(sight, Outgoing(name, kind, written, said))


@require_POST
@login_required
def look_at(request: HttpRequest, project: str) -> HttpResponse:
    """What a table would change, before anything is."""
    sight = entered(reader(request), project)
    _require_work(sight)
    of_cases = request.POST.get("of") == "cases"
    form = TableForm(request.POST, request.FILES)
    found, signed = None, ""
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = look(file.read(), file.name, of_cases=of_cases, sight=sight)
            signed = _signed(sight, found.wishes)
        except Refusal as refused:
            form.add_error("file", refused.sentence)
    context = _context(sight, form=form, found=found, signed=signed, of_cases=of_cases)
    status = 422 if form.errors else 200
    return render(request, "corpus/attributes/look.html", context, status=status)


@require_POST
@login_required
def take(request: HttpRequest, project: str) -> HttpResponse:
    """What was looked at becomes so, unless somebody has changed the same meanwhile."""
    sight = entered(reader(request), project)
    _require_work(sight)
    of_cases = request.POST.get("of") == "cases"
    try:
        rows = signing.loads(request.POST.get("table", ""), salt=_salt(sight), max_age=A_DAY)
    except signing.BadSignature:
        raise Invalid(_("This table is no longer here. Send it again.")) from None
    wishes = {(row, key): actions.Wish(said, was) for row, key, said, was in rows}
    filled = actions.fill(wishes, of_cases=of_cases, sight=sight)
    if filled.sentences:
        raise Invalid(_("Somebody has changed some of this meanwhile. Send the table again."))
    text = ngettext("%(num)s value saved.", "%(num)s values saved.", filled.changed)
    messages.success(request, text % {"num": filled.changed})
    of = "?of=cases" if of_cases else ""
    return redirect(reverse("corpus:attribute-grid", args=[sight.project.slug]) + of)


def _wishes(request: HttpRequest) -> dict[actions.Cell, actions.Wish]:
    """The cells that differ from what stood on the page."""
    try:
        was = json.loads(request.POST.get("was", "{}"))
    except ValueError:
        was = None
    if not isinstance(was, dict):
        raise Invalid(_("This cannot be read. Open the page again."))
    wishes = dict[actions.Cell, actions.Wish]()
    for name, said in request.POST.items():
        row, dash, key = name.removeprefix("v-").partition("-")
        if not (name.startswith("v-") and dash and _is_number(row) and _is_number(key)):
            continue
        before = was.get(f"{row}-{key}", "")
        if said != before and isinstance(before, str):
            wishes[int(row), int(key)] = actions.Wish(str(said), before)
    return wishes


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) < 16


def _signed(sight: Sight, wishes: dict[actions.Cell, actions.Wish]) -> str:
    rows = [[row, key, wish.said, wish.was] for (row, key), wish in wishes.items()]
    signed = signing.dumps(rows, salt=_salt(sight), compress=True)
    if len(signed) > MOST_SIGNED:
        raise Invalid(_("The table changes too much at once. Send it in parts."))
    return signed


def _salt(sight: Sight) -> str:
    return f"corpus.attributes.{sight.project.pk}.{sight.member.pk}"


def _entered(request: HttpRequest, pk: int) -> tuple[Sight, Attribute]:
    sight = entered_by(reader(request), attributes=pk)
    found = get_object_or_404(Attribute, pk=pk, project=sight.project)
    found.project = sight.project
    return sight, found


def _context(sight: Sight, **more: Any) -> dict[str, Any]:
    return {
        "sight": sight,
        "project": sight.project,
        "works": permissions.can_work(sight.member),
        "leads": permissions.can_lead(sight.member) and sight.project.is_open,
        **more,
    }


def _require_work(sight: Sight) -> None:
    require(
        permissions.takes_work(sight.member),
        _("Only coders and who leads the project may do this."),
    )
