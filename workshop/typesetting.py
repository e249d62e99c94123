"""Catalogues compiled: what printers do with spaces is done here, since nobody sees it in a text.

python -m workshop.typesetting LANGUAGE FROM.po TO.mo
"""

import re
import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

NO_BREAK = "\N{NO-BREAK SPACE}"
FRENCH = re.compile(r" (?=[:;?!»]|%%)|(?<=«) ")


def typeset(text: Any, language: str) -> Any:
    """A translation, or its forms, with spaces at which no line may end."""
    if language != "fr":
        return text
    if isinstance(text, str):
        return FRENCH.sub(NO_BREAK, text)
    return tuple(FRENCH.sub(NO_BREAK, each) for each in text)


def compiled(language: str, source: Path, target: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        if message.id:
            message.string = typeset(message.string, language)
    with target.open("wb") as file:
        write_mo(file, catalogue)


if __name__ == "__main__":
    compiled(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
