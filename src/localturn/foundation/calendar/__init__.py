"""Calendar entries and iCalendar."""
