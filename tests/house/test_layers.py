"""The walls of the house, and the blind spots of what keeps them."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "localturn"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]


def test_no_import_runs_upwards_or_sideways() -> None:
    linter = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert linter.returncode == 0, linter.stdout


def test_every_folder_with_modules_is_a_package_the_linter_sees() -> None:
    without = [
        str(folder.relative_to(PACKAGE))
        for folder in PACKAGE.rglob("*")
        if folder.is_dir() and any(folder.glob("*.py")) and not (folder / "__init__.py").exists()
    ]

    assert without == []


def test_every_room_is_named_in_the_contract_for_the_inside_of_rooms() -> None:
    inside = next(c for c in CONTRACTS if c["name"] == "Inside each room")
    rooms = {
        f"localturn.{path.parent.name}"
        for path in PACKAGE.glob("*/room.py")
        if path.parent.name != "foundation"
    }

    assert set(inside["containers"]) == rooms


def test_every_room_with_a_plain_part_is_named_in_the_contract_for_it() -> None:
    plain = next(c for c in CONTRACTS if c["name"] == "Plain domain")
    found = {
        f"localturn.{part.parent.name}.{part.name}"
        for name in ("domain", "standards")
        for part in PACKAGE.glob(f"*/{name}")
    }

    assert set(plain["source_modules"]) == found
