"""A course to the files of its folder, in canonical form."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import tomli_w

from localturn.academy.domain.awards import Award, rule_fields
from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.outline import Activity, Bank, Course, Module, Setting, Source
from localturn.academy.domain.questions import Numerical, Question, task_fields
from localturn.academy.domain.rubric import Criterion
from localturn.academy.standards.course_folder.activities import FENCE
from localturn.academy.standards.course_folder.courses import DEFAULT_CREDIT, FORMAT
from localturn.academy.standards.course_folder.media import FOLDER

Fields = dict[str, Any]


def write(course: Course) -> dict[str, bytes]:
    """The texts by their paths. What `read` takes in canonical form comes out byte for byte.

    Videos and posters are written by who has their bytes.
    """
    files = {"course.toml": _toml(_course_fields(course))}
    if course.about:
        files["about.md"] = course.about
    for bank in course.banks:
        files[f"questions/{bank.name}.toml"] = _toml(_bank_fields(bank))
    for module in course.modules:
        path = f"modules/{module.folder_name}"
        files[f"{path}/module.toml"] = _toml(_module_fields(module))
        for activity in module.activities:
            files[f"{path}/{activity.file_name}.md"] = activity_text(activity)
    for captions in course.captions:
        files[f"{FOLDER}{captions.name}"] = captions.text
    return {name: text.encode() for name, text in files.items()}


def _course_fields(course: Course) -> Fields:
    return _given(
        {
            "format": FORMAT,
            "id": course.id,
            "title": course.title,
            "language": course.language,
            "summary": course.summary,
            "audience": course.audience,
            "objectives": list(course.objectives),
            "hours": _number(course.hours),
            "licence": course.licence,
            "authors": list(course.authors),
            "awards": [_award_fields(award) for award in course.awards],
        }
    )


def _award_fields(award: Award) -> Fields:
    return _given(
        {
            "id": award.id,
            "title": award.title,
            "summary": award.summary,
            "credits": None if award.credits is None else _number(award.credits),
            "credit_kind": award.credit_kind if award.credit_kind != DEFAULT_CREDIT else "",
            "rules": [rule_fields(rule) for rule in award.rules],
        }
    )


def _module_fields(module: Module) -> Fields:
    return _given(
        {"id": module.id, "title": module.title, "summary": module.summary, "week": module.week}
    )


def activity_text(activity: Activity) -> str:
    """The file of one activity."""
    own = [setting.key for setting in KINDS[activity.kind].settings]
    fields = _given(
        {
            "id": activity.id,
            "kind": activity.kind,
            "title": activity.title,
            "minutes": activity.minutes,
            "points": _number(activity.points) if activity.points else None,
            "due": None if activity.due else False,
            "places": list(activity.places),
            **{key: _setting(activity.settings[key]) for key in own if key in activity.settings},
            "sources": [_source_fields(source) for source in activity.sources],
        }
    )
    toml = _toml(fields)
    if f"\n{FENCE}\n" in toml:
        toml = _toml(fields, multiline=False)  # a text of several lines holds the fence itself
    return f"{FENCE}\n{toml}{FENCE}\n{activity.body}"


def _setting(value: Setting) -> Any:
    if isinstance(value, str | int):
        return value
    return [_criterion(each) if isinstance(each, Criterion) else each for each in value]


def _criterion(criterion: Criterion) -> Fields:
    levels = [{"points": _number(level.points), "text": level.text} for level in criterion.levels]
    return {"id": criterion.id, "title": criterion.title, "levels": levels}


def _source_fields(source: Source) -> Fields:
    return _given({"id": source.id, "text": source.text, "url": source.url})


def _bank_fields(bank: Bank) -> Fields:
    return {"questions": [_question_fields(question) for question in bank.questions]}


def _question_fields(question: Question) -> Fields:
    fields = _given(
        {
            "id": question.id,
            "kind": question.kind,
            "topic": question.topic,
            "points": None if question.points == 1 else _number(question.points),
            "text": question.text,
            "feedback": question.feedback,
        }
    )
    own = task_fields(question.task)
    if isinstance(question.task, Numerical):
        own |= {key: _number(Decimal(own[key])) for key in ("answer", "tolerance") if key in own}
    return fields | own


def _given(fields: Fields) -> Fields:
    """Without what is not set."""
    return {
        key: value for key, value in fields.items() if value is not None and value not in ("", [])
    }


def _number(number: Decimal) -> int | Decimal:
    """Written without a point where it has none."""
    return int(number) if int(number.as_tuple().exponent) >= 0 else number


def _toml(fields: Mapping[str, Any], *, multiline: bool = True, name: str = "") -> str:
    """One key a line, then every table of an array under its own heading.

    `tomli_w` writes the values; left alone it would write an array of short tables on one line
    each, and a single longer one would change them all.
    """
    arrays = {key: value for key, value in fields.items() if _is_tables(value)}
    flat = {key: value for key, value in fields.items() if key not in arrays}
    parts = ["".join(_pair(*pair, multiline=multiline) for pair in flat.items())] if flat else []
    for key, tables in arrays.items():
        path = f"{name}.{key}" if name else key
        parts += [f"[[{path}]]\n{_toml(table, multiline=multiline, name=path)}" for table in tables]
    return "\n".join(parts)


def _pair(key: str, value: object, *, multiline: bool) -> str:
    """`key = value`; a text of several lines keeps its lines, and its quotation marks as such."""
    if not (multiline and isinstance(value, str) and "\n" in value):
        return tomli_w.dumps({key: value})
    inside = _QUOTES_TO_ESCAPE.sub('\\"', value.replace("\\", "\\\\"))
    return f'{key} = """\n{inside}"""\n'


_QUOTES_TO_ESCAPE = re.compile(r'"(?="")|"\Z')


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)
