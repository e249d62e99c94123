"""Answers, how far coders agree, and the codebook, as charts."""

from collections.abc import Mapping, Sequence

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.corpus.domain.agreement.unitizing import Estimate
from localturn.corpus.domain.asking import KINDS, Kind
from localturn.corpus.domain.codebook import Entry, shallow
from localturn.corpus.domain.terms import LEVELS, Level
from localturn.corpus.queries.agreement import Worked
from localturn.corpus.queries.answers import Answer
from localturn.corpus.queries.wording import in_words
from localturn.foundation.charts import Bar, Chart, Group, Series, Twig, bars, heat, lines, tree
from localturn.foundation.languages import direction
from localturn.foundation.ui.figures import figure

MOST_BARS = 30
MOST_LINES = 8
MOST_NODES = 300
"""Of a tree that is drawn: beyond, it is drawn as far down as there are no more."""
LONGEST_WORDS = 300


def picture(answer: Answer, title: str = "") -> Chart | None:
    """None where there is nothing to draw."""
    if not answer.rows or not answer.columns:
        return None
    name = title or _(KINDS[answer.asked.kind])
    words = " ".join(in_words(answer))
    if answer.asked.kind is Kind.TOGETHER:
        most = min(len(answer.pairs), 16)
        values = [[float(v) for v in row[:most]] for row in answer.pairs[:most]]
        names = [row.name for row in answer.rows[:most]]
        return heat(name, words, names, names, values, figure=figure)
    unit = _("Passages per 10,000 words")
    columns = [column.name or _("No value") for column in answer.columns]
    if answer.asked.kind is Kind.TIMELINE:
        known = [c for c, column in enumerate(answer.columns) if column.name]
        series = [
            Series(row.name, tuple(answer.table[r][c].rate for c in known))
            for r, row in enumerate(answer.rows[:MOST_LINES])
        ]
        moments = [columns[c] for c in known]
        return lines(name, words, moments, series, unit=unit, figure=figure) if known else None
    if len(answer.columns) > 4:
        shown = answer.rows[:MOST_BARS], range(min(len(columns), 16))
        rates = [[answer.table[r][c].rate for c in shown[1]] for r in range(len(shown[0]))]
        return heat(
            f"{name} ({unit})",
            words,
            [row.name for row in shown[0]],
            columns[:16],
            rates,
            figure=lambda value: figure(round(value, 1)),
        )
    groups = []
    for r, row in enumerate(answer.rows[:MOST_BARS]):
        drawn = []
        for cell in answer.table[r]:
            limits = cell.rate_interval
            drawn.append(
                Bar(cell.rate, limits.low, limits.high) if limits is not None else Bar(None)
            )
        groups.append(Group(row.name, tuple(drawn)))
    return bars(
        name, words, groups, columns, unit=unit, figure=lambda value: figure(round(value, 2))
    )


def picture_of_agreement(worked: Worked, names: Mapping[int, str], title: str) -> Chart | None:
    """u-alpha code by code with its interval; None where no code has a value."""
    groups = [
        Group(names.get(each.code, "–"), (_bar(each.alone),))
        for each in worked.codes[:MOST_BARS]
        if each.alone.value is not None
    ]
    if not groups:
        return None
    unit = _("u-alpha of the code")
    words = _(
        "How far coders agree on each code, with the interval in which that lies 95 times out of"
        " 100. 1 is full agreement; what is below 0 is drawn at 0."
    )
    return bars(
        title, words, groups, [unit], unit=unit, figure=lambda value: figure(round(value, 2))
    )


def _bar(estimate: Estimate) -> Bar:
    """From 0 on, which is what chance would give."""
    said = (estimate.value, estimate.low, estimate.high)
    value, low, high = (max(0.0, each) if each is not None else None for each in said)
    return Bar(value, low, high)


def picture_of_codebook(entries: Sequence[Entry], title: str, *, language: str) -> Chart | None:
    """The tree, from the right where its names are written from there; None where it is empty."""
    shown = shallow(entries, most=MOST_NODES)
    return _tree(shown, title, language, first=first_ones(entries)) if shown else None


def first_ones(entries: Sequence[Entry]) -> str:
    """How many of how many at the top are drawn, as a sentence; "" where all are."""
    drawn = sum(entry.depth == 0 for entry, _left in shallow(entries, most=MOST_NODES))
    top = sum(entry.depth == 0 for entry in entries)
    if drawn == top:
        return ""
    said = _("At the top of the codebook the first %(shown)s of %(all)s are drawn.")
    return said % {"shown": figure(drawn), "all": figure(top)}


def counts_some(entries: Sequence[Entry]) -> bool:
    """Whether something that is drawn counts what hangs on it and is not."""
    return any(left for _entry, left in shallow(entries, most=MOST_NODES))


def pictures_of_codebook(
    entries: Sequence[Entry], title: str, *, language: str, tall: int
) -> list[Chart]:
    """The same in parts that are each so high at most, as far as one concept is no higher alone."""
    branches = list[list[Shown]]()
    for each in shallow(entries, most=MOST_NODES):
        if each[0].depth == 0:
            branches.append([])
        branches[-1].append(each)
    parts, charts = list[list[Shown]](), list[Chart]()
    for branch in branches:
        more = _tree([*parts[-1], *branch], title, language) if parts else None
        if more is not None and more.height <= tall:
            parts[-1] += branch
            charts[-1] = more
        else:
            parts.append(branch)
            charts.append(_tree(branch, title, language))
    return charts


Shown = tuple[Entry, int]
"""A node, and how many that hang on it are left out."""


def _tree(shown: Sequence[Shown], title: str, language: str, *, first: str = "") -> Chart:
    levels, twigs = list(Level), []
    for entry, left in shown:
        level = Level(entry.level)
        name = f"{entry.name} (+{left})" if left else entry.name
        twigs.append(Twig(name, entry.depth, levels.index(level), f"{_(LEVELS[level])}: {name}"))
    top = ", ".join(entry.name for entry, _left in shown if entry.depth == 0)
    words = ngettext(
        "%(num)s node of the codebook and where it hangs: %(top)s.",
        "%(num)s nodes of the codebook and on what each hangs: %(top)s.",
        len(shown),
    ) % {"num": len(shown), "top": Truncator(top).chars(LONGEST_WORDS)}
    words = f"{words} {first}" if first else words
    groups = [_(LEVELS[each]) for each in levels]
    return tree(title, words, twigs, groups, is_mirrored=direction(language) == "rtl")
