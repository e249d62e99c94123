"""The demonstration: a course mid-run with thirty participants, dated from today.

Everything goes through the same actions as in life, each at its own moment, so that what is shown
is what the platform does. People and organisations are invented.
"""

from localturn.academy.demo.story import furnish

__all__ = ["furnish"]
