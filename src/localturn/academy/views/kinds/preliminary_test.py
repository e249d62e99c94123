"""The first of the pair of tests: sat once, gives no points, keeps its answers for the second."""

from localturn.academy.views.kinds.quiz import AFTERWARDS, VERBS, show

__all__ = ["AFTERWARDS", "VERBS", "show"]
