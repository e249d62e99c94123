"""Browser files of others: fetched at a pinned version, checked, committed with their licence.

The manifest is `src/localturn/foundation/ui/vendor.toml`. Whoever runs Local Turn needs none of
this: the files are committed.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from workshop import environment
from workshop.places import ROOT
from workshop.recipes import RECIPES, UI
from workshop.say import Stop, call, say

MANIFEST = UI / "vendor.toml"


def vendor(words: list[str]) -> int:
    """Make the files of every package of the manifest (or of those named) and list them in it."""
    environment.ready(everything=True)  # the fonts are cut by fonttools
    packages: list[dict[str, Any]] = tomllib.loads(MANIFEST.read_text("utf-8"))["package"]
    for package in packages:
        if not words or package["name"] in words:
            say(f"Making the files of {package['name']} {package['version']}")
            with tempfile.TemporaryDirectory() as folder:
                _make(package, _fetched(package, Path(folder)))
    _list(packages)
    return 0


def _fetched(package: dict[str, Any], folder: Path) -> Path:
    """The unpacked package; refused if it is not the archive that the manifest vouches for."""
    if package.get("origin") == "debian":
        return _installed(package)
    if not shutil.which("npm"):
        raise Stop("npm is needed to fetch browser files; running Local Turn does not need it.")
    spec = f"{package['name']}@{package['version']}"
    told = call(
        ["npm", "pack", spec, "--json", "--silent", "--pack-destination", folder],
        because=f"npm pack {spec}",
    )
    archive = folder / json.loads(told[told.index("[") :])[0]["filename"]
    digest = hashlib.sha512(archive.read_bytes()).digest()
    integrity = "sha512-" + base64.b64encode(digest).decode()
    if package["integrity"] not in ("", integrity):
        raise Stop(f"{spec} is not what the manifest vouches for: its integrity is {integrity}")
    package["integrity"] = integrity
    shutil.unpack_archive(archive, folder, "gztar", filter="data")
    return folder / "package"


def _installed(package: dict[str, Any]) -> Path:
    """The folder of a font package of Debian's, in the version that the manifest names."""
    name, version = package["name"], package["version"]
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", name], capture_output=True, text=True, check=False
    )
    if asked.stdout != version:
        raise Stop(f"Debian's package {name} {version} must be installed to cut its fonts.")
    return Path("/usr/share/fonts/truetype/noto")


def _licence(package: dict[str, Any], unpacked: Path) -> bytes:
    if package.get("origin") == "debian":
        return Path(f"/usr/share/doc/{package['name']}/copyright").read_bytes()
    return next(unpacked.glob("LICENSE*")).read_bytes()


def _make(package: dict[str, Any], unpacked: Path) -> None:
    files = RECIPES[package["recipe"]](unpacked)
    licence = package["name"].removeprefix("@").replace("/", "-") + ".txt"
    files[UI / "licences" / licence] = _licence(package, unpacked)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    package["files"] = {
        path.relative_to(ROOT).as_posix(): hashlib.sha512(content).hexdigest()
        for path, content in files.items()
    }


def _list(packages: list[dict[str, Any]]) -> None:
    """Write the packages anew, under the head that the manifest has."""
    head = MANIFEST.read_text("utf-8").split("[[package]]", 1)[0]
    blocks = []
    for package in packages:
        lines = ["[[package]]"]
        lines += [f"{key} = {json.dumps(package[key])}" for key in package if key != "files"]
        lines.append("[package.files]")
        lines += [f'"{path}" = "{digest}"' for path, digest in sorted(package["files"].items())]
        blocks.append("\n".join(lines))
    MANIFEST.write_text(head + "\n\n".join(blocks) + "\n", "utf-8")
