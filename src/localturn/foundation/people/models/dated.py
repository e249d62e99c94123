"""What holds from one day to another."""

from datetime import date
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

T_co = TypeVar("T_co", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[T_co]):
    def on(self, day: date) -> "DatedQuerySet[T_co]":
        """Those that hold on a day: `since` is the first, `until` the first no longer."""
        return self.filter(holds_on(day))


def holds_on(day: date, prefix: str = "") -> models.Q:
    """The condition that a dated row holds on a day; `prefix` leads there ("memberships__")."""
    return (models.Q(**{f"{prefix}since": None}) | models.Q(**{f"{prefix}since__lte": day})) & (
        models.Q(**{f"{prefix}until": None}) | models.Q(**{f"{prefix}until__gt": day})
    )


class Dated(models.Model):
    """`since` is the first day, empty when nobody knows; `until` the first on which it is over."""

    since = models.DateField(_("Since"), null=True, blank=True)
    until = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(since=None)
        | models.Q(until=None)
        | models.Q(until__gt=models.F("since")),
        name=name,
        violation_error_message=_("The end must come after the beginning."),
    )
