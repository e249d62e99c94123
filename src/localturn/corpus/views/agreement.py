"""How far the coders of a closed round agree: on its page, as a picture and as a table."""

from dataclasses import dataclass
from functools import partial
from itertools import chain

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localturn.corpus.actions.handing_out import Outgoing
from localturn.corpus.domain.agreement.natural import CodeOnUnits, Division, OnUnits
from localturn.corpus.domain.agreement.reading import COEFFICIENTS, reading
from localturn.corpus.domain.agreement.unitizing import Estimate
from localturn.corpus.models import Agreement, Round
from localturn.corpus.queries.agreement import OfCode, OfPair, Worked, estimates, worked_for
from localturn.corpus.queries.agreement_sheet import DIVISIONS, Names, agreement_sheet, names_for
from localturn.corpus.queries.entering import entered
from localturn.corpus.queries.pictures import picture_of_agreement
from localturn.corpus.queries.rounds import rounds_of
from localturn.corpus.queries.wording import Sheet
from localturn.corpus.views.handing_out import handed_out
from localturn.foundation.charts import Chart
from localturn.foundation.people.reader import reader
from localturn.foundation.refusals import NotFound
from localturn.foundation.tables import CSV, XLSX, as_csv, as_xlsx

KINDS = {"svg": "image/svg+xml", "png": "image/png", "csv": CSV, "xlsx": XLSX}


@dataclass(frozen=True)
class Row:
    """A coefficient: what it is called, what it asks, what it is, what it allows."""

    name: str
    asks: str
    estimate: Estimate
    says: str


@dataclass(frozen=True)
class UnitsSaid:
    """What is said of paragraphs, or of whole documents."""

    title: str
    units: OnUnits
    whole: list[Row]
    codes: list[tuple[str, CodeOnUnits]]


@dataclass(frozen=True)
class Said:
    """What the page says of agreement, as far as somebody may see what it rests on."""

    worked: Worked
    whole: list[Row]
    codes: list[tuple[str, OfCode, str]]
    pairs: list[tuple[str, str, OfPair]]
    documents: list[tuple[int, str, float | None]]
    units: list[UnitsSaid]


@require_safe
@login_required
def taken(request: HttpRequest, project: str, round: int, form: str) -> HttpResponse:
    """How far coders agree, as far as who asks may see what it rests on: code by code as a picture,
    and all of it as a table."""
    sight = entered(reader(request), project)
    found = get_object_or_404(rounds_of(sight), pk=round)
    kept = Agreement.objects.filter(round=found).first()
    worked = worked_for(sight, kept) if kept else None
    if worked is None:
        raise NotFound(_("There is nothing to draw."))
    names = names_for(sight)
    table = agreement_sheet(worked, names)
    said = {_("Round"): [found.name], _("Table"): chain.from_iterable(table.rows)}
    name = f"{sight.project.slug}-agreement-{found.pk}.{form}"
    body = partial(_body, found, worked, names, table, form)
    return handed_out(sight, Outgoing(name, KINDS[form], body, said))


def _body(found: Round, worked: Worked, names: Names, table: Sheet, form: str) -> str | bytes:
    """Raises NotFound where there is nothing to draw."""
    if form in {"svg", "png"}:
        chart = chart_of(found, worked, names)
        if chart is None:
            raise NotFound(_("There is nothing to draw."))
        return chart.alone() if form == "svg" else chart.as_png()
    if form == "csv":
        return as_csv(table.head, table.rows)
    return as_xlsx(found.name, table.head, table.rows)


def chart_of(found: Round, worked: Worked, names: Names) -> Chart | None:
    title = _("Agreement by code: %(name)s") % {"name": found.name}
    return picture_of_agreement(worked, names.codes, title)


def said_of(worked: Worked, names: Names) -> Said:
    return Said(
        worked,
        [_row(name, each) for name, each in estimates(worked)],
        [(names.code(each.code), each, _(reading(each.alone))) for each in worked.codes],
        [(names.member(each.one), names.member(each.other), each) for each in worked.pairs],
        [
            (pk, names.documents[pk], value)
            for pk, value in worked.by_document.items()
            if pk in names.documents
        ],
        [
            UnitsSaid(
                _(DIVISIONS[Division(each.division)]),
                each,
                [
                    _row(name, getattr(each, name))
                    for name in ("krippendorff", "masi", "fleiss", "cohen")
                ],
                [(names.code(one.code), one) for one in each.codes],
            )
            for each in worked.units
            if each.units
        ],
    )


def _row(name: str, estimate: Estimate) -> Row:
    called, asks = COEFFICIENTS[name]
    return Row(_(called), _(asks), estimate, _(reading(estimate)))
