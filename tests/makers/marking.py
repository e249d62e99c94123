"""A quiz with a question of every kind, and people who sit it, for tests."""

from typing import Any

from localturn.academy.actions.awards import reconsider
from localturn.academy.models import (
    Activity,
    Attempt,
    Bank,
    Certificate,
    Completion,
    CourseVersion,
    Enrolment,
    GradeEntry,
    Post,
    Question,
)
from makers.academy import NOON

EVERY_KIND: list[tuple[str, dict[str, Any]]] = [
    ("single", {"choices": [{"text": "Right", "correct": True}, {"text": "Wrong"}]}),
    (
        "multiple",
        {
            "choices": [
                {"text": "Right one", "correct": True},
                {"text": "Right two", "correct": True},
                {"text": "Wrong", "feedback": "Not this."},
            ]
        },
    ),
    ("true-false", {"answer": False}),
    ("numerical", {"answer": "12.5", "tolerance": "0.1", "unit": "%"}),
    ("short-answer", {"accepted": ["usual residence"]}),
    (
        "matching",
        {
            "pairs": [{"left": "One", "right": "First"}, {"left": "Two", "right": "Second"}],
            "distractors": ["Third"],
        },
    ),
    ("ordering", {"items": ["Plan", "Act", "Look back"]}),
    (
        "gap-text",
        {
            "passage": "Who has their {1} here is part of the {2}.",
            "gaps": [
                {"accepted": ["usual residence", "home"]},
                {"accepted": ["stock"], "distractors": ["flow"]},
            ],
        },
    ),
]
ESSAY: tuple[str, dict[str, Any]] = ("essay", {"guidance": "Two sources."})
RIGHT: dict[str, dict[str, str | list[str]]] = {
    "single": {"": "0"},
    "multiple": {"": ["0", "1"]},
    "true-false": {"": "false"},
    "numerical": {"": "12,5 %"},
    "short-answer": {"": "Usual residence"},
    "matching": {"-0": "0", "-1": "1"},
    "ordering": {"-0": "2", "-1": "3", "-2": "1"},  # by the alphabet: Act, Look back, Plan
    "gap-text": {"-0": " Usual  résidence. ", "-1": "1"},
    "essay": {"": "A long text."},
}


def make_bank(
    version: CourseVersion, *, kinds: list[tuple[str, dict[str, Any]]] | None = None
) -> Bank:
    bank = Bank.objects.create(version=version, name=f"bank-{version.banks.count()}")
    for position, (kind, task) in enumerate(EVERY_KIND if kinds is None else kinds):
        Question.objects.create(
            bank=bank,
            position=position,
            stable_id=f"{kind}-{position}",
            kind=kind,
            topic="module-1" if position % 2 else "module-2",
            text=f"What about {kind}?",
            text_html=f"<p>What about {kind}?</p>",
            feedback="Because.",
            feedback_html="<p>Because.</p>",
            points=1,
            task=task,
        )
    return bank


def make_quiz(version: CourseVersion, stable_id: str = "quiz-1", **settings: Any) -> Activity:
    """The draft's activity of that id, drawing on questions of every kind."""
    kinds = settings.pop("kinds", None)
    activity = version.activities.get(stable_id=stable_id)
    activity.bank = make_bank(version, kinds=kinds)
    activity.settings = {"questions": activity.bank.name, **settings}
    activity.save()
    return activity


def answers(attempt: Attempt, *, but: tuple[str, ...] = ()) -> dict[str, str | list[str]]:
    """The form fields of right answers to every question, but for those of some kinds."""
    fields: dict[str, str | list[str]] = {}
    for answer in attempt.answers.select_related("question"):
        fields[f"s{answer.position}"] = str(answer.sequence)
        if answer.question.kind not in but:
            for suffix, value in RIGHT[answer.question.kind].items():
                fields[f"a{answer.position}{suffix}"] = value
    return fields


def position_of(attempt: Attempt, kind: str) -> int:
    return attempt.answers.get(question__kind=kind).position


def attempts(enrolment: Enrolment, stable_id: str = "quiz-1") -> list[Attempt]:
    return list(enrolment.attempts.filter(activity__stable_id=stable_id).order_by("number"))


def earn(
    enrolment: Enrolment,
    *,
    points: int = 72,
    but: str = "",
    origin: str = GradeEntry.Origin.ATTEMPT,
) -> Certificate | None:
    """Record everything that the certificate of `make_version` asks for; the certificate."""
    for activity in Activity.objects.filter(version=enrolment.run.version).exclude(stable_id=but):
        Completion.objects.get_or_create(
            enrolment=enrolment, activity=activity, defaults={"done_at": NOON}
        )
        if activity.kind == "discussion":
            Post.objects.create(
                run=enrolment.run,
                activity=activity,
                author=enrolment.person,
                body="A thought",
                body_html="<p>A thought</p>",
                posted_at=NOON,
                counted_at=NOON,
            )
        if activity.kind == "final-test":
            GradeEntry.objects.create(
                enrolment=enrolment,
                activity=activity,
                points=points,
                origin=origin,
                entered_at=NOON,
            )
    reconsider(enrolment, now=NOON)
    return enrolment.certificates.first()
