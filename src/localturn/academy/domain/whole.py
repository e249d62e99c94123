"""Whole numbers from outside: what a form, an address or a script sends as digits."""


def whole(sent: str | None, *, digits: int = 15) -> int | None:
    """The number, or None for what is none or has more digits than anybody would send.

    Fifteen are enough for milliseconds since 1970, and few enough for every database.
    """
    if not sent or not sent.isascii() or not sent.isdigit() or len(sent) > digits:
        return None
    return int(sent)
