"""From → to between rooms: where is this used, what is said about it.

Either end is a `Thing`: a room (or a part of the foundation such as "places"), a kind and an id
that stays. Rooms draw what others link to as `Card`s (see `Room.cards`).
"""

from localturn.foundation.links.things import Card, Held, Readable, Thing

__all__ = ["Card", "Held", "Readable", "Thing"]
