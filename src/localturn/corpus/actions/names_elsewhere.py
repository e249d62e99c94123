"""Names in all that a project has written beside its texts, replaced with those of an interview."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from localturn.corpus.domain.pseudonyms import Name, replaced
from localturn.corpus.domain.terms import AttributeKind
from localturn.corpus.models import (
    Actor,
    Attribute,
    AttributeValue,
    Case,
    ClearedWord,
    CodebookChange,
    Coding,
    DocumentSet,
    Memo,
    Node,
    Project,
    Publication,
    PublicationVersion,
    Question,
    Relation,
    Round,
    Settlement,
    Transfer,
)
from localturn.foundation.files import actions as files
from localturn.foundation.languages import folded

_WORDED = Q(attribute__kind__in=[AttributeKind.TEXT.value, AttributeKind.CHOICE.value])
_WRITTEN: tuple[tuple[type[models.Model], str, Q, tuple[str, ...]], ...] = (
    (Project, "pk", Q(), ("about",)),
    (
        Node,
        "project",
        Q(),
        ("name", "definition", "when_to_use", "when_not", "example", "source"),
    ),
    # undoing what was reworded must not bring a name back
    (CodebookChange, "project", Q(), ("before", "after")),
    (Coding, "project", ~Q(comment=""), ("comment",)),
    (Memo, "project", Q(), ("title", "text")),
    (Relation, "project", ~Q(note=""), ("note",)),
    (Actor, "project", Q(), ("name", "aliases")),
    (Case, "project", Q(), ("name", "about")),
    (DocumentSet, "project", Q(), ("name", "about")),
    (Attribute, "project", Q(), ("name", "choices")),
    (AttributeValue, "attribute__project", _WORDED, ("value",)),
    (Round, "project", Q(), ("name",)),
    (Settlement, "round__project", ~Q(note=""), ("note",)),
    (Question, "project", Q(), ("name", "note", "asked")),
    (Publication, "project", Q(), ("title", "authors", "text", "literature")),
    (PublicationVersion, "publication__project", Q(), ("title", "authors", "text", "literature")),
)
"""What holds words that people wrote, how it leads to the project, and in which fields."""
_TERMS = frozenset({"level", "kind", "nearness", "layer", "languages"})
"""Keys in what is kept as JSON whose values are ours."""
_MOST_OF_A_NAME = 1_000


def replace_elsewhere(project: int, names: Sequence[Name]) -> None:
    """Wherever it can be changed: frozen versions of the codebook keep what they say."""
    for model, leads, which, fields in _WRITTEN:
        rows = model._default_manager.filter(which, **{leads: project}).order_by("pk")
        for row in list(rows.only("pk", *fields)):
            _replace_in(row, fields, names)
    for word in ClearedWord.objects.filter(project=project):
        if replaced(word.word, names).edits:
            word.delete()
    for transfer in Transfer.objects.filter(project=project):
        files.delete_of(transfer.subject)
        transfer.delete()


def _replace_in(row: Any, fields: Sequence[str], names: Sequence[Name]) -> None:
    told = {field: _without(getattr(row, field), names) for field in fields}
    changed = [field for field in fields if told[field] != getattr(row, field)]
    if not changed:
        return
    for field in changed:
        most = row._meta.get_field(field).max_length
        setattr(row, field, told[field][:most] if most else told[field])
    if "name" in changed:
        _save_named(row, changed)
    else:
        row.save(update_fields=changed)


def _save_named(row: Any, changed: Sequence[str]) -> None:
    """Under a name that is free: two forms of one name may have been two things."""
    most = row._meta.get_field("name").max_length
    name, number = row.name, 1
    while True:
        if isinstance(row, Actor):
            row.folded = folded(row.name)[:200]
            changed = [*changed, "folded"]
        try:
            with transaction.atomic():
                row.save(update_fields=changed)
        except IntegrityError:
            if number > _MOST_OF_A_NAME:
                raise
            number += 1
            ending = f" ({number})"
            row.name = name[: most - len(ending)] + ending
        else:
            return


def _without(value: Any, names: Sequence[Name]) -> Any:
    if isinstance(value, str):
        return replaced(value, names).text
    if isinstance(value, dict):
        return {
            key: each if key in _TERMS else _without(each, names) for key, each in value.items()
        }
    if isinstance(value, list):
        said = [_without(each, names) for each in value]
        is_words = all(isinstance(each, str) for each in said)
        return list(dict.fromkeys(said)) if is_words else said
    return value
