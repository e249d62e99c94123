"""A page of a document's file, with what was coded on it."""

from dataclasses import dataclass

from localturn.corpus.domain.facsimile import Area, Line, Matrix, areas, lines_of, page_of
from localturn.corpus.models import ProjectDocument
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.desk import Mark, marks_of
from localturn.foundation.files.models import StoredFile
from localturn.foundation.library.models import TextVersion

PDF = "application/pdf"


@dataclass(frozen=True)
class Coded:
    """A coding in sight, and where on the page it stands."""

    mark: Mark
    areas: tuple[Area, ...]


def file_with_pages(document: ProjectDocument) -> StoredFile | None:
    """The file a text was read from, where its pages can be drawn."""
    return document.document.file if document.document.media_type == PDF else None


def lines_in(document: ProjectDocument) -> list[Line]:
    """Where the lines of the present text stand, as far as they were not rewritten by hand (1
    statement)."""
    version = TextVersion.objects.only("boxes", "paragraphs").get(pk=document.version_id)
    return lines_of(version.boxes, (end for _start, end, *_rest in version.paragraphs))


def page_with(lines: list[Line], position: int) -> int:
    return page_of(lines, position)


def coded_on(
    sight: Sight, document: ProjectDocument, lines: list[Line], *, page: int, matrix: Matrix
) -> list[Coded]:
    """The codings in sight that stand on this page (1 statement)."""
    here = [each for each in lines if each.page == page]
    if not here:
        return []
    first, last = here[0].start, here[-1].end
    found = [
        Coded(each, areas(here, each.start, each.end, page=page, matrix=matrix))
        for each in marks_of(sight, document)
        if each.start < last and each.end > first
    ]
    return [each for each in found if each.areas]
