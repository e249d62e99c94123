"""The course folder: a course as Markdown and TOML files (see docs/reference/course-folder.md)."""

from localturn.academy.standards.course_folder.containers import (
    files_in_folder,
    files_in_zip,
    zip_of,
)
from localturn.academy.standards.course_folder.files import has_a_place, id_in, is_text
from localturn.academy.standards.course_folder.media import FOLDER, Blob, Content, blob_of
from localturn.academy.standards.course_folder.mistakes import Mistake
from localturn.academy.standards.course_folder.reading import Reading, mistakes_in, read
from localturn.academy.standards.course_folder.writing import write

__all__ = [
    "FOLDER",
    "Blob",
    "Content",
    "Mistake",
    "Reading",
    "blob_of",
    "files_in_folder",
    "files_in_zip",
    "has_a_place",
    "id_in",
    "is_text",
    "mistakes_in",
    "read",
    "write",
    "zip_of",
]
