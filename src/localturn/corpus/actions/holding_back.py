"""What must not go out of a project, since it would say who is speaking."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.corpus.actions.sealing import has_key
from localturn.corpus.actions.sealing import opened as unsealed
from localturn.corpus.domain.interchange import Project
from localturn.corpus.domain.pseudonyms import remaining
from localturn.corpus.domain.replication import DATA, Study
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Pseudonym
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.leftovers import SENSITIVE, blocking, cleared_in, names_in, sensitive
from localturn.foundation.refusals import NotNow

WITHHELD = "[…]"


def require_harmless(seen: Sight, classes: Iterable[DocumentClass]) -> None:
    """Raise NotNow where an interview or a field note that would leave may still say who is
    speaking."""
    wanted = SENSITIVE & set(classes)
    if not wanted:
        return
    found = blocking(seen, sensitive(seen, wanted), names=names_with_pseudonyms(seen))
    if found:
        told = "; ".join(f"{title} ({number})" for title, number in found[:5])
        raise NotNow(
            _(
                "Interviews or field notes may still say who is speaking, so they were not taken"
                " along: %(which)s. Replace or clear what was found in them first."
            )
            % {"which": told}
        )


def require_harmless_project(
    seen: Sight, project: Project, *, form: str, classes: Iterable[DocumentClass]
) -> None:
    """Raise NotNow where a name that has a pseudonym stands in what people wrote into a project, of
    that which this form takes along. Texts and titles of public documents say it to everybody.

    Without the key nothing is known of names; interviews do not leave then (`require_harmless`).
    """
    if not has_key(seen.project):
        return
    require_harmless_codes(
        seen, [(code.name, (code.name, code.description)) for code in project.codes]
    )
    require_harmless_words(seen, _written_in(seen, project, form, classes))


def _written_in(
    seen: Sight, project: Project, form: str, classes: Iterable[DocumentClass]
) -> Mapping[str, Sequence[str]]:
    if form == "qdc":
        return {}
    named = [project.name, project.description]
    kinds = [each.value for each in classes if each is not DocumentClass.PUBLIC]
    comments = [each.memo for source in project.sources for each in source.passages]
    parts: dict[str, Sequence[str]] = {
        _("Titles of documents"): list(
            seen.documents().filter(kind__in=kinds).values_list("title", flat=True)
        )
    }
    if form in {"qdpx", "html", "annotations"}:
        parts[_("The project")] = named if form != "annotations" else named[:1]
    if form != "html":
        parts[_("Comments")] = comments
    if form == "qdpx":
        valued = [source.values.values() for source in project.sources]
        valued += [case.values.values() for case in project.cases]
        parts |= {
            _("Attributes"): [each.name for each in project.attributes],
            _("Values of attributes"): [str(value) for each in valued for value in each],
            _("Cases"): [f"{each.name}\n{each.description}" for each in project.cases],
            _("Sets"): [f"{each.name}\n{each.description}" for each in project.collections],
            _("Memos"): [f"{each.name}\n{each.text}" for each in project.notes],
        }
    return parts


def require_harmless_codes(seen: Sight, codes: Iterable[tuple[str, Iterable[object]]]) -> None:
    """Raise NotNow where a code, by its name, quotes a name that has a pseudonym."""
    names, cleared = names_with_pseudonyms(seen), cleared_in(seen.project.pk)
    found = [
        code
        for code, said in codes
        if names_in([str(each) for each in said], names=names, cleared=cleared)
    ]
    if found:
        raise NotNow(
            _("The codebook has names that have a pseudonym: %(which)s. Word them anew first.")
            % {"which": "; ".join(found[:5])}
        )


def require_harmless_words(seen: Sight, written: Mapping[str, Sequence[str]]) -> None:
    """Raise NotNow where a name that has a pseudonym stands in what people wrote, by its title."""
    names, cleared = names_with_pseudonyms(seen), cleared_in(seen.project.pk)
    found = [
        title for title, texts in written.items() if names_in(texts, names=names, cleared=cleared)
    ]
    if found:
        raise NotNow(
            _("Names that have a pseudonym stand here: %(which)s. Word them anew or clear them.")
            % {"which": "; ".join(found)}
        )


def require_harmless_passages(seen: Sight, quoted: Sequence[str]) -> None:
    """Raise NotNow where released passages may still say who is speaking."""
    names = names_with_pseudonyms(seen) if quoted else []
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


def without_names(study: Study, seen: Sight) -> Study:
    """Raise NotNow where a name that has a pseudonym stands in what people wrote; in frozen
    codebooks, which nobody can word anew, such a wording is withheld."""
    require_harmless_words(seen, _written(study))
    names, cleared = names_with_pseudonyms(seen), cleared_in(seen.project.pk)
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
        _("Rounds"): sorted(_rounds(study)),
        _("Questions"): asked,
    }


def _rounds(study: Study) -> set[str]:
    """Their names, in whichever table they stand."""
    found = set[str]()
    for table, fields in DATA.items():
        for place in (at for at, each in enumerate(fields) if each.name == "round"):
            found |= {str(row[place]) for row in study.data[table]}
    return found


def names_with_pseudonyms(seen: Sight) -> list[str]:
    """Every form of a name that has a pseudonym; raises NotNow without the key."""
    return [
        form
        for row in Pseudonym.objects.filter(project=seen.project)
        for form in unsealed(seen.project, row.sealed)
    ]
