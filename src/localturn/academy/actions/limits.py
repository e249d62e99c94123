"""How many files may lie somewhere, and how large they may be together."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.academy.domain.kinds.assignment import FileLimits
from localturn.academy.queries.hand_ins import MIB
from localturn.foundation.refusals import Invalid


def refuse_beyond_limits(sizes: Sequence[int], limits: FileLimits) -> None:
    """Raise Invalid where these are more files, or larger together, than are taken."""
    if len(sizes) > limits.files:
        raise Invalid(
            ngettext(
                "At most %(num)s file can be handed in here.",
                "At most %(num)s files can be handed in here. Remove one first.",
                limits.files,
            )
            % {"num": limits.files}
        )
    if sum(sizes) > limits.together * MIB:
        raise Invalid(
            _("The files have more than %(most)s MiB together. Remove one first.")
            % {"most": limits.together}
        )
