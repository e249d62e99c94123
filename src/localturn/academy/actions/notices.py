"""Mail about marks and certificates, each in its reader's language."""

from django.urls import reverse

from localturn.academy.models import Attempt, Certificate, GradeEntry
from localturn.foundation.mail.actions import post


def marked(entry: GradeEntry) -> None:
    """Tell a participant that their work has been marked."""
    _about_grade("academy/mail/marked", entry, key=f"academy:marked:{entry.pk}")


def corrected(entry: GradeEntry) -> None:
    """Tell a participant that their points were corrected, and why."""
    _about_grade("academy/mail/corrected", entry, key=f"academy:corrected:{entry.pk}")


def attempt_marked(attempt: Attempt) -> None:
    """Tell a participant that the last of their essays has been marked."""
    person = attempt.enrolment.person
    if person is not None:
        address = reverse(
            "academy:activity", args=[attempt.enrolment.run.slug, attempt.activity.stable_id]
        )
        post(
            to=person,
            template="academy/mail/marked",
            key=f"academy:attempt-marked:{attempt.pk}",
            context={
                "course": attempt.enrolment.run.version.title,
                "title": attempt.activity.title,
                "address": f"{address}?attempt={attempt.number}",
            },
        )


def certificate_issued(certificate: Certificate) -> None:
    _about_certificate("academy/mail/certificate", certificate, key="issued")


def certificate_revoked(certificate: Certificate) -> None:
    moment = certificate.revoked_at
    _about_certificate(
        "academy/mail/certificate_revoked", certificate, key=f"revoked:{moment:%Y%m%d%H%M%S%f}"
    )


def certificate_reinstated(certificate: Certificate, *, key: str) -> None:
    _about_certificate("academy/mail/certificate_reinstated", certificate, key=f"reinstated:{key}")


def _about_grade(template: str, entry: GradeEntry, *, key: str) -> None:
    enrolment = entry.enrolment
    if enrolment.person is not None:
        post(
            to=enrolment.person,
            template=template,
            key=key,
            context={
                "course": enrolment.run.version.title,
                "title": entry.activity.title,
                "reason": entry.reason,
                "address": reverse(
                    "academy:activity", args=[enrolment.run.slug, entry.activity.stable_id]
                ),
            },
        )


def _about_certificate(template: str, certificate: Certificate, *, key: str) -> None:
    person = certificate.enrolment.person
    if person is not None:
        post(
            to=person,
            template=template,
            key=f"academy:certificate:{certificate.pk}:{key}",
            context={
                "course": certificate.content["course"],
                "number": certificate.number,
                "reason": certificate.revoked_because,
                "address": certificate.get_absolute_url(),
            },
        )
