"""A document of the demonstration as a PDF of small pages, which says the same as its text."""

import json

from localturn.corpus.demo.texts import Written

PRINTED = ("baltic-declaration", "lakes-compact")
_PAGE = """#set page(width: 105mm, height: 74mm, margin: 14mm)
#set text(font: "Libertinus Serif", size: 11pt, hyphenate: false)
#set smartquote(enabled: false)
#let said = json(bytes(sys.inputs.said))
#for each in said.paragraphs {
  block(breakable: false, below: 2em, text(lang: said.lang, each))
}
"""


def printed(document: Written) -> bytes:
    """Raises nothing: what it prints is the house's own."""
    import typst  # 80 MB: only who prints loads it

    said = {"lang": document.language, "paragraphs": document.text.split("\n\n")}
    made = typst.compile(_PAGE.encode(), sys_inputs={"said": json.dumps(said)})
    assert isinstance(made, bytes)  # noqa: S101 (of a PDF there is one)
    return made
