"""The recordings of transcripts, and who may bring one."""

from localturn.corpus import permissions
from localturn.corpus.models import ProjectDocument
from localturn.foundation.files.models import StoredFile
from localturn.foundation.people.reader import Reader

RECORDING = "corpus-recording"
MOST = 512 * 1024 * 1024


def subject_of(document: ProjectDocument) -> str:
    return f"corpus/recording/{document.pk}"


def recording_of(document: ProjectDocument) -> StoredFile | None:
    """1 statement."""
    return StoredFile.objects.filter(subject=subject_of(document)).order_by("-pk").first()


def largest_recording(person: Reader, about: str) -> int:
    """For the document with this number; 0 for who brings none."""
    if not about.isdecimal() or len(about) > 15:
        return 0
    found = permissions.documents_visible_to(person).filter(pk=int(about)).first()
    if found is None:
        return 0
    member = permissions.members_of(person).filter(project=found.project_id).first()
    return MOST if member is not None and permissions.can_code(member, found) else 0
