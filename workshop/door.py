"""Which command does what."""

from collections.abc import Callable

from workshop import environment, locking, messages, running, testing, vendoring
from workshop.bench import bench
from workshop.say import Stop

HELP = """\
python3 dev.py COMMAND

  run              from a fresh copy to a served demonstration; its data stay under ./var
  localturn …      the program itself on that demonstration, such as:
                   python3 dev.py localturn demo --later 7d
  test [--all]     everything: style, types, walls, tests on SQLite and PostgreSQL, journeys;
                   with --all it is a failure if something cannot be run here
  check            the quick part of it: style, types, walls
  journeys         the journeys in a browser alone
  bench ROOM…      measure; one JSON line a figure
  messages         extract the texts of the interface, update and compile the catalogues
  vendor           fetch the browser files that vendor.toml names, and check them
  lock [--upgrade] make requirements.lock and requirements-run.lock anew

Words after `test` and `journeys` are handed to pytest, such as: python3 dev.py test -k seats
"""


def enter(words: list[str]) -> int:
    """Do what the first word says; the exit status is the answer."""
    command, rest = (words[0] if words else "help"), words[1:]
    environment.keep_bytecode()
    try:
        return _do(command, rest)
    except Stop as stop:
        print(f"\n{stop}", flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        return 130


def _do(command: str, rest: list[str]) -> int:
    commands: dict[str, Callable[[], int]] = {
        "run": lambda: running.run(rest),
        "localturn": lambda: running.localturn(rest),
        "test": lambda: testing.test(
            all_of_it="--all" in rest, words=[word for word in rest if word != "--all"]
        ),
        "check": testing.check,
        "journeys": lambda: testing.journeys(rest),
        "bench": lambda: bench(rest),
        "messages": messages.messages,
        "vendor": lambda: vendoring.vendor(rest),
        "lock": lambda: locking.lock(rest),
    }
    if command in commands:
        return commands[command]()
    print(HELP)
    return 0 if command in {"help", "-h", "--help"} else 2
