"""Rows of a version as the value that it is: what is exported, compared and published."""

from collections import defaultdict
from typing import Any

from localturn.academy.domain import outline
from localturn.academy.domain.questions import Question, task_from
from localturn.academy.domain.rubric import rubric_from
from localturn.academy.models import Activity, Bank, CourseVersion, Module
from localturn.academy.models import Question as QuestionRow
from localturn.academy.queries.frozen import award_from
from localturn.academy.queries.media import media_of


def content_of(version: CourseVersion) -> outline.Course:
    """The whole course as this version has it; 7 statements."""
    return outline.Course(
        id=version.course.slug,
        title=version.title,
        language=version.language,
        summary=version.summary,
        audience=version.audience,
        objectives=tuple(version.objectives),
        hours=outline.plain(version.hours),
        licence=version.licence,
        authors=tuple(version.authors),
        about=version.about,
        modules=_modules(version),
        banks=_banks(version),
        awards=tuple(map(award_from, version.awards.all())),
        media=media_of(version),
        captions=tuple(
            outline.Captions(row.stem, row.language, row.text) for row in version.captions.all()
        ),
    )


def _modules(version: CourseVersion) -> tuple[outline.Module, ...]:
    activities: dict[int, list[outline.Activity]] = defaultdict(list)
    for row in Activity.objects.filter(version=version).order_by("position"):
        activities[row.module_id].append(activity_from(row))
    return tuple(
        outline.Module(
            id=row.stable_id,
            title=row.title,
            summary=row.summary,
            week=row.week,
            activities=tuple(activities[row.pk]),
            folder_name=row.folder_name,
        )
        for row in Module.objects.filter(version=version).order_by("position")
    )


def activity_from(row: Activity) -> outline.Activity:
    """One activity as a value."""
    return outline.Activity(
        id=row.stable_id,
        kind=row.kind,
        title=row.title,
        minutes=row.minutes,
        body=row.body,
        points=outline.plain(row.points),
        due=row.has_deadline,
        places=tuple(row.places),
        settings={key: _setting(value) for key, value in row.settings.items()},
        sources=tuple(outline.Source(**source) for source in row.sources),
        file_name=row.file_name,
    )


def _banks(version: CourseVersion) -> tuple[outline.Bank, ...]:
    questions: dict[int, list[Question]] = defaultdict(list)
    for row in QuestionRow.objects.filter(bank__version=version).order_by("position"):
        questions[row.bank_id].append(
            Question(
                id=row.stable_id,
                text=row.text,
                task=task_from(row.kind, row.task),
                points=outline.plain(row.points),
                topic=row.topic,
                feedback=row.feedback,
            )
        )
    return tuple(
        outline.Bank(row.name, tuple(questions[row.pk]))
        for row in Bank.objects.filter(version=version).order_by("name")
    )


def _setting(value: Any) -> outline.Setting:
    if not isinstance(value, list):
        return value  # type: ignore[no-any-return]
    is_rubric = bool(value) and isinstance(value[0], dict) and "levels" in value[0]
    return rubric_from(value) if is_rubric else tuple(value)
