"""Who may send which large files in pieces, and how large they may be."""

from localturn.corpus import permissions
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import ImportBatch
from localturn.foundation.people.reader import Reader

DOCUMENT = "corpus-document"
PROJECT = "corpus-project"
MIB = 1024 * 1024
MOST_OF_DOCUMENT = 64 * MIB
MOST_OF_PROJECT = 256 * MIB


def largest_document(person: Reader, about: str) -> int:
    """For the batch with this number; 0 for who brings none into it."""
    if not about.isdecimal() or len(about) > 15:
        return 0
    batch = ImportBatch.objects.filter(pk=int(about), taken_at=None).first()
    if batch is None:
        return 0
    member = permissions.members_of(person).filter(project=batch.project_id).first()
    if member is None or DocumentClass(batch.kind) not in member.rights.classes:
        return 0
    return MOST_OF_DOCUMENT if permissions.can_work(member) else 0


def largest_project(person: Reader, about: str) -> int:
    """For the project with this name in its address."""
    member = permissions.members_of(person).filter(project__slug=about).first()
    return MOST_OF_PROJECT if member is not None and permissions.can_work(member) else 0
