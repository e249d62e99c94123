"""Processes of `localturn` that begin with what every one of them loads first already in memory.

Most of a command's life is loading what stands under the product: Django, the sign-in, the
cryptography. One process loads that without any setting, and each command is a fork of it, with
an environment, an input and an end of its own. What the product itself loads, and all it does
with its settings, each does for itself. Started from nothing, as people do it, `localturn` is
in what is left running (`Installation.start`) and in the journeys.
"""

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

BEFORE_ANY_SETTING = """
asyncio babel.dates cryptography.fernet cryptography.x509 csp.constants django_stubs_ext
django.contrib.auth.hashers django.contrib.auth.management django.contrib.staticfiles.finders
django.core.cache.backends.db django.core.files.storage django.core.mail
django.core.management.commands.check django.core.management.commands.migrate
django.core.management.commands.shell django.db.backends.postgresql.base
django.db.backends.sqlite3.base django.db.migrations.executor django.forms
django.middleware.csrf django.template.defaulttags django.template.loader_tags
django.test.client django.views.generic fido2.webauthn icalendar jinja2 jwt markdown_it nh3
requests segno whitenoise.storage
"""


def run(
    words: tuple[str, ...], environ: dict[str, str], stdin: str, *, timeout: int
) -> subprocess.CompletedProcess[str]:
    """What `localturn WORDS` says and how it ends."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "stdin").write_text(stdin)
        nursery = _nursery()
        assert nursery.stdin
        assert nursery.stdout
        print(json.dumps([name, words, environ, timeout]), file=nursery.stdin, flush=True)
        status = int(nursery.stdout.readline())
        return subprocess.CompletedProcess(
            ["localturn", *words],
            status,
            (folder / "stdout").read_text(),
            (folder / "stderr").read_text(),
        )


@cache
def _nursery() -> "subprocess.Popen[str]":
    """It ends with its input, which is with the tests."""
    nursery = subprocess.Popen(
        [sys.executable, "-m", __name__],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(nursery.communicate)
    return nursery


def _serve() -> None:
    for name in BEFORE_ANY_SETTING.split():
        import_module(name)
    gc.collect()
    gc.freeze()  # else each fork would copy all this at its end, to clear it away
    for line in sys.stdin:
        folder, words, environ, timeout = json.loads(line)
        child = os.fork()
        if child == 0:
            sys.exit(_live(Path(folder), words, environ, timeout))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _live(folder: Path, words: list[str], environ: dict[str, str], timeout: int) -> int:
    """The command, which knows nothing of all this."""
    os.dup2(os.open(folder / "stdin", os.O_RDONLY), 0)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT), number)
    sys.stdin = os.fdopen(0)  # the old one has read ahead
    os.environ.clear()
    os.environ.update(environ)
    signal.alarm(timeout)
    from localturn.cli import main

    return main(words)


if __name__ == "__main__":
    _serve()
