"""`localturn import course FOLDER` and `localturn export course ID FOLDER`."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import media
from localturn.academy.actions.authoring import begin_draft, import_course, require_importer
from localturn.academy.actions.content import write_draft
from localturn.academy.models import Course, CourseVersion
from localturn.academy.queries.media import media_known, media_of, media_rows
from localturn.academy.queries.outlines import content_of
from localturn.academy.queries.versions import version_called
from localturn.academy.standards import course_folder
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotFound, NotNow
from localturn.foundation.room import Mistake, Report


def import_folder(path: Path, *, by: Person, now: datetime) -> Report:
    """Read a folder into the course's draft, or name every mistake and import nothing."""
    return import_files(*course_folder.files_in_folder(path), by=by, now=now)


def import_zip(content: bytes | IO[bytes], *, by: Person, now: datetime) -> Report:
    """The same from an archive."""
    return import_files(*course_folder.files_in_zip(content), by=by, now=now)


def import_files(
    files: Mapping[str, course_folder.Content],
    noticed: list[course_folder.Mistake],
    *,
    by: Person,
    now: datetime,
) -> Report:
    """The same from files that have been gathered, with what was noticed on the way.

    Videos that are left out are those of the draft, or else of the last version: on a slow line
    nobody sends them again to mend a word.
    """
    course = Course.objects.filter(slug=course_folder.id_in(files.get("course.toml", b""))).first()
    require_importer(course, by=by)
    known = media_known(course) if course else ()
    reading = course_folder.read(files, noticed=noticed, media=known)
    if reading.course is None:
        return Report(mistakes=[said(mistake) for mistake in reading.mistakes])
    content = media.without_idle(reading.course, files)
    written = media.write_new(course, content, files)
    draft = import_course(content, by=by, now=now, written=written)
    return Report(
        done=[
            _("“%(title)s” is now the draft of the course %(id)s.")
            % {"title": content.title, "id": content.id},
            _("Modules: %(modules)s. Activities: %(activities)s. Questions: %(questions)s.")
            % {
                "modules": len(content.modules),
                "activities": draft.activities.count(),
                "questions": sum(len(bank.questions) for bank in content.banks),
            },
            _("Participants see it when it has been published and a run of it opened."),
        ]
    )


@transaction.atomic
def change_file(
    course: Course, name: str, text: str | None, *, seen: str, by: Person, now: datetime
) -> Report:
    """Change, add or (with None) remove one file of the draft as its folder would have it.

    A mistake in the file leaves the draft as it was; what only does not fit together yet is saved
    and told, since one file must often be changed before another. `seen` is the fingerprint of the
    file when it was opened, "" for a new one; raises NotNow if it is another by now.
    """
    draft = begin_draft(course, by=by, now=now)
    files = course_folder.write(content_of(draft))
    if fingerprint(files.get(name)) != seen:
        raise NotNow(
            _("Somebody else has changed this file meanwhile. Copy yours, then load the page anew.")
        )
    if text is None:
        files.pop(name, None)
    else:
        files[name] = text.encode()
    reading = course_folder.read(files, media=media_of(draft))
    mistakes = [said(mistake) for mistake in reading.mistakes]
    if reading.draft is None:
        return Report(mistakes=mistakes)
    if reading.draft.id != course.slug:
        raise Invalid(_("The id of a course never changes."))
    write_draft(course, reading.draft, now=now)
    return Report(mistakes=mistakes, done=[_("Saved.")])


def fingerprint(content: bytes | None) -> str:
    """Tells one state of a file from another; "" for no file."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def said(mistake: course_folder.Mistake) -> Mistake:
    """A mistake in the language of whoever reads it."""
    return Mistake(mistake.file, mistake.line or None, _(mistake.message) % mistake.values)


def export_folder(identity: str, path: Path, *, by: Person, now: datetime) -> Report:
    """Write a course into a folder: "ID" its draft or else its last version, "ID@2" version 2.

    An empty folder, or one that holds this very course, is written to; any other is left alone.
    """
    version = version_called(identity)
    if version is None or not permissions.can_author(by, version.course):
        raise NotFound(_("There is no course “%(id)s” of yours.") % {"id": identity})
    fault = _fault_of_target(path, version.course)
    if fault:
        return Report(mistakes=[Mistake(str(path), None, fault)])
    files = course_folder.write(content_of(version))
    videos = {f"{course_folder.FOLDER}{row.name}": row.file for row in media_rows(version)}
    gone = _files_of_the_course(path) - files.keys() - videos.keys()
    for name, content in files.items():
        _put(path / name, [content])
    for name, file in videos.items():
        with default_storage.open(file.place) as stored:
            _put(path / name, stored.chunks())
    for name in gone:
        (path / name).unlink()
    for folder in {(path / name).parent for name in gone}:
        if folder != path and not any(folder.iterdir()):
            folder.rmdir()
    return Report(
        done=[
            _("%(count)s files of %(version)s were written to %(path)s.")
            % {"count": len(files) + len(videos), "version": _name_of(version), "path": path}
        ]
    )


def _fault_of_target(path: Path, course: Course) -> str:
    if not path.exists():
        return ""
    if not path.is_dir():
        return _("This is a file. Name a folder.")
    if not any(path.iterdir()) or _id_in(path) == course.slug:
        return ""
    return _("This folder holds something else. Name an empty or a new one.")


def _id_in(path: Path) -> str:
    """The id of the course that a folder holds; "" if none can be read."""
    try:
        text = (path / "course.toml").read_bytes()
    except OSError:
        return ""
    return course_folder.id_in(text)


def _files_of_the_course(path: Path) -> set[str]:
    if not path.is_dir():
        return set()
    files, _mistakes = course_folder.files_in_folder(path)
    return {name for name in files if course_folder.has_a_place(name)}


def _put(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file so that a reader sees the old or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as written:
        written.writelines(parts)
    beside.replace(path)


def _name_of(version: CourseVersion) -> str:
    if version.number is None:
        return _("the draft of %(id)s") % {"id": version.course.slug}
    return _("version %(number)s of %(id)s") % {
        "number": version.number,
        "id": version.course.slug,
    }
