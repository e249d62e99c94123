"""A file of whatever program, told by what is in it."""

from localturn.corpus.domain.interchange import Project, Unreadable
from localturn.corpus.domain.offsets import Basis
from localturn.corpus.standards import databases
from localturn.corpus.standards.archives import Archive
from localturn.corpus.standards.qualcoder import is_qualcoders, read_qualcoder
from localturn.corpus.standards.refi.codebook import read_codebook
from localturn.corpus.standards.refi.reading import Opened, read_project
from localturn.corpus.standards.taguette import is_taguettes, read_taguette
from localturn.foundation.languages import N_

QDPX = "qdpx"
QDC = "qdc"
TAGUETTE = "taguette"
QUALCODER = "qualcoder"
CODINGS = "codings"

FORMS = {
    QDPX: N_("REFI-QDA project"),
    QDC: N_("REFI-QDA codebook"),
    TAGUETTE: N_("Project of Taguette"),
    QUALCODER: N_("Project of QualCoder"),
    CODINGS: N_("Codings as CSV"),
}


def opened(content: bytes, *, basis: Basis | None = None) -> tuple[str, Opened]:
    """What a file is, and the project in it; raises Unreadable."""
    if content.startswith(databases.MAGIC):
        return _database(content, basis)
    if content.startswith(b"PK"):
        archive = Archive(content)
        own = [name for name in archive.names if name.rpartition("/")[2].lower() == "data.qda"]
        if own:
            return _database(archive.read(own[0]), basis)
        return QDPX, read_project(content, basis=basis)
    if b"<" in content[:200]:
        book = read_codebook(content)
        project = Project(
            "", book.value.origin, codes=book.value.codes, collections=book.value.collections
        )
        return QDC, Opened(project, book.left_behind)
    raise Unreadable(
        N_("This is no file of a program that is known: send .qdpx, .qdc, .qda, .sqlite3 or .csv.")
    )


def is_table(content: bytes) -> bool:
    """Whether a file may be a table: text whose first line has several cells."""
    head = content[:4_000].split(b"\n", 1)[0]
    return b"\x00" not in head and any(each in head for each in (b",", b";", b"\t"))


def _database(content: bytes, basis: Basis | None) -> tuple[str, Opened]:
    with databases.opened(content) as tables:
        if is_taguettes(tables):
            return TAGUETTE, read_taguette(tables)
        if is_qualcoders(tables):
            return QUALCODER, read_qualcoder(tables, basis=basis)
    raise Unreadable(N_("This is no database of a program that is known."))
