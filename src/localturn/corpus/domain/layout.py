"""Where the actors of a network are drawn."""

import numpy as np

from localturn.corpus.domain.networks import HEIGHT, Network


def layout(of: Network, *, rounds: int = 150) -> list[tuple[float, float]]:
    """A place between 0 and 1 for each actor, in their order: tied ones near each other
    (Fruchterman and Reingold, 1991), the same each time. Across says whom they know; up and down,
    at which level they stand."""
    number = len(of.actors)
    if number == 0:
        return []
    angles = 2 * np.pi * np.arange(number) / number
    places = np.stack([0.5 + 0.4 * np.cos(angles), 0.5 + 0.4 * np.sin(angles)], axis=1)
    at = {actor.key: place for place, actor in enumerate(of.actors)}
    pull = np.zeros((number, number))
    for arc in of.arcs:
        if arc.source != arc.target:
            one, other = at[arc.source], at[arc.target]
            pull[one, other] += arc.passages
            pull[other, one] += arc.passages
    pull = np.log1p(pull)
    heights = np.array([1 - HEIGHT.get(a.level, 1) / 3 for a in of.actors])
    ideal = 0.9 / number**0.5
    for turn in range(rounds):
        apart = places[:, None, :] - places[None, :, :]
        distance = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 1e-3)
        force = ideal**2 / distance**2 - pull * distance / ideal * 0.5
        np.fill_diagonal(force, 0)
        moved = (apart * force[..., None]).sum(axis=1)
        moved[:, 1] += (heights - places[:, 1]) * 0.5
        length = np.maximum(np.hypot(moved[:, 0], moved[:, 1]), 1e-9)
        step = 0.12 * (1 - turn / rounds)
        places += moved / length[:, None] * np.minimum(length, step)[:, None]
    return _stretched(places)


def _stretched(places: np.ndarray) -> list[tuple[float, float]]:
    low, high = places.min(axis=0), places.max(axis=0)
    spread = np.where(high - low > 1e-6, high - low, 1.0)
    scaled = np.where(high - low > 1e-6, (places - low) / spread, 0.5)
    return [(float(x), float(y)) for x, y in scaled]
