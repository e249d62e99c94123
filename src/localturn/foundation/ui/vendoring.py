"""Makes what others made anew from npm, as `vendor.toml` lists it. A developer's tool.

Needs npm, and fonttools for the fonts; itself it uses the standard library alone. `python3
vendoring.py` makes everything; `python3 vendoring.py check` only compares checksums.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
MANIFEST = HERE / "vendor.toml"
STATIC = HERE / "static" / "ui"

Files = dict[Path, bytes]

# --- Recipes: an unpacked package to files of ours ----------------------------------------------

BASE = ["base"]
COMPONENTS = ["button", "field", "fieldset", "input", "label", "tag", "skip-link"]


def theme(package: Path) -> Files:
    """Our theme, made by Designsystemet's own program, without what we do not use of it."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(HERE / "theme" / "designsystemet.config.json", folder)
        program = f"{package_name(package)}@{package_version(package)}"
        for verb in ("create", "build"):
            _run("npx", "--yes", program, "tokens", verb, folder=folder)
        css = (Path(folder) / "design-tokens-build" / "localturn.css").read_text("utf-8")
    css = re.sub(r"@layer ds\.theme\.typography\.secondary \{.*?\n\}\n\}", "", css, flags=re.DOTALL)
    css = re.sub(r"\n\s*--ds-body-(short|long)-[^;]*;", "", css)
    return {HERE / "theme" / "theme.css": _squeezed(css).encode()}


def styles(package: Path) -> Files:
    """The theme and the few parts of Designsystemet that we use, in its layers.

    Its icons are `data:` addresses, which our Content-Security-Policy refuses; ours are inline.
    """
    parts = ["@layer ds.theme,ds.base,ds.components,localturn;"]
    parts.append((HERE / "theme" / "theme.css").read_text("utf-8"))
    for layer, names in (("ds.base", BASE), ("ds.components", COMPONENTS)):
        for name in names:
            css = (package / "dist" / "src" / f"{name}.css").read_text("utf-8")
            css = re.sub(r'url\("data:[^"]*"\)', "none", css)
            parts.append(f"@layer {layer}{{{css.strip()}}}")
    return {STATIC / "designsystemet.css": "\n".join(parts).encode()}


BALKAN_AND_MORE = "Ā-ſƒȘșȚțẞ₂€₺‰№™−≈≠≤≥"  # Latin Extended-A and what stands in texts of our regions
FEATURES = "kern,mark,mkmk,ccmp,locl,liga,tnum"


def inter(package: Path) -> Files:
    """One file a script, weights 400 to 700."""
    source = package / "files"
    return {
        STATIC / "fonts" / f"inter-{script}.woff2": _subset(
            source / f"inter-{script}-wght-normal.woff2", "400:700", script
        )
        for script in ("latin", "latin-ext", "cyrillic", "greek")
    }


def source_serif(package: Path) -> Files:
    """One file a script and face: 600 for headings, 400 and its italic for long texts."""
    source = package / "files"
    faces = [("600", "normal"), ("400", "normal"), ("400", "italic")]
    return {
        STATIC
        / "fonts"
        / f"source-serif-{script}-{weight}{'-italic' * (style == 'italic')}.woff2": (
            _subset(source / f"source-serif-4-{script}-wght-{style}.woff2", weight, script)
        )
        for script in ("latin", "latin-ext", "cyrillic", "greek")
        for weight, style in faces
    }


def _subset(source: Path, weights: str, script: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        few, cut = Path(folder) / "few.ttf", Path(folder) / "cut.ttf"
        wanted = f"--text={_letters()}" if script == "latin-ext" else "--unicodes=*"
        python = sys.executable
        options = [f"--layout-features={FEATURES}", "--no-hinting", "--drop-tables+=STAT"]
        _run(
            python, "-m", "fontTools.subset", str(source), wanted, *options, f"--output-file={few}"
        )
        _run(
            python,
            "-m",
            "fontTools.varLib.instancer",
            "-q",
            str(few),
            f"wght={weights}",
            "-o",
            str(cut),
        )
        target = Path(folder) / "cut.woff2"
        _run(python, "-m", "fontTools.ttLib", "--flavor", "woff2", "-o", str(target), str(cut))
        return target.read_bytes()


def _letters() -> str:
    first, last = BALKAN_AND_MORE[0], BALKAN_AND_MORE[2]
    return "".join(map(chr, range(ord(first), ord(last) + 1))) + BALKAN_AND_MORE[3:]


ICONS = {
    "info": "info", "done": "circle-check", "warning": "triangle-alert", "error": "octagon-x",
    "on": "chevron-right", "back": "chevron-left", "down": "chevron-down", "missing": "circle",
    "current": "circle-dot", "locked": "lock", "clock": "clock", "search": "search",
    "menu": "menu", "close": "x", "download": "download", "away": "external-link",
    "calendar": "calendar", "person": "user", "people": "users", "language": "globe",
    "light": "sun", "dark": "moon", "device": "monitor", "discussion": "message-square",
    "file": "file-text", "reading": "book-open", "write": "pencil-line", "check": "check",
    "add": "plus", "mail": "mail", "print": "printer", "certificate": "award",
    "quiz": "list-checks", "case": "landmark", "webinar": "video", "link": "link",
    "settings": "settings", "chart": "chart-column", "place": "map-pin",
}  # fmt: skip

_ICON_MACRO = """\
{%- macro icon(name, label=None) -%}
<svg class="lt-icon" data-icon="{{ name }}" width="20" height="20" viewBox="0 0 24 24"\
{% if label %} role="img" aria-label="{{ label }}"{% else %} aria-hidden="true"{% endif %}>\
{{ shapes[name]|safe }}</svg>
{%- endmacro %}
"""


def icons(package: Path) -> Files:
    """A macro with the shapes of the icons that we use, by our own names."""
    lines = ["{#- Made by `python3 dev.py vendor` from lucide-static. Do not edit. -#}"]
    lines.append("{%- set shapes = {")
    for ours, theirs in ICONS.items():
        svg = (package / "icons" / f"{theirs}.svg").read_text("utf-8")
        shape = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        if shape is None:
            raise SystemExit(f"{theirs}.svg holds no drawing.")
        inside = re.sub(r"\s*\n\s*", "", shape[1]).replace(" />", "/>")
        lines.append(f"  {ours!r}: {inside!r},")
    text = "\n".join([*lines, "} -%}", _ICON_MACRO])
    return {HERE / "jinja2" / "ui" / "components" / "icon.html": text.encode()}


def axe(package: Path) -> Files:
    """The one file that a test puts into a page."""
    target = ROOT / "tests" / "journeys" / "vendor" / "axe.min.js"
    return {target: (package / "axe.min.js").read_bytes()}


RECIPES: dict[str, Callable[[Path], Files]] = {
    "theme": theme,
    "styles": styles,
    "inter": inter,
    "source_serif": source_serif,
    "icons": icons,
    "axe": axe,
}

# --- The manifest -------------------------------------------------------------------------------


def read_manifest() -> list[dict[str, Any]]:
    """The packages of `vendor.toml`."""
    packages: list[dict[str, Any]] = tomllib.loads(MANIFEST.read_text("utf-8"))["package"]
    return packages


def write_manifest(packages: list[dict[str, Any]]) -> None:
    """Keeps the head of the file and writes the packages anew."""
    head = MANIFEST.read_text("utf-8").split("[[package]]", 1)[0]
    blocks = []
    for package in packages:
        lines = ["[[package]]"]
        lines += [f"{key} = {json.dumps(package[key])}" for key in package if key != "files"]
        lines.append("[package.files]")
        lines += [f'"{path}" = "{checksum}"' for path, checksum in sorted(package["files"].items())]
        blocks.append("\n".join(lines))
    MANIFEST.write_text(head + "\n\n".join(blocks) + "\n", "utf-8")


def faults() -> Iterator[str]:
    """A sentence for each file that is missing or not what the manifest says."""
    for package in read_manifest():
        if not package["files"]:
            yield f"{package['name']} lists no file."
        for path, checksum in package["files"].items():
            file = ROOT / path
            if not file.exists():
                yield f"{path} is missing."
            elif _sha512(file.read_bytes()) != checksum:
                yield f"{path} is not the file that vendor.toml lists."


def make() -> None:
    """Every file anew, with its checksum; the licences beside."""
    packages = read_manifest()
    for package in packages:
        print(f"{package['name']} {package['version']} …", flush=True)  # noqa: T201
        with tempfile.TemporaryDirectory() as folder:
            unpacked = _fetched(package, Path(folder))
            files = RECIPES[package["recipe"]](unpacked)
            licence = (
                HERE / "licences" / (package["name"].replace("@", "").replace("/", "-") + ".txt")
            )
            files[licence] = next(unpacked.glob("LICENSE*")).read_bytes()
            for path, content in files.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            package["files"] = {
                path.relative_to(ROOT).as_posix(): _sha512(content)
                for path, content in files.items()
            }
    write_manifest(packages)


def _fetched(package: dict[str, Any], folder: Path) -> Path:
    """The package, unpacked; refused if it is not the archive that the manifest knows."""
    wanted = f"{package['name']}@{package['version']}"
    name = _run("npm", "pack", "--silent", wanted, folder=folder).strip().splitlines()[-1]
    archive = folder / name
    checksum = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if package["archive"] not in ("", checksum):
        raise SystemExit(f"{wanted} is not the archive that vendor.toml lists.")
    package["archive"] = checksum
    shutil.unpack_archive(archive, folder, "gztar", filter="data")
    return folder / "package"


def package_name(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text("utf-8"))["name"])


def package_version(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text("utf-8"))["version"])


def _squeezed(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = css.replace('@charset "UTF-8";', "")
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};])\s*", r"\1", css).replace(": ", ":").strip()


def _sha512(content: bytes) -> str:
    return hashlib.sha512(content).hexdigest()


def _run(*command: str, folder: str | Path | None = None) -> str:
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
    return done.stdout


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        found = list(faults())
        sys.exit("\n".join(found) if found else 0)
    make()
