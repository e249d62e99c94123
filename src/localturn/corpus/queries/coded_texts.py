"""The texts of a round as its coders cut them, which agreement is worked out of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from localturn.corpus.domain.agreement.continua import Code, Coder, Continuum, Unit
from localturn.corpus.domain.agreement.natural import Bounds
from localturn.corpus.domain.terms import Level
from localturn.corpus.models import Coding, Node, Project, ProjectDocument, Round
from localturn.corpus.queries.rounds import coders_by_document
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.text import Part

A_STEP = 500
"""Texts that one statement asks for."""


@dataclass(frozen=True)
class Texts:
    """One continuum a document that at least two people worked on, with what each of them coded: of
    one in which they found nothing too."""

    continua: Sequence[Continuum]
    paragraphs: Mapping[object, Bounds]
    """By document, without what is not counted as text."""


def texts_of(round_: Round) -> Texts:
    """3 statements, and one for each 500 texts."""
    units: dict[int, dict[Coder, list[Unit]]] = {
        document: {coder: [] for coder in who}
        for document, who in coders_by_document(round_).items()
        if len(who) > 1
    }
    present = ProjectDocument.objects.filter(assignments__round=round_, removed_at=None)
    versions = {
        document: version
        for document, version in present.order_by().values_list("pk", "version_id")
        if document in units
    }
    for document, version, start, end, code, coder in _codings(round_):
        if document in versions and coder in units[document]:
            units[document][coder].append(Unit(start, end, code))
            versions[document] = version
    measured = dict(_measured(sorted(set(versions.values()))))
    return Texts(
        [
            Continuum(measured[version][0], units[document], document)
            for document, version in sorted(versions.items())
        ],
        {document: measured[version][1] for document, version in versions.items()},
    )


def _codings(round_: Round) -> Iterator[tuple[int, int, int, int, int, int]]:
    rows = Coding.objects.filter(round=round_, withdrawn_at=None).order_by()
    yield from rows.values_list("document_id", "version_id", "start", "end", "code_id", "coder_id")


def _measured(versions: Sequence[int]) -> Iterator[tuple[int, tuple[int, Bounds]]]:
    """Of each text its length and its paragraphs."""
    for begin_at in range(0, len(versions), A_STEP):
        rows = TextVersion.objects.filter(pk__in=versions[begin_at : begin_at + A_STEP])
        for version, length, paragraphs in rows.values_list("pk", "characters", "paragraphs"):
            bounds = [(s, e) for s, e, part, *_ in paragraphs if s < e and part != Part.FURNITURE]
            yield version, (length, bounds)


def concepts_of(project: Project) -> dict[Code, Code]:
    """Of each code the concept that it hangs on, or what stands at the top where that is none; of
    codes out of use too, as their codings stay (1 statement)."""
    nodes = {
        pk: (parent, level)
        for pk, parent, level in Node.objects.filter(project=project).values_list(
            "pk", "parent_id", "level"
        )
    }

    def concept(key: int) -> int:
        parent, level = nodes[key]
        while level != Level.CONCEPT and parent in nodes:
            key, (parent, level) = parent, nodes[parent]
        return key

    return {key: concept(key) for key in nodes}
