"""What somebody is shown of a project of another program before it is taken in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from localturn.corpus.domain.fitting_in import left_out
from localturn.corpus.domain.interchange import Loss, Losses, Project, Source
from localturn.corpus.domain.offsets import Basis, Detected
from localturn.corpus.standards.refi.reading import Opened

MOST_SAMPLES = 6
Report = dict[str, Any]
"""As it is kept with the file (`Transfer.report`)."""


def report_of(found: Opened) -> Report:
    """What is in it, and what of it cannot be taken."""
    losses = Losses()
    losses.take_over(found.left_behind)
    losses.take_over(left_out(found.value))
    report = report_of_all(found.value, found.value.sources, found.detected, losses.told())
    if not found.detected.is_sure:
        report["samples"] = _different(found.samples)
    return report


def report_of_all(
    project: Project, sources: Iterable[Source], detected: Detected, left_behind: Iterable[Loss]
) -> Report:
    """The same of documents that come one after the other."""
    documents = passages = codings = 0
    samples: list[list[str]] = []
    for source in sources:
        documents += bool(source.text.strip())
        passages += len(source.passages)
        codings += sum(len(passage.codings) for passage in source.passages)
        if len(samples) < MOST_SAMPLES:
            samples += _samples(source)
    return {
        "project": project.name[:200],
        "origin": project.origin[:200],
        "found": {
            "documents": documents,
            "codes": len(project.codes),
            "coders": len(project.coders),
            "passages": passages,
            "codings": codings,
            "memos": len(project.notes),
            "attributes": len(project.attributes),
            "cases": len(project.cases),
        },
        "losses": told(left_behind),
        "basis": detected.basis.key,
        "score": round(detected.score, 3),
        "passages": samples,
    }


def told(losses: Iterable[Loss]) -> list[list[Any]]:
    return [[loss.what, loss.count, list(loss.examples)] for loss in losses]


def _samples(source: Source) -> list[list[str]]:
    """Some passages as they would be taken, with their document."""
    return [
        [source.name[:80], source.text[passage.start : passage.end][:160]]
        for passage in source.passages[:: max(1, len(source.passages) // 2)][:2]
    ]


def _different(samples: Mapping[Basis, Sequence[str]]) -> list[list[Any]]:
    """Ways of counting that make a difference."""
    seen: list[list[Any]] = []
    for basis, passages in samples.items():
        if list(passages) not in [each[1] for each in seen]:
            seen.append([basis.key, list(passages)])
    return seen
