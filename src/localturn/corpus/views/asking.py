"""Questions put to the codings: asked, answered as table and chart, followed to passages, kept."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localturn.corpus import permissions
from localturn.corpus.actions import questions as actions
from localturn.corpus.actions.handing_out import Outgoing
from localturn.corpus.domain.asking import (
    KINDS,
    NEARNESSES,
    Asked,
    Kind,
    Layer,
    Unusable,
    read,
    written,
)
from localturn.corpus.domain.spans import Whole
from localturn.corpus.forms.asking import Choices, KeepForm, address_of, as_seen, read_question
from localturn.corpus.models import Question
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.answers import Answer, answer, passages
from localturn.corpus.queries.entering import entered
from localturn.corpus.queries.pictures import picture
from localturn.corpus.queries.showing import Passage, shown
from localturn.corpus.queries.wording import Sheet, in_words, sheet
from localturn.corpus.views.handing_out import handed_out
from localturn.foundation import moments
from localturn.foundation.charts import Chart
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import Invalid, NotFound, Refusal
from localturn.foundation.tables import CSV, XLSX, as_csv, as_xlsx

A_PAGE = 50


@require_safe
@login_required
def questions(request: HttpRequest, project: str) -> HttpResponse:
    """The questions that are kept."""
    sight = entered(reader(request), project)
    rows = Question.objects.filter(project=sight.project, withdrawn_at=None)
    context = {
        "sight": sight,
        "project": sight.project,
        "questions": [
            (each, _(KINDS[Kind(each.kind)]))
            for each in rows.select_related("by__person").order_by("-number")
        ],
        "works": permissions.can_work(sight.member),
    }
    return render(request, "corpus/questions.html", context)


@login_required
def ask(request: HttpRequest, project: str) -> HttpResponse:
    """Ask; with POST, keep the question that the address asks."""
    sight = entered(reader(request), project)
    form = KeepForm(request.POST if request.method == "POST" else None)
    of = Choices(sight)
    try:
        asked = read_question(request.GET, of) if request.GET else None
    except Invalid as refused:
        return _page(request, sight, None, form, refused=refused.sentence)
    if request.method == "POST" and asked is not None and form.is_valid():
        try:
            kept = actions.keep(
                form.cleaned_data["name"],
                asked,
                note=form.cleaned_data["note"],
                by=sight.member,
                now=moments.now(),
            )
        except Refusal as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, _("The question is kept. Its address stays."))
            return redirect("corpus:question", sight.project.slug, kept.number)
    return _page(request, sight, asked, form)


@require_safe
@login_required
def question(request: HttpRequest, project: str, number: int) -> HttpResponse:
    """A question that was kept, answered as things are now."""
    sight = entered(reader(request), project)
    kept, asked = _kept(sight, number)
    return _page(request, sight, asked, KeepForm(), kept=kept)


@require_POST
@login_required
def withdraw(request: HttpRequest, project: str, number: int) -> HttpResponse:
    sight = entered(reader(request), project)
    kept, _asked = _kept(sight, number)
    actions.withdraw(kept, by=sight.member, now=moments.now())
    messages.success(request, _("The question is out of the list. Its address still answers."))
    return redirect("corpus:questions", sight.project.slug)


@require_safe
@login_required
def cell(request: HttpRequest, project: str) -> HttpResponse:
    """The passages that a cell counts, a page of them."""
    sight = entered(reader(request), project)
    asked = _asked(request, sight)
    row, column = (_number(request, name) for name in ("row", "column"))
    found = passages(sight, asked, row=row, column=column)
    if found is None:
        raise NotFound(_("There is no such cell in this table."))
    page = Paginator(_Keys(found.keys), A_PAGE).get_page(request.GET.get("page"))
    first = (page.number - 1) * A_PAGE
    others = found.others[first : first + A_PAGE].tolist() if found.others is not None else None
    context = {
        "sight": sight,
        "project": sight.project,
        "row": found.row,
        "column": found.column,
        "total": len(found.keys),
        "page": page,
        "passages": _passages(sight, asked, list(page.object_list), others),
        "back": f"{reverse('corpus:ask', args=[sight.project.slug])}?{address_of(asked)}",
        "kind": _(KINDS[asked.kind]),
    }
    return render(request, "corpus/cell.html", context)


@require_safe
@login_required
def download(request: HttpRequest, project: str, form: str) -> HttpResponse:
    """The answer for other programs, with the question in words."""
    sight = entered(reader(request), project)
    asked = _asked(request, sight)
    answered = answer(sight, asked)
    name = slugify(f"{sight.project.slug}-{asked.kind}") or "answer"
    chart = picture(answered) if form in {"svg", "png"} else None
    if form in {"svg", "png"} and chart is None:
        raise NotFound(_("There is nothing to draw."))
    table, words = sheet(answered), in_words(answered)
    said = {
        _("The project"): [sight.project.name],
        _("The question"): words,
        _("The answer"): chain(table.head, *table.rows),
    }
    address = reverse("corpus:ask", args=[sight.project.slug])
    told = _Told(
        sight.project.name,
        answered,
        table,
        words,
        request.build_absolute_uri(f"{address}?{address_of(asked)}"),
        chart,
    )
    outgoing = Outgoing(f"{name}.{form}", FORMS[form], partial(told.written, form), said)
    return handed_out(sight, outgoing)


FORMS = {
    "csv": CSV,
    "xlsx": XLSX,
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
}


@dataclass(frozen=True)
class _Told:
    """What other programs are told of an answer."""

    project: str
    answered: Answer
    table: Sheet
    words: list[str]
    address: str
    chart: Chart | None

    def written(self, form: str) -> bytes | str:
        if self.chart is not None:
            return self.chart.alone() if form == "svg" else self.chart.as_png()
        if form == "json":
            return self._as_json()
        rows = [*self.table.rows, [], *([sentence] for sentence in self.words)]
        if form == "csv":
            return as_csv(self.table.head, rows)
        return as_xlsx(self.project, self.table.head, rows)

    def _as_json(self) -> bytes:
        said = {
            "project": self.project,
            "question": written(self.answered.asked),
            "in_words": self.words,
            "address": self.address,
            "documents": self.answered.documents,
            "words": self.answered.words,
            "codings": self.answered.codings,
            "columns": list(self.table.head),
            "rows": [list(row) for row in self.table.rows],
        }
        return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _page(
    request: HttpRequest,
    sight: Sight,
    asked: Asked | None,
    form: KeepForm,
    *,
    kept: Question | None = None,
    refused: str = "",
) -> HttpResponse:
    answered = answer(sight, asked) if asked is not None else None
    context = {
        "sight": sight,
        "project": sight.project,
        "asked": asked,
        "answer": answered,
        "address": address_of(asked) if asked else "",
        "words": in_words(answered) if answered else [],
        "chart": picture(answered, kept.name if kept else "") if answered else None,
        "choices": Choices(sight),
        "said": request.GET,
        "kinds": [(each.value, _(name)) for each, name in KINDS.items()],
        "nearnesses": [(each.value, _(name)) for each, name in NEARNESSES.items()],
        "layer": _layer_value(asked),
        "form": form,
        "kept": kept,
        "memos": list(sight.memos().filter(question=kept)[:20]) if kept else [],
        "refused": refused,
        "works": permissions.can_work(sight.member),
    }
    status = 422 if form.errors or refused else 200
    return render(request, "corpus/ask.html", context, status=status)


def _layer_value(asked: Asked | None) -> str:
    if asked is None or asked.layer is Layer.ALL:
        return Layer.ALL.value
    return f"{asked.layer.value}-{asked.coder if asked.layer is Layer.CODER else asked.round}"


def _kept(sight: Sight, number: int) -> tuple[Question, Asked]:
    kept = get_object_or_404(Question, project=sight.project, number=number)
    kept.project = sight.project
    try:
        return kept, as_seen(read(kept.asked), Choices(sight))
    except Unusable:
        raise NotFound(_("This question can no longer be read.")) from None


def _asked(request: HttpRequest, sight: Sight) -> Asked:
    return read_question(request.GET, Choices(sight))


def _number(request: HttpRequest, name: str) -> int:
    said = request.GET.get(name, "")
    if not said.isdecimal() or len(said) > 15:
        raise Http404
    return int(said)


class _Keys(Sequence[int]):
    """Numbers of an array, of which a page becomes plain."""

    def __init__(self, keys: Whole) -> None:
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, at):  # type: ignore[no-untyped-def]
        found = self._keys[at]
        return found.tolist() if isinstance(at, slice) else int(found)


def _passages(
    sight: Sight, asked: Asked, keys: list[int], others: list[int] | None
) -> list[tuple[Passage, Passage | None]]:
    """In the order of the keys; what somebody does not see is left out."""
    found = shown(sight, [*keys, *(others or [])], layer=asked.layer)
    if others is None:
        return [(found[key], None) for key in keys if key in found]
    pairs = zip(keys, others, strict=True)
    return [(found[a], found[b]) for a, b in pairs if a in found and b in found]
