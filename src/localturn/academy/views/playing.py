"""The recording of a meeting as its page plays it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from django.core.files.storage import default_storage

from localturn.academy.domain.captions import Paragraph, paragraphs
from localturn.academy.models import Meeting
from localturn.academy.standards import webvtt
from localturn.foundation.files.models import StoredFile
from localturn.foundation.languages import direction, own_name


@dataclass(frozen=True)
class SaidIn:
    """Captions: the file, and the language that its name tells, or else the course's."""

    file: StoredFile
    language: str

    @property
    def name(self) -> str:
        return own_name(self.language)


@dataclass(frozen=True)
class Recording:
    """A video or sound, and what is said in it; shaped as the macros of a video's page ask."""

    file: StoredFile
    is_video: bool
    captions: SaidIn | None
    transcript: tuple[Paragraph, ...]
    tracks: tuple[()] = ()
    """Other languages to choose from: there are none."""

    @property
    def direction(self) -> str:
        return direction(self.captions.language) if self.captions else "ltr"


def recording_in(meeting: Meeting, *, language: str) -> Recording | None:
    """What the page plays; None where there is nothing to play (no statement of its own)."""
    file, said = meeting.recording, meeting.captions
    if file is None or not file.media_type.startswith(("video/", "audio/")):
        return None
    return Recording(
        file=file,
        is_video=file.media_type.startswith("video/"),
        captions=SaidIn(said, _language_of(said.name) or language) if said else None,
        transcript=_transcript(said) if said else (),
    )


def _language_of(name: str) -> str:
    """Of walk.fr.vtt, fr."""
    _stem, _dot, language = PurePath(name).stem.rpartition(".")
    return language if language.isascii() and 2 <= len(language) <= 8 and _stem else ""


def _transcript(said: StoredFile) -> tuple[Paragraph, ...]:
    try:
        with default_storage.open(said.place) as content:
            return _paragraphs(content.read().decode("utf-8-sig", "replace"))
    except OSError:
        return ()


@lru_cache(16)
def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    return tuple(paragraphs(webvtt.read(text).cues))
