"""Django's own commands, such as migrate, shell, showmigrations."""

import argparse

from localturn.cli.house import enter

HELP = "Django's own commands"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything behind the word is Django's."""
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="…")


def run(options: argparse.Namespace) -> int:
    """Hand the words on."""
    enter()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["localturn manage", *options.words])
    return 0
