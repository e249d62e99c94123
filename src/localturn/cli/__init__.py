"""The console script `localturn`; one module a subcommand."""

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand and return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localturn.config.settings")
    from django.core.management import execute_from_command_line

    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["manage"]:
        execute_from_command_line(["localturn manage", *words[1:]])
        return 0
    print("usage: localturn manage …", file=sys.stderr)
    return 2
