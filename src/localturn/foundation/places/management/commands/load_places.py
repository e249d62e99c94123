"""`localturn manage load_places`: the gazetteer into the database, once an edition."""

from typing import Any

from django.core.management.base import BaseCommand

from localturn.foundation import moments
from localturn.foundation.places.actions import load_gazetteer


class Command(BaseCommand):
    help = "Load countries and cities, unless this edition of the gazetteer is there already."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        count = load_gazetteer(now=moments.now())
        self.stdout.write(f"{count} cities loaded." if count else "The gazetteer is up to date.")
