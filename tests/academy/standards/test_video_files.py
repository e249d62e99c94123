"""What a video file says of itself, and files that lie."""

import io
import random
import struct
from contextlib import suppress

import pytest

from localturn.academy.standards.video import BROKEN, NO_LENGTH, NO_VIDEO, Unplayable, Video, look
from makers.files import PDF, archive, png
from makers.videos import MP4, WEBM


def looked_at(content: bytes) -> Video:
    return look(io.BytesIO(content), len(content))


def reason(content: bytes) -> str:
    with pytest.raises(Unplayable) as refused:
        looked_at(content)
    return str(refused.value)


def test_mp4_and_webm_are_told_by_their_content_with_their_length() -> None:
    assert looked_at(MP4) == Video("video/mp4", "mp4", 3)
    assert looked_at(WEBM) == Video("video/webm", "webm", 3)


def test_a_movie_box_is_found_behind_the_pictures_too() -> None:
    ftyp, moov = MP4[: MP4.index(b"moov") - 4], MP4[MP4.index(b"moov") - 4 :]
    length = int.from_bytes(moov[:4], "big")
    data = struct.pack(">I4sQ", 1, b"mdat", 16 + 8) + bytes(8)

    assert looked_at(ftyp + data + moov[:length]).seconds == 3


def test_what_is_no_video_is_refused() -> None:
    for content in (b"", b"x", PDF, png(), archive({"a": b"b"}), b"RIFF\0\0\0\0AVI LIST"):
        assert reason(content) == NO_VIDEO
    assert reason(WEBM.replace(b"webm", b"matr", 1)) == NO_VIDEO


def test_a_video_that_was_cut_short_is_refused() -> None:
    assert reason(MP4[:300]) == BROKEN
    assert reason(WEBM[:60]) == BROKEN
    assert reason(MP4[:20]) == BROKEN


def test_a_video_without_a_length_is_refused_with_how_to_mend_it() -> None:
    at = WEBM.index(b"\x44\x89")
    assert reason(WEBM[:at] + b"\x44\x88" + WEBM[at + 2 :]) == NO_LENGTH
    at = MP4.index(b"mvhd") + 4
    assert reason(MP4[: at + 16] + bytes(4) + MP4[at + 20 :]) == NO_LENGTH
    assert reason(MP4[: at + 12] + bytes(4) + MP4[at + 16 :]) == BROKEN


def test_whatever_is_changed_in_a_file_it_is_refused_or_read_and_never_breaks_anything() -> None:
    chance = random.Random(7)
    for content in (MP4, WEBM):
        for _ in range(1500):
            changed = bytearray(content)
            for _ in range(chance.randint(1, 4)):
                changed[chance.randrange(min(400, len(changed)))] = chance.randrange(256)
            with suppress(Unplayable):
                assert looked_at(bytes(changed)).seconds > 0
