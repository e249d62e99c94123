"""Refusals: a sentence for the person, which becomes a page that says what to do next.

Everything else that is raised is a fault of ours.
"""


class Refusal(Exception):
    """Something that was asked for and is not done; `sentence` says why and how to go on."""

    status = 409

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(Refusal):
    """The person may not do this."""

    status = 403


class NotNow(Refusal):
    """It could be done at another time, or in another state of the thing."""

    status = 409


class NotFound(Refusal):
    """There is no such thing, or none that this person may know of."""

    status = 404


class Invalid(Refusal):
    """What was sent cannot be used."""

    status = 422


def require(allowed: bool, sentence: str = "") -> None:
    """Raise NotAllowed unless it is allowed."""
    if not allowed:
        raise NotAllowed(sentence)
