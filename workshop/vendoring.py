"""Browser files of others: fetched at a pinned version, checked, committed with their licence."""

import base64
import hashlib
import json
import shutil
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from workshop.places import ROOT
from workshop.say import Stop, call, say

MANIFEST = ROOT / "vendor.toml"


def vendor(words: list[str]) -> int:
    """Fetch every package of the manifest (or those named) and put its files where it says."""
    packages: list[dict[str, Any]] = tomllib.loads(MANIFEST.read_text("utf-8"))["packages"]
    for package in packages:
        if not words or package["name"] in words:
            _fetch(package)
    return 0


def _fetch(package: dict[str, Any]) -> None:
    if not shutil.which("npm"):
        raise Stop("npm is needed to fetch browser files; running Local Turn does not need it.")
    spec = f"{package['name']}@{package['version']}"
    say(f"Fetching {spec}")
    with tempfile.TemporaryDirectory() as folder:
        told = call(
            ["npm", "pack", spec, "--json", "--silent", "--pack-destination", folder],
            because=f"npm pack {spec}",
        )
        archive = Path(folder) / json.loads(told)[0]["filename"]
        digest = hashlib.sha512(archive.read_bytes()).digest()
        integrity = "sha512-" + base64.b64encode(digest).decode()
        if integrity != package["integrity"]:
            raise Stop(f"{spec} is not what the manifest vouches for: its integrity is {integrity}")
        with tarfile.open(archive) as unpacked:
            unpacked.extractall(folder, filter="data")
        for source, target in package["files"].items():
            goal = ROOT / target
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(folder) / "package" / source, goal)
