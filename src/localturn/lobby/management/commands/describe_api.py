"""`localturn manage describe_api > docs/reference/api.md`."""

from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Write the reference of the API, as Markdown."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        from localturn.lobby.api.reference import as_markdown

        self.stdout.write(as_markdown(), ending="")
