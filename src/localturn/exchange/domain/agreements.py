"""A learning agreement: what is studied at the host university counts as this at home."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal

from localturn.exchange.domain.applications import Party


@dataclass(frozen=True)
class Terms:
    """What is agreed."""

    course: str
    course_number: str
    points: Decimal
    recognised_as: str
    recognised_points: Decimal

    def digest(self, *, application: int, version: int) -> str:
        """What a confirmation is bound to: these words, of this application, in this version."""
        said = {name: _plain(value) for name, value in asdict(self).items()}
        said |= {"application": str(application), "version": str(version)}
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def outstanding(confirmed: Iterable[tuple[str, str]], digest: str) -> list[Party]:
    """Which parties have not confirmed these very words; `confirmed` are pairs of party, digest."""
    done = {party for party, bound in confirmed if bound == digest}
    return [party for party in Party if party not in done]
