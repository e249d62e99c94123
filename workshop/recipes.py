"""How the packages of `vendor.toml` become files of ours: an unpacked package in, files out."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from workshop.places import PYTHON, ROOT
from workshop.say import Stop

UI = ROOT / "src" / "localturn" / "foundation" / "ui"
STATIC = UI / "static" / "ui"

Files = dict[Path, bytes]

BASE = ["base"]
COMPONENTS = ["button", "field", "fieldset", "input", "label", "tag", "skip-link"]


def theme(package: Path) -> Files:
    """Our theme, made by Designsystemet's own program, without what we do not use of it."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(UI / "theme" / "designsystemet.config.json", folder)
        program = _name(package)
        for verb in ("create", "build"):
            _run("npx", "--yes", program, "tokens", verb, folder=folder)
        css = (Path(folder) / "design-tokens-build" / "localturn.css").read_text("utf-8")
    css = re.sub(r"@layer ds\.theme\.typography\.secondary \{.*?\n\}\n\}", "", css, flags=re.DOTALL)
    css = re.sub(r"\n\s*--ds-body-(short|long)-[^;]*;", "", css)
    return {UI / "theme" / "theme.css": _squeezed(css).encode()}


def styles(package: Path) -> Files:
    """The theme and the few parts of Designsystemet that we use, in its layers.

    Its icons are `data:` addresses, which our Content-Security-Policy refuses; ours are inline.
    """
    parts = ["@layer ds.theme,ds.base,ds.components,localturn;"]
    parts.append((UI / "theme" / "theme.css").read_text("utf-8"))
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
        python = str(PYTHON)
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
{%- set icon = once(icon) -%}
"""


def icons(package: Path) -> Files:
    """A macro with the shapes of the icons that we use, by our own names."""
    lines = ["{#- Made by `python3 dev.py vendor` from lucide-static. Do not edit. -#}"]
    lines.append("{%- set shapes = {")
    for ours, theirs in ICONS.items():
        svg = (package / "icons" / f"{theirs}.svg").read_text("utf-8")
        shape = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        if shape is None:
            raise Stop(f"{theirs}.svg of lucide-static holds no drawing.")
        inside = re.sub(r"\s*\n\s*", "", shape[1]).replace(" />", "/>")
        lines.append(f"  {ours!r}: {inside!r},")
    text = "\n".join([*lines, "} -%}", _ICON_MACRO])
    return {UI / "jinja2" / "ui" / "components" / "icon.html": text.encode()}


def axe(package: Path) -> Files:
    """The one file that a test puts into a page."""
    target = ROOT / "tests" / "journeys" / "vendor" / "axe.min.js"
    return {target: (package / "axe.min.js").read_bytes()}


def _name(package: Path) -> str:
    """`name@version` of an unpacked package."""
    said = json.loads((package / "package.json").read_text("utf-8"))
    return f"{said['name']}@{said['version']}"


def _squeezed(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).replace('@charset "UTF-8";', "")
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};])\s*", r"\1", css).replace(": ", ":").strip()


def _run(*command: str | Path, folder: str | Path | None = None) -> None:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": "0"},  # fonts would carry the time they were cut
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Stop(f"{' '.join(map(str, command[:4]))} failed.\n{done.stderr[-2000:]}")


NOTO = ROOT / "src" / "localturn" / "academy" / "standards" / "certificate_pdf" / "fonts"
EUROPE = (
    "U+0020-024F,U+0259,U+02B0-02FF,U+0300-036F,U+0370-03FF,U+0400-052F,U+1E00-1EFF,U+2000-206F,"
    "U+20A0-20BF,U+2100-214F,U+2190-2193,U+2212,U+2260,U+2264,U+2265,U+25CC,U+2713"
)
OTHER_SCRIPTS = (
    *("NotoNaskhArabic", "NotoSerifHebrew", "NotoSerifArmenian", "NotoSerifGeorgian"),
    *("NotoSerifDevanagari", "NotoSerifBengali", "NotoSerifTamil", "NotoSerifEthiopic"),
    *("NotoSerifThai", "NotoSerifSinhala", "NotoSerifKhmer", "NotoSerifMyanmar"),
    *("NotoSerifTelugu", "NotoSerifKannada", "NotoSerifMalayalam", "NotoSerifGujarati"),
    *("NotoSerifGurmukhi", "NotoSerifLao", "NotoSansTifinagh", "NotoSansThaana"),
    "NotoSansSyriac",
)


def noto(package: Path) -> Files:
    """Faces for certificates as typst takes them (TTF): Latin, Greek and Cyrillic in two weights
    of two families, other scripts in one, without the hints that paper does not need."""
    faces = [
        (f"{family}-{weight}", EUROPE)
        for family in ("NotoSerif", "NotoSans")
        for weight in ("Regular", "Bold")
    ]
    faces += [(f"{family}-Regular", "*") for family in OTHER_SCRIPTS]
    return {NOTO / f"{face}.ttf": _cut(package / f"{face}.ttf", kept) for face, kept in faces}


def _cut(source: Path, kept: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "cut.ttf"
        options = ["--no-hinting", "--layout-features=*", "--name-IDs=*", "--notdef-outline"]
        options += [f"--unicodes={kept}", f"--output-file={target}"]
        _run(PYTHON, "-m", "fontTools.subset", source, *options)
        return target.read_bytes()


RECIPES: dict[str, Callable[[Path], Files]] = {
    "theme": theme,
    "styles": styles,
    "inter": inter,
    "source_serif": source_serif,
    "icons": icons,
    "axe": axe,
    "noto": noto,
}
