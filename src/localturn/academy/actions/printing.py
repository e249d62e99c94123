"""The printed form of a certificate, made by a task from what is frozen."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from localturn.academy.models import Certificate, CertificatePdf
from localturn.academy.queries.certificates import Shown
from localturn.academy.standards import certificate_pdf
from localturn.academy.standards.certificate_pdf import Printed
from localturn.foundation import moments
from localturn.foundation.tasks import task
from localturn.foundation.ui.figures import figure
from localturn.foundation.ui.times import day_text


@task()
def print_certificate(certificate_id: int) -> None:
    """Make the PDF of a certificate, or make it anew; nothing for one that was revoked."""
    certificate = Certificate.objects.filter(pk=certificate_id, revoked_at=None).first()
    if certificate is not None:
        CertificatePdf.objects.update_or_create(
            certificate=certificate,
            defaults={
                "file": certificate_pdf.write(printed(certificate)),
                "made_at": moments.now(),
            },
        )


def printed(certificate: Certificate) -> Printed:
    """What the page of paper says, in the holder's language."""
    said = certificate.content
    with translation.override(certificate.language):
        days = _("%(first)s – %(last)s") % {
            "first": day_text(date.fromisoformat(said["starts_on"])),
            "last": day_text(date.fromisoformat(said["ends_on"])),
        }
        facts = [
            (_("Course dates"), days),
            (_("Workload"), _("%(hours)s hours") % {"hours": figure(Decimal(said["hours"]))}),
        ]
        if Decimal(said["of"]):
            facts.append(
                (
                    _("Points"),
                    _("%(points)s of %(most)s")
                    % {
                        "points": figure(Decimal(said["points"])),
                        "most": figure(Decimal(said["of"])),
                    },
                )
            )
        if credits := Shown(certificate, said).credits:
            facts.append((_("Credit points"), credits))
        if said["host"]:
            facts.append((_("Offered by"), said["host"]))
        holder = said["holder"] or _("Name removed")
        issued_on = date.fromisoformat(said["issued_on"])
        return Printed(
            number=certificate.number,
            address=settings.PUBLIC_URL + certificate.get_absolute_url(),
            title=_("%(award)s: %(course)s, %(holder)s")
            % {"award": said["award"], "course": said["course"], "holder": holder},
            language=certificate.language,
            course_language=said["course_language"],
            issued_on=issued_on,
            host=said["host"] or "Local Turn",
            holder=holder,
            award=said["award"],
            course=said["course"],
            summary=said["summary"],
            facts=facts,
            rules=[(rule["text"], rule["met"]) for rule in said["rules"]],
            words={
                "holder": _("This certificate is held by"),
                "course": _("who has completed the course"),
                "rules": _("What it rests on"),
                "qr": _("Code that leads to the page of this certificate"),
                "check": _("See whether it is valid"),
                "how": _(
                    "The page at this address shows all that is written here, and whether it "
                    "still stands."
                ),
                "issued": _("Issued on %(day)s") % {"day": day_text(issued_on)},
            },
        )
