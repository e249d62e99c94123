"""A corrected text: a new version, in which every coding is looked for. What is not found for sure
is listed for a person, and nothing is moved silently."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.corpus.actions.documents import require_work
from localturn.corpus.actions.holding import next_change
from localturn.corpus.actions.resettling import keep_settlements, resettled
from localturn.corpus.models import Coding, Member, ProjectDocument, Release, Round
from localturn.foundation.library.actions import correct as keep_correction
from localturn.foundation.library.anchoring import Anchor, Comparison, How, Passage
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.queries import text_of
from localturn.foundation.library.revising import GoesAlong, Revised, revised
from localturn.foundation.library.text import Text, as_it_stands, clean, quote
from localturn.foundation.refusals import Invalid, NotNow

MOST_CHARACTERS = 1_000_000
_MOVED = ("version", "start", "end", "quote", "prefix", "suffix", "changed_at", "change")


@dataclass(frozen=True)
class Moved:
    """A coding whose words were changed, or that was lost."""

    coding: Coding
    anchor: Anchor
    words: str
    """What it says in the new text; "" where it was lost."""


@dataclass(frozen=True)
class Preview:
    """What a correction would do."""

    counts: Mapping[How, int]
    changed: list[Moved]
    lost: list[Moved]
    settled: GoesAlong
    """Decisions of closed rounds."""
    text: Revised

    @property
    def all(self) -> int:
        return sum(self.counts.values())


def preview(document: ProjectDocument, words: str) -> Preview:
    """Where each coding of the present text would be in a corrected one; raises Invalid where
    nothing is corrected, and NotNow while a round is open, which is blind for everybody."""
    _require_no_open_round(document)
    made = _Correction(document, words)
    anchors = made.anchors()
    return made.report(anchors, resettled(document, anchors, made.compared).counts)


def correct(document: ProjectDocument, words: str, *, by: Member, now: datetime) -> Preview:
    """Read the corrected text from now on. Codings that are found go along, and so do settlements,
    pages and the kinds of paragraphs; codings that are lost stay with the older version, taken
    back."""
    require_work(by, document)
    _require_no_open_round(document)
    made = _Correction(document, words)
    # looked for before anybody has to wait: what is coded until then is looked for afterwards
    resettled(document, made.anchors(), made.compared)
    return _correct(document, made, by, now)


@transaction.atomic
def _correct(document: ProjectDocument, made: "_Correction", by: Member, now: datetime) -> Preview:
    change = next_change(by.project_id)
    held = ProjectDocument.objects.select_for_update().get(pk=document.pk)
    if held.version_id != document.version_id:
        raise NotNow(_("Somebody else has corrected this text meanwhile. Look at it again."))
    _require_no_open_round(document)
    anchors = made.anchors()
    settled = resettled(document, anchors, made.compared)
    report = made.report(anchors, settled.counts)
    version = keep_correction(
        document.document, made.revised.text, language=document.language, now=now
    )
    for coding, anchor in anchors:
        _move(coding, anchor, version, now)
        coding.change = change
    Coding.objects.bulk_update(
        [coding for coding, _anchor in anchors],
        [*_MOVED, "withdrawn_at"],
        batch_size=500,
    )
    keep_settlements(document, settled.rows, version)
    changed = [coding.pk for coding, anchor in anchors if anchor.how is How.CHANGED]
    for at in range(0, len(changed), 500):
        # nobody has read them as they are now
        Release.objects.filter(coding__in=changed[at : at + 500]).delete()
    held.version, held.words, held.characters = version, version.words, version.characters
    held.save(update_fields=["version", "words", "characters"])
    document.version = version
    return report


class _Correction:
    """A corrected text beside the one that is read now."""

    def __init__(self, document: ProjectDocument, words: str) -> None:
        new = _corrected(document, words)
        self._document = document
        self.compared = Comparison(document.version.text, new.text)
        self.revised = revised(text_of(document.version), new, self.compared)

    def anchors(self) -> list[tuple[Coding, Anchor]]:
        """Where each coding of the present text would be."""
        rows = Coding.objects.filter(
            document=self._document, version=self._document.version_id, withdrawn_at=None
        ).order_by("start", "end", "pk")
        return [
            (c, self.compared.anchor(Passage(c.start, c.end, c.quote, c.prefix, c.suffix)))
            for c in rows.select_related("code")
        ]

    def report(self, anchors: list[tuple[Coding, Anchor]], settled: GoesAlong) -> Preview:
        counts = Counter(anchor.how for _coding, anchor in anchors)
        text = self.revised.text.text
        moved = [Moved(c, a, text[a.start : a.end]) for c, a in anchors]
        return Preview(
            counts,
            [each for each in moved if each.anchor.how is How.CHANGED],
            [each for each in moved if each.anchor.how is How.LOST],
            settled,
            self.revised,
        )


def _require_no_open_round(document: ProjectDocument) -> None:
    if Round.objects.filter(
        closed_at=None, codings__document=document, codings__withdrawn_at=None
    ).exists():
        raise NotNow(_("A round in which this document is coded is open. Correct it afterwards."))


def _corrected(document: ProjectDocument, words: str) -> Text:
    if len(words) > MOST_CHARACTERS:
        raise Invalid(_("This text is too long to be corrected here."))
    old = document.version
    # a form ends its lines otherwise, and is sent without blanks at its end
    if clean(words).strip() == old.text.strip():
        raise Invalid(_("Nothing has been corrected."))
    made = as_it_stands(clean(words).strip())
    if not made.text:
        raise Invalid(_("There is no text."))
    return made


def _move(coding: Coding, anchor: Anchor, version: TextVersion, now: datetime) -> None:
    coding.changed_at = now
    if anchor.how is How.LOST:
        coding.withdrawn_at = now
        return
    said = quote(version.text, anchor.start, anchor.end)
    coding.version, coding.start, coding.end = version, anchor.start, anchor.end
    coding.quote, coding.prefix, coding.suffix = said.exact, said.prefix, said.suffix
