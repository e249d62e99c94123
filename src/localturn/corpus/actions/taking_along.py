"""What goes out of a project, made from what its member sees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from localturn.corpus.actions.holding_back import (
    require_harmless,
    require_harmless_codes,
    require_harmless_passages,
    require_harmless_project,
    require_harmless_words,
    without_names,
)
from localturn.corpus.domain.interchange import Loss, Project
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.transfers import REPLICATION
from localturn.corpus.models import Transfer
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.outgoing import Outgoing, outgoing
from localturn.corpus.queries.replication import study_of
from localturn.corpus.standards.annotations import write_annotations
from localturn.corpus.standards.reading_page import write_reading_page
from localturn.corpus.standards.refi.codebook import write_codebook
from localturn.corpus.standards.refi.packing import write_project
from localturn.corpus.standards.refi.profiles import PLAIN, PROFILES
from localturn.corpus.standards.replication import write_package
from localturn.foundation.refusals import NotNow, require
from localturn.foundation.tables import as_csv, as_xlsx

ORIGIN = "Local Turn"
HEAD = (
    *(
        "document",
        "start",
        "end",
        "quote",
        "code",
        "path",
        "coder",
        "weight",
        "comment",
        "coded at",
    ),
)


@dataclass(frozen=True)
class Made:
    content: bytes
    left_behind: Sequence[Loss] = ()
    counts: Mapping[str, int] | None = None


def made_of(transfer: Transfer, seen: Sight) -> Made:
    """The file as the member sees the project now."""
    require(seen.member.left_at is None, _("You take part in this project no longer."))
    classes = {DocumentClass(each) for each in transfer.options["classes"]} & seen.classes
    if transfer.form == REPLICATION:
        return _replication(transfer, seen, classes)
    if transfer.form == "qdc":
        classes = set()  # no text goes with it, and no code that only texts still have
    require_harmless(seen, classes)
    going = outgoing(seen, classes=classes)
    project = going.project
    require_harmless_project(seen, project, form=transfer.form, classes=classes)
    counts = {
        "documents": len(project.sources),
        "codes": len(project.codes),
        "codings": sum(1 for _each in project.codings()),
        "memos": len(project.notes),
    }
    match transfer.form:
        case "qdpx":
            profile = PROFILES.get(transfer.options["profile"], PLAIN)
            written = write_project(project, profile, origin=ORIGIN)
            return Made(written.content, [*going.left_behind, *written.left_behind], counts)
        case "qdc":
            return _codebook(going)
        case "codings-csv":
            return Made(as_csv(HEAD, _rows(project)), counts=counts)
        case "codings-xlsx":
            return Made(as_xlsx(_("Codings"), HEAD, _rows(project)), counts=counts)
        case "annotations":
            return Made(write_annotations(project, origin=ORIGIN), going.left_behind, counts)
        case _:
            language = seen.project.language
            page = write_reading_page(project, origin=ORIGIN, language=language)
            return Made(page, going.left_behind, counts)


def _replication(transfer: Transfer, seen: Sight, classes: Iterable[DocumentClass]) -> Made:
    """The study of what these classes allow; the project for other programs has its public
    documents alone, and is left out where their texts are."""
    with_texts = bool(transfer.options.get("with_texts"))
    study = study_of(seen, classes=classes, with_texts=with_texts, now=transfer.made_at)
    public = {row[0] for row in study.data["documents"] if row[2] == DocumentClass.PUBLIC}
    require_harmless_codes(seen, [(str(row[3]), row) for row in study.data["codes"]])
    study = without_names(study, seen)
    quoted = [str(row[-1]) for row in study.data["codings"] if row[-1] and row[1] not in public]
    require_harmless_passages(seen, quoted)
    qdpx, losses = b"", tuple[Loss, ...]()
    if with_texts and DocumentClass.PUBLIC in set(classes):
        going = outgoing(seen, classes=[DocumentClass.PUBLIC], anonymous=True)
        project = replace(going.project, notes=(), cases=(), description="")
        require_harmless_words(
            seen,
            {_("Sets"): [f"{each.name}\n{each.description}" for each in project.collections]},
        )
        written = write_project(_without_notes(project), origin=ORIGIN)
        qdpx, losses = written.content, (*going.left_behind, *written.left_behind)
    counts = {
        "documents": len(study.data["documents"]),
        "codes": len(study.data["codes"]),
        "codings": len(study.data["codings"]),
        "memos": len(study.data["memos"]),
    }
    return Made(write_package(study, origin=ORIGIN, qdpx=qdpx), losses, counts)


def _without_notes(project: Project) -> Project:
    """Comments and memos go out with a package only where they were released."""
    return replace(
        project,
        codes=tuple(replace(code, noted=()) for code in project.codes),
        sources=tuple(
            replace(
                source,
                noted=(),
                passages=tuple(replace(each, noted=(), memo="") for each in source.passages),
            )
            for source in project.sources
        ),
    )


def _codebook(going: Outgoing) -> Made:
    if not going.project.codes:
        raise NotNow(_("The codebook is empty."))
    written = write_codebook(going.project.codes, origin=ORIGIN)
    return Made(written.content, written.left_behind, {"codes": len(going.project.codes)})


def _rows(project: Project) -> Iterable[tuple[Any, ...]]:
    names: dict[str, str] = {}
    paths: dict[str, str] = {}
    for code in project.codes:
        names[code.guid] = code.name
        above = paths.get(code.parent)
        paths[code.guid] = f"{above} › {code.name}" if above else code.name
    coders = {coder.guid: coder.name for coder in project.coders}
    for source, passage, coding in project.codings():
        yield (
            source.name,
            passage.start,
            passage.end,
            source.text[passage.start : passage.end],
            names[coding.code],
            paths[coding.code],
            coders.get(coding.coder, ""),
            coding.weight,
            passage.memo,
            coding.coded_at,
        )
