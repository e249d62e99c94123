from localturn.corpus.models.assignment import Agreement, Assignment, Settlement
from localturn.corpus.models.attribute import Attribute, AttributeValue, Case, DocumentSet
from localturn.corpus.models.change import CodebookChange, Recoding
from localturn.corpus.models.codebook import CodebookVersion, Node
from localturn.corpus.models.coding import Coding
from localturn.corpus.models.document import ImportBatch, ImportItem, ProjectDocument
from localturn.corpus.models.memo import Memo
from localturn.corpus.models.project import Member, Project
from localturn.corpus.models.pseudonym import ClearedWord, Pseudonym, Pseudonymisation, Release
from localturn.corpus.models.publication import Publication, PublicationVersion
from localturn.corpus.models.question import Question
from localturn.corpus.models.relation import Actor, Relation
from localturn.corpus.models.round import Round
from localturn.corpus.models.transfer import Transfer
from localturn.corpus.models.words import Part, WordForm

__all__ = [
    "Actor",
    "Agreement",
    "Assignment",
    "Attribute",
    "AttributeValue",
    "Case",
    "ClearedWord",
    "CodebookChange",
    "CodebookVersion",
    "Coding",
    "DocumentSet",
    "ImportBatch",
    "ImportItem",
    "Member",
    "Memo",
    "Node",
    "Part",
    "Project",
    "ProjectDocument",
    "Pseudonym",
    "Pseudonymisation",
    "Publication",
    "PublicationVersion",
    "Question",
    "Recoding",
    "Relation",
    "Release",
    "Round",
    "Settlement",
    "Transfer",
    "WordForm",
]
