"""Lines of a search as a table for other programs, with what was looked for in words."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.corpus.actions.handing_out import Outgoing
from localturn.corpus.actions.holding_back import require_harmless_passages
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.finding import Hit
from localturn.corpus.queries.lines import Lines
from localturn.foundation.tables import CSV, XLSX, Cell, as_csv, as_xlsx

FORMS = {"csv": CSV, "xlsx": XLSX, "json": "application/json"}


def lines_out(
    sight: Sight, lines: Lines, form: str, *, asked: Sequence[str], more: str
) -> Outgoing:
    """`asked` says what was looked for, and `more` is the whole address of the lines that come
    after these, or "".

    What was looked for is not held back: who asks has written it, and whether it is refused would
    tell whether it is somebody's name. Raises NotNow where a released passage may still say who is
    speaking.
    """
    require_harmless_passages(sight, lines.quoted)
    said = {
        _("The project"): [sight.project.name],
        _("Titles of documents"): [*(hit.title for hit in lines.hits), *lines.left],
        _("Passages"): lines.quoted,
    }
    told = _Told(sight.project.name, lines, [*asked, *_found(lines, more)], more)
    written: dict[str, Callable[[], bytes]] = {
        "csv": told.as_csv,
        "xlsx": told.as_xlsx,
        "json": told.as_json,
    }
    return Outgoing(f"{sight.project.slug}-lines.{form}", FORMS[form], written[form], said)


@dataclass(frozen=True)
class _Told:
    """What other programs are told."""

    project: str
    lines: Lines
    words: Sequence[str]
    more: str

    @property
    def head(self) -> list[str]:
        return [
            *(_("Before"), _("Found"), _("After"), _("Document"), _("Page"), _("Language")),
            *(_("from"), _("to"), _("Address")),
        ]

    def as_csv(self) -> bytes:
        return as_csv(self.head, self._rows())

    def as_xlsx(self) -> bytes:
        return as_xlsx(self.project, self.head, self._rows())

    def as_json(self) -> bytes:
        names = ("before", "found", "after", "document", "page", "language", "start", "end")
        said = {
            "project": self.project,
            "in_words": list(self.words),
            "lines": [
                dict(zip((*names, "address"), self._row(hit), strict=True))
                for hit in self.lines.hits
            ],
            "next": self.more,
        }
        return json.dumps(said, ensure_ascii=False, indent=1).encode()

    def _rows(self) -> list[list[Cell]]:
        words: list[list[Cell]] = [[sentence] for sentence in self.words]
        return [*(self._row(hit) for hit in self.lines.hits), [], *words]

    def _row(self, hit: Hit) -> list[Cell]:
        line = hit.line
        return [
            f"…{line.left}" if line.is_cut_left else line.left,
            f"{line.hit}…" if line.is_cut else line.hit,
            f"{line.right}…" if line.is_cut_right else line.right,
            *(hit.title, hit.page, hit.language, hit.start, hit.end),
            f"{settings.PUBLIC_URL}{reverse('corpus:document', args=[hit.document])}#s{hit.start}",
        ]


def _found(lines: Lines, more: str) -> list[str]:
    """How far these are all, in sentences."""
    places = len(lines.hits)
    said = [ngettext("%(num)s place", "%(num)s places", places) % {"num": places}]
    said.append(
        _("Of documents that are not public only passages that were released are looked at.")
    )
    if lines.left:
        said.append(
            _(
                "These documents were left: %(titles)s. Write the expression so that it can be"
                " matched in one way only."
            )
            % {"titles": ", ".join(lines.left)}
        )
    if lines.passages_left:
        said.append(
            ngettext(
                "%(num)s released passage was left. Write the expression so that it can be matched"
                " in one way only.",
                "%(num)s released passages were left. Write the expression so that it can be"
                " matched in one way only.",
                lines.passages_left,
            )
            % {"num": lines.passages_left}
        )
    if more:
        said.append(_("These are not all. The next ones: %(address)s") % {"address": more})
    return said
