"""The demonstration's agenda: what is announced, and the letters about it."""

from localturn.agenda.demo.story import furnish

__all__ = ["furnish"]
