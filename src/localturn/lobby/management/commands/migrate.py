"""Django's `migrate`, which first looks whether the database can be brought up to date at all."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from localturn.lobby.actions import folded


class Command(migrate.Command):
    def handle(self, *labels: Any, **options: Any) -> str | None:
        connection = connections[options["database"]]
        applied = MigrationRecorder(connection).applied_migrations()
        if fault := folded.fault(applied, connection.introspection.table_names()):
            raise CommandError(fault)
        return super().handle(*labels, **options)
