"""A folder's files to a course, or to every mistake in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from localturn.academy.domain.outline import Activity, Bank, Course, Medium, Module
from localturn.academy.standards.course_folder.activities import ReadActivity, read_activity
from localturn.academy.standards.course_folder.banks import read_questions
from localturn.academy.standards.course_folder.coherence import ReadCourse, check
from localturn.academy.standards.course_folder.courses import read_course, read_module
from localturn.academy.standards.course_folder.fields import Table
from localturn.academy.standards.course_folder.files import table_of, texts_of
from localturn.academy.standards.course_folder.media import Content, read_captions, read_media
from localturn.academy.standards.course_folder.mistakes import Mistake, Mistakes
from localturn.academy.standards.course_folder.prose import can_be_rendered
from localturn.academy.standards.course_folder.writing import activity_text
from localturn.foundation.languages import N_


@dataclass(frozen=True)
class Reading:
    """The course, or, if anything is wrong, no course and every mistake.

    `draft` is the course also where it is only not complete yet (`Mistake.of_the_whole`).
    """

    course: Course | None
    mistakes: tuple[Mistake, ...] = ()
    draft: Course | None = None


def read(
    files: Mapping[str, Content],
    *,
    noticed: Iterable[Mistake] = (),
    media: Iterable[Medium] = (),
) -> Reading:
    """Read the files of a folder by their paths in it, such as "modules/01-one/module.toml".

    `noticed` are mistakes that whoever gathered the files has seen already; `media` are there
    besides the files and need not be looked at again.
    """
    mistakes = Mistakes()
    for mistake in noticed:
        mistakes.note(mistake)
    texts = texts_of(files, mistakes)
    there = {medium.name: medium for medium in (*media, *read_media(files, mistakes))}
    course = _course(texts, [there[name] for name in sorted(there)], mistakes)
    found = mistakes.in_order()
    may_wait = all(mistake.of_the_whole for mistake in found)
    return Reading(None if found else course, found, course if may_wait else None)


def mistakes_in(activity: Activity) -> tuple[Mistake, ...]:
    """What the folder would not take of an activity on its own."""
    mistakes = Mistakes()
    read_activity(activity_text(activity), f"{activity.file_name}.md", mistakes)
    return mistakes.in_order()


def _course(texts: Mapping[str, str], media: Iterable[Medium], mistakes: Mistakes) -> Course | None:
    table = None
    if "course.toml" in texts:
        table = table_of(texts["course.toml"], "course.toml", mistakes)
    elif not any(mistake.file in {"", "course.toml"} for mistake in mistakes.in_order()):
        # The file may be there and be what cannot be read; then that is what has been said.
        mistakes.add("course.toml", 0, N_("The file course.toml is missing: add it."))
    banks = _banks(texts, mistakes)
    captions = read_captions(texts, mistakes)
    modules = [_module(texts, folder, mistakes) for folder in _folders(texts)]
    if not modules and table:
        mistakes.add(
            "course.toml", 0, N_("The course has no module: add modules/NAME/module.toml.")
        )
    _check_ids(modules)
    about = texts.get("about.md", "")
    if "about.md" in texts and not about.strip():
        mistakes.add("about.md", 0, N_("The file is empty: write something or remove it."))
    can_be_rendered(about, "about.md", 0, mistakes)
    if table is None:
        return None
    course, awards = read_course(table)
    course = replace(
        course,
        about=about,
        modules=tuple(read.module for read in modules),
        banks=banks,
        media=tuple(media),
        captions=captions,
    )
    activities = [activity for read in modules for activity in read.activities]
    is_whole = bool(modules) and all(read.is_whole for read in modules)
    check(ReadCourse(course, table, awards, activities, is_whole))
    return course


def _banks(texts: Mapping[str, str], mistakes: Mistakes) -> tuple[Bank, ...]:
    banks = []
    for file in sorted(name for name in texts if name.startswith("questions/")):
        table = table_of(texts[file], file, mistakes)
        questions = read_questions(table) if table else ()
        banks.append(Bank(file.removeprefix("questions/").removesuffix(".toml"), questions))
    return tuple(banks)


@dataclass(frozen=True)
class _ReadModule:
    """A folder under `modules`; its `table` is None where module.toml cannot be had."""

    module: Module
    table: Table | None
    activities: tuple[ReadActivity, ...]
    is_whole: bool


def _folders(texts: Mapping[str, str]) -> list[str]:
    return sorted({name.split("/")[1] for name in texts if name.startswith("modules/")})


def _module(texts: Mapping[str, str], folder: str, mistakes: Mistakes) -> _ReadModule:
    path = f"modules/{folder}/"
    table = None
    module = Module(id="", title="", summary="", week=1, folder_name=folder)
    if f"{path}module.toml" in texts:
        table = table_of(texts[f"{path}module.toml"], f"{path}module.toml", mistakes)
    else:
        mistakes.add(
            f"{path}module.toml",
            0,
            N_("The file module.toml is missing in this folder: add it."),
        )
    if table:
        module = read_module(table, folder)
    files = sorted(name for name in texts if name.startswith(path) and name.endswith(".md"))
    activities = tuple(a for file in files if (a := read_activity(texts[file], file, mistakes)))
    if not files:
        mistakes.add(f"{path}module.toml", 0, N_("The module has no activity: add one."))
    return _ReadModule(
        replace(module, activities=tuple(read.activity for read in activities)),
        table,
        activities,
        is_whole=bool(files) and len(files) == len(activities),
    )


def _check_ids(modules: list[_ReadModule]) -> None:
    seen: set[str] = set()
    for read in modules:
        if read.module.id in seen and read.table:
            read.table.wrong(
                "id", N_("The id “%(id)s” is used by another module."), id=read.module.id
            )
        seen |= {read.module.id} if read.module.id else set()
