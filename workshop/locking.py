"""The locks: every package with its version and hashes, and no host named."""

import shutil
from pathlib import Path

from workshop import environment
from workshop.places import BIN, LOCK_ALL, LOCK_RUN, PROJECT
from workshop.say import Stop, call, say


def lock(words: list[str]) -> int:
    """Make both locks anew from pyproject.toml; `--upgrade` takes newer versions."""
    if not shutil.which("uv") and not (BIN / "uv").exists():
        environment.ready(everything=True)
    uv = BIN / "uv" if (BIN / "uv").exists() else Path(shutil.which("uv") or "uv")
    common: list[str | Path] = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
    common += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-config"]
    say(f"Resolving everything into {LOCK_ALL.name}")
    call([*common, PROJECT, "--group", f"{PROJECT}:dev", "-o", LOCK_ALL, *words], because="uv")
    say(f"Resolving what running needs into {LOCK_RUN.name}, in the same versions")
    LOCK_RUN.unlink(missing_ok=True)
    call([*common, "--no-annotate", PROJECT, "-c", LOCK_ALL, "-o", LOCK_RUN], because="uv")
    for made in (LOCK_ALL, LOCK_RUN):
        if "://" in made.read_text(encoding="utf-8"):
            raise Stop(f"{made.name} names a host; it must not.")
    return 0
