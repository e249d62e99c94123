"""An activity: TOML between two lines `+++`, then Markdown."""

from dataclasses import dataclass
from decimal import Decimal

from localturn.academy.domain.kinds import KINDS, OwnSetting
from localturn.academy.domain.outline import Activity, Setting, Source, plain
from localturn.academy.standards.course_folder.fields import Table
from localturn.academy.standards.course_folder.files import table_of
from localturn.academy.standards.course_folder.mistakes import Mistakes
from localturn.academy.standards.course_folder.prose import can_be_rendered
from localturn.academy.standards.course_folder.rubrics import check_rubric, read_rubric
from localturn.academy.standards.course_folder.surveys import read_survey_questions
from localturn.academy.standards.course_folder.words import is_slug
from localturn.foundation.languages import N_
from localturn.foundation.prose import citations

FENCE = "+++"


@dataclass(frozen=True)
class ReadActivity:
    """An activity with the table it came from, so that later checks can name a line."""

    activity: Activity
    table: Table


def read_activity(text: str, file: str, mistakes: Mistakes) -> ReadActivity | None:
    """One activity; None, with the mistake noted, where there is none to be had."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        mistakes.add(
            file, 1, N_("The file must begin with a line of +++, then TOML, then a line of +++.")
        )
        return None
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        mistakes.add(file, 1, N_("The TOML that begins here never ends: close it with +++."))
        return None
    table = table_of("\n".join(lines[1:end]) + "\n", file, mistakes, offset=1)
    if table is None:
        return None
    body = "\n".join(lines[end + 1 :])
    activity = _activity(table, body, file)
    if activity is None:
        return None
    if activity.body.strip() or KINDS[activity.kind].needs_text:
        _check_body(table, activity, end + 1)
    return ReadActivity(activity, table)


def _activity(table: Table, body: str, file: str) -> Activity | None:
    id_ = table.slug("id")
    name = table.text("kind")
    kind = KINDS.get(name)
    title = table.text("title", most=200)
    minutes = table.whole("minutes", least=1, most=10_000)
    points = table.number("points", least=Decimal(0), most=Decimal(100), places=2, required=False)
    due = table.flag("due", default=True)
    places = table.codes("places")
    sources = _sources(table)
    if kind is None:
        if name:
            table.wrong(
                "kind",
                N_("There is no kind of activity “%(kind)s”; there are %(kinds)s."),
                kind=name,
                kinds=", ".join(KINDS),
            )
        return None
    if points and not kind.may_have_points:
        table.wrong("points", N_("A %(kind)s gives no points: remove “points”."), kind=name)
    settings = {
        setting.key: value
        for setting in kind.settings
        if (value := _setting(table, setting)) is not None
    }
    check_rubric(table, settings.get("rubric"), points)
    table.nothing_else()
    return Activity(
        id=id_,
        kind=name,
        title=title,
        minutes=minutes,
        body=body,
        points=plain(points),
        due=due,
        places=places,
        settings=settings,
        sources=sources,
        file_name=file.rsplit("/", 1)[-1].removesuffix(".md"),
    )


def _setting(table: Table, setting: OwnSetting) -> Setting | None:
    """The value of a key of the kind's own; None where it is not set or has its default."""
    key, required = setting.key, setting.required
    value: Setting
    match setting.type:
        case "text":
            value = table.text(key, required=required, lines=True)
        case "id":
            value = table.slug(key, required=required)
        case "bank" | "video":
            value = table.text(key, required=required, most=80)
        case "whole number":
            value = table.whole(key, required=required, least=setting.least, most=setting.most)
        case "true or false":
            value = table.flag(key, required=required)
        case "list of texts":
            value = table.texts(key, required=required)
            _check_among(table, setting, value)
        case "rubric":
            value = read_rubric(table, key)
        case "survey questions":
            value = read_survey_questions(table, key)
    return None if not table.has(key) or value == setting.default else value


def _check_among(table: Table, setting: OwnSetting, values: tuple[str, ...]) -> None:
    for value in values if setting.among else ():
        if value not in setting.among or values.count(value) > 1:
            table.wrong(
                setting.key,
                N_("“%(key)s” lists each of these at most once, and nothing else: %(among)s."),
                among=", ".join(setting.among),
            )
            return
    if setting.among and table.has(setting.key) and not values:
        table.wrong(setting.key, N_("“%(key)s” needs at least %(least)s."), least=1)


def _sources(table: Table) -> tuple[Source, ...]:
    sources: dict[str, Source] = {}
    for each in table.tables("sources"):
        source = Source(
            each.slug("id"),
            each.text("text", most=2_000),
            each.text("url", required=False, most=2_000),
        )
        if source.url and not source.url.startswith(("http://", "https://")):
            each.wrong("url", N_("The address must begin with https:// or http://."))
        if source.id in sources:
            each.wrong("id", N_("The source “%(id)s” is listed twice: remove one."), id=source.id)
        sources.setdefault(source.id, source)
        each.nothing_else()
    return tuple(sources.values())


def _check_body(table: Table, activity: Activity, offset: int) -> None:
    """What the text must keep: a size, and citations of what is listed, all of it."""
    file, mistakes, body = table.file, table.mistakes, activity.body
    if not body.strip():
        mistakes.add(file, offset, N_("There is no text below the TOML: write it."))
        return
    if not can_be_rendered(body, file, offset, mistakes):
        return
    listed = {source.id: index for index, source in enumerate(activity.sources)}
    cited = citations(body)
    for citation in cited:
        if citation.id not in listed:
            mistakes.add(
                file,
                offset + citation.line,
                N_("The source “%(id)s” is cited but not listed: add it under [[sources]]."),
                id=citation.id,
            )
    for id_ in listed.keys() - {citation.id for citation in cited}:
        if is_slug(id_):
            mistakes.add(
                file,
                table.line("sources", listed[id_], "id"),
                N_("The source “%(id)s” is listed but never cited: cite it as [@%(id)s]."),
                id=id_,
            )
