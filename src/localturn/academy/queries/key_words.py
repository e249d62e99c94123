"""What is right of a question, as a facilitator reads it in a line."""

from django.utils.translation import gettext as _

from localturn.academy.domain.questions import (
    GapText,
    Matching,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    Single,
    Task,
    TrueFalse,
)
from localturn.foundation.ui.figures import figure


def key_words(task: Task | None) -> str:
    """Empty where there is no key: of essays, and of rules that need none."""
    match task:
        case Single(choices) | Multiple(choices):
            return "; ".join(choice.text for choice in choices if choice.correct)
        case TrueFalse(right):
            return _("True") if right else _("False")
        case Numerical(right, tolerance, unit):
            off = f" ± {figure(tolerance)}" if tolerance else ""
            return f"{figure(right)}{off} {unit}".strip()
        case ShortAnswer(accepted):
            return " / ".join(accepted)
        case Matching(pairs):
            return "; ".join(f"{pair.left} → {pair.right}" for pair in pairs)
        case Ordering(items):
            return " → ".join(items)
        case GapText(passage=_passage, gaps=gaps):
            return "; ".join(f"({i}) {' / '.join(gap.accepted)}" for i, gap in enumerate(gaps, 1))
        case _:
            return ""
