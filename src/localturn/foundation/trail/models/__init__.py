from localturn.foundation.trail.models.entry import Entry, EntryPerson

__all__ = ["Entry", "EntryPerson"]
