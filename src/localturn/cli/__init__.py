"""The console script `localturn`; one module a subcommand.

A module has `HELP`, `arguments(parser)` and `run(options) -> exit status`. It imports what is heavy
inside `run`, so that `localturn --help` answers at once.
"""

import argparse
import importlib
import os
import sys

from localturn.cli.saying import Failure, fail

COMMANDS = {
    "serve": "serve",
    "demo": "demo",
    "work": "work",
    "tick": "tick",
    "import": "importing",
    "export": "exporting",
    "user": "user",
    "check": "check",
    "backup": "backup",
    "restore": "restore",
    "manage": "manage",
}


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand and return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localturn.config.settings")
    words = sys.argv[1:] if arguments is None else arguments
    parser = _parser()
    options = parser.parse_args(words)
    try:
        return int(options.run(options))
    except Failure as failure:
        return fail(str(failure))
    except KeyboardInterrupt:
        return fail("Stopped.", status=130)


def _parser() -> argparse.ArgumentParser:
    """With every subcommand and its arguments."""
    from localturn import __version__

    parser = argparse.ArgumentParser(prog="localturn", description="Serve and keep a Local Turn.")
    parser.add_argument("--version", action="version", version=f"Local Turn {__version__}")
    kinds = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, module_name in COMMANDS.items():
        module = importlib.import_module(f"localturn.cli.{module_name}")
        command = kinds.add_parser(name, help=module.HELP, description=module.__doc__)
        module.arguments(command)
        command.set_defaults(run=module.run)
    return parser
