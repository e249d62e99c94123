"""Look the installation over: settings, database, clock, files, mail, tasks. One line a finding;
the exit status is 1 where something must be mended."""

import argparse
from collections.abc import Callable, Iterator

from localturn.cli.findings import Finding, bad
from localturn.cli.house import enter
from localturn.cli.saying import Failure

HELP = "look the installation over"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mail", metavar="ADDRESS", help="send a trial mail there")


def run(options: argparse.Namespace) -> int:
    """Every check, even when one before it found something."""
    enter()
    from localturn.cli.checks import CHECKS, send_trial

    found = [finding for check in CHECKS for finding in _asked(check)]
    if options.mail:
        found += list(send_trial(options.mail))
    for finding in found:
        print(f"{finding.state:5} {finding.sentence}")
    return 1 if any(finding.state == "bad" for finding in found) else 0


def _asked(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except Failure as failure:
        return [bad(str(failure))]
    except Exception as error:  # noqa: BLE001 – a check that breaks is a finding, not an end
        return [bad(f"{check.__name__} could not be looked at: {type(error).__name__}: {error}")]
