"""A folder to a course and back."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from localturn.academy.domain.awards import Award, Contributions, Every, PointsReached
from localturn.academy.domain.outline import Activity, Course, Source
from localturn.academy.domain.questions import (
    Choice,
    Gap,
    GapText,
    Matching,
    Numerical,
    Ordering,
    Pair,
    Question,
    Single,
)
from localturn.academy.domain.rubric import Criterion
from localturn.academy.standards.course_folder import files_in_folder, read, write
from localturn.academy.standards.course_folder.activities import read_activity
from localturn.academy.standards.course_folder.mistakes import Mistakes
from localturn.academy.standards.course_folder.writing import activity_text
from makers.course_folder import ORDER_AND_GAPS, POOL, READING, courses, small_folder

ROOT = Path(__file__).resolve().parents[3]


def the_course(files: dict[str, bytes]) -> Course:
    reading = read(files)
    assert reading.mistakes == ()
    assert reading.course is not None
    return reading.course


def test_a_folder_says_what_the_course_is() -> None:
    course = the_course(small_folder())

    assert (course.id, course.title, course.hours) == ("small", "A small course", Decimal(2))
    assert course.about == "A course to try things with.\n"
    assert course.awards == (
        Award(
            "certificate",
            "Certificate",
            "",
            (Every(("reading", "quiz")), Contributions(1), PointsReached(Decimal(60))),
        ),
    )
    assert [(m.id, m.week, m.folder_name) for m in course.modules] == [("first", 1, "01-first")]
    assert [a.id for a in course.activities] == ["who-counts", "your-town", "quiz"]


def test_an_activity_has_its_text_its_sources_and_what_its_kind_asks_for() -> None:
    reading, _discussion, quiz = the_course(small_folder()).activities

    assert reading == Activity(
        id="who-counts",
        kind="reading",
        title="Who counts",
        minutes=20,
        body="A migrant stays a year [@un-1998, p. 12].\n\n## Then\n\nMore.\n",
        places=("HR-pula",),
        sources=(
            Source(
                "un-1998", "United Nations (1998). Recommendations.", "https://unstats.un.org/x"
            ),
        ),
        file_name="01-reading",
    )
    assert (quiz.points, quiz.due) == (Decimal("62.5"), False)
    assert quiz.settings == {"questions": "pool", "draw": 2, "attempts": 1}


def test_a_bank_has_its_questions() -> None:
    (bank,) = the_course(small_folder()).banks

    assert bank.name == "pool"
    assert bank.questions == (
        Question(
            "usual-residence",
            "Which criterion decides?\n",
            Single(
                (
                    Choice("Where somebody usually lives", correct=True),
                    Choice("Their parents' citizenship", feedback="That is descent."),
                )
            ),
            topic="first",
            feedback="Residence does.",
        ),
        Question(
            "rate",
            "What is 5 of 400, in thousandths?",
            Numerical(Decimal("12.50"), Decimal("0.1"), "‰"),
            points=Decimal(2),
        ),
        Question(
            "pairs",
            "Match.",
            Matching((Pair("Stock", "A day"), Pair("Flow", "A year")), ("A desk",)),
        ),
    )


def test_a_bank_may_ask_for_an_order_and_for_what_is_missing_in_a_text() -> None:
    files = small_folder(pool=POOL + ORDER_AND_GAPS)

    course = the_course(files)

    assert course.banks[0].questions[3:] == (
        Question("cycle", "In which order?", Ordering(("Plan", "Act", "Look back"))),
        Question(
            "balance",
            "Fill the gaps.",
            GapText(
                "Births are a {1}.\nResidents are a {2}.",
                (Gap(("flow", "flux")), Gap(("stock",), ("flow", "rate"))),
            ),
        ),
    )
    assert write(course) == files


def test_a_folder_in_canonical_form_comes_back_byte_for_byte() -> None:
    files = small_folder()

    assert write(the_course(files)) == files


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(courses())
def test_every_course_comes_back_from_its_folder(course: Course) -> None:
    files = write(course)

    assert the_course(files) == course
    assert write(the_course(files)) == files


def test_what_has_its_default_is_not_written() -> None:
    written = {
        "reading": READING.replace("minutes = 20", "minutes = 20\npoints = 0\ndue = true"),
        "pool": POOL.replace('id = "pairs"', 'id = "pairs"\npoints = 1.00'),
    }

    assert write(the_course(small_folder(**written))) == small_folder()


def test_the_habits_of_other_systems_are_taken_as_they_are_meant() -> None:
    windows = {
        name: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n").removesuffix(b"\r\n")
        for name, content in small_folder().items()
        if name.startswith(("about", "modules/01-first/01", "course"))
    }

    assert write(the_course(small_folder() | windows)) == small_folder()


def test_names_with_a_dot_in_front_are_no_part_of_a_course() -> None:
    assert read(small_folder() | {".git/config": b"\xff", ".gitignore": b"*"}).mistakes == ()


def test_a_text_that_holds_the_fence_does_not_end_the_front_matter() -> None:
    files = small_folder(
        discussion=(
            "+++\n"
            'id = "your-town"\nkind = "discussion"\ntitle = "Your town"\nminutes = 40\n'
            'counts = "Write\\n+++\\nmore."\n'
            "+++\nTell us.\n"
        )
    )

    assert write(the_course(files)) == files


def test_quotation_marks_in_a_text_of_several_lines_stay_readable() -> None:
    feedback = 'He said: "Go."\nA path C:\\ and """three""" and the end "'
    files = small_folder(
        pool=POOL.replace(
            'feedback = "Residence does."',
            'feedback = """\nHe said: "Go."\nA path C:\\\\ and \\"""three\\""" and the end \\""""',
        )
    )

    course = the_course(files)

    assert course.banks[0].questions[0].feedback == feedback
    assert write(course) == files


def test_criteria_of_comments_and_whether_they_have_names_come_back() -> None:
    text = """+++
id = "research"
kind = "group-work"
title = "Research"
minutes = 60
comment_names = false

[[comment_rubric]]
id = "question"
title = "Does it ask one question?"

[[comment_rubric.levels]]
points = 0
text = "It asks many."

[[comment_rubric.levels]]
points = 1
text = "It asks one."
+++
Do it.
"""
    mistakes = Mistakes()

    found = read_activity(text, "research.md", mistakes)

    assert found is not None
    assert mistakes.in_order() == ()
    (criterion,) = found.activity.settings["comment_rubric"]
    assert isinstance(criterion, Criterion)
    assert [level.text for level in criterion.levels] == ["It asks many.", "It asks one."]
    assert activity_text(found.activity) == text


@pytest.mark.parametrize(
    "folder",
    [
        ROOT / "tests/specimens/small-course",
        ROOT / "src/localturn/academy/demonstration/migration-governance",
    ],
    ids=lambda folder: str(folder.name),
)
def test_our_own_courses_are_without_mistake_and_in_canonical_form(folder: Path) -> None:
    files, mistakes = files_in_folder(folder)

    assert mistakes == []
    assert write(the_course(files)) == {n: c for n, c in files.items() if isinstance(c, bytes)}


def test_the_demonstration_course_is_what_it_promises() -> None:
    course = the_course(
        files_in_folder(ROOT / "src/localturn/academy/demonstration/migration-governance")[0]
    )
    by_module = {
        module.id: Counter(activity.kind for activity in module.activities)
        for module in course.modules
    }
    pool = course.bank("pool")

    assert course.hours == 12
    assert sum(activity.points for activity in course.activities) == 100
    for id_ in ("local-dynamics", "policy-framework", "gender-conflict"):
        kinds = by_module[id_]
        assert kinds["reading"] >= 4
        assert kinds["case-study"] >= 1
        assert (kinds["discussion"], kinds["assignment"], kinds["quiz"]) == (1, 1, 1)
    assert all(len(bank.questions) >= 8 for bank in course.banks)
    assert pool is not None
    assert len(pool.questions) >= 40
    cited = [a for a in course.activities if a.kind in {"reading", "case-study"}]
    assert [a.id for a in cited if not a.sources] == []
