"""A student applies, or is added by their university; and takes it back at any time."""

from datetime import datetime

from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.academy.actions.enrolment.partners import give_back
from localturn.exchange import permissions
from localturn.exchange.actions.applications.holding import (
    TRACE,
    held,
    held_listing,
    move,
    require_in_time,
    require_published,
    require_stage,
    subject_of,
)
from localturn.exchange.actions.applications.letters import tell
from localturn.exchange.actions.applications.moving_up import move_up
from localturn.exchange.domain.applications import STANDING, Party, Stage, Step, Words
from localturn.exchange.models import Application, Listing, PriorCourse
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.trail.actions import record

_SEEN_BY_HOST = (Stage.NOMINATED, Stage.WAITING, Stage.KEPT, Stage.ACCEPTED)


@transaction.atomic
def apply(
    listing: Listing, *, home: Organisation, words: Words, send: bool, by: Person, now: datetime
) -> Application:
    """Save what a student says about themselves as a draft, or send it to their university."""
    listing = held_listing(listing.pk)
    require_published(listing)
    draft = Application.objects.filter(
        listing=listing, student=by, stage__in=[each.value for each in STANDING]
    ).first()
    if draft is None:
        homes = permissions.homes_of(by, listing, now=now)
        require(
            homes.filter(organisation=home).exists(),
            _("Students of universities in its consortium may apply for this course."),
        )
        draft = _begin(listing, home=home, student=by, by=by, now=now)
    draft = held(draft)
    require_stage(draft, Stage.DRAFT)
    _write(draft, words)
    if not send:
        draft.changed_at = now
        draft.save()
        return draft
    if lacks := words.lacks():
        raise Invalid(" ".join(_(each) for each in lacks))
    require_in_time(draft, Step.APPLY, now=now)
    entry = move(draft, "sent", to=Stage.SENT, by=by, now=now)
    tell(draft, "sent", to=[Party.HOME], key=entry.pk, now=now)
    return draft


@transaction.atomic
def add_student(
    listing: Listing, *, home: Organisation, email: str, by: Person, now: datetime
) -> Application:
    """Begin an application for somebody who has a record here; they write and send it."""
    listing = held_listing(listing.pk)
    require(
        permissions.homes_kept_by(by, listing, now=now).filter(organisation=home).exists(),
        _("Only keepers of the home university may do this."),
    )
    require_published(listing)
    validate_email(email)
    address = email.strip().lower()
    found = Person.objects.filter(
        emailaddress__email__iexact=address, emailaddress__verified=True, is_active=True
    ).first()
    if found is None:
        raise Invalid(_("Nobody here has this e-mail address. Ask them to make an account first."))
    draft = _begin(listing, home=home, student=found, by=by, now=now)
    entry = move(draft, "added", by=by, now=now)
    tell(draft, "added", to=[Party.STUDENT], key=entry.pk, now=now)
    return draft


@transaction.atomic
def throw_away(draft: Application, *, by: Person, now: datetime) -> None:
    """Delete a draft with all its words: it was never sent, so nobody is to read it later."""
    draft = held(draft)
    require(draft.student_id == by.pk, _("Only the student throws a draft away."))
    require_stage(draft, Stage.DRAFT)
    record(what=f"{TRACE}thrown-away", by=by, about=[by], subject=subject_of(draft), now=now)
    draft.delete()


@transaction.atomic
def withdraw(application: Application, *, by: Person, now: datetime, reason: str = "") -> None:
    """Take it back, with the place if there is one: the next who waits gets that. The reason is
    told in the letters alone, for the trail is never forgotten."""
    application = held(application)
    require(application.student_id == by.pk, _("Only the student takes an application back."))
    stage = application.stands
    if stage not in STANDING or stage is Stage.DRAFT:
        raise NotNow(_("There is nothing to take back: this application is over."))
    if application.nomination is not None:
        give_back(application.nomination, by=by, now=now)
    entry = move(application, "withdrawn", to=Stage.WITHDRAWN, by=by, now=now)
    told = application.nomination is not None and stage is not Stage.WAITING  # by the academy
    parties = [] if told else [Party.HOME]
    if stage in _SEEN_BY_HOST:
        parties.append(Party.HOST)
    tell(application, "withdrawn", to=parties, key=entry.pk, now=now, reason=reason)
    move_up(application.listing, now=now)


def _begin(
    listing: Listing, *, home: Organisation, student: Person, by: Person, now: datetime
) -> Application:
    try:
        with transaction.atomic():
            return Application.objects.create(
                listing=listing,
                home=home,
                student=student,
                begun_at=now,
                begun_by=by,
                changed_at=now,
            )
    except IntegrityError:
        raise Invalid(
            _("There is an application of this person for this course already.")
        ) from None


def _write(draft: Application, words: Words) -> None:
    draft.statement, draft.follows_language = words.statement, words.follows_language
    draft.courses.all().delete()
    PriorCourse.objects.bulk_create(
        PriorCourse(
            application=draft,
            position=position,
            course=each.course,
            university=each.university,
            year=each.year,
            points=each.points,
            grade=each.grade,
        )
        for position, each in enumerate(words.courses)
    )
