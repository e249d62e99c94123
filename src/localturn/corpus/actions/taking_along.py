"""What goes out of a project, made from what its member sees, and held back where it would say who
is speaking."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.corpus.actions.sealing import has_key
from localturn.corpus.actions.sealing import opened as unsealed
from localturn.corpus.domain.interchange import Loss, Project
from localturn.corpus.domain.pseudonyms import Sign, remaining
from localturn.corpus.domain.replication import DATA, Study
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.transfers import REPLICATION
from localturn.corpus.models import Pseudonym, Transfer
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.codebook import nodes_of
from localturn.corpus.queries.leftovers import (
    SENSITIVE,
    blocking,
    cleared_in,
    interviews,
    names_in,
)
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
WITHHELD = "[…]"
ROUND = [each.name for each in DATA["codings"]].index("round")
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
    _require_harmless_codebook(seen)
    if transfer.form == REPLICATION:
        return _replication(transfer, seen, classes)
    require_harmless(seen, classes)
    going = outgoing(seen, classes=classes)
    project = going.project
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
    study = _without_names(study, seen)
    quoted = [str(row[-1]) for row in study.data["codings"] if row[-1] and row[1] not in public]
    names = _names(seen) if quoted else []
    cleared = cleared_in(seen.project.pk)
    told = sum(bool(remaining(each, names=names, cleared=cleared)) for each in quoted)
    if told:
        raise NotNow(
            ngettext(
                "%(num)s released passage may still say who is speaking. Withhold or clear it.",
                "%(num)s released passages may still say who is speaking. Withhold or clear them.",
                told,
            )
            % {"num": told}
        )
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


def _without_names(study: Study, seen: Sight) -> Study:
    """Raise NotNow where a name that has a pseudonym stands in what people wrote; in frozen
    codebooks, which nobody can word anew, such a wording is withheld."""
    require_harmless_words(seen, _written(study))
    names, cleared = _names(seen), cleared_in(seen.project.pk)
    frozen = study.data["codebook_versions"]
    cells = (cell for row in frozen for cell in row if isinstance(cell, str))
    if not names_in(cells, names=names, cleared=cleared):
        return study
    rows = [
        tuple(
            WITHHELD
            if isinstance(cell, str) and names_in([cell], names=names, cleared=cleared)
            else cell
            for cell in row
        )
        for row in frozen
    ]
    return replace(study, data={**study.data, "codebook_versions": rows})


def _written(study: Study) -> Mapping[str, Sequence[str]]:
    """What people wrote, by what it is; documents and passages are looked at apart from it."""
    rounds = {str(row[ROUND]) for row in study.data["codings"]}
    asked = [json.dumps(each, ensure_ascii=False) for each in study.questions]
    cells = {
        title: [cell for row in study.data[table] for cell in row if isinstance(cell, str)]
        for title, table in (
            (_("Codes"), "codes"),
            (_("Values of attributes"), "values"),
            (_("Cases"), "cases"),
            (_("Memos"), "memos"),
        )
    }
    return {
        _("The project"): [study.name, study.about],
        **cells,
        _("Rounds"): sorted(rounds),
        _("Questions"): asked,
    }


def require_harmless_words(seen: Sight, written: Mapping[str, Sequence[str]]) -> None:
    """Raise NotNow where a name that has a pseudonym stands in what people wrote, by its title."""
    names, cleared = _names(seen), cleared_in(seen.project.pk)
    found = [
        title for title, texts in written.items() if names_in(texts, names=names, cleared=cleared)
    ]
    if found:
        raise NotNow(
            _("Names that have a pseudonym stand here: %(which)s. Word them anew or clear them.")
            % {"which": "; ".join(found)}
        )


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


def _names(seen: Sight) -> list[str]:
    return [
        form
        for row in Pseudonym.objects.filter(project=seen.project)
        for form in unsealed(seen.project, row.sealed)
    ]


def _require_harmless_codebook(seen: Sight) -> None:
    """Raise NotNow where the codebook, which goes with everything, quotes a name that has a
    pseudonym."""
    names = _names(seen) if has_key(seen.project) else []
    if not names:
        return
    cleared = cleared_in(seen.project.pk)
    found = [
        node.name
        for node, _depth in nodes_of(seen.project)
        if any(
            each.sign is Sign.NAME
            for text in (
                *(node.name, node.definition, node.when_to_use, node.when_not, node.example),
                node.source,
            )
            for each in remaining(text, names=names, cleared=cleared)
        )
    ]
    if found:
        raise NotNow(
            _("The codebook has names that have a pseudonym: %(which)s. Word them anew first.")
            % {"which": "; ".join(found[:5])}
        )


def require_harmless(seen: Sight, classes: Iterable[DocumentClass]) -> None:
    """Raise NotNow where an interview that would leave may still say who is speaking."""
    if not SENSITIVE & set(classes):
        return
    found = blocking(seen, interviews(seen), names=_names(seen))
    if found:
        told = "; ".join(f"{title} ({number})" for title, number in found[:5])
        raise NotNow(
            _(
                "Interviews may still say who is speaking, so they were not taken along: %(which)s."
                " Replace or clear what was found in them first."
            )
            % {"which": told}
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
