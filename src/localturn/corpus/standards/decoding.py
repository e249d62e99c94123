"""Bytes of a text that does not say how they are to be read."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE


def decoded(content: bytes, *said: str) -> tuple[str, bool]:
    """The text, a byte-order mark and line ends as they are in it, and whether it had to be guessed
    how it is written; the first of what was `said` of that which it can be is believed."""
    for mark, encoding in (
        (BOM_UTF32_LE, "utf-32-le"),
        (BOM_UTF32_BE, "utf-32-be"),
        (BOM_UTF8, "utf-8"),
        (BOM_UTF16_LE, "utf-16-le"),
        (BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace"), False
    for name in said:
        try:
            if name:
                return content.decode(name), False
        except (LookupError, UnicodeDecodeError):
            continue
    try:
        return content.decode("utf-8"), False
    except UnicodeDecodeError:
        return content.decode(_guessed(content), "replace"), True


def _guessed(content: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(content[:200_000])
    best = found.best()
    if best is None:
        return "cp1252"
    # of encodings that differ in a few letters only, western languages were written in one
    if best.language in _WESTERN and any(each.encoding == "cp1252" for each in found):
        return "cp1252"
    return best.encoding


_WESTERN = {
    *("English", "French", "German", "Spanish", "Italian", "Portuguese", "Dutch", "Swedish"),
    *("Danish", "Norwegian", "Finnish"),
}
