"""Dates as people write them in announcements: found, read, and doubted where they should be.

find("16-17/11 10th Conference", language="en", published=date(2022, 9, 15))
"""

from localturn.agenda.domain.dates.finding import find
from localturn.agenda.domain.dates.values import Flag, Role, Written

__all__ = ["Flag", "Role", "Written", "find"]
