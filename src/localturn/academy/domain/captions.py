"""What is said in a video, and when: cues, and the paragraphs that they make when read."""

from collections.abc import Sequence
from dataclasses import dataclass

PAUSE = 2_000
"""Milliseconds of silence that begin a new paragraph."""

LONG_ENOUGH = 320
"""Characters after which the end of a sentence ends the paragraph."""

_ENDS = (".", "!", "?", "…", ":", ".”", ".»", '."')


@dataclass(frozen=True)
class Cue:
    """A text shown from `start` to `end`, in milliseconds; `voice` is who says it, if told."""

    start: int
    end: int
    text: str
    voice: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Cues that belong together; `start` in whole seconds."""

    start: int
    voice: str
    text: str

    @property
    def clock(self) -> str:
        return clock_of(self.start)


def paragraphs(cues: Sequence[Cue]) -> list[Paragraph]:
    """The cues as a text to read: divided where somebody else speaks, at pauses, and at the end of
    a sentence when it has become long."""
    groups: list[list[Cue]] = []
    for cue in cues:
        if not cue.text:
            continue
        if groups and _go_on(groups[-1], cue):
            groups[-1].append(cue)
        else:
            groups.append([cue])
    return [Paragraph(group[0].start // 1000, group[0].voice, _running(group)) for group in groups]


def _running(group: Sequence[Cue]) -> str:
    return " ".join(word for cue in group for word in cue.text.split())


def _go_on(group: Sequence[Cue], cue: Cue) -> bool:
    last = group[-1]
    is_full = sum(len(each.text) for each in group) >= LONG_ENOUGH and last.text.endswith(_ENDS)
    return cue.voice == last.voice and cue.start - last.end < PAUSE and not is_full


def clock_of(seconds: int) -> str:
    """As a player shows it: 3:42, or 1:03:42."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
