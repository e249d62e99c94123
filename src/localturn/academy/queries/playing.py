"""Recordings among files that were handed in, each with its captions."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from localturn.academy.domain.kinds.assignment import FileLimits
from localturn.foundation.files.kinds import ENDINGS, MEDIA_ENDINGS, VTT
from localturn.foundation.files.models import StoredFile
from localturn.foundation.languages import own_name


@dataclass(frozen=True)
class Playable:
    """A recording, and its captions: the file, its language ("" where its name has none), and how
    it is called to who chooses."""

    file: StoredFile
    is_video: bool
    captions: tuple[tuple[StoredFile, str, str], ...]


def playable(files: Iterable[StoredFile]) -> list[Playable]:
    """The videos and sounds, in the order of the files. Captions have the name of their recording,
    and perhaps a language after it: talk.mp4 has talk.vtt, talk.en.vtt and talk.fr.vtt."""
    files = list(files)
    said = [file for file in files if file.media_type == VTT.media_type]
    return [
        Playable(file, file.media_type.startswith("video/"), tuple(_captions(file, said)))
        for file in files
        if file.media_type.startswith(("video/", "audio/"))
    ]


def _captions(
    recording: StoredFile, said: Iterable[StoredFile]
) -> Iterable[tuple[StoredFile, str, str]]:
    stem = PurePath(recording.name).stem.casefold()
    for file in said:
        name = PurePath(file.name).stem.casefold()
        own, _dot, language = name.rpartition(".")
        if name == stem:
            yield file, "", file.name
        elif own == stem and language:
            yield file, language, own_name(language)


def endings_of(limits: FileLimits) -> str:
    """What a browser offers to choose from."""
    return f"{ENDINGS},{MEDIA_ENDINGS}" if limits.with_media else ENDINGS
