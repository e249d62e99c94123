"""What takes long to make and is only copied: made by the first process of a test run."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

FOLDER = "LOCALTURN_TESTS_MADE_ONCE"
"""Names the folder for the length of a run, which its processes share."""
KEPT = "LOCALTURN_TESTS_KEPT"
"""Names a folder that outlives a run, for whoever runs single tests again and again."""


def made_once(name: str, make: Callable[[Path], None], *, within: str = FOLDER) -> Path:
    """The folder of that name, filled by whoever asks first; the others wait."""
    folder = Path(os.environ[within]) / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            (folder / "made").touch()
    return folder
