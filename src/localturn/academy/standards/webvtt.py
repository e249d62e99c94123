"""WebVTT (W3C, 2019) and SubRip: text to cues with every mistake and its line, and cues to text."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from localturn.academy.domain.captions import Cue
from localturn.foundation.languages import N_

MOST_CUES = 10_000

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+(.*))?", re.ASCII)
_SUBRIP_TIME = r"(\d{1,3}):([0-5]\d):([0-5]\d)[,.](\d{1,3})"
_SUBRIP_TIMING = re.compile(rf"{_SUBRIP_TIME}\s*-->\s*{_SUBRIP_TIME}(?:\s.*)?", re.ASCII)
_SETTINGS = {
    "vertical": re.compile(r"rl|lr"),
    "line": re.compile(r"(-?\d+|\d+(\.\d+)?%)(,(start|center|end))?"),
    "position": re.compile(r"\d+(\.\d+)?%(,(line-left|center|line-right))?"),
    "size": re.compile(r"\d+(\.\d+)?%"),
    "align": re.compile(r"start|center|end|left|right"),
    "region": re.compile(r"\S+"),
}
_TIMELIKE = re.compile(r"\s*\d+:\d|.*-->")
"""A line that is meant as a timing, and not as the name of a caption."""
_VOICE = re.compile(r"<v(?:\.[^ >]*)?[ \t]+([^>]*)>")
_TAG = re.compile(r"</?[^>]*>")


class Fault(NamedTuple):
    """What is wrong on a line (from 1); `message` is marked with `N_` and takes `values`."""

    line: int
    message: str
    values: dict[str, str]


@dataclass
class Reading:
    """The cues in their order, and every mistake."""

    cues: list[Cue] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, line: int, message: str, /, **values: str) -> None:
        self.faults.append(Fault(line, message, values))


class _Block(NamedTuple):
    """Lines that stand together, and the number of the first."""

    line: int
    lines: list[str]


_TIMING_WANTED = N_("This is no timing: write it as 00:01.000 --> 00:04.000.")
_ENDS_EARLY = N_("This caption ends before it begins: correct its times.")
_GOES_BACK = N_("This caption begins before the one above it: put them in order.")
_EMPTY = N_("This caption has no text: write it or remove its timing.")
_NONE = N_("There is no caption in this file: write one.")
_TOO_MANY = N_("There are more captions than can be shown (%(most)s): divide the video.")


def read(text: str) -> Reading:
    """A WebVTT file."""
    reading = Reading()
    first, *_rest = text.split("\n", 1)
    if not re.fullmatch(r"WEBVTT([ \t].*)?", first):
        reading.wrong(1, N_("The first line must be WEBVTT: add it, with an empty line below."))
        return reading
    blocks = _blocks(text)
    head = next(blocks)
    for offset, line in enumerate(head.lines):
        if "-->" in line:
            reading.wrong(
                head.line + offset, N_("There must be an empty line below WEBVTT: add it.")
            )
    for block in blocks:
        name = block.lines[0].split(maxsplit=1)[0]
        if name in {"NOTE", "STYLE", "REGION"} and "-->" not in block.lines[0]:
            continue
        _take_cue(block, reading)
    return _checked(reading)


def _take_cue(block: _Block, reading: Reading) -> None:
    at = 0 if _TIMELIKE.match(block.lines[0]) or len(block.lines) == 1 else 1
    line, found = block.line + at, _TIMING.fullmatch(block.lines[at].strip())
    if found is None:
        reading.wrong(line, _TIMING_WANTED)
        return
    for setting in (found[9] or "").split():
        key, _, value = setting.partition(":")
        if key not in _SETTINGS or _SETTINGS[key].fullmatch(value) is None:
            reading.wrong(
                line, N_("“%(setting)s” places no caption: correct or remove it."), setting=setting
            )
    payload = block.lines[at + 1 :]
    for offset, each in enumerate(payload, 1):
        if "-->" in each:
            reading.wrong(line + offset, N_("There must be an empty line above a timing: add it."))
            return
    _add(
        reading,
        line,
        _milliseconds(*found.groups()[:4]),
        _milliseconds(*found.groups()[4:8]),
        payload,
    )


def read_subrip(text: str) -> Reading:
    """A SubRip file (.srt), as most subtitle programs write it."""
    reading = Reading()
    for block in _blocks(text):
        at = 1 if block.lines[0].strip().isdigit() else 0
        found = _SUBRIP_TIMING.fullmatch(block.lines[at].strip()) if at < len(block.lines) else None
        if found is None:
            reading.wrong(
                block.line + min(at, len(block.lines) - 1),
                N_("This is no timing: write it as 00:00:01,000 --> 00:00:04,000."),
            )
            continue
        begin = _milliseconds(*found.groups()[:4])
        _add(
            reading,
            block.line + at,
            begin,
            _milliseconds(*found.groups()[4:8]),
            block.lines[at + 1 :],
        )
    return _checked(reading)


def _add(reading: Reading, line: int, start: int, end: int, payload: Sequence[str]) -> None:
    text = "\n".join(payload)
    voice = _VOICE.search(text)
    plain = html.unescape(_TAG.sub("", text)).strip()
    if end <= start:
        reading.wrong(line, _ENDS_EARLY)
    if reading.cues and start < reading.cues[-1].start:
        reading.wrong(line, _GOES_BACK)
    if not plain:
        reading.wrong(line, _EMPTY)
    speaker = html.unescape(voice[1]).strip() if voice else ""
    reading.cues.append(Cue(start, end, plain, speaker))


def _checked(reading: Reading) -> Reading:
    if not reading.cues and not reading.faults:
        reading.wrong(1, _NONE)
    if len(reading.cues) > MOST_CUES:
        reading.wrong(1, _TOO_MANY, most=str(MOST_CUES))
    return reading


def _blocks(text: str) -> Iterator[_Block]:
    lines: list[str] = []
    begin = 1
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            begin = begin if lines else number
            lines.append(line)
        elif lines:
            yield _Block(begin, lines)
            lines = []


def _milliseconds(hours: str | None, minutes: str, seconds: str, rest: str) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(rest.ljust(3, "0"))


def write(cues: Sequence[Cue]) -> str:
    """Cues as a WebVTT file."""
    return "".join(["WEBVTT\n", *map(_written, cues)])


def _written(cue: Cue) -> str:
    gap = " " if cue.voice.endswith("-") else ""  # or a "-->" would stand in the text
    voice = f"<v {_escaped(cue.voice)}{gap}>" if cue.voice else ""
    lines = "\n".join(line for line in _escaped(cue.text).split("\n") if line.strip())
    return f"\n{_clock(cue.start)} --> {_clock(cue.end)}\n{voice}{lines}\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"
