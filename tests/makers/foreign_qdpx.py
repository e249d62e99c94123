"""A project by REFI-QDA as a library of others reads it: pyrefiqda (MIT)."""

from collections.abc import Callable
from pathlib import Path

from pyrefiqda import RefiProject

Row = tuple[str, str, str, str]
"""Document, coder, code, and the words between the two positions."""
Cut = Callable[[bytes, int, int], str]


def by_characters(content: bytes, start: int, end: int) -> str:
    """As the standard says: code points, in which an end of line is one."""
    return content.decode("utf-8-sig").replace("\r\n", "\n")[start:end]


def by_utf16(content: bytes, start: int, end: int) -> str:
    """As .NET counts, in the text as the file has it."""
    units = content.decode("utf-8-sig").encode("utf-16-le")
    return units[2 * start : 2 * end].decode("utf-16-le").replace("\r\n", "\n")


def passages_of(content: bytes, folder: Path, cut: Cut = by_characters) -> list[Row]:
    """Every coding of a file, sorted."""
    packed, unpacked = folder / "read.qdpx", folder / "unpacked"
    packed.write_bytes(content)
    project = RefiProject.load(packed, str(unpacked))
    coders = {each.guid: each.name for each in project.users.user}
    codes = _codes(project.code_book.codes.code)
    rows = []
    for source in project.sources.text_source:
        name = source.plain_text_path.removeprefix("internal://")
        (text,) = [each.read_bytes() for each in unpacked.glob(f"*/{name}")]
        for selection in source.plain_text_selection:
            words = cut(text, selection.start_position, selection.end_position)
            for coding in selection.coding:
                row = (coders[coding.creating_user], codes[coding.code_ref.target_guid], words)
                rows.append((source.name, *row))
    return sorted(rows)


def _codes(nodes: list) -> dict[str, str]:
    found = {each.guid: each.name for each in nodes}
    for each in nodes:
        found |= _codes(each.code)
    return found
