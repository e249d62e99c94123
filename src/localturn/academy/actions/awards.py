"""Awards are issued in the transaction of the fact that earns them."""

import secrets
from datetime import datetime

from django.db import transaction

from localturn.academy.domain.awards import Standing, rule_fields
from localturn.academy.models import Certificate, Enrolment
from localturn.academy.queries.standing import evidence_of, standings_of


@transaction.atomic
def reconsider(enrolment: Enrolment, *, now: datetime) -> list[Certificate]:
    """Issue each award that is now earned and was not issued before; the new certificates.

    Called with every fact that may change a standing; calling it again changes nothing. What was
    issued is never taken back here, even if a correction means that it is no longer earned.
    """
    if enrolment.withdrawn_at is not None or enrolment.person_id is None:
        return []
    issued = set(enrolment.certificates.values_list("award_id", flat=True))
    new = []
    for standing in standings_of(enrolment):
        if standing.earned and standing.award.id not in issued:
            certificate, is_new = Certificate.objects.get_or_create(
                enrolment=enrolment,
                award_id=standing.award.id,
                defaults={
                    "number": f"LT-{now:%Y}-{secrets.randbelow(10**8):08}",
                    "token": secrets.token_urlsafe(24),
                    "language": enrolment.person.language if enrolment.person else "en",
                    "content": content(enrolment, standing),
                    "issued_at": now,
                },
            )
            if is_new:
                new.append(certificate)
    return new


def content(enrolment: Enrolment, standing: Standing) -> dict[str, object]:
    """All that a certificate says, frozen on the day it is issued."""
    version = enrolment.run.version
    evidence = evidence_of(enrolment)
    return {
        "holder": str(enrolment.person),
        "award": standing.award.title,
        "summary": standing.award.summary,
        "course": version.title,
        "version": version.number,
        "hours": str(version.hours),
        "starts_on": enrolment.run.starts_on.isoformat(),
        "ends_on": enrolment.run.ends_on.isoformat(),
        "points": str(evidence.points),
        "rules": [
            {**rule_fields(r.rule), "done": str(r.done), "needed": str(r.needed)}
            for r in standing.requirements
        ],
    }
