"""How far the coders of a closed round agree: worked out of its codings, kept as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from typing import Any

from localturn.corpus.domain.agreement.continua import Coder, Continuum, Unit, presence
from localturn.corpus.domain.agreement.ratings import cohen, share_agreed
from localturn.corpus.domain.agreement.unitizing import Estimate, unitizing
from localturn.corpus.domain.disagreements import tally
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Agreement, Coding, ProjectDocument, Round
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.rounds import all_regions, coders_by_document
from localturn.foundation.library.models import TextVersion

FULL_DRAWS = 1_000
FEWER_DRAWS = 200
MANY = 5_000
"""Codings from which on fewer draws are made."""


@dataclass(frozen=True)
class OfCode:
    """One code: alpha against all other text, kappa of pairs over text by its characters."""

    code: int
    alone: Estimate
    kappa: float | None
    agreed: float | None
    codings: int


@dataclass(frozen=True)
class OfPair:
    one: int
    other: int
    documents: int
    everything: Estimate


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


def work_out(round_: Round, *, public: bool = False) -> Worked:
    """All of it, of a closed round, or what public documents alone say. Costs seconds where there
    are many codings."""
    only = _public(round_) if public else None
    continua = [each for each in continua_of(round_) if only is None or each.name in only]
    codings = sum(len(units) for each in continua for units in each.units.values())
    draws = FULL_DRAWS if codings <= MANY else FEWER_DRAWS
    whole = unitizing(continua, draws=draws)
    nothing = Estimate(None)
    compared = {each.name for each in continua}
    counts = tally(each for each in all_regions(round_) if each.document in compared)
    coders = sorted({coder for each in continua for coder in each.units}, key=str)
    pairs = []
    for one, other in combinations(coders, 2):
        both = [each.of([one, other]) for each in continua]
        both = [each for each in both if len(each.units) == 2]
        made = unitizing(both, draws=min(draws, FEWER_DRAWS)) if both else None
        if made is not None:
            pairs.append(OfPair(int(str(one)), int(str(other)), len(both), made.everything))
    codes = []
    used = sorted({u.code for c in continua for units in c.units.values() for u in units}, key=str)
    for code in used:
        alone = whole.code_alone.get(code, nothing) if whole else nothing
        ratings = presence(continua, code, coders=coders)
        kappas = [
            kappa
            for a, b in combinations(range(len(coders)), 2)
            if (kappa := cohen(ratings.of_pair(a, b))) is not None
        ]
        number = sum(u.code == code for c in continua for units in c.units.values() for u in units)
        codes.append(
            OfCode(
                int(str(code)),
                alone,
                sum(kappas) / len(kappas) if kappas else None,
                share_agreed(presence(continua, code, coders=coders, coded_only=True)),
                number,
            )
        )
    return Worked(
        everything=whole.everything if whole else nothing,
        relevance=whole.relevance if whole else nothing,
        coding=whole.coding if whole else nothing,
        coded_share=whole.coded_share if whole else 0.0,
        codings=codings,
        documents=len(continua),
        agreed=counts.agreed,
        bounds=counts.bounds,
        missing=counts.missing,
        codes=tuple(codes),
        pairs=tuple(pairs),
        by_document={int(str(key)): value for key, value in whole.by_document.items()}
        if whole
        else {},
    )


def continua_of(round_: Round) -> list[Continuum]:
    """One a document that at least two people worked on, with what each of them coded: of one in
    which they found nothing too (4 statements)."""
    coders = coders_by_document(round_)
    units: dict[int, dict[Coder, list[Unit]]] = {
        document: {coder: [] for coder in who} for document, who in coders.items()
    }
    versions = dict(
        ProjectDocument.objects.filter(assignments__round=round_, removed_at=None)
        .order_by()
        .values_list("pk", "version_id")
    )
    rows = Coding.objects.filter(round=round_, withdrawn_at=None, document__removed_at=None)
    for document, version, start, end, code, coder in rows.order_by().values_list(
        "document_id", "version_id", "start", "end", "code_id", "coder_id"
    ):
        if coder in units.get(document, {}):
            units[document][coder].append(Unit(start, end, code))
            versions[document] = version
    lengths = dict(
        TextVersion.objects.filter(pk__in=set(versions.values())).values_list("pk", "characters")
    )
    return [
        Continuum(lengths[versions[document]], who, document)
        for document, who in sorted(units.items())
        if document in versions and len(who) > 1
    ]


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
    for name in ("everything", "relevance", "coding"):
        said[name] = Estimate(**said[name])
    said["codes"] = tuple(OfCode(**_alpha(each, "alone")) for each in said["codes"])
    said["pairs"] = tuple(OfPair(**_alpha(each, "everything")) for each in said["pairs"])
    said["by_document"] = {int(key): value for key, value in said["by_document"].items()}
    return Worked(**said)


def _alpha(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {**said, name: Estimate(**said[name])}


def estimates(worked: Worked) -> Sequence[tuple[str, Estimate]]:
    """The three of the whole round, by the names of `reading.COEFFICIENTS`."""
    return (
        ("everything", worked.everything),
        ("relevance", worked.relevance),
        ("coding", worked.coding),
    )
