"""How the students of a university stand in an offering: for its keepers, by a token."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from localturn.exchange import permissions
from localturn.exchange.domain.identities import What
from localturn.exchange.models import Application
from localturn.exchange.queries.applications import of_homes_kept_by
from localturn.exchange.standards import ooapi
from localturn.exchange.standards.ooapi_associations import (
    EXPANDABLE,
    OTHERWISE_EXPANDABLE,
    STATES,
    Associated,
    association,
)
from localturn.exchange.views.ooapi import offer_at, part, size_of
from localturn.exchange.views.programs import Said, Unusable, answered, refused_method, speaker
from localturn.foundation import moments
from localturn.foundation.api.problem import problem
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import require

SCOPE = "applications:read"


@csrf_exempt  # nothing is changed, and no cookie is looked at
def associations(request: HttpRequest, offering: UUID) -> HttpResponse:
    """Those of the reader's universities alone; whoever keeps none is refused."""
    # Loaded when a program asks, since they load django-ninja.
    from localturn.foundation.api.bearer import Token
    from localturn.foundation.api.problems import Refused

    if refusal := refused_method(request):
        return refusal
    try:
        person = Token(SCOPE)(request).person
    except Refused as refused:
        return problem(refused.status, refused.sentence, headers=refused.headers, **refused.further)
    answer = answered(request, "application/json", lambda said: _page(said, offering, person))
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(said: Said, offering: UUID, person: Person) -> Any:
    now = moments.now()
    offer = offer_at(offering, What.OFFERING)
    kept = permissions.belongings_of(person, now=now)
    require(
        any(each.role in permissions.KEEPERS for each in kept),
        _("Who takes part in a course is told to keepers of their own university."),
    )
    expand, size, number = _expand(said), size_of(said), said.number("pageNumber", default=1)
    state, role = said.text("state"), said.text("role")
    found = [_associated(each) for each in of_homes_kept_by(person, offer.key, now=now)]
    if state:
        found = [each for each in found if STATES[each.stage] == state]
    if role not in {"", "student"}:
        found = []
    answering = speaker()
    items = [association(each, answering, expand) for each in found[part(size, number)]]
    return ooapi.page(items, size=size, number=number, total=len(found))


def _associated(application: Application) -> Associated:
    student = application.student
    assert student is not None  # noqa: S101 (those without are not asked for)
    return Associated(
        application.pk,
        application.listing_id,
        application.stands,
        student.pk,
        student.name,
        student.email,
    )


def _expand(said: Said) -> list[str]:
    asked = [each for each in said.text("expand").split(",") if each]
    possible = {*EXPANDABLE, *OTHERWISE_EXPANDABLE}
    if not possible.issuperset(asked):
        sentence = _("“%(name)s” is one of: %(known)s.")
        raise Unusable(sentence % {"name": "expand", "known": ", ".join(sorted(possible))})
    return asked
