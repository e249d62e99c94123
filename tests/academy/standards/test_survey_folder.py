"""Surveys in a course folder: there and back, and mistakes with their lines."""

import pytest

from localturn.academy.standards import course_folder
from makers.course_folder import small_folder

FILE = "modules/01-first/09-survey.md"

SURVEY = """\
+++
id = "survey"
kind = "survey"
title = "How was it?"
minutes = 1
anonymous = true

[[questions]]
id = "useful"
kind = "scale"
text = "How useful was it?"
required = true
steps = 4
low = "Not at all"
high = "Very"

[[questions]]
id = "pace"
kind = "single"
text = "How was the pace?"

[[questions.choices]]
text = "Slow"

[[questions.choices]]
text = "Fast"

[[questions]]
id = "hours"
kind = "number"
text = "How many hours?"
least = 0
most = 100
unit = "hours"

[[questions]]
id = "wish"
kind = "text"
text = \"""
What should be
different?
\"""
+++
Tell us.
"""


def mistakes(text: str) -> list[tuple[int, str]]:
    read = course_folder.read(small_folder() | {FILE: text.encode()})
    return [(each.line, each.sentence) for each in read.mistakes if each.file == FILE]


def test_a_survey_comes_back_byte_for_byte() -> None:
    text = SURVEY.replace('"""\nWhat should be\ndifferent?\n"""', '"What should be different?"')
    read = course_folder.read(small_folder() | {FILE: text.encode()})

    assert read.mistakes == ()
    assert read.course is not None
    assert course_folder.write(read.course)[FILE].decode() == text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("anonymous = true\n", "", [(2, "“anonymous” is missing: add it.")]),
        (
            'kind = "scale"',
            'kind = "likert"',
            [
                (
                    10,
                    "There is no kind of question “likert”; there are single, multiple, scale, "
                    "number, text.",
                )
            ],
        ),
        ("steps = 4", "steps = 1", [(13, "“steps” must be from 2 to 11.")]),
        ('id = "pace"', 'id = "useful"', [(18, "The id “useful” is used twice: change one.")]),
        (
            'text = "Fast"',
            'text = "Slow"',
            [(26, "This choice is there twice: change or remove one.")],
        ),
        (
            'text = "Fast"',
            'text = "Fast"\ncorrect = true',
            [(27, "There is no “correct” here: remove it.")],
        ),
        ('\n[[questions.choices]]\ntext = "Fast"\n', "", [(22, "“choices” needs at least 2.")]),
        ("most = 100", "most = 0", [(33, "“most” must be larger than “least”.")]),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, said: list[tuple[int, str]]) -> None:
    text = SURVEY.replace('"""\nWhat should be\ndifferent?\n"""', '"What should be different?"')
    assert old in text

    assert mistakes(text.replace(old, new)) == said
