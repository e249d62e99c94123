"""What is said of a file or an address that was brought in, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from localturn.foundation.fetch import NotFetched, Reason, explain

Said = str | tuple[str, Mapping[str, str]]
"""A message, or a message and the values in it."""


def not_fetched(refused: NotFetched) -> Said:
    """Why an address did not answer, to be kept."""
    return "", {"reason": refused.reason.value, "about": refused.about}


def sentence(said: Said) -> str:
    """As it is kept, in words."""
    if isinstance(said, str):
        return _(said)
    message, values = said
    if "reason" in values:
        return explain(Reason(values["reason"]), values["about"])
    return _(message) % values
