"""The recording of the demonstration's interview: a hum that changes with who would be speaking."""

import math
import wave
from io import BytesIO

_RATE = 8_000
_SPEAKS = ((0, 4, 220), (4, 12, 165), (12, 15, 220), (15, 30, 165))
"""From and to which second, and how high, in hertz."""


def hummed() -> bytes:
    """Half a minute as WAV."""
    made = BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(_RATE)
        for begins, ends, height in _SPEAKS:
            turn = 2 * math.pi * height / _RATE
            count = (ends - begins) * _RATE
            sound.writeframes(bytes(128 + round(18 * math.sin(n * turn)) for n in range(count)))
    return made.getvalue()
