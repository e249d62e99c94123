"""`localturn manage rebuild_search`: the search index anew, from what the rooms offer."""

from typing import Any

from django.core.management.base import BaseCommand

from localturn.lobby.actions.search import rebuild


class Command(BaseCommand):
    help = "Build the search index anew. Nothing that readers wrote is touched."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        self.stdout.write("Reading what the rooms offer …")
        self.stdout.write(f"{rebuild()} documents can be found.")
