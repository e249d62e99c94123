"""Certificates as their public page, their holder and their facilitators see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from localturn.academy.domain.awards import Requirement, rule_from
from localturn.academy.models import Certificate, Enrolment, Run
from localturn.academy.queries.wording import progress_words, rule_words
from localturn.foundation.refusals import NotFound
from localturn.foundation.ui.figures import figure


@dataclass(frozen=True)
class Shown:
    """The frozen content of a certificate, as values."""

    certificate: Certificate
    said: dict[str, Any]

    @property
    def starts_on(self) -> date:
        return date.fromisoformat(self.said["starts_on"])

    @property
    def ends_on(self) -> date:
        return date.fromisoformat(self.said["ends_on"])

    @property
    def issued_on(self) -> date:
        return date.fromisoformat(self.said["issued_on"])

    @property
    def hours(self) -> Decimal:
        return Decimal(self.said["hours"])

    @property
    def points(self) -> Decimal:
        return Decimal(self.said["points"])

    @property
    def of(self) -> Decimal:
        return Decimal(self.said["of"])

    @property
    def credits(self) -> str:
        """Such as "3 ECTS"; "" where it carries none."""
        points = self.said.get("credits")
        return f"{figure(Decimal(points))} {self.said['credit_kind']}" if points else ""

    @property
    def is_valid(self) -> bool:
        return self.certificate.revoked_at is None


def certificate_at(token: str) -> Shown:
    """The certificate at an unguessable address (1 statement); raises NotFound."""
    found = (
        Certificate.objects.select_related("enrolment__run__version__course", "enrolment__person")
        .filter(token=token)
        .first()
    )
    if found is None:
        raise NotFound
    return Shown(found, found.content)


def in_doubt(runs: Iterable[Run]) -> QuerySet[Certificate]:
    """Certificates that a correction has left short of their rules, for somebody to decide."""
    return (
        Certificate.objects.filter(enrolment__run__in=runs, revoked_at=None, upheld_at=None)
        .exclude(shortfall=[])
        .select_related("enrolment__person", "enrolment__run")
        .order_by("issued_at", "pk")
    )


def certificates_of(enrolment: Enrolment) -> QuerySet[Certificate]:
    return Certificate.objects.filter(enrolment=enrolment).order_by("issued_at", "pk")


def shortfall_words(certificate: Certificate) -> list[tuple[str, str]]:
    """Which rules are no longer met, and how far they are, in the reader's language."""
    words = []
    for fields in certificate.shortfall:
        rule = rule_from(fields)
        stands = Requirement(rule, Decimal(fields["done"]), Decimal(fields["needed"]))
        words.append((rule_words(rule), progress_words(stands)))
    return words
