"""Where things are."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("LOCALTURN_VENV") or ROOT / ".venv")
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK_ALL = ROOT / "requirements.lock"
LOCK_RUN = ROOT / "requirements-run.lock"
PROJECT = ROOT / "pyproject.toml"
SCRATCH = ROOT / ".dev"
HOME = ROOT / "var"
