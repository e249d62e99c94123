"""Agreement on units that are given: paragraphs, documents, or stretches of text by their length.

Every coefficient is None where it says nothing: without two coders on one unit, or where chance
alone would agree on everything.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from localturn.corpus.domain.agreement.distances import Distance, apart, nominal

Value = Hashable
MISSING = None


@dataclass(frozen=True)
class Ratings:
    """What each coder said of each unit, a row a unit and a column a coder; None where a coder
    said nothing. A weight is how much a unit counts, such as its length."""

    rows: Sequence[Sequence[Value | None]]
    weights: Sequence[float] | None = None

    def weighed(self) -> Iterator[tuple[Sequence[Value | None], float]]:
        return zip(self.rows, self.weights or [1.0] * len(self.rows), strict=True)

    def of_pair(self, first: int, second: int) -> "Ratings":
        """The two coders of these columns alone."""
        return Ratings([(row[first], row[second]) for row in self.rows], self.weights)

    def pairable(self) -> Iterator[tuple[list[Value], float]]:
        """The values of each unit that at least two coders gave one."""
        for row, weight in self.weighed():
            values = [value for value in row if value is not MISSING]
            if len(values) > 1:
                yield values, weight


def share_agreed(ratings: Ratings) -> float | None:
    """The share of pairs of coders that gave a unit the same value, over all units."""
    agreed = whole = 0.0
    for values, weight in ratings.pairable():
        pairs = len(values) * (len(values) - 1)
        agreed += weight * sum(n * (n - 1) for n in Counter(values).values()) / pairs
        whole += weight
    return agreed / whole if whole else None


def cohen(ratings: Ratings) -> float | None:
    """Cohen's kappa of two coders, each with habits of their own (Cohen 1960, "A coefficient of
    agreement for nominal scales"); raises ValueError for more than two."""
    first: defaultdict[Value, float] = defaultdict(float)
    second: defaultdict[Value, float] = defaultdict(float)
    whole = agreed = 0.0
    for row, weight in ratings.weighed():
        if len(row) != 2:
            raise ValueError
        one, other = row
        if one is MISSING or other is MISSING:
            continue
        first[one] += weight
        second[other] += weight
        whole += weight
        agreed += weight * (one == other)
    if not whole:
        return None
    chance = sum(first[value] * second[value] for value in first) / whole**2
    return _beyond(agreed / whole, chance)


def fleiss(ratings: Ratings) -> float | None:
    """Fleiss' kappa of several coders with one common habit (Fleiss 1971, "Measuring nominal scale
    agreement among many raters"), of the units that all of them rated."""
    coders = max((len(row) for row in ratings.rows), default=0)
    whole = agreed = 0.0
    said: defaultdict[Value, float] = defaultdict(float)
    for values, weight in ratings.pairable():
        if len(values) < coders:
            continue
        counts = Counter(values)
        agreed += weight * sum(n * (n - 1) for n in counts.values()) / (coders * (coders - 1))
        whole += weight
        for value, n in counts.items():
            said[value] += weight * n
    if not whole:
        return None
    chance = sum((n / (whole * coders)) ** 2 for n in said.values())
    return _beyond(agreed / whole, chance)


def brennan_prediger(ratings: Ratings, *, categories: int) -> float | None:
    """Agreement beyond what would come about if every category were as likely (Brennan and
    Prediger 1981, "Coefficient kappa: some uses, misuses, and alternatives"), for any number of
    coders; `categories` is how many a coder could choose from."""
    agreed = share_agreed(ratings)
    if agreed is None or categories < 2:
        return None
    return _beyond(agreed, 1 / categories)


def krippendorff(ratings: Ratings, *, distance: Distance = nominal) -> float | None:
    """Krippendorff's alpha, which takes any number of coders and of gaps in what they said
    (Krippendorff 2011, "Computing Krippendorff's alpha-reliability")."""
    observed = whole = 0.0
    said: defaultdict[Value, float] = defaultdict(float)
    for values, weight in ratings.pairable():
        differing = sum(distance(one, other) for one, other in combinations(values, 2))
        observed += weight * 2 * differing / (len(values) - 1)
        whole += weight * len(values)
        for value in values:
            said[value] += weight
    if whole <= 1:
        return None
    expected = apart(said, distance) / (whole - 1)
    return 1 - observed / expected if expected else None


def _beyond(agreed: float, chance: float) -> float | None:
    return (agreed - chance) / (1 - chance) if chance < 1 else None
