"""How far coders agree, one line a coefficient, for other programs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from localturn.corpus.domain.agreement.natural import Division, OnUnits
from localturn.corpus.domain.agreement.reading import COEFFICIENTS
from localturn.corpus.domain.agreement.unitizing import Estimate
from localturn.corpus.models import Member, Node
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.agreement import Worked, estimates
from localturn.corpus.queries.wording import Sheet
from localturn.foundation.languages import N_
from localturn.foundation.tables import Cell

DIVISIONS = {Division.PARAGRAPHS: N_("Paragraphs"), Division.DOCUMENTS: N_("Whole documents")}


@dataclass(frozen=True)
class Names:
    """Of what somebody may read, by number."""

    codes: Mapping[int, str]
    members: Mapping[int, str]
    documents: Mapping[int, str]

    def code(self, key: int) -> str:
        return self.codes.get(key, "–")

    def member(self, key: int) -> str:
        return self.members.get(key, "–")


def names_for(sight: Sight) -> Names:
    """3 statements."""
    members = Member.objects.filter(project=sight.project).select_related("person")
    return Names(
        dict(Node.objects.filter(project=sight.project).values_list("pk", "name")),
        {each.pk: str(each) for each in members},
        dict(sight.documents().order_by().values_list("pk", "title")),
    )


def agreement_sheet(worked: Worked, names: Names) -> Sheet:
    head = [
        *(_("Of"), _("Name"), _("Coefficient"), _("Value"), _("from"), _("to")),
        _("Share of the text that it speaks of"),
    ]
    return Sheet(head, list(_lines(worked, names)))


def _lines(worked: Worked, names: Names) -> Iterator[list[Cell]]:
    for name, each in estimates(worked):
        yield _line(_("Round"), "", name, each)
    for code in worked.codes:
        said = {"code_alone": code.alone, "of_code": code.of_code, "cohen": Estimate(code.kappa)}
        for name, each in said.items():
            yield _line(_("Code"), names.code(code.code), name, each)
    for pair in worked.pairs:
        who = f"{names.member(pair.one)} – {names.member(pair.other)}"
        yield _line(_("Pair"), who, "everything", pair.everything)
        yield _line(_("Pair"), who, "coding", pair.coding)
    for key, value in worked.by_document.items():
        if key in names.documents:
            yield _line(_("Document"), names.documents[key], "everything", Estimate(value))
    for units in worked.units:
        yield from _of_units(units, names)


def _of_units(units: OnUnits, names: Names) -> Iterator[list[Cell]]:
    of = _(DIVISIONS[Division(units.division)])
    for name in ("cohen", "fleiss", "krippendorff", "masi"):
        yield _line(of, "", name, getattr(units, name))
    for code in units.codes:
        for name in ("cohen", "fleiss", "brennan_prediger", "krippendorff"):
            yield _line(of, names.code(code.code), name, getattr(code, name))


def _line(of: str, name: str, coefficient: str, each: Estimate) -> list[Cell]:
    said = (each.value, each.low, each.high, each.coverage)
    return [
        *(of, name, _(COEFFICIENTS[coefficient][0])),
        *(None if value is None else round(value, 6) for value in said),
    ]
