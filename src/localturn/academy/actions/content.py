"""A course's content as rows of a version, its prose rendered once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from localturn.academy.domain import outline
from localturn.academy.domain.awards import rule_fields
from localturn.academy.domain.questions import task_fields
from localturn.academy.domain.rubric import Criterion, rubric_fields
from localturn.academy.models import (
    Activity,
    Award,
    Bank,
    Captions,
    Course,
    CourseVersion,
    Medium,
    Module,
    Question,
)
from localturn.academy.queries.media import stored_media, subject_of_media
from localturn.foundation.files.actions import Written, name_written
from localturn.foundation.prose import Prose, render


def write_draft(
    course: Course,
    content: outline.Course,
    *,
    now: datetime,
    written: Mapping[str, Written] | None = None,
) -> CourseVersion:
    """Make the draft hold this content and nothing else; `written` are, by checksum, the bytes of
    those of its media that the course has not had yet."""
    drop_draft(course)
    draft = CourseVersion.objects.create(
        course=course,
        changed_at=now,
        title=content.title,
        language=content.language,
        summary=content.summary,
        audience=content.audience,
        objectives=list(content.objectives),
        hours=content.hours,
        licence=content.licence,
        authors=list(content.authors),
        about=content.about,
        about_html=render(content.about).html,
    )
    banks = _write_banks(draft, content.banks)
    _write_modules(draft, content, banks)
    Award.objects.bulk_create(
        Award(
            version=draft,
            position=position,
            stable_id=award.id,
            title=award.title,
            summary=award.summary,
            rules=[rule_fields(rule) for rule in award.rules],
            credits=award.credits,
            credit_kind=award.credit_kind,
        )
        for position, award in enumerate(content.awards, 1)
    )
    _write_media(draft, content, written or {}, now)
    return draft


def _write_media(
    draft: CourseVersion, content: outline.Course, written: Mapping[str, Written], now: datetime
) -> None:
    """Versions that have the same video share its bytes."""
    kept = {file.sha256: file for file in stored_media(draft.course)}
    for medium in content.media:
        if medium.sha256 not in kept:
            kept[medium.sha256] = name_written(
                written[medium.sha256],
                name=medium.name,
                media_type=medium.media_type,
                owner=None,
                subject=subject_of_media(draft.course),
                now=now,
            )
    Medium.objects.bulk_create(
        Medium(version=draft, name=each.name, seconds=each.seconds, file=kept[each.sha256])
        for each in content.media
    )
    Captions.objects.bulk_create(
        Captions(version=draft, stem=each.stem, language=each.language, text=each.text)
        for each in content.captions
    )


def drop_draft(course: Course) -> None:
    """Nothing points at a draft's rows but its own."""
    Activity.objects.filter(version__course=course, version__number=None).delete()
    course.versions.filter(number=None).delete()


def _write_banks(draft: CourseVersion, banks: Iterable[outline.Bank]) -> dict[str, Bank]:
    rows = Bank.objects.bulk_create(Bank(version=draft, name=bank.name) for bank in banks)
    made = {row.name: row for row in rows}
    Question.objects.bulk_create(
        Question(
            bank=made[bank.name],
            position=position,
            stable_id=question.id,
            kind=question.kind,
            topic=question.topic,
            text=question.text,
            text_html=render(question.text, top_heading=4).html,
            feedback=question.feedback,
            feedback_html=render(question.feedback, top_heading=4).html,
            points=question.points,
            task=task_fields(question.task),
        )
        for bank in banks
        for position, question in enumerate(bank.questions, 1)
    )
    return made


def _write_modules(draft: CourseVersion, content: outline.Course, banks: dict[str, Bank]) -> None:
    modules = Module.objects.bulk_create(
        Module(
            version=draft,
            position=position,
            stable_id=module.id,
            folder_name=module.folder_name,
            title=module.title,
            summary=module.summary,
            week=module.week,
        )
        for position, module in enumerate(content.modules, 1)
    )
    rows: list[Activity] = []
    for row, module in zip(modules, content.modules, strict=True):
        for activity in module.activities:
            position = len(rows) + 1
            rows.append(_activity_row(draft, row, activity, position, banks))
    Activity.objects.bulk_create(rows)


def _activity_row(
    draft: CourseVersion,
    module: Module,
    activity: outline.Activity,
    position: int,
    banks: dict[str, Bank],
) -> Activity:
    prose = rendered(activity.body, activity.sources, draft.language)
    return Activity(
        version=draft,
        module=module,
        position=position,
        stable_id=activity.id,
        file_name=activity.file_name,
        kind=activity.kind,
        title=activity.title,
        minutes=activity.minutes,
        points=activity.points or Decimal(0),
        has_deadline=activity.due,
        settings={key: _json(value) for key, value in activity.settings.items()},
        places=list(activity.places),
        sources=[source_fields(source) for source in activity.sources],
        body=activity.body,
        body_html=prose.html,
        words=prose.words,
        bank=banks.get(str(activity.settings.get("questions", ""))),
    )


def rendered(body: str, sources: tuple[outline.Source, ...], language: str) -> Prose:
    """An activity's text as participants will see it, with its sources under a heading in the
    language of the course, where the house speaks it."""
    with translation.override(language):
        heading = gettext("Sources")
    return render(body, sources=sources, sources_heading=heading)


def source_fields(source: outline.Source) -> dict[str, str]:
    fields = {"id": source.id, "text": source.text}
    return fields | ({"url": source.url} if source.url else {})


def _json(value: outline.Setting) -> Any:
    if not isinstance(value, tuple):
        return value
    criteria = tuple(each for each in value if isinstance(each, Criterion))
    return rubric_fields(criteria) if criteria else list(value)
