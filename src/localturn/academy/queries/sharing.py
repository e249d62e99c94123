"""Whose progress their association may see by name."""

from localturn.academy.models import Run
from localturn.foundation.people.models import Consent, Person

VERSION = "2026-11-22"
"""Of the text on the page; changes whenever that says something else."""


def sharing_topic(run: Run) -> str:
    """What is agreed to, as the consent says it."""
    return f"academy.progress-by-name/{run.pk}"


def sharing_in(run: Run) -> set[int]:
    """The persons who have agreed, and have not withdrawn it (1 statement)."""
    agreed = Consent.objects.filter(to=sharing_topic(run), withdrawn_at=None)
    return set(agreed.values_list("person_id", flat=True))


def shares(person: Person, run: Run) -> bool:
    return Consent.objects.filter(person=person, to=sharing_topic(run), withdrawn_at=None).exists()
