"""Awards are issued in the transaction of the fact that earns them, and never taken back by one."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from localturn.academy.actions import notices, printing
from localturn.academy.actions.holding import hold_seat
from localturn.academy.domain.awards import Evidence, Standing, rule_fields, standing
from localturn.academy.models import Certificate, Enrolment
from localturn.academy.queries.standing import awards_of, evidence_of
from localturn.academy.queries.wording import progress_words, rule_words
from localturn.foundation import moments


@transaction.atomic
def reconsider(enrolment: Enrolment, *, now: datetime) -> list[Certificate]:
    """Issue each award that is now earned and was not issued before; the new certificates.

    Called with every fact that may change a standing; calling it again changes nothing. What was
    issued is never taken back here: if it is no longer earned, the certificate notes its shortfall
    and a facilitator decides.
    """
    if enrolment.withdrawn_at is not None or enrolment.person_id is None:
        return []
    # Two facts at the same moment do not see each other: whoever comes second here sees both.
    hold_seat(enrolment.pk)
    issued = {c.award_id: c for c in enrolment.certificates.defer("content")}
    evidence = evidence_of(enrolment)
    new = []
    for award in awards_of(enrolment.run):
        stands = standing(award, evidence)
        if award.id in issued:
            _note_shortfall(issued[award.id], stands)
        elif stands.earned:
            certificate, is_new = _issue(enrolment, stands, evidence, now=now)
            if is_new:
                new.append(certificate)
    return new


def _issue(
    enrolment: Enrolment, stands: Standing, evidence: Evidence, *, now: datetime
) -> tuple[Certificate, bool]:
    person = enrolment.person
    language = person.language if person is not None else "en"
    certificate, is_new = Certificate.objects.get_or_create(
        enrolment=enrolment,
        award_id=stands.award.id,
        defaults={
            "number": new_number(now),
            "token": secrets.token_urlsafe(24),
            "language": language,
            "content": content(enrolment, stands, evidence, language=language, now=now),
            "issued_at": now,
        },
    )
    if is_new:
        notices.certificate_issued(certificate)
        printing.print_certificate.enqueue(certificate.pk)
    return certificate, is_new


def new_number(now: datetime) -> str:
    """A number to read out: LT-2027-4821-7730. It is drawn, so it tells nothing of how many
    there are."""
    while True:
        drawn = f"{secrets.randbelow(10**8):08}"
        number = f"LT-{now:%Y}-{drawn[:4]}-{drawn[4:]}"
        if not Certificate.objects.filter(number=number).exists():
            return number


def content(
    enrolment: Enrolment, stands: Standing, evidence: Evidence, *, language: str, now: datetime
) -> dict[str, Any]:
    """All that a certificate says, frozen on the day it is issued, in its holder's language."""
    run, version = enrolment.run, enrolment.run.version
    with translation.override(language):
        holder = str(enrolment.person)
        rules = [
            {
                **rule_fields(r.rule),
                "done": str(r.done),
                "needed": str(r.needed),
                "text": rule_words(r.rule),
                "met": progress_words(r),
            }
            for r in stands.requirements
        ]
    return {
        "holder": holder,
        "award": stands.award.title,
        "summary": stands.award.summary,
        "credits": "" if stands.award.credits is None else str(stands.award.credits),
        "credit_kind": stands.award.credit_kind,
        "course": version.title,
        "course_slug": version.course.slug,
        "course_language": version.language,
        "version": version.number,
        "hours": str(version.hours.normalize()),
        "starts_on": run.starts_on.isoformat(),
        "ends_on": run.ends_on.isoformat(),
        "issued_on": moments.day_in(now, run.zone).isoformat(),
        "host": run.host.called(language) if run.host is not None else "",
        "points": str(evidence.points),
        "of": str(sum(fact.of for fact in evidence.facts)),
        "rules": rules,
    }


def _note_shortfall(certificate: Certificate, stands: Standing) -> None:
    shortfall = [
        {**rule_fields(r.rule), "done": str(r.done), "needed": str(r.needed)}
        for r in stands.requirements
        if not r.met
    ]
    if shortfall != certificate.shortfall:
        certificate.shortfall, certificate.upheld_at = shortfall, None
        certificate.save(update_fields=["shortfall", "upheld_at"])
