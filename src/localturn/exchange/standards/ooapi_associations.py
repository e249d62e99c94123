"""Students of a university and where they stand in an offering, in the words of the Open Education
API, version 6.0."""

from collections.abc import Sequence
from dataclasses import dataclass

from localturn.exchange.domain.applications import Stage
from localturn.exchange.domain.identities import What
from localturn.exchange.domain.transcripts import names_of
from localturn.exchange.standards.ooapi import Object, Speaker

STATES = {
    Stage.SENT: "pending",
    Stage.APPROVED: "pending",
    Stage.NOMINATED: "pending",
    Stage.KEPT: "pending",
    Stage.WAITING: "queued",
    Stage.ACCEPTED: "associated",
    Stage.REFUSED_AT_HOME: "denied",
    Stage.REFUSED: "denied",
    Stage.WITHDRAWN: "cancelled",
    Stage.LEFT: "cancelled",
}
"""What a stage is there; a draft is nothing yet. `ext.stage` has it to the letter."""
EXPANDABLE = ("person",)
OTHERWISE_EXPANDABLE = ("course_offering",)


@dataclass(frozen=True)
class Associated:
    """An application that was sent: of whom, for which listing."""

    key: int
    listing: int
    stage: Stage
    person: int
    name: str
    email: str


def association(associated: Associated, speaker: Speaker, expand: Sequence[str] = ()) -> Object:
    said: Object = {
        "associationId": speaker.identity(What.ASSOCIATION, associated.key),
        "role": "student",
        "state": STATES[associated.stage],
        "courseOfferingId": speaker.identity(What.OFFERING, associated.listing),
        "personId": speaker.identity(What.PERSON, associated.person),
        "ext": {"stage": associated.stage.value},
    }
    if "person" in expand:
        said["person"] = _person(associated, speaker)
    return said


def _person(associated: Associated, speaker: Speaker) -> Object:
    given, family = names_of(associated.name)
    return {
        "personId": speaker.identity(What.PERSON, associated.person),
        "primaryCode": {"codeType": "identifier", "code": str(associated.person)},
        "givenName": given,
        "surname": family,
        "displayName": associated.name,
        "email": associated.email,
        "activeEnrolment": associated.stage is Stage.ACCEPTED,
    }
