"""What may become of a certificate after it was issued: it is never changed, but may be revoked."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy.actions import notices, printing
from localturn.academy.actions.judging import require_another
from localturn.academy.models import Certificate, CertificatePdf
from localturn.academy.permissions import can_decide_on
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.trail.actions import record


@transaction.atomic
def revoke(certificate: Certificate, *, reason: str, by: Person, now: datetime) -> None:
    """Say that a certificate is not valid, from now on; its page stays and says so."""
    certificate = _locked(certificate)
    _require_decider(by, certificate)
    if certificate.revoked_at is not None:
        raise NotNow(_("This certificate has been revoked already."))
    _demand(reason)
    certificate.revoked_at, certificate.revoked_by = now, by
    certificate.revoked_because = reason
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    CertificatePdf.objects.filter(certificate=certificate).delete()
    _record("academy.certificate.revoked", certificate, by=by, reason=reason, now=now)
    notices.certificate_revoked(certificate)


@transaction.atomic
def reinstate(certificate: Certificate, *, reason: str, by: Person, now: datetime) -> None:
    """Let a revoked certificate be valid again."""
    certificate = _locked(certificate)
    _require_decider(by, certificate)
    if certificate.revoked_at is None:
        raise NotNow(_("This certificate is valid."))
    _demand(reason)
    certificate.revoked_at = certificate.revoked_by = None
    certificate.revoked_because = ""
    certificate.upheld_at = now if certificate.shortfall else None
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_because", "upheld_at"])
    printing.print_certificate.enqueue(certificate.pk)
    entry = _record("academy.certificate.reinstated", certificate, by=by, reason=reason, now=now)
    notices.certificate_reinstated(certificate, key=str(entry))


@transaction.atomic
def uphold(certificate: Certificate, *, reason: str, by: Person, now: datetime) -> None:
    """Let a certificate stand although a correction has left it short of its rules."""
    certificate = _locked(certificate)
    _require_decider(by, certificate)
    if not certificate.is_in_doubt:
        raise NotNow(_("There is nothing to decide about this certificate."))
    _demand(reason)
    certificate.upheld_at = now
    certificate.save(update_fields=["upheld_at"])
    _record("academy.certificate.upheld", certificate, by=by, reason=reason, now=now)


def _locked(certificate: Certificate) -> Certificate:
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("enrolment__person", "enrolment__run")
        .get(pk=certificate.pk)
    )


def _require_decider(by: Person, certificate: Certificate) -> None:
    require_another(by, certificate.enrolment)
    require(can_decide_on(by, certificate))


def _demand(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Give a reason; it is kept, and the holder reads it."))


def _record(what: str, certificate: Certificate, *, by: Person, reason: str, now: datetime) -> int:
    person = certificate.enrolment.person
    entry = record(
        what=what,
        by=by,
        about=[person] if person is not None else [],
        subject=f"academy/certificate/{certificate.pk}",
        reason=reason,
        now=now,
    )
    return entry.pk
