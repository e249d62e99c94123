"""The codebook as a file: the whole of it for a text processor, and its tree as a picture."""

from functools import partial

from django.utils.translation import gettext as _

from localturn.corpus.actions.handing_out import Outgoing
from localturn.corpus.actions.publications import FORMS
from localturn.corpus.domain.publications import escaped
from localturn.corpus.domain.terms import LEVELS, Level
from localturn.corpus.models import CodebookVersion
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.codebook import entries_in, entries_of
from localturn.corpus.queries.pictures import picture_of_codebook
from localturn.corpus.standards.publications import write_docx
from localturn.foundation.refusals import NotFound

_DEEPEST = 5


def codebook_docx(sight: Sight) -> Outgoing:
    """With its tree as headings."""
    entries = entries_of(sight.project)
    if not entries:
        raise _empty()
    fields = {
        "definition": _("Definition"),
        "when_to_use": _("When to use it"),
        "when_not": _("When not to use it"),
        "example": _("Example"),
        "source": _("Source"),
    }
    texts = [getattr(entry, name) for entry in entries for name in ("name", *fields)]
    newest = CodebookVersion.objects.filter(project=sight.project).order_by("-number").first()
    parts = []
    if newest is not None and entries_in(newest) == entries:
        parts.append(_("Version %(number)s") % {"number": newest.number})
    for entry in entries:
        level = escaped(_(LEVELS[Level(entry.level)]))
        parts.append(f"{'#' * (min(entry.depth, _DEEPEST) + 1)} {_line(entry.name)} *({level})*")
        parts += [
            f"**{escaped(words)}.** {_line(said)}"
            for name, words in fields.items()
            if (said := getattr(entry, name))
        ]
    title = _("Codebook: %(name)s") % {"name": sight.project.name}
    language = sight.project.language
    return Outgoing(
        f"{sight.project.slug}-codebook.docx",
        FORMS["docx"],
        partial(write_docx, title, [], "\n\n".join(parts), language=language),
        {_("The project"): [sight.project.name], _("Codes"): texts},
    )


def drawn_codebook(sight: Sight, form: str) -> Outgoing:
    """Its tree, as SVG or PNG."""
    entries = entries_of(sight.project)
    title = _("Codebook: %(name)s") % {"name": sight.project.name}
    chart = picture_of_codebook(entries, title, language=sight.project.language)
    if chart is None:
        raise _empty()
    said = {
        _("The project"): [sight.project.name],
        _("Codes"): [entry.name for entry in entries],
    }
    is_svg = form == "svg"
    return Outgoing(
        f"{sight.project.slug}-codebook.{form}",
        "image/svg+xml" if is_svg else "image/png",
        chart.alone if is_svg else chart.as_png,
        said,
    )


def _empty() -> NotFound:
    return NotFound(_("The codebook is empty."))


def _line(text: str) -> str:
    return escaped(" ".join(text.split()))
