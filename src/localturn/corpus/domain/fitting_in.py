"""What a project of another program becomes here, and what in it has no place here."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from localturn.corpus.domain.codebook import DEEPEST
from localturn.corpus.domain.interchange import Code, Guid, Loss, Losses, Project, Reading, tree
from localturn.foundation.languages import N_

LONGEST_NAME = 200
LONGEST_TITLE = 300
LONGEST_OF_ATTRIBUTE = 120
LONGEST_COMMENT = 5_000

TWINS = N_("Codes with the name of another at the same place, numbered")
TOO_DEEP = N_("Codes on more levels than a codebook has here, put higher up")
SHORTENED = N_("Names that were shortened")
SHORTENED_COMMENTS = N_("Comments that were shortened")
WHOLE = N_("Codings of documents as a whole")
MARKS = N_("Time marks of recordings")
SETS_OF_CODES = N_("Sets of codes")
WITHOUT_CODE = N_("Passages without a code")
FURTHER_THINGS = N_("Further things that a memo is about")
ATTRIBUTES_TOLD = N_("Descriptions of attributes")


def standing(codes: Sequence[Code], *, unnamed: str) -> Reading[tuple[Code, ...]]:
    """Codes as a codebook can hold them, parents first: each with a name of its own beside its
    siblings, none deeper than may be."""
    losses = Losses()
    above: dict[Guid, tuple[Guid, ...]] = {}
    found: list[Code] = []
    for code, _depth in tree(codes):
        over = above.get(code.parent)
        path = () if over is None else (*over, code.parent)
        if len(path) >= DEEPEST:
            losses.add(TOO_DEEP, code.name)
            path = path[: DEEPEST - 1]
        above[code.guid] = path
        name = code.name.strip()
        losses.add(SHORTENED, name, int(len(name) > LONGEST_NAME))
        shown = name[:LONGEST_NAME].strip() or unnamed
        found.append(replace(code, name=shown, parent=path[-1] if path else ""))
    return Reading(tuple(_told_apart(found, losses)), losses.told())


def _told_apart(codes: Sequence[Code], losses: Losses) -> Iterator[Code]:
    """The second of a name gets a number, the same whenever the file is read."""
    names = defaultdict[Guid, set[str]](set)
    for code in codes:
        names[code.parent].add(code.name)
    seen = set[tuple[Guid, str]]()
    for code in codes:
        if (code.parent, code.name) not in seen:
            seen.add((code.parent, code.name))
            yield code
            continue
        losses.add(TWINS, code.name)
        number, name = 1, code.name
        while name in names[code.parent]:
            number += 1
            name = f"{code.name[: LONGEST_NAME - 8]} ({number})"
        names[code.parent].add(name)
        yield replace(code, name=name)


def left_out(project: Project) -> tuple[Loss, ...]:
    """What of a project is not taken, or not as it was, wherever it is put."""
    losses = Losses()
    losses.take_over(standing(project.codes, unnamed="").left_behind)
    for source in project.sources:
        losses.add(WHOLE, source.name, len(source.whole))
        losses.add(MARKS, source.name, len(source.marks))
        for passage in source.passages:
            said = source.text[passage.start : min(passage.end, passage.start + 80)]
            losses.add(WITHOUT_CODE, said, int(not passage.codings and not passage.memo))
            losses.add(SHORTENED_COMMENTS, said, int(len(passage.memo) > LONGEST_COMMENT))
    for each in project.collections:
        losses.add(SETS_OF_CODES, each.name, int(bool(each.codes)))
    for attribute in project.attributes:
        losses.add(ATTRIBUTES_TOLD, attribute.name, int(bool(attribute.description)))
    _count_shortened(project, losses)
    _count_further(project, losses)
    return losses.told()


def _count_shortened(project: Project, losses: Losses) -> None:
    for names, longest in (
        ((each.name for each in project.sources), LONGEST_TITLE),
        ((each.name for each in project.attributes), LONGEST_OF_ATTRIBUTE),
        ((each.name for each in project.coders), LONGEST_NAME),
        ((each.name for each in project.notes), LONGEST_NAME),
        ((each.name for each in project.cases), LONGEST_NAME),
        ((each.name for each in project.collections if each.sources), LONGEST_NAME),
    ):
        for name in names:
            losses.add(SHORTENED, name, int(len(name.strip()) > longest))


def _count_further(project: Project, losses: Losses) -> None:
    about: Counter[Guid] = Counter(guid for code in project.codes for guid in code.noted)
    for source in project.sources:
        about.update(source.noted)
        for passage in source.passages:
            about.update(passage.noted)
    for note in project.notes:
        losses.add(FURTHER_THINGS, note.name, max(0, about[note.guid] - 1))
