"""The second of the pair of tests: sat once; its answers are shown after its deadline."""

from localturn.academy.views.kinds.quiz import AFTERWARDS, VERBS, show

__all__ = ["AFTERWARDS", "VERBS", "show"]
