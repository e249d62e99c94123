"""What was asked and answered, in words and as plain tables, for people, files and charts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.corpus.domain.asking import KINDS, NEARNESSES, Asked, Kind, Layer, Names
from localturn.corpus.domain.nearness import Nearness
from localturn.corpus.queries.answers import Answer
from localturn.foundation.tables import Cell
from localturn.foundation.ui.figures import figure


def in_words(answer: Answer) -> list[str]:
    """The question as sentences that say all that decides its answer."""
    asked, names = answer.asked, answer.names
    said = [_(KINDS[asked.kind]) + _counted(asked, names)]
    said.append(layer_words(asked, names))
    said += [_filter_words(asked, names)] if asked.is_narrowed else []
    documents = ngettext("%(num)s document", "%(num)s documents", answer.documents)
    codings = ngettext("%(num)s coding", "%(num)s codings", answer.codings)
    said.append(
        _("%(documents)s with %(words)s words and %(codings)s.")
        % {
            "documents": documents % {"num": answer.documents},
            "words": figure(answer.words),
            "codings": codings % {"num": answer.codings},
        }
    )
    return said


def _counted(asked: Asked, names: Names) -> str:
    parts = []
    if asked.attribute is not None and asked.attribute in names.attributes:
        parts.append(names.attributes[asked.attribute])
    if asked.kind is Kind.SIDES:
        one, other = (" + ".join(each) or "–" for each in asked.sides)
        parts.append(f"{one} / {other}")
    if asked.kind is Kind.TOGETHER:
        near = _(NEARNESSES[asked.nearness])
        if asked.nearness in {Nearness.NEAR, Nearness.FOLLOWS}:
            near += " " + ngettext(
                "(up to %(num)s character)", "(up to %(num)s characters)", asked.reach
            ) % {"num": asked.reach}
        parts.append(near)
    parts.append(
        _("a code counts what hangs on it") if asked.with_below else _("each code for itself")
    )
    return ": " + "; ".join(parts) + "."


def layer_words(asked: Asked, names: Names) -> str:
    """On whose codings it rests."""
    if asked.layer is Layer.CODER:
        name = names.coders.get(asked.coder or 0, "–")
        return _("Layer: the codings of %(name)s.") % {"name": name}
    if asked.layer is Layer.SETTLED:
        name = names.rounds.get(asked.round or 0, "–")
        return _("Layer: what was settled in the round %(name)s.") % {"name": name}
    return _("Layer: the codings of all coders, each counted.")


def _filter_words(asked: Asked, names: Names) -> str:
    parts = [
        f"{names.attributes.get(each.attribute, '–')} = {', '.join(v or '–' for v in each.values)}"
        for each in asked.filters
    ]
    if asked.languages:
        parts.append(_("Language") + " = " + ", ".join(asked.languages))
    for what, chosen, called in (
        (_("Set"), asked.sets, names.sets),
        (_("Case"), asked.cases, names.cases),
    ):
        if chosen:
            parts.append(f"{what} = {', '.join(called.get(each, '–') for each in chosen)}")
    return _("Only documents with %(what)s.") % {"what": "; ".join(parts)}


@dataclass(frozen=True)
class Sheet:
    """A plain table."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def sheet(answer: Answer) -> Sheet:
    """One line a cell, for other programs: what is counted, with its interval."""
    kind = answer.asked.kind
    if kind is Kind.TOGETHER:
        head = [_("Row"), _("Column"), _("Pairs"), _("Strength")]
        rows: list[list[Cell]] = [
            [row.name, column.name, answer.pairs[r][c], answer.strengths[r][c]]
            for r, row in enumerate(answer.rows[: len(answer.pairs)])
            for c, column in enumerate(answer.columns)
        ]
        return Sheet(head, rows)
    head = [
        *(_("Code"), _("Column"), _("Passages"), _("Documents"), _("Documents of the column")),
        *(_("Words of the column"), _("Per 10,000 words"), _("from"), _("to")),
    ]
    rows = []
    for r, row in enumerate(answer.rows):
        for c, column in enumerate(answer.columns):
            cell = answer.table[r][c]
            limits = cell.rate_interval
            rows.append(
                [
                    *(row.name, column.name or _("All"), cell.passages, cell.documents, cell.of),
                    *(cell.words, _rounded(cell.rate)),
                    _rounded(limits.low if limits else None),
                    _rounded(limits.high if limits else None),
                ]
            )
    if kind is not Kind.SIDES:
        return Sheet(head, rows)
    head += [_("Ratio"), _("from"), _("to"), "p", "q"]
    for r, found in enumerate(answer.contrasts):
        limits = found.comparison.interval
        more = [found.comparison.ratio, limits.low if limits else None]
        more += [limits.high if limits else None, found.comparison.p, found.q]
        for line in rows[r * 2 : r * 2 + 2]:
            line.extend(_rounded(each) for each in more)
    return Sheet(head, rows)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
