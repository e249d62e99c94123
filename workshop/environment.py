"""The virtual environment: made if absent, filled again only when its lock has changed."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from workshop import debian
from workshop.places import BIN, LOCK_ALL, LOCK_RUN, PYTHON, ROOT, SCRATCH, VENV
from workshop.say import Stop, call, say

STAMP = VENV / "installed-locks"


def ready(*, everything: bool) -> None:
    """An environment with what running needs, or with everything the checks need as well."""
    wanted = LOCK_ALL if everything else LOCK_RUN
    if _works() and _digest(wanted) in _stamped():
        return
    if not _works():
        say(f"Making a virtual environment in {_short(VENV)}")
        _make()
    say(f"Installing what {_short(wanted)} lists (hashes checked)")
    _install(wanted)
    digests = {_digest(LOCK_RUN), _digest(LOCK_ALL)} if everything else {_digest(LOCK_RUN)}
    STAMP.write_text("\n".join(sorted(digests)) + "\n", encoding="ascii")


def keep_bytecode() -> None:
    """Let a process find what another has compiled, if not beside the sources then apart.

    The tests start hundreds of processes, of which each would compile Django and the rest anew.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(SCRATCH / "bytecode"))


def _works() -> bool:
    if not PYTHON.exists():
        return False
    asked = subprocess.run(
        [PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"],
        check=False,
        capture_output=True,
    )
    return asked.returncode == 0


def _digest(lock: Path) -> str:
    """Of the lock and of the Python, so that a newer Python fills the environment anew."""
    if not lock.exists():
        raise Stop(f"{_short(lock)} is missing; `git checkout {lock.name}` brings it back.")
    return hashlib.sha256(lock.read_bytes() + repr(sys.version_info[:2]).encode()).hexdigest()


def _stamped() -> set[str]:
    return set(STAMP.read_text(encoding="ascii").split()) if STAMP.exists() else set()


def _make() -> None:
    """With pip where Python brings one, else without (Debian cuts ensurepip out of python3)."""
    if VENV.exists():
        shutil.rmtree(VENV)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(VENV)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode == 0:
        return
    uv = shutil.which("uv")
    if uv:
        call([uv, "venv", "--quiet", "--python", sys.executable, VENV], because="uv venv")
        return
    raise Stop(
        f"No virtual environment could be made in {VENV}:\n{made.stdout}{made.stderr}\n"
        f"{debian.venv_hint()}"
    )


def _install(lock: Path) -> None:
    uv = _uv()
    if uv:
        installer = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    else:
        installer = [*_pip(), "install", "--quiet", "--disable-pip-version-check"]
    call([*installer, "--require-hashes", "-r", lock], because="Installing the packages")
    _link_ourselves()


def _link_ourselves() -> None:
    """Put src/ on the environment's path and `localturn` in its bin: an install without a build."""
    site = call(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        because="Asking Python for its folders",
    ).strip()
    (Path(site) / "localturn-source.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    script = BIN / "localturn"
    script.write_text(
        f"#!{PYTHON}\nimport sys\n\nfrom localturn.cli import main\n\nsys.exit(main())\n",
        encoding="utf-8",
    )
    script.chmod(0o755)


def _uv() -> str | None:
    """uv from the environment, from the path, or by pip into the environment; it is optional."""
    inside = BIN / ("uv.exe" if os.name == "nt" else "uv")
    if inside.exists():
        return str(inside)
    found = shutil.which("uv")
    if found:
        return found
    say("Fetching uv, which installs quickly")
    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder) / "uv.txt"
        only_uv.write_text(_block_of("uv"), encoding="ascii")
        fetched = subprocess.run(
            [*_pip(), "install", "--quiet", "--disable-pip-version-check"]
            + ["--require-hashes", "-r", str(only_uv)],
            capture_output=True,
            text=True,
            check=False,
        )
    if fetched.returncode == 0 and inside.exists():
        return str(inside)
    say("uv could not be fetched; pip does the same, more slowly")
    return None


def _block_of(package: str) -> str:
    """A package's line of the lock with its hashes."""
    lines = LOCK_ALL.read_text(encoding="ascii").splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith(f"{package}==")), None)
    if start is None:
        raise Stop(f"{LOCK_ALL.name} does not list {package}; `python3 dev.py lock` makes it anew.")
    end = start + 1
    while end < len(lines) and lines[end].startswith("    --hash"):
        end += 1
    return "\n".join(lines[start:end]).rstrip("\\ ") + "\n"


def _pip() -> list[str]:
    """A pip that installs into the environment: its own, or this Python's, pointed at it."""
    if _has_module(PYTHON, "pip"):
        return [str(PYTHON), "-m", "pip"]
    if _has_module(Path(sys.executable), "pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if _has_module(Path(sys.executable), "ensurepip"):
        call([PYTHON, "-m", "ensurepip", "--default-pip"], because="Unpacking pip")
        return [str(PYTHON), "-m", "pip"]
    if debian.may_install():
        say("Installing python3-venv, which Debian keeps apart from python3")
        debian.install(["python3-venv"])
        call([PYTHON, "-m", "ensurepip", "--default-pip"], because="Unpacking pip")
        return [str(PYTHON), "-m", "pip"]
    raise Stop(f"This Python has neither pip nor ensurepip.\n{debian.venv_hint()}")


def _has_module(python: Path, name: str) -> bool:
    asked = subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False)
    return asked.returncode == 0


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
