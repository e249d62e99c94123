"""A small course folder in canonical form, and courses of every shape."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from localturn.academy.domain import questions as q
from localturn.academy.domain.awards import (
    Award,
    BlogPosts,
    Contributions,
    Every,
    GroupsCommented,
    GroupsHandedIn,
    Meetings,
    PaperPassed,
    PointsReached,
    Rule,
)
from localturn.academy.domain.kinds import KINDS, Kind
from localturn.academy.domain.outline import Activity, Bank, Course, Module, Source
from localturn.academy.domain.rubric import Criterion, Level, Rubric, most_points
from localturn.academy.domain.surveys import Kind as SurveyKind
from localturn.academy.domain.surveys import Question as SurveyQuestion
from localturn.academy.domain.surveys import question_fields

COURSE = """\
format = 1
id = "small"
title = "A small course"
language = "en"
summary = "One sentence."
audience = "Everybody."
objectives = [
    "Read a folder.",
]
hours = 2
licence = "CC-BY-SA-4.0"
authors = [
    "A municipality",
]

[[awards]]
id = "certificate"
title = "Certificate"

[[awards.rules]]
rule = "every"
kinds = [
    "reading",
    "quiz",
]

[[awards.rules]]
rule = "contributions"
per_module = 1

[[awards.rules]]
rule = "points"
at_least = 60
"""

MODULE = """\
id = "first"
title = "The first week"
summary = "What it is about."
week = 1
"""

READING = """\
+++
id = "who-counts"
kind = "reading"
title = "Who counts"
minutes = 20
places = [
    "HR-pula",
]

[[sources]]
id = "un-1998"
text = "United Nations (1998). Recommendations."
url = "https://unstats.un.org/x"
+++
A migrant stays a year [@un-1998, p. 12].

## Then

More.
"""

DISCUSSION = """\
+++
id = "your-town"
kind = "discussion"
title = "Your town"
minutes = 40
counts = "A post of a hundred words."
+++
Tell us.
"""

QUIZ = """\
+++
id = "quiz"
kind = "quiz"
title = "Quiz"
minutes = 60
points = 62.5
due = false
questions = "pool"
draw = 2
attempts = 1
+++
Two questions.
"""

POOL = '''\
[[questions]]
id = "usual-residence"
kind = "single"
topic = "first"
text = """
Which criterion decides?
"""
feedback = "Residence does."

[[questions.choices]]
text = "Where somebody usually lives"
correct = true

[[questions.choices]]
text = "Their parents' citizenship"
feedback = "That is descent."

[[questions]]
id = "rate"
kind = "numerical"
points = 2
text = "What is 5 of 400, in thousandths?"
answer = 12.50
tolerance = 0.1
unit = "‰"

[[questions]]
id = "pairs"
kind = "matching"
text = "Match."
distractors = [
    "A desk",
]

[[questions.pairs]]
left = "Stock"
right = "A day"

[[questions.pairs]]
left = "Flow"
right = "A year"
'''

ORDER_AND_GAPS = '''
[[questions]]
id = "cycle"
kind = "ordering"
text = "In which order?"
items = [
    "Plan",
    "Act",
    "Look back",
]

[[questions]]
id = "balance"
kind = "gap-text"
text = "Fill the gaps."
passage = """
Births are a {1}.
Residents are a {2}."""

[[questions.gaps]]
accepted = [
    "flow",
    "flux",
]

[[questions.gaps]]
accepted = [
    "stock",
]
distractors = [
    "flow",
    "rate",
]
'''
"""To be written after the pool's questions."""


def small_folder(**changed: str | None) -> dict[str, bytes]:
    """The files of the folder; `course`, `module`, `reading`, `discussion`, `quiz`, `pool` and
    `about` may be another text, or None for no such file."""
    texts: dict[str, tuple[str, str | None]] = {
        "about": ("about.md", "A course to try things with.\n"),
        "course": ("course.toml", COURSE),
        "module": ("modules/01-first/module.toml", MODULE),
        "reading": ("modules/01-first/01-reading.md", READING),
        "discussion": ("modules/01-first/02-discussion.md", DISCUSSION),
        "quiz": ("modules/01-first/03-quiz.md", QUIZ),
        "pool": ("questions/pool.toml", POOL),
    }
    chosen = {name: (changed.get(key, text)) for key, (name, text) in texts.items()}
    return {name: text.encode() for name, text in chosen.items() if text is not None}


# --- courses of every shape ---------------------------------------------------------------------

_line = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30
).filter(str.strip)
_lines = st.lists(_line | st.just(""), min_size=1, max_size=4).map("\n".join).filter(str.strip)
_slug = st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True)
_body = _lines.map(lambda text: text.replace("[@", "[ @") + "\n")


def _decimals(least: str, most: str, places: int = 2) -> st.SearchStrategy[Decimal]:
    return st.decimals(least, most, places=places).map(_plain)


def _plain(number: Decimal) -> Decimal:
    whole = number.to_integral_value()
    return Decimal(int(whole)) if whole == number else number.normalize()


_choice = st.builds(q.Choice, text=_line, correct=st.just(False), feedback=st.just("") | _lines)


def _with_right(count: Callable[[int], int]) -> st.SearchStrategy[tuple[q.Choice, ...]]:
    def mark(choices: list[q.Choice]) -> tuple[q.Choice, ...]:
        right = count(len(choices))
        return tuple(
            q.Choice(each.text, index < right, each.feedback) for index, each in enumerate(choices)
        )

    return st.lists(_choice, min_size=2, max_size=4, unique_by=lambda c: c.text).map(mark)


_pairs = st.lists(
    st.builds(q.Pair, _line, _line.map(lambda text: "right " + text)),
    min_size=2,
    max_size=4,
    unique_by=lambda pair: pair.left,
).map(tuple)

_gap = st.one_of(
    st.builds(q.Gap, st.lists(_line, min_size=1, max_size=3).map(tuple)),
    st.builds(
        q.Gap,
        _line.map(lambda text: ("right " + text,)),
        st.lists(_line.map(lambda text: "wrong " + text), max_size=2, unique=True).map(tuple),
    ),
)


@st.composite
def _gap_text(draw: st.DrawFn) -> q.GapText:
    gaps = tuple(draw(st.lists(_gap, min_size=1, max_size=3)))
    between = [draw(_lines).replace("{", "(") for _gap in gaps]
    passage = "".join(f"{text}{{{number}}}" for number, text in enumerate(between, 1))
    return q.GapText(passage + draw(st.just("") | _lines).replace("{", "("), gaps)


_task: st.SearchStrategy[q.Task] = st.one_of(
    st.builds(q.Single, _with_right(lambda _n: 1)),
    st.builds(q.Multiple, _with_right(lambda n: n - 1)),
    st.builds(q.TrueFalse, st.booleans()),
    st.builds(
        q.Numerical,
        st.decimals("-1000", "1000", places=3),
        st.decimals("0.1", "9", places=1) | st.just(Decimal(0)),
        st.just("") | _line,
    ),
    st.builds(q.ShortAnswer, st.lists(_line, min_size=1, max_size=3).map(tuple)),
    st.builds(
        q.Matching,
        _pairs,
        st.lists(_line.map(lambda text: "wrong " + text), max_size=2, unique=True).map(tuple),
    ),
    st.builds(q.Ordering, st.lists(_line, min_size=3, max_size=5, unique=True).map(tuple)),
    _gap_text(),
    st.builds(q.Essay, st.just("") | _lines),
)

_question = st.builds(
    q.Question,
    id=_slug,
    text=_lines,
    task=_task,
    points=_decimals("0.01", "9"),
    topic=st.just("") | _slug,
    feedback=st.just("") | _lines,
)


@st.composite
def _activity(draw: st.DrawFn, number: int, banks: tuple[Bank, ...]) -> Activity:
    kind = draw(
        st.sampled_from([kind for kind in KINDS.values() if kind.name not in _TESTS | _WITH_FILES])
    )
    sources = tuple(
        Source(f"s{index}", draw(_line), draw(st.sampled_from(["", "https://example.org/a"])))
        for index in range(draw(st.integers(0, 2)))
    )
    cited = "".join(f"\nSays [@{source.id}].\n" for source in sources)
    settings = draw(_settings(kind, banks))
    points = draw(_decimals("0", "9")) if kind.may_have_points else Decimal(0)
    return Activity(
        id=f"a{number}",
        kind=kind.name,
        title=draw(_line),
        minutes=60,
        body=draw(_body) + cited,
        points=_plain(most_points(settings["rubric"])) if "rubric" in settings else points,
        due=draw(st.booleans()),
        places=tuple(draw(st.lists(st.sampled_from(["HR-pula", "SE-malmo"]), unique=True))),
        settings=settings,
        sources=sources,
        file_name=f"{number:02}-{draw(_slug)}",
    )


@st.composite
def _rubrics(draw: st.DrawFn) -> Rubric:
    """One or two criteria, worth at most 8 points together."""
    return tuple(
        Criterion(
            f"c{number}",
            draw(_line),
            (Level(Decimal(0), draw(_line)), Level(draw(_decimals("0.5", "4")), draw(_line))),
        )
        for number in range(draw(st.integers(1, 2)))
    )


_TESTS = {"preliminary-test", "final-test"}
"""At most one of each in a course."""

_WITH_FILES = {"video"}
"""What they show is no text."""


@st.composite
def _survey_questions(draw: st.DrawFn) -> dict[str, Any]:
    own: dict[SurveyKind, Any] = {
        "single": {"choices": st.lists(_line, min_size=2, max_size=3, unique=True).map(tuple)},
        "scale": {"steps": st.integers(2, 11), "low": _line},
        "number": {"least": st.integers(-9, 9), "unit": _line},
        "text": {},
    }
    kind = draw(st.sampled_from(sorted(own)))
    question = SurveyQuestion(
        id=draw(st.from_regex("[a-z]{3,9}", fullmatch=True)),
        kind=kind,
        text=draw(_line),
        required=draw(st.booleans()),
        **{key: draw(value) for key, value in own[kind].items()},
    )
    return question_fields(question)


@st.composite
def _settings(draw: st.DrawFn, kind: Kind, banks: tuple[Bank, ...]) -> dict[str, Any]:
    values: dict[str, st.SearchStrategy[Any]] = {
        "counts": _lines,
        "words": st.integers(1, 900),
        "criteria": st.lists(_line, min_size=1, max_size=3).map(tuple),
        "questions": st.sampled_from([bank.name for bank in banks]),
        "draw": st.just(1),
        "attempts": st.integers(4, 9),
        "limit": st.integers(1, 90),
        "accepts": st.sampled_from([("text",), ("link", "file")]),
        "files": st.integers(2, 20),
        "mebibytes": st.integers(21, 100),
        "mebibytes_together": st.integers(101, 500),
        "rubric": _rubrics(),
        "attended_from": st.integers(1, 74),
        "link_before": st.integers(31, 900),
        "recording_counts": st.just(True),
        "anonymous": st.booleans(),
        "grouping": st.sampled_from(["research", "readers"]),
        "comment_days": st.integers(6, 60),
        "media": st.just(True),
        "comment_on": st.integers(1, 20),
        "proposal": st.just(False),
        "proposal_days": st.integers(22, 200),
        "pages": st.integers(1, 500),
        "resubmission": st.just(False),
        "posts": st.integers(2, 20),
        "comments": st.integers(1, 50),
    }
    if kind.name == "survey":
        values["questions"] = st.lists(
            _survey_questions(), min_size=1, max_size=4, unique_by=lambda fields: fields["id"]
        ).map(tuple)
    return {
        setting.key: draw(values[setting.key])
        for setting in kind.settings
        if setting.key in values and (setting.required or draw(st.booleans()))
    }


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Any course that the folder can hold."""
    names = draw(st.lists(_slug, min_size=1, max_size=2, unique=True))
    banks = tuple(
        Bank(
            name,
            tuple(draw(st.lists(_question, min_size=1, max_size=3, unique_by=lambda x: x.id))),
        )
        for name in sorted(names)
    )
    number = 0
    modules = []
    for place in range(draw(st.integers(1, 2))):
        activities = []
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            activities.append(draw(_activity(number, banks)))
        modules.append(
            Module(
                id=f"m{place}",
                title=draw(_line),
                summary=draw(st.just("") | _line),
                week=place + 1,
                activities=tuple(activities),
                folder_name=f"{place:02}-{draw(_slug)}",
            )
        )
    return Course(
        id=draw(_slug),
        title=draw(_line),
        language=draw(st.sampled_from(["en", "sr-Latn", "fr"])),
        summary=draw(_line),
        audience=draw(st.just("") | _line),
        objectives=tuple(draw(st.lists(_line, max_size=2))),
        hours=Decimal(number),
        licence=draw(st.sampled_from(["", "CC-BY-4.0"])),
        authors=tuple(draw(st.lists(_line, max_size=2))),
        about=draw(st.just("") | _body),
        modules=tuple(modules),
        banks=banks,
        awards=draw(_awards(modules)),
    )


@st.composite
def _awards(draw: st.DrawFn, modules: list[Module]) -> tuple[Award, ...]:
    kinds = sorted({a.kind for module in modules for a in module.activities})
    points = sum((a.points for module in modules for a in module.activities), Decimal(0))
    rules: list[Rule] = [Every((kinds[0], "reading"))]
    if "discussion" in kinds:
        rules.append(Contributions(draw(st.integers(1, 3))))
    if "blog" in kinds:
        rules.append(BlogPosts(draw(st.integers(1, 3))))
    if "webinar" in kinds:
        rules.append(Meetings(1, draw(st.integers(1, 100)), draw(st.booleans())))
    if "group-work" in kinds:
        rules += [GroupsHandedIn(), GroupsCommented()]
    papers = [a.points for module in modules for a in module.activities if a.kind == "paper"]
    if papers and min(papers) >= 1:
        rules.append(PaperPassed(Decimal(1)))
    if points >= 1:
        rules.append(PointsReached(Decimal(1)))
    return tuple(
        Award(
            f"award-{n}",
            draw(_line),
            draw(st.just("") | _line),
            tuple(rules),
            *draw(st.sampled_from([(None, ""), (Decimal(3), "ECTS"), (Decimal("7.5"), "hp")])),
        )
        for n in range(draw(st.integers(0, 2)))
    )
