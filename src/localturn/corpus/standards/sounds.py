"""Which files are recordings that browsers play, told by how they begin."""

MP3 = ("audio/mpeg", "mp3")
MP4 = ("audio/mp4", "m4a")
OGG = ("audio/ogg", "ogg")
WAV = ("audio/wav", "wav")
FLAC = ("audio/flac", "flac")
WEBM = ("audio/webm", "webm")
HEAD = 64
ENDINGS = ".mp3,.m4a,.mp4,.ogg,.oga,.opus,.wav,.flac,.webm"


def kind_of(head: bytes) -> tuple[str, str] | None:
    """Its media type and the ending of its name; None for what is no such recording."""
    if head.startswith(b"ID3") or (len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return MP3
    if head[4:8] == b"ftyp":
        return MP4
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return WAV
    begun = {b"OggS": OGG, b"fLaC": FLAC, b"\x1aE\xdf\xa3": WEBM}
    return begun.get(head[:4])
