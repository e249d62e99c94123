"""What people write, before it is rendered."""

from django.utils.translation import gettext as _

from localturn.foundation import prose
from localturn.foundation.refusals import Invalid


def rendered(text: str, *, top_heading: int) -> prose.Prose:
    """A text as shown; raises Invalid for one that is made to be slow."""
    if prose.is_tangled(text):
        raise Invalid(
            _(
                "This text has too many marks (such as *, [ and |) and short lines. Use fewer, "
                "or divide it."
            )
        )
    return prose.render(text, top_heading=top_heading)
