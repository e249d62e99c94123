"""A text on one place or practice, with questions to think about; done when studied."""

from localturn.academy.views.kinds.reading import VERBS, show

__all__ = ["VERBS", "show"]
