"""The clock of the academy's pages: noon on the third day of the runs that `makers` make."""

from collections.abc import Iterator

import pytest

from localturn.foundation import moments
from makers.academy import NOON


@pytest.fixture
def at_noon() -> Iterator[None]:
    with moments.travelled(NOON - moments.now()):
        yield
