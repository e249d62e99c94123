"""Opening the house for a command: settings read, Django ready, a database that answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from localturn.cli.saying import Failure, say

if TYPE_CHECKING:
    from localturn.foundation.people.models import Person


def enter() -> None:
    """Make Django ready; raises Failure with the sentence about a setting that is wrong."""
    import django

    from localturn.config.environment import BadEnvironment

    try:
        django.setup()
    except BadEnvironment as bad:
        raise Failure(str(bad)) from bad


def pending_migrations() -> list[str]:
    """Names of migrations that the database has not seen; raises Failure if it does not answer."""
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise Failure(f"The database does not answer: {str(error).strip()}") from error
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def require_migrated() -> None:
    """Raise Failure unless the database has every table as this version wants it."""
    pending = pending_migrations()
    if pending:
        raise Failure(
            f"{len(pending)} migrations are pending, such as {pending[0]}. "
            "Make a backup, then run: localturn manage migrate"
        )


@contextmanager
def locks_told() -> Iterator[None]:
    """Raises Failure with the sentence about a lock that could not be had in the block."""
    from localturn.foundation.tasks.presence import Unlocked

    try:
        yield
    except Unlocked as why:
        raise Failure(str(why)) from why


def person(email: str) -> "Person":
    """The person with this address; raises Failure."""
    from localturn.foundation.people.models import Person

    found = Person.objects.filter(email__iexact=email).first()
    if found is None:
        raise Failure(f"Nobody has the address {email}. `localturn user list` shows who there is.")
    return found


def acting(email: str | None) -> "Person":
    """Who a command acts as: the person named, or the only operator there is."""
    from localturn.foundation.people.models import Person

    if email:
        return person(email)
    operators = list(Person.objects.filter(is_staff=True, is_active=True)[:2])
    if len(operators) != 1:
        raise Failure("Say who does this: --by ADDRESS")
    say(f"Done in the name of {operators[0].email}.")
    return operators[0]
