"""Question banks: `questions/NAME.toml`."""

from decimal import Decimal

from localturn.academy.domain.outline import plain
from localturn.academy.domain.questions import (
    KINDS,
    Choice,
    Essay,
    Gap,
    GapText,
    Matching,
    Multiple,
    Numerical,
    Ordering,
    Pair,
    Question,
    ShortAnswer,
    Single,
    Task,
    TrueFalse,
    gaps_named_in,
)
from localturn.academy.standards.course_folder.fields import Table
from localturn.foundation.languages import N_


def read_questions(document: Table) -> tuple[Question, ...]:
    """The questions of a bank in their order."""
    questions = []
    seen: dict[str, int] = {}
    for table in document.tables("questions", at_least=1):
        question = _question(table)
        if question is None:
            continue
        if question.id in seen:
            table.wrong(
                "id",
                N_("The id “%(id)s” is already used on line %(line)s of this file."),
                id=question.id,
                line=seen[question.id],
            )
        seen.setdefault(question.id, table.line("id"))
        questions.append(question)
    document.nothing_else()
    return tuple(questions)


def _question(table: Table) -> Question | None:
    id_ = table.slug("id")
    kind = table.text("kind")
    topic = table.text("topic", required=False, most=60)
    points = table.number(
        "points",
        least=Decimal("0.01"),
        most=Decimal(100),
        places=2,
        required=False,
        default=Decimal(1),
    )
    text = table.prose("text")
    feedback = table.prose("feedback", required=False)
    if kind not in KINDS:
        if kind:
            table.wrong(
                "kind",
                N_("There is no kind of question “%(kind)s”; there are %(kinds)s."),
                kind=kind,
                kinds=", ".join(KINDS),
            )
        return None
    task = _task(kind, table)
    table.nothing_else()
    return Question(id_, text, task, plain(points), topic, feedback)


def _task(kind: str, table: Table) -> Task:
    match kind:
        case "single":
            return Single(_choices(table, single=True))
        case "multiple":
            return Multiple(_choices(table, single=False))
        case "true-false":
            return TrueFalse(table.flag("answer", required=True))
        case "numerical":
            return Numerical(
                table.number("answer"),
                table.number("tolerance", least=Decimal(0), required=False),
                table.text("unit", required=False, most=60),
            )
        case "short-answer":
            return ShortAnswer(table.texts("accepted", most=500, at_least=1))
        case "matching":
            return _matching(table)
        case "ordering":
            return _ordering(table)
        case "gap-text":
            return _gap_text(table)
        case _:
            return Essay(table.text("guidance", required=False, lines=True))


def _choices(table: Table, *, single: bool) -> tuple[Choice, ...]:
    choices = []
    for each in table.tables("choices", at_least=2):
        choices.append(
            Choice(
                each.text("text", most=2_000),
                each.flag("correct"),
                each.text("feedback", required=False, lines=True),
            )
        )
        if choices[-1].text in {choice.text for choice in choices[:-1]}:
            each.wrong("text", N_("This choice is there twice: change or remove one."))
        each.nothing_else()
    right = sum(choice.correct for choice in choices)
    if choices and single and right != 1:
        table.wrong(
            "choices",
            N_("Exactly one choice must have correct = true; here %(count)s have."),
            count=right,
        )
    elif choices and not right:
        table.wrong("choices", N_("At least one choice must have correct = true."))
    return tuple(choices)


def _matching(table: Table) -> Matching:
    pairs: list[Pair] = []
    for each in table.tables("pairs", at_least=2):
        pair = Pair(each.text("left", most=500), each.text("right", most=500))
        if pair.left in {other.left for other in pairs}:
            each.wrong("left", N_("This left side is there twice: change or remove one."))
        pairs.append(pair)
        each.nothing_else()
    return Matching(tuple(pairs), _distractors(table, {pair.right for pair in pairs}))


def _ordering(table: Table) -> Ordering:
    # of two items, showing them never in the right order would show the right order
    items = table.texts("items", most=500, at_least=3)
    for index, item in enumerate(items):
        if item in items[:index]:
            table.mistakes.add(
                table.file,
                table.line("items", index),
                N_("“%(text)s” is there twice: change or remove one."),
                text=item,
            )
    return Ordering(items)


def _gap_text(table: Table) -> GapText:
    passage = table.text("passage", lines=True)
    gaps = []
    for each in table.tables("gaps", at_least=1):
        accepted = each.texts("accepted", most=500, at_least=1)
        gaps.append(Gap(accepted, _distractors(each, set(accepted))))
        if gaps[-1].distractors and len(accepted) > 1:
            each.wrong(
                "accepted",
                N_("A gap with distractors accepts one text; here are %(count)s."),
                count=len(accepted),
            )
        each.nothing_else()
    in_order = [str(number) for number in range(1, len(gaps) + 1)]
    if passage and gaps and gaps_named_in(passage) != in_order:
        table.wrong(
            "passage",
            N_("“passage” must hold each gap once and in order, {1} to {%(last)s}."),
            last=len(gaps),
        )
    return GapText(passage, tuple(gaps))


def _distractors(table: Table, right: set[str]) -> tuple[str, ...]:
    distractors = table.texts("distractors", required=False, most=500)
    for index, distractor in enumerate(distractors):
        if distractor in right or distractor in distractors[:index]:
            table.mistakes.add(
                table.file,
                table.line("distractors", index),
                N_("“%(text)s” is already an answer of this question: change or remove it."),
                text=distractor,
            )
    return distractors
