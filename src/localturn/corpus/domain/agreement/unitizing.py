"""Agreement of coders who choose themselves where a passage begins and ends.

The alpha family of Krippendorff, Mathet, Bouvry and Widlöcher (2016), "On the reliability of
unitizing textual continua: Further developments", Quality & Quantity 50, 2347-2364; the numbers of
equations are theirs. Two things go beyond it:

- A stretch that one coder gave several codes has their set as its value, and two sets are as far
  apart as MASI says. Where nobody overlaps it is the paper's nominal distance.
- Several documents are several continua: what a coder did in one is compared with what others did
  in the same one, and the chance is that of all of them together.

An interval is that of a bootstrap: the documents (or, of few documents, stretches of them) are
drawn anew, with what every coder did in them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from localturn.corpus.domain.agreement.coincidences import (
    Cut,
    Numbers,
    Sums,
    Values,
    cut_all,
    summed,
)
from localturn.corpus.domain.agreement.continua import Code, Continuum
from localturn.corpus.domain.agreement.distances import masi_distances

DRAWS = 1_000
INTERVAL = (2.5, 97.5)


@dataclass(frozen=True)
class Estimate:
    """A coefficient, None where it says nothing; between what it lies 95 times of 100."""

    value: float | None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None
    """Of which share of the text, or of the code's text, it speaks."""


@dataclass(frozen=True)
class Unitizing:
    """How far coders agree on a number of documents."""

    everything: Estimate
    """u-alpha: on where units are and on what they are coded, uncoded text included."""
    relevance: Estimate
    """|u-alpha: on which text is worth coding at all."""
    coding: Estimate
    """cu-alpha: on the codes, of text that two of them coded."""
    of_code: Mapping[Code, Estimate]
    """(k)u-alpha: on one code, of text that two of them coded."""
    code_alone: Mapping[Code, Estimate]
    """u-alpha of one code against all other text, coded or not."""
    by_document: Mapping[object, float | None]
    """u-alpha of each document by its name."""
    coded_share: float
    """The share of the text that at least one coder coded."""


def unitizing(
    continua: Iterable[Continuum], *, draws: int = DRAWS, seed: int = 1
) -> Unitizing | None:
    """The family for these documents, of those that at least two coders worked on; None where there
    is none. With `draws` 0 without intervals; the same seed gives the same intervals."""
    kept = [each for each in continua if len(each.units) > 1 and each.length > 0]
    if not kept:
        return None
    values = Values()
    cuts, group_names = cut_all(kept, values)
    codes = sorted({code for value in values.numbers for code in value}, key=str)
    members = values.members(codes)
    distances = masi_distances(members)
    groups = len(group_names)
    sums = summed(cuts, members, distances, groups, {code: n for n, code in enumerate(codes)})
    weights = weights_drawn(groups, draws, seed)
    return Unitizing(
        everything=estimate_of(_everything(sums, weights, distances)),
        relevance=estimate_of(_relevance(sums, weights)),
        coding=_covering(estimate_of(_coding(sums, weights, distances)), _covered(sums)),
        of_code=_by_code(codes, _of_codes(sums, weights, members), _code_coverage(sums, members)),
        code_alone=_by_code(codes, _alone(sums, weights, members), None),
        by_document=_by_document(group_names, sums, distances),
        coded_share=_coded_share(cuts),
    )


def weights_drawn(groups: int, draws: int, seed: int) -> Numbers:
    """How often each group counts: once in the first row, as drawn in the others."""
    once = np.ones((1, groups))
    if not draws or groups < 2:
        return once
    dice = np.random.default_rng(seed)
    drawn = dice.multinomial(groups, np.full(groups, 1 / groups), size=draws)
    return np.vstack([once, drawn.astype(float)])


def _everything(sums: Sums, weights: Numbers, distances: Numbers) -> Numbers:
    """Equations 4 and 5."""
    return _alpha(
        weights @ sums.observed, weights @ sums.margins, weights @ sums.corrections, distances
    )


def _relevance(sums: Sums, weights: Numbers) -> Numbers:
    """Equation 6."""
    margins = weights @ sums.margins
    gaps = margins[:, 0]
    return _binary(
        weights @ sums.relevance_observed, gaps, margins.sum(axis=1), weights @ sums.corrections
    )


def _coding(sums: Sums, weights: Numbers, distances: Numbers) -> Numbers:
    """Equations 10 and 11."""
    return _alpha(
        weights @ sums.coding_observed,
        weights @ sums.coding_margins,
        weights @ sums.coding_corrections,
        distances,
    )


def _of_codes(sums: Sums, weights: Numbers, members: Numbers) -> Numbers:
    """Equation 13, a column a code."""
    margins = weights @ sums.coding_margins
    whole = margins.sum(axis=1)[:, None]
    of_code = margins @ members
    both = weights @ sums.code_both
    corrections = weights @ sums.code_corrections
    observed = of_code - both
    expected_all = of_code * whole - corrections
    expected_both = of_code**2 - corrections
    return _beyond_chance(observed, expected_all, of_code * (expected_all - expected_both))


def _alone(sums: Sums, weights: Numbers, members: Numbers) -> Numbers:
    """Of one code everything else is a gap, and a unit is whole whatever else it was coded."""
    margins = weights @ sums.margins
    whole = margins.sum(axis=1)[:, None]
    of_code = margins @ members
    corrections = weights @ sums.alone_squares + (whole - of_code)
    return _binary(weights @ sums.alone_observed, of_code, whole, corrections)


def _alpha(
    observed: Numbers, margins: Numbers, corrections: Numbers, distances: Numbers
) -> Numbers:
    whole = margins.sum(axis=1)
    apart = ((margins @ distances) * margins).sum(axis=1)
    return _beyond_chance(observed, whole**2 - corrections, whole * apart)


def _binary(observed: Numbers, one: Numbers, whole: Numbers, corrections: Numbers) -> Numbers:
    """Where a value is there or not; `observed` counts both directions."""
    return _beyond_chance(observed, whole**2 - corrections, whole * 2 * one * (whole - one))


def _beyond_chance(observed: Numbers, pairs: Numbers, apart: Numbers) -> Numbers:
    """NaN where no unit can be paired with any but itself: chance has nothing to draw from."""
    return 1 - divided(observed * pairs, np.where(pairs > 1e-9, apart, 0))


def divided(above: Numbers, below: Numbers) -> Numbers:
    """NaN where nothing is to be divided by: nothing varies, so nothing can be said."""
    full = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    divided: Numbers = np.divide(above, below, out=full, where=below > 1e-9)
    return divided


def estimate_of(drawn: Numbers) -> Estimate:
    """The first is what was observed, the others are what draws gave."""
    if np.isnan(drawn[0]):
        return Estimate(None)
    said = drawn[1:][~np.isnan(drawn[1:])]
    if len(said) < max(1, (len(drawn) - 1) // 2):
        return Estimate(float(drawn[0]))
    low, high = np.percentile(said, INTERVAL)
    return Estimate(float(drawn[0]), float(low), float(high))


def _covering(estimate: Estimate, share: float | None) -> Estimate:
    return Estimate(estimate.value, estimate.low, estimate.high, share)


def _by_code(
    codes: Sequence[Code], drawn: Numbers, coverage: Numbers | None
) -> dict[Code, Estimate]:
    estimates = {code: estimate_of(drawn[:, n]) for n, code in enumerate(codes)}
    if coverage is None:
        return estimates
    return {code: _covering(estimates[code], float(coverage[n])) for n, code in enumerate(codes)}


def _covered(sums: Sums) -> float | None:
    whole = float(sums.margins.sum())
    return float(sums.coding_margins.sum()) / whole if whole else None


def _code_coverage(sums: Sums, members: Numbers) -> Numbers:
    met = sums.coding_margins.sum(axis=0) @ members
    whole = sums.margins.sum(axis=0) @ members
    share: Numbers = np.divide(met, whole, out=np.zeros_like(met), where=whole > 0)
    return share


def _by_document(
    names: Sequence[object], sums: Sums, distances: Numbers
) -> dict[object, float | None]:
    places: dict[object, list[int]] = {}
    for group, name in enumerate(names):
        places.setdefault(name, []).append(group)
    of_document = np.zeros((len(places), len(names)))
    for row, groups in enumerate(places.values()):
        of_document[row, groups] = 1
    alphas = _everything(sums, of_document, distances)
    return {
        name: None if np.isnan(value) else float(value)
        for name, value in zip(places, alphas, strict=True)
    }


def _coded_share(cuts: Sequence[Cut]) -> float:
    coded = sum(float(cut.lengths[(cut.values > 0).any(axis=0)].sum()) for cut in cuts)
    return coded / sum(float(cut.lengths.sum()) for cut in cuts)
