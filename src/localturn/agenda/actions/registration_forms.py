"""How people register for an event: written as a whole by who looks after it."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.actions.events import draw_up_anew
from localturn.agenda.actions.indexing import index_event
from localturn.agenda.actions.registering import held, settle
from localturn.agenda.domain.registering import (
    HOLDING,
    MOST_PLACES,
    MOST_QUESTIONS,
    Place,
    Question,
    Terms,
    lacks,
)
from localturn.agenda.domain.terms import Kind
from localturn.agenda.models import Event, PlaceKind, Registration
from localturn.agenda.models import Question as QuestionRow
from localturn.agenda.queries.registering import of_event, stands_as
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, require
from localturn.foundation.seats import Capacity, Taken, fits
from localturn.foundation.trail.actions import record


@transaction.atomic
def save(event: Event, terms: Terms, *, by: Person, now: datetime) -> Registration:
    """Open registration for an event, or write how it is done from now on.

    What somebody has chosen or answered stays. Where there are more places, who waits is offered
    them.
    """
    require(permissions.can_keep_registration(by, event, now=now))
    if event.kind != Kind.EVENT:
        raise Invalid(_("People register for events alone."))
    if sentences := [_(each) for each in lacks(terms)]:
        raise Invalid(" ".join(sentences))
    if len(terms.places) > MOST_PLACES or len(terms.questions) > MOST_QUESTIONS:
        raise Invalid(_("There are too many kinds of places, or too many questions."))
    Event.objects.select_for_update(of=("self",)).filter(pk=event.pk).first()
    registration = of_event(event)
    if registration is None:
        registration = Registration.objects.create(
            event=event, made_at=now, made_by=by, told=stands_as(event)
        )
    registration, event = held(registration)
    _write(registration, terms)
    _write_places(registration, terms.places)
    _write_questions(registration, terms.questions)
    settle(registration, event, now=now)
    draw_up_anew(event)
    if event.published_at is not None:  # from now on programs are not told where one joins online
        index_event(event)
    record(
        what="agenda.registration.saved",
        by=by,
        subject=f"agenda/registration/{registration.pk}",
        after={"places": [each.total for each in terms.places]},
        now=now,
    )
    return registration


def _write(registration: Registration, terms: Terms) -> None:
    registration.opens, registration.opens_zone = terms.opens_at, terms.opens_zone
    for name in ("is_closed", "has_waiting_list", "offer_days", "remind_days", "keep_months"):
        setattr(registration, name, getattr(terms, name))
    registration.note = terms.note
    try:
        registration.clean_fields(exclude=["event", "made_by"])
    except ValidationError as wrong:
        raise Invalid(" ".join(wrong.messages)) from wrong
    registration.save()


def _write_places(registration: Registration, places: Sequence[Place]) -> None:
    there = {each.pk: each for each in registration.places.all()}
    for position, place in enumerate(places):
        row = there.pop(place.key, None) if place.key is not None else None
        row = row or PlaceKind(registration=registration)
        row.position, row.name, row.total = position, place.name.strip(), place.total
        if row.pk is not None:
            _refuse_fewer_than_taken(row)
        row.save()
    for gone in there.values():
        if gone.registrants.exists():
            raise Invalid(
                _("People have registered for “%(name)s”, so this kind of places stays.")
                % {"name": gone.name}
            )
        gone.delete()


def _refuse_fewer_than_taken(row: PlaceKind) -> None:
    taken = row.registrants.filter(standing__in=[each.value for each in HOLDING]).count()
    if not fits(Capacity(row.total), Taken(taken)):
        raise Invalid(
            _("%(taken)s places of the kind “%(name)s” are taken, so there cannot be fewer.")
            % {"taken": taken, "name": row.name}
        )


def _write_questions(registration: Registration, questions: Sequence[Question]) -> None:
    there = {each.pk: each for each in registration.questions.all()}
    for position, question in enumerate(questions):
        row = there.pop(question.key, None) if question.key is not None else None
        if row is not None and row.asks != question.asks and _is_answered(row):
            raise Invalid(
                _("“%(words)s” has been answered, so it stays the kind of question that it is.")
                % {"words": row.words}
            )
        row = row or QuestionRow(registration=registration)
        row.position, row.words = position, question.words.strip()
        row.asks, row.choices = question.asks.value, list(question.choices)
        row.is_required, row.is_asked = question.is_required, True
        row.save()
    for gone in there.values():
        if _is_answered(gone):
            gone.is_asked = False
            gone.save(update_fields=["is_asked"])
        else:
            gone.delete()


def _is_answered(row: QuestionRow) -> bool:
    registrants = row.registration.registrants
    return registrants.filter(answers__has_key=str(row.pk)).exists()
