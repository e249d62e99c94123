"""A certificate is issued in its holder's language, is never changed, and may be revoked."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from localturn.academy.actions import certificates as actions
from localturn.academy.actions import grading
from localturn.academy.actions.printing import print_certificate
from localturn.academy.models import Certificate, CertificatePdf, Enrolment
from localturn.academy.queries.certificates import in_doubt
from localturn.foundation.mail.models import Message
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.personal_data import Wishes
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.trail import queries as trail
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run
from makers.marking import earn
from makers.people import make_organisation

pytestmark = pytest.mark.django_db


def make_certificate(language: str = "en", **fields: object) -> Certificate:
    run = make_run(host=make_organisation("Network of Associations"))
    enrolment = make_enrolment(run, make_person("Zoë Дмитриева", language=language))
    certificate = earn(enrolment)
    assert certificate is not None
    return certificate


def mails(certificate: Certificate) -> list[str]:
    return list(
        Message.objects.filter(person_id=certificate.enrolment.person_id)
        .order_by("pk")
        .values_list("template", flat=True)
    )


def correct(enrolment: Enrolment, points: int) -> None:
    facilitator = enrolment.run.facilitators.first()
    grading.correct(
        enrolment.grades.get(is_standing=True),
        points=Decimal(points),
        reason="A key was wrong.",
        by=facilitator.person if facilitator else make_facilitator(enrolment.run),
        now=NOON,
    )


def test_it_holds_all_that_it_says() -> None:
    certificate = make_certificate()

    said = certificate.content
    assert re.fullmatch(r"LT-2027-\d{4}-\d{4}", certificate.number)
    assert len(certificate.token) == 32
    assert {
        key: said[key] for key in ("holder", "award", "course", "hours", "host", "points", "of")
    } == {
        "holder": "Zoë Дмитриева",
        "award": "Certificate of completion",
        "course": "Migration governance",
        "hours": "4",
        "host": "Network of Associations",
        "points": "72.00",
        "of": "100.00",
    }
    assert [(rule["text"], rule["met"]) for rule in said["rules"]] == [
        ("Readings and case studies: each one done", "2 of 2"),
        ("Discussions: at least 1 counted contribution in each module", "1 of 1"),
        ("Assignments and quizzes: each one done", "2 of 2"),
        ("Preliminary tests and final tests: each one done", "2 of 2"),
        ("At least 60 points", "72 points"),
    ]
    assert mails(certificate) == ["academy/mail/certificate"]


def test_a_later_name_does_not_change_it() -> None:
    certificate = make_certificate()
    person = certificate.enrolment.person
    assert person is not None
    person.name = "Other"
    person.save()

    certificate.refresh_from_db()

    assert certificate.content["holder"] == "Zoë Дмитриева"


def test_revoking_says_why_tells_the_holder_and_can_be_taken_back() -> None:
    certificate = make_certificate()
    facilitator = make_facilitator(certificate.enrolment.run)
    print_certificate.call(certificate.pk)

    actions.revoke(certificate, reason="Issued to somebody else.", by=facilitator, now=NOON)

    certificate.refresh_from_db()
    assert (certificate.revoked_at, certificate.revoked_by) == (NOON, facilitator)
    assert not CertificatePdf.objects.exists()
    with pytest.raises(NotNow):
        actions.revoke(certificate, reason="Again.", by=facilitator, now=NOON)
    actions.reinstate(certificate, reason="A mistake of ours.", by=facilitator, now=NOON)
    certificate.refresh_from_db()
    assert certificate.revoked_at is None
    assert [
        (entry.what, entry.reason)
        for entry in trail.about_subject(f"academy/certificate/{certificate.pk}").order_by("pk")
    ] == [
        ("academy.certificate.revoked", "Issued to somebody else."),
        ("academy.certificate.reinstated", "A mistake of ours."),
    ]
    assert mails(certificate) == [
        "academy/mail/certificate",
        "academy/mail/certificate_revoked",
        "academy/mail/certificate_reinstated",
    ]


def test_only_who_decides_may_revoke_and_only_with_a_reason() -> None:
    certificate = make_certificate()
    facilitator = make_facilitator(certificate.enrolment.run)

    with pytest.raises(NotAllowed):
        actions.revoke(certificate, reason="No.", by=make_person(), now=NOON)
    with pytest.raises(NotAllowed):
        actions.revoke(certificate, reason="No.", by=make_facilitator(make_run()), now=NOON)
    with pytest.raises(Invalid):
        actions.revoke(certificate, reason=" ", by=facilitator, now=NOON)
    actions.revoke(certificate, reason="Yes.", by=make_person(is_staff=True), now=NOON)


def test_a_certificate_outlives_its_holders_name() -> None:
    certificate = make_certificate()
    holder = certificate.enrolment.person
    assert holder is not None

    erase_person(holder, wishes=Wishes(keep_certificates=False), by=holder, now=NOON)

    certificate.refresh_from_db()
    assert (certificate.content["holder"], certificate.revoked_at) == ("", NOON)


def test_a_correction_never_takes_a_certificate_back_but_asks_a_facilitator() -> None:
    certificate = make_certificate()
    run = certificate.enrolment.run
    facilitator = make_facilitator(run)

    correct(certificate.enrolment, 40)

    certificate.refresh_from_db()
    assert certificate.revoked_at is None
    assert list(in_doubt([run])) == [certificate]
    actions.uphold(certificate, reason="Our mistake, not theirs.", by=facilitator, now=NOON)
    assert list(in_doubt([run])) == []
    with pytest.raises(NotNow):
        actions.uphold(certificate, reason="Again.", by=facilitator, now=NOON)


def test_a_doubt_goes_when_the_points_are_back_and_comes_anew_with_other_points() -> None:
    certificate = make_certificate()
    run = certificate.enrolment.run
    facilitator = make_facilitator(run)

    correct(certificate.enrolment, 40)
    correct(certificate.enrolment, 40 - 0)
    correct(certificate.enrolment, 39)
    certificate.refresh_from_db()
    actions.uphold(certificate, reason="It stands.", by=facilitator, now=NOON)
    correct(certificate.enrolment, 20)
    assert list(in_doubt([run])) == [certificate]


def test_the_printed_form_is_made_once_and_again_without_harm() -> None:
    certificate = make_certificate()

    print_certificate.call(certificate.pk)
    print_certificate.call(certificate.pk)

    assert bytes(CertificatePdf.objects.get().file).startswith(b"%PDF-")


def test_a_revoked_certificate_is_not_printed() -> None:
    certificate = make_certificate()
    Certificate.objects.filter(pk=certificate.pk).update(revoked_at=NOON + timedelta(days=1))

    print_certificate.call(certificate.pk)

    assert not CertificatePdf.objects.exists()
