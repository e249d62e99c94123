"""Zones as they are abbreviated in announcements, and by how much they differ from UTC."""

import re
from collections.abc import Collection
from datetime import timedelta

_HOURS = {
    "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "WEZ": 0, "BST": 1, "IST": 1,
    "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "HNEC": 1, "HEEC": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "TRT": 3,
    "EST": -5, "EDT": -4, "CDT": -5, "PST": -8, "PDT": -7, "JST": 9,
}  # fmt: skip
_CLOCKS = {
    "UTC": "UTC", "GMT": "Europe/London", "BST": "Europe/London",
    "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon", "WEZ": "Europe/Lisbon",
    "CET": "Europe/Brussels", "CEST": "Europe/Brussels", "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin", "HNEC": "Europe/Paris", "HEEC": "Europe/Paris",
    "EET": "Europe/Helsinki", "EEST": "Europe/Helsinki", "MSK": "Europe/Moscow",
    "TRT": "Europe/Istanbul", "EST": "America/New_York", "EDT": "America/New_York",
    "ET": "America/New_York", "CT": "America/Chicago", "CDT": "America/Chicago",
    "PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "JST": "Asia/Tokyo",
}  # fmt: skip
_OFFSET = re.compile(r"(?:UTC|GMT)?([+−–-])(\d{1,2})(?::?(\d\d))?")


def offsets_of(abbreviation: str, otherwise: timedelta) -> Collection[timedelta]:
    """What an abbreviation may mean; `otherwise` for one that is not known."""
    if (match := _OFFSET.fullmatch(abbreviation)) is not None:
        sign, hours, minutes = match.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return {offset if sign == "+" else -offset}
    if abbreviation in _HOURS:
        return {timedelta(hours=_HOURS[abbreviation])}
    return {otherwise}  # "ET" and the like mean what the clock shows there


def clocks_of(abbreviation: str) -> str:
    """The zone whose clocks are meant where nothing says where it is held, whether it is summer
    there or winter; "" for one that is not known, and for an offset, which is that of many."""
    return _CLOCKS.get(abbreviation, "")
