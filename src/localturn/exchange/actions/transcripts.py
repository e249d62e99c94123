"""Transcripts of records: the host enters its scale, issues them, and issues one again."""

import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.models import Run
from localturn.academy.queries.outcomes import Outcome, outcomes_of
from localturn.exchange import permissions
from localturn.exchange.actions.transcript_pdf import print_transcript
from localturn.exchange.domain.fields_of_study import fields
from localturn.exchange.domain.transcripts import (
    Credit,
    Record,
    Scale,
    Unfit,
    University,
    digest,
    record_fields,
    scale_fields,
    steps_from,
)
from localturn.exchange.models import Grading, Listing, Transcript
from localturn.exchange.queries.transcripts import is_over, scale_of, to_issue
from localturn.foundation import moments
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import Invalid, NotFound, NotNow, require
from localturn.foundation.trail.actions import record as note


@transaction.atomic
def set_scale(
    listing: Listing,
    *,
    name: str,
    reference: str,
    students: int,
    steps: str,
    by: Person,
    now: datetime,
) -> Scale:
    """Enter the scale and its distribution table; transcripts that are issued keep theirs."""
    require(permissions.can_issue(by, listing, now=now))
    if not name.strip() or not reference.strip():
        raise Invalid(_("Name the scale, and say whose grades its table is made of."))
    if students < 1:
        raise Invalid(_("Say how many students its table is made of."))
    try:
        scale = Scale(name.strip(), reference.strip(), students, steps_from(steps))
    except Unfit as unfit:
        raise Invalid(_unfit(unfit)) from unfit
    Grading.objects.update_or_create(
        listing=listing,
        defaults={"scale": scale_fields(scale), "changed_at": now, "changed_by": by},
    )
    return scale


def _unfit(unfit: Unfit) -> str:
    """What is wrong with a scale, and how to mend it."""
    words = {"line": unfit.line}
    return {
        "empty": _("Write at least one step of the scale."),
        "many": _("A scale has at most 20 steps."),
        "line": _(
            "Line %(line)s cannot be read. Write a grade, from how many per cent of the points it"
            " is given, and the share of passing students with it: 1.0; 95; 12.5"
        )
        % words,
        "order": _(
            "Line %(line)s does not follow the one before: begin with the best grade, each next one"
            " from fewer points."
        )
        % words,
        "twice": _("A grade stands on two lines. Keep one of them."),
        "sum": _("The shares are not 100 together. Count them again."),
    }[unfit.what]


@transaction.atomic
def issue(listing: Listing, *, by: Person, now: datetime) -> list[Transcript]:
    """Issue the transcript of everybody from a partner who has none; they and their home
    universities are told. Whose mark is not settled has theirs the next time."""
    scale = _ready(listing, by=by, now=now)
    made = [
        _make(listing, row.outcome, row.home, scale, by=by, now=now)
        for row in to_issue(listing)
        if row.last is None and not row.outcome.is_open
    ]
    if not made:
        raise NotNow(_("There is nobody who has no transcript yet."))
    _tell_homes(made, now=now)
    note(
        what="exchange.transcripts.issued",
        by=by,
        about=[each.person for each in made if each.person],
        subject=f"exchange/listing/{listing.pk}",
        after={"numbers": ", ".join(each.number for each in made)},
        now=now,
    )
    return made


@transaction.atomic
def issue_again(transcript: Transcript, *, reason: str, by: Person, now: datetime) -> Transcript:
    """Issue it once more, from what is recorded now; the earlier one stays and says so."""
    listing = transcript.listing
    scale = _ready(listing, by=by, now=now)
    if not reason.strip():
        raise Invalid(_("Say why it is issued again: the student and both universities read it."))
    Transcript.objects.select_for_update().get(pk=transcript.pk)
    if Transcript.objects.filter(replaces=transcript).exists():
        raise NotNow(_("A later transcript has taken its place already. Issue that one again."))
    assert listing.run is not None  # noqa: S101 (`_ready`)
    found = [
        each for each in outcomes_of(listing.run) if each.enrolment.pk == transcript.enrolment_id
    ]
    if not found:
        raise NotFound(_("The student does not take part in the course any more."))
    if found[0].is_open:
        raise NotNow(_("A mark of this student is not settled yet."))
    made = _make(
        listing,
        found[0],
        transcript.home,
        scale,
        by=by,
        now=now,
        replaces=transcript,
        reason=reason.strip(),
    )
    _tell_homes([made], now=now)
    note(
        what="exchange.transcript.issued-again",
        by=by,
        about=[made.person] if made.person else [],
        subject=f"exchange/transcript/{made.pk}",
        reason=reason.strip(),
        before={"number": transcript.number},
        after={"number": made.number},
        now=now,
    )
    return made


def _ready(listing: Listing, *, by: Person, now: datetime) -> Scale:
    require(permissions.can_issue(by, listing, now=now))
    Listing.objects.select_for_update().get(pk=listing.pk)
    if listing.run is None or not is_over(listing, now=now):
        raise NotNow(_("Transcripts are issued once the course has ended."))
    Run.objects.select_for_update().get(pk=listing.run.pk)  # another listing may lead to it too
    scale = scale_of(listing)
    if scale is None:
        raise NotNow(_("Enter the grading scale with its distribution table first."))
    return scale


def _make(
    listing: Listing,
    outcome: Outcome,
    home: Organisation,
    scale: Scale,
    *,
    by: Person,
    now: datetime,
    replaces: Transcript | None = None,
    reason: str = "",
) -> Transcript:
    enrolment, number = outcome.enrolment, _new_number(now)
    said = record_fields(_record(listing, outcome, home, scale, number, now=now, replaces=replaces))
    made = Transcript.objects.create(
        listing=listing,
        enrolment=enrolment,
        person=enrolment.person,
        home=home,
        number=number,
        token=secrets.token_urlsafe(24),
        content=said,
        digest=digest(said),
        issued_at=now,
        issued_by=by,
        replaces=replaces,
        reason=reason,
    )
    print_transcript.enqueue(made.pk)
    if enrolment.person is not None:
        post(
            to=enrolment.person,
            template="exchange/mail/transcript_issued",
            key=f"exchange/transcript/{made.pk}",
            context={"title": listing.title, "reason": reason, "address": made.get_absolute_url()},
        )
    return made


def _record(
    listing: Listing,
    outcome: Outcome,
    home: Organisation,
    scale: Scale,
    number: str,
    *,
    now: datetime,
    replaces: Transcript | None,
) -> Record:
    run, credits = outcome.enrolment.run, outcome.credits
    field = fields().get(listing.field)
    return Record(
        number=number,
        student=str(outcome.enrolment.person),
        home=_university(home),
        host=_university(listing.host),
        course=listing.title,
        course_number=listing.course_number,
        field=listing.field,
        field_label=field.called("en") if field else "",
        language=listing.language,
        level=listing.level,
        first_day=run.starts_on.isoformat(),
        last_day=run.ends_on.isoformat(),
        credits=tuple(Credit(each.points, each.kind, each.award) for each in credits),
        points=_plain(outcome.points),
        of=_plain(outcome.of),
        mark=scale.label_for(outcome.points, outcome.of) if credits else "",
        scale=scale,
        issued_on=moments.day_in(now, listing.zone).isoformat(),
        supersedes=replaces.number if replaces else "",
        url=settings.PUBLIC_URL + listing.get_absolute_url(),
    )


def _university(organisation: Organisation) -> University:
    country = organisation.country_id or (
        organisation.place.country_id if organisation.place else ""
    )
    return University(
        name=organisation.name,
        slug=organisation.slug,
        country=country or "",
        url=settings.PUBLIC_URL + organisation.get_absolute_url(),
    )


def _plain(number: Decimal) -> Decimal:
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def _new_number(now: datetime) -> str:
    """A number to read out: TR-2027-4821-7730."""
    while True:
        drawn = f"{secrets.randbelow(10**8):08}"
        number = f"TR-{now:%Y}-{drawn[:4]}-{drawn[4:]}"
        if not Transcript.objects.filter(number=number).exists():
            return number


def _tell_homes(made: Iterable[Transcript], *, now: datetime) -> None:
    """One letter to each keeper of each home university."""
    made = list(made)
    for home, number in Counter(each.home_id for each in made).items():
        first = next(each for each in made if each.home_id == home)
        for keeper in permissions.keepers_of(home, now=now):
            post(
                to=keeper,
                template="exchange/mail/transcripts_issued",
                key=f"exchange/transcripts/{first.pk}/{keeper.pk}",
                context={
                    "title": first.listing.title,
                    "host": str(first.listing.host),
                    "number": number,
                    "address": reverse("exchange:transcripts-mine"),
                },
            )
