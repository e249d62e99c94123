"""What a Markdown file or the Markdown below an activity's TOML must keep to be rendered."""

from localturn.academy.standards.course_folder.mistakes import Mistakes
from localturn.foundation.languages import N_
from localturn.foundation.prose import LONGEST, is_tangled


def can_be_rendered(text: str, file: str, offset: int, mistakes: Mistakes) -> bool:
    """Whether a text is short and plain enough; a mistake is noted `offset` lines further down."""
    if "\x00" in text:
        line = offset + text.count("\n", 0, text.index("\x00")) + 1
        mistakes.add(file, line, N_("This line holds a character that cannot be kept: remove it."))
    if len(text) > LONGEST:
        mistakes.add(
            file,
            offset + 1,
            N_("The text is longer than %(most)s characters: divide it."),
            most=LONGEST,
        )
        return False
    if is_tangled(text):
        mistakes.add(
            file,
            offset + 1,
            N_(
                "The text has too many marks (such as *, [ and |) and short lines: use fewer, "
                "or divide it."
            ),
        )
        return False
    return True
