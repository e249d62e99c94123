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
from localturn.corpus.models import Coding, Member, ProjectDocument, Release, Round
from localturn.foundation.library.actions import correct as keep_correction
from localturn.foundation.library.anchoring import Anchor, How, Passage, anchored
from localturn.foundation.library.models import TextVersion
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

    @property
    def all(self) -> int:
        return sum(self.counts.values())


def preview(document: ProjectDocument, words: str) -> Preview:
    """Where each coding of the present text would be in a corrected one; raises Invalid where
    nothing is corrected, and NotNow while a round is open, which is blind for everybody."""
    _require_no_open_round(document)
    new = _corrected(document, words)
    return _report(_anchors(document, new), new.text)


@transaction.atomic
def correct(document: ProjectDocument, words: str, *, by: Member, now: datetime) -> Preview:
    """Read the corrected text from now on. Codings that are found go along; those that are lost
    stay with the older version, taken back."""
    require_work(by, document)
    change = next_change(by.project_id)
    held = ProjectDocument.objects.select_for_update().get(pk=document.pk)
    if held.version_id != document.version_id:
        raise NotNow(_("Somebody else has corrected this text meanwhile. Look at it again."))
    _require_no_open_round(document)
    new = _corrected(document, words)
    anchors = _anchors(document, new)
    report = _report(anchors, new.text)
    version = keep_correction(document.document, new, language=document.language, now=now)
    for coding, anchor in anchors:
        _move(coding, anchor, version, now)
        coding.change = change
    Coding.objects.bulk_update(
        [coding for coding, _anchor in anchors],
        [*_MOVED, "withdrawn_at"],
        batch_size=500,
    )
    changed = [coding.pk for coding, anchor in anchors if anchor.how is How.CHANGED]
    for at in range(0, len(changed), 500):
        # nobody has read them as they are now
        Release.objects.filter(coding__in=changed[at : at + 500]).delete()
    held.version, held.words, held.characters = version, version.words, version.characters
    held.save(update_fields=["version", "words", "characters"])
    document.version = version
    return report


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


def _anchors(document: ProjectDocument, new: Text) -> list[tuple[Coding, Anchor]]:
    rows = Coding.objects.filter(
        document=document, version=document.version_id, withdrawn_at=None
    ).order_by("start", "end", "pk")
    codings = list(rows.select_related("code"))
    asked = [Passage(c.start, c.end, c.quote, c.prefix, c.suffix) for c in codings]
    found = anchored(asked, old=document.version.text, new=new.text)
    return list(zip(codings, found, strict=True))


def _report(anchors: list[tuple[Coding, Anchor]], text: str) -> Preview:
    counts = Counter(anchor.how for _coding, anchor in anchors)
    moved = [Moved(c, a, text[a.start : a.end]) for c, a in anchors]
    return Preview(
        counts,
        [each for each in moved if each.anchor.how is How.CHANGED],
        [each for each in moved if each.anchor.how is How.LOST],
    )


def _move(coding: Coding, anchor: Anchor, version: TextVersion, now: datetime) -> None:
    coding.changed_at = now
    if anchor.how is How.LOST:
        coding.withdrawn_at = now
        return
    said = quote(version.text, anchor.start, anchor.end)
    coding.version, coding.start, coding.end = version, anchor.start, anchor.end
    coding.quote, coding.prefix, coding.suffix = said.exact, said.prefix, said.suffix
