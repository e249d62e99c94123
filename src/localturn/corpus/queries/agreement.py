"""How far the coders of a closed round agree: worked out of its codings, kept as plain values."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from typing import Any

from localturn.corpus.domain.agreement.continua import Coder, Continuum, presence
from localturn.corpus.domain.agreement.natural import CodeOnUnits, Division, OnUnits, on_units
from localturn.corpus.domain.agreement.ratings import cohen, share_agreed
from localturn.corpus.domain.agreement.unitizing import Estimate, Unitizing, unitizing
from localturn.corpus.domain.disagreements import tally
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Agreement, ProjectDocument, Round
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.coded_texts import concepts_of, texts_of
from localturn.corpus.queries.rounds import all_regions

FULL_DRAWS = 1_000
FEWER_DRAWS = 200
MANY = 5_000
"""Codings from which on fewer draws are made."""
NOTHING = Estimate(None)


@dataclass(frozen=True)
class OfCode:
    """One code: alpha against all other text and among coded text, kappa of pairs over text by its
    characters."""

    code: int
    alone: Estimate
    kappa: float | None
    agreed: float | None
    codings: int
    of_code: Estimate = NOTHING


@dataclass(frozen=True)
class OfPair:
    one: int
    other: int
    documents: int
    everything: Estimate
    coding: Estimate = NOTHING


@dataclass(frozen=True)
class Worked:
    """What is said of a round."""

    everything: Estimate
    relevance: Estimate
    coding: Estimate
    coded_share: float
    codings: int
    documents: int
    agreed: int
    bounds: int
    missing: int
    codes: tuple[OfCode, ...] = ()
    pairs: tuple[OfPair, ...] = ()
    by_document: Mapping[int, float | None] = field(default_factory=dict)
    concepts: Estimate = NOTHING
    units: tuple[OnUnits, ...] = ()
    """On paragraphs, and on whole documents."""


def work_out(round_: Round, *, public: bool = False) -> Worked:
    """All of it, of a closed round, or what public documents alone say. Costs seconds where there
    are many codings."""
    only = _public(round_) if public else None
    texts = texts_of(round_)
    continua = [each for each in texts.continua if only is None or each.name in only]
    codings = sum(len(units) for each in continua for units in each.units.values())
    draws = FULL_DRAWS if codings <= MANY else FEWER_DRAWS
    whole = unitizing(continua, draws=draws)
    compared = {each.name for each in continua}
    counts = tally(each for each in all_regions(round_) if each.document in compared)
    concepts = concepts_of(round_.project)
    by_concept = unitizing([each.coded_as(concepts) for each in continua], draws=draws)
    return Worked(
        everything=whole.everything if whole else NOTHING,
        relevance=whole.relevance if whole else NOTHING,
        coding=whole.coding if whole else NOTHING,
        coded_share=whole.coded_share if whole else 0.0,
        codings=codings,
        documents=len(continua),
        agreed=counts.agreed,
        bounds=counts.bounds,
        missing=counts.missing,
        codes=tuple(_codes(continua, whole)),
        pairs=tuple(_pairs(continua, min(draws, FEWER_DRAWS))),
        by_document={int(str(key)): value for key, value in whole.by_document.items()}
        if whole
        else {},
        concepts=by_concept.coding if by_concept else NOTHING,
        units=(
            on_units(Division.PARAGRAPHS, continua, texts.paragraphs),
            on_units(
                Division.DOCUMENTS, continua, {each.name: [(0, each.length)] for each in continua}
            ),
        ),
    )


def _codes(continua: Sequence[Continuum], whole: Unitizing | None) -> Iterator[OfCode]:
    coders = _coders(continua)
    every = [u.code for each in continua for units in each.units.values() for u in units]
    for code, number in sorted(Counter(every).items(), key=lambda each: str(each[0])):
        ratings = presence(continua, code, coders=coders)
        kappas = [
            kappa
            for a, b in combinations(range(len(coders)), 2)
            if (kappa := cohen(ratings.of_pair(a, b))) is not None
        ]
        yield OfCode(
            int(str(code)),
            whole.code_alone.get(code, NOTHING) if whole else NOTHING,
            sum(kappas) / len(kappas) if kappas else None,
            share_agreed(presence(continua, code, coders=coders, coded_only=True)),
            number,
            whole.of_code.get(code, NOTHING) if whole else NOTHING,
        )


def _pairs(continua: Sequence[Continuum], draws: int) -> Iterator[OfPair]:
    for one, other in combinations(_coders(continua), 2):
        both = [each.of([one, other]) for each in continua]
        both = [each for each in both if len(each.units) == 2]
        made = unitizing(both, draws=draws) if both else None
        if made is not None:
            yield OfPair(int(str(one)), int(str(other)), len(both), made.everything, made.coding)


def _coders(continua: Iterable[Continuum]) -> list[Coder]:
    return sorted({coder for each in continua for coder in each.units}, key=str)


def _public(round_: Round) -> set[int]:
    rows = ProjectDocument.objects.filter(assignments__round=round_, kind=DocumentClass.PUBLIC)
    return set(rows.values_list("pk", flat=True))


def all_kept(round_: Round) -> dict[str, Any]:
    """What is kept of a round: of all its documents, and, where some are not public, of the public
    ones alone, for who may read no others."""
    others = ProjectDocument.objects.filter(assignments__round=round_).exclude(
        kind=DocumentClass.PUBLIC
    )
    kept: dict[str, Any] = {"all": as_kept(work_out(round_))}
    if others.exists():
        kept["public"] = as_kept(work_out(round_, public=True))
    return kept


def worked_for(sight: Sight, kept: Agreement) -> Worked | None:
    """As far as somebody may read what it rests on; None until it is worked out (1 statement)."""
    if not kept.content:
        return None
    rows = ProjectDocument.objects.filter(assignments__round=kept.round_id).order_by()
    classes = set(rows.values_list("kind", flat=True).distinct())
    if classes <= {each.value for each in sight.classes}:
        return from_kept(kept.content["all"])
    return from_kept(kept.content["public"]) if "public" in kept.content else None


def as_kept(worked: Worked) -> dict[str, Any]:
    said = asdict(worked)
    said["by_document"] = {str(key): value for key, value in worked.by_document.items()}
    return said


def from_kept(kept: Mapping[str, Any]) -> Worked:
    """What `as_kept` made."""
    said = dict(kept)
    said["codes"] = tuple(OfCode(**_alphas(each)) for each in said["codes"])
    said["pairs"] = tuple(OfPair(**_alphas(each)) for each in said["pairs"])
    said["by_document"] = {int(key): value for key, value in said["by_document"].items()}
    said["units"] = tuple(
        OnUnits(**_alphas({**each, "codes": _on_units(each["codes"])}))
        for each in said.get("units", ())
    )
    return Worked(**_alphas(said))


def _on_units(codes: Sequence[Mapping[str, Any]]) -> tuple[CodeOnUnits, ...]:
    return tuple(CodeOnUnits(**_alphas(each)) for each in codes)


def _alphas(said: Mapping[str, Any]) -> dict[str, Any]:
    """With every coefficient that was kept with its interval as what it was."""
    return {
        name: Estimate(**value) if isinstance(value, Mapping) and "low" in value else value
        for name, value in said.items()
    }


def estimates(worked: Worked) -> Sequence[tuple[str, Estimate]]:
    """Those of the whole round, by the names of `reading.COEFFICIENTS`."""
    return (
        ("everything", worked.everything),
        ("relevance", worked.relevance),
        ("coding", worked.coding),
        ("concepts", worked.concepts),
    )
