"""Transcripts are only ever added to, also after a migration was taken back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_transcripts_are_guarded_before_and_after_they_have_keys() -> None:
    last = MigrationExecutor(connection).loader.graph.leaf_nodes("exchange")

    try:
        MigrationExecutor(connection).migrate([("exchange", "0006_partner_slots")])
        before = guards()
    finally:
        MigrationExecutor(connection).migrate(last)

    both = {f"exchange_transcript_is_never_{done}" for done in ("changed", "deleted")}
    assert (before, guards()) == (both, both)


def guards() -> set[str]:
    question = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass "
        "AND NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question, ["exchange_transcript"])
        return {name for (name,) in cursor.fetchall()}
