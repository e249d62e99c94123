"""The words of a project: who does what in it, and what its documents are."""

from dataclasses import dataclass
from enum import StrEnum

from localturn.foundation.languages import N_


class Role(StrEnum):
    LEAD = "lead"
    CODER = "coder"
    READER = "reader"


ROLES = {Role.LEAD: N_("Lead"), Role.CODER: N_("Coder"), Role.READER: N_("Reader")}


class DocumentClass(StrEnum):
    """How far a document may be shown."""

    PUBLIC = "public"
    INTERNAL = "internal"
    INTERVIEW = "interview"
    FIELD_NOTE = "field-note"


CLASSES = {
    DocumentClass.PUBLIC: N_("Public document"),
    DocumentClass.INTERNAL: N_("Internal document"),
    DocumentClass.INTERVIEW: N_("Interview"),
    DocumentClass.FIELD_NOTE: N_("Field note"),
}


class Level(StrEnum):
    """What a node of the codebook is: a frame thought out before reading, or found in it."""

    CONCEPT = "concept"
    DIMENSION = "dimension"
    INDICATOR = "indicator"
    CODE = "code"


LEVELS = {
    Level.CONCEPT: N_("Concept"),
    Level.DIMENSION: N_("Dimension"),
    Level.INDICATOR: N_("Indicator"),
    Level.CODE: N_("Code"),
}


class AttributeKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes-no"


ATTRIBUTE_KINDS = {
    AttributeKind.TEXT: N_("Text"),
    AttributeKind.CHOICE: N_("One of several"),
    AttributeKind.WHOLE: N_("Whole number"),
    AttributeKind.NUMBER: N_("Number"),
    AttributeKind.DATE: N_("Date"),
    AttributeKind.YES_NO: N_("Yes or no"),
}


class MemoKind(StrEnum):
    NOTE = "note"
    THEORY = "theory"
    METHOD = "method"
    RULE = "rule"
    LANGUAGE = "language"
    QUESTION = "question"


MEMO_KINDS = {
    MemoKind.NOTE: N_("Note"),
    MemoKind.THEORY: N_("Theory"),
    MemoKind.METHOD: N_("Method"),
    MemoKind.RULE: N_("Rule of coding"),
    MemoKind.LANGUAGE: N_("Language"),
    MemoKind.QUESTION: N_("Open question"),
}


class ChangeKind(StrEnum):
    """What can be done to a node of the codebook."""

    ADDED = "added"
    REWORDED = "reworded"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    RETIRED = "retired"


@dataclass(frozen=True)
class Rights:
    """Which documents somebody may read, besides the public ones."""

    internal: bool = False
    field_notes: bool = False
    interviews: bool = False

    @property
    def classes(self) -> frozenset[DocumentClass]:
        asked = (
            (DocumentClass.PUBLIC, True),
            (DocumentClass.INTERNAL, self.internal),
            (DocumentClass.FIELD_NOTE, self.field_notes),
            (DocumentClass.INTERVIEW, self.interviews),
        )
        return frozenset(each for each, may in asked if may)


def rights_of(role: Role, wished: Rights) -> Rights:
    """What a role can have of what is wished for it: a lead all, a reader never an interview."""
    if role is Role.LEAD:
        return Rights(internal=True, field_notes=True, interviews=True)
    if role is Role.READER:
        return Rights(wished.internal, wished.field_notes, interviews=False)
    return wished
