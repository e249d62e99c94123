"""The catalogues of the interface: texts out of the source, and translations into the package."""

from workshop import environment
from workshop.places import BIN, PYTHON, ROOT, SCRATCH
from workshop.say import call, say

LOCALE = ROOT / "src" / "localturn" / "locale"
LANGUAGES = ("fr", "sv")
KEYWORDS = (
    "N_",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
)
MAPPING = """\
[python: **.py]
[jinja2: **/jinja2/**.*]
extensions=jinja2.ext.i18n,jinja2.ext.do
newstyle_gettext=true
trimmed=true
silent=false
"""


def messages() -> int:
    """Extract the texts, bring the catalogues up to date, compile them."""
    environment.ready(everything=True)
    SCRATCH.mkdir(exist_ok=True)
    mapping = SCRATCH / "babel.cfg"
    mapping.write_text(MAPPING, encoding="ascii")
    template = SCRATCH / "django.pot"
    babel = str(BIN / "pybabel")
    say("Extracting the texts")
    keywords = [word for keyword in KEYWORDS for word in ("-k", keyword)]
    call(
        [babel, "extract", "-F", str(mapping), *keywords, "--no-location", "--sort-output"]
        + ["--omit-header", "-c", "Translators:", "-o", str(template), "src/localturn"],
        because="Extracting the texts",
    )
    for language in LANGUAGES:
        catalogue = LOCALE / language / "LC_MESSAGES" / "django.po"
        say(f"Bringing {catalogue.relative_to(ROOT)} up to date")
        if not catalogue.exists():
            catalogue.parent.mkdir(parents=True, exist_ok=True)
            made = ["-i", str(template), "-l", language, "-o", str(catalogue)]
            call([babel, "init", *made], because="Making the catalogue")
        call(
            [babel, "update", "-i", str(template), "-l", language, "-o", str(catalogue)]
            + ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"],
            because="Updating the catalogue",
        )
        compiled = catalogue.with_suffix(".mo")
        call(
            [PYTHON, "-m", "workshop.typesetting", language, catalogue, compiled],
            because="Compiling the catalogue",
        )
    return 0
