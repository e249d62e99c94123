"""Write the database and the files of this installation to one archive, while it runs. The secret
key is not in it; keep it elsewhere."""

import argparse
from pathlib import Path

from localturn.cli.house import enter, require_migrated
from localturn.cli.saying import Failure, taking

HELP = "write database and files to one archive"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="such as backup.tar.gz")


def run(options: argparse.Namespace) -> int:
    """Never over a backup that is there."""
    enter()
    require_migrated()
    from localturn.foundation import moments
    from localturn.lobby.actions.backups import make_backup

    if options.file.exists():
        raise Failure(f"{options.file} exists already; choose another name.")
    with taking(f"Writing {options.file}"):
        made = make_backup(options.file.resolve(), now=moments.now())
    print(f"{options.file}: {made.size / 1024**2:.1f} MiB, with {made.files} files.")
    return 0
