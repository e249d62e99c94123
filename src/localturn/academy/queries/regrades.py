"""Which rules hold for the questions of a run, and what an attempt is worth by them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import QuerySet

from localturn.academy.domain.questions import task_from
from localturn.academy.domain.regrading import AS_PUBLISHED, Given, How, Rule, worth
from localturn.academy.models import Answer, Attempt, Bank, Enrolment, Question, Regrade, Run

Regrades = Mapping[int, Regrade]
"""What holds, by the key of each question that it holds for."""


def rule_of(regrade: Regrade | None) -> Rule:
    """The rule that a row tells; as published where there is none."""
    if regrade is None:
        return AS_PUBLISHED
    key = None if regrade.key is None else task_from(regrade.question.kind, regrade.key)
    return Rule(How(regrade.how), key)


def regrades_in(run: int) -> Regrades:
    """What holds in a run in the place of published keys (1 statement; 2 where anything does)."""
    return _by_question(Regrade.objects.filter(run=run))


def regrades_for(attempt: Attempt) -> Regrades:
    """The same, for the questions of one attempt; not what its own writer laid down."""
    writer = Enrolment.objects.filter(pk=attempt.enrolment_id, person__isnull=False)
    rows = Regrade.objects.filter(run__enrolments=attempt.enrolment_id)
    return _by_question(rows.exclude(made_by__in=writer.values("person")))


def _by_question(rows: QuerySet[Regrade]) -> Regrades:
    standing = list(
        rows.filter(is_standing=True)
        .exclude(how=Regrade.How.PUBLISHED)
        .select_related("question__bank__version")
    )
    if not standing:
        return {}
    course = standing[0].question.bank.version.course_id
    found = {}
    for row in _namesakes(course, [each.question.stable_id for each in standing]):
        for regrade in standing:
            if asks_the_same(regrade.question, row):
                found[row.pk] = regrade
    return found


def asks_the_same(one: Question, other: Question) -> bool:
    """Whether two rows are one question with one key, perhaps in two versions of a course."""
    return (one.bank.name, one.stable_id, one.kind, one.task) == (
        other.bank.name,
        other.stable_id,
        other.kind,
        other.task,
    )


def same_questions(run: Run, question: Question) -> list[Question]:
    """The question in each version that the run delivers or has delivered, the first one first;
    only where its key is the same (2 statements)."""
    versions = {run.version_id, *run.moves.values_list("version_before", flat=True)}
    rows = _namesakes(question.bank.version.course_id, [question.stable_id])
    return [row for row in rows if row.bank.version_id in versions and asks_the_same(question, row)]


def _namesakes(course: int, ids: Iterable[str]) -> QuerySet[Question]:
    return (
        Question.objects.filter(
            stable_id__in=list(ids),
            bank__version__course=course,
            bank__version__number__isnull=False,
        )
        .select_related("bank__version")
        .order_by("bank__version__number", "pk")
    )


_GIVEN = (
    "attempt_id",
    "question_id",
    "question__points",
    "value",
    "share",
    "question__topic",
)


def given_in(attempts: Iterable[int], rules: Mapping[int, Rule]) -> dict[int, list[Given]]:
    """Every answer of these attempts, by attempt (1 statement)."""
    found: dict[int, list[Given]] = {pk: [] for pk in attempts}
    rows = Answer.objects.filter(attempt__in=found).order_by().values_list(*_GIVEN)
    for attempt, question, points, value, share, topic in rows:
        rule = rules.get(question, AS_PUBLISHED)
        found[attempt].append(Given(points, value, share, rule, topic))
    return found


def given_by(answer: Answer, regrades: Regrades) -> Given:
    """An answer whose question is at hand."""
    question = answer.question
    rule = rule_of(regrades.get(question.pk))
    return Given(question.points, answer.value, answer.share, rule, question.topic)


def rules_from(regrades: Regrades) -> dict[int, Rule]:
    return {question: rule_of(regrade) for question, regrade in regrades.items()}


def worth_of(attempt: Attempt) -> Decimal | None:
    """What a closed attempt is worth as its answers are kept now (2 statements, or 3)."""
    rules = rules_from(regrades_for(attempt))
    return worth(given_in([attempt.pk], rules)[attempt.pk])


def regrades_met_in(attempt: Attempt) -> list[Regrade]:
    """What holds for questions of one attempt (1 statement, or 3)."""
    regrades = regrades_for(attempt)
    if not regrades:
        return []
    rows = Answer.objects.filter(attempt=attempt, question__in=list(regrades))
    met = rows.order_by("position").values_list("question", flat=True)
    return list(dict.fromkeys(regrades[question] for question in met))


def regrades_to_mend(bank: Bank) -> dict[int, list[Regrade]]:
    """What facilitators mended in runs of the course, by the question of a draft's bank that still
    has the same key: a hint for the next version (1 statement)."""
    rows = Regrade.objects.filter(
        is_standing=True,
        question__bank__name=bank.name,
        question__bank__version__course=bank.version.course_id,
    ).exclude(how=Regrade.How.PUBLISHED)
    made = list(rows.select_related("question__bank", "run__version").order_by("-made_at", "-pk"))
    if not made:
        return {}
    found: dict[int, list[Regrade]] = {}
    for question in bank.questions.all():
        question.bank = bank
        if hints := [each for each in made if asks_the_same(each.question, question)]:
            found[question.pk] = hints
    return found
