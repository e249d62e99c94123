"""Subtitles as the transcript of what was said: WebVTT (W3C) and SubRip, each cue with its time,
joined to paragraphs while the same person speaks."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from localturn.corpus.domain.spoken import written
from localturn.corpus.standards.decoding import decoded
from localturn.corpus.standards.documents.refusing import GUESSED, NO_CUES, Refused
from localturn.foundation.library.text import Piece, Text, assembled

_TIMES = re.compile(
    r"^(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})[ \t]+-->[ \t]+\d[\d:.,]*(?:[ \t].*)?$"
)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]{0,200}>")
_ENDS = re.compile(r"[.!?…»”\"]$")
LONGEST_PARAGRAPH = 500


@dataclass
class _Cue:
    seconds: float
    speaker: str
    words: str


def read_subtitles(content: bytes) -> Text:
    """Raises Refused where there is no cue."""
    text, was_guessed = decoded(content)
    pieces = [Piece(_said(each)) for each in _paragraphs(_cues(text))]
    if not pieces:
        raise Refused(NO_CUES)
    return assembled(pieces, notes=[GUESSED] if was_guessed else [])


def _cues(text: str) -> Iterator[_Cue]:
    plain = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for block in re.split(r"\n[ \t]*\n+", plain):
        lines = block.strip().split("\n")
        for number, line in enumerate(lines[:2]):
            times = _TIMES.match(line.strip())
            if times is None:
                continue
            said = " ".join(lines[number + 1 :])
            voice = _VOICE.search(said)
            words = " ".join(html.unescape(_TAG.sub("", said)).split())
            speaker = " ".join(html.unescape(voice[1]).split()) if voice else ""
            if words:
                yield _Cue(_seconds(times), speaker, words)
            break


def _seconds(times: re.Match[str]) -> float:
    hours, minutes, seconds, parts = times.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + float(f"0.{parts}")


def _paragraphs(cues: Iterator[_Cue]) -> Iterator[list[_Cue]]:
    open_ = list[_Cue]()
    for cue in cues:
        size = sum(len(each.words) for each in open_)
        is_other = bool(open_) and cue.speaker != open_[-1].speaker
        is_enough = size > LONGEST_PARAGRAPH and _ENDS.search(open_[-1].words)
        if open_ and (is_other or is_enough or size > 3 * LONGEST_PARAGRAPH):
            yield open_
            open_ = []
        open_.append(cue)
    if open_:
        yield open_


def _said(cues: list[_Cue]) -> str:
    """Each cue after its time; the speaker once."""
    speaker = f"{cues[0].speaker}: " if cues[0].speaker else ""
    first, *rest = (f"{written(each.seconds)} {each.words}" for each in cues)
    time, _space, words = first.partition(" ")
    return " ".join([f"{time} {speaker}{words}", *rest])
