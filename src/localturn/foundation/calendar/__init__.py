"""What stands in somebody's calendar: entries of all rooms, as values; iCalendar is in `ics`.

An entry has a moment (`starts` a datetime, in UTC or any zone) or is all day (a date). `zone` is
where its time was written: it is shown there and to each reader in their own.
"""

from localturn.foundation.calendar.days import Day, Group, by_day
from localturn.foundation.calendar.entries import Entry, Kind, in_order

__all__ = ["Day", "Entry", "Group", "Kind", "by_day", "in_order"]
