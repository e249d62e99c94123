"""Databases of the source from before its migrations were folded into the first ones.

One that has seen the last of them is like one that is made anew, and goes on. Any other lacks
tables that nothing makes any more, and is refused before anything in it is changed.
"""

from collections.abc import Collection
from importlib import import_module

FOLDED: dict[str, list[str]] = import_module("localturn.academy.migrations.0002_guards").FOLDED
FIRST, AFTER = ("academy", "0001_initial"), ("academy", "0002_guards")
LAST_TABLE = "academy_regrade"
"""What the last folded migration made."""

WAY_OUT = (
    "Bring it up to date with the source as it was right before the change “Fold the migrations "
    "before the first release”, or make it anew; then come back to this version."
)


def fault(applied: Collection[tuple[str, str]], tables: Collection[str]) -> str:
    """Why a database cannot be brought up to date from where it is; "" if it can."""
    if FIRST not in applied or AFTER in applied:
        return ""
    folded = [(app, name) for app, names in FOLDED.items() for name in names]
    missing = [each for each in folded if each not in applied]
    is_older = len(missing) < len(folded)
    if (is_older and missing) or (not is_older and LAST_TABLE not in tables):
        app, name = missing[0]
        return (
            "This database is of an earlier state of Local Turn, from before its first release, "
            f"and lacks what {app}.{name} and what came after it would have made. {WAY_OUT}"
        )
    return ""


def is_folded(app: str, name: str) -> bool:
    return name in FOLDED.get(app, ())
