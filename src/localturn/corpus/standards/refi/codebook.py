"""A codebook (`.qdc`)."""

from collections.abc import Sequence

from localturn.corpus.domain.interchange import (
    Code,
    Codebook,
    Collection,
    Losses,
    Reading,
    Unreadable,
    Written,
)
from localturn.corpus.standards.refi.elements import (
    child,
    children,
    codes_in,
    guid_of,
    name_of,
    parsed,
    references,
    text_of,
)
from localturn.corpus.standards.refi.writing import Markup, write_codes
from localturn.foundation.languages import N_

NAMESPACE = "urn:QDA-XML:codebook:1.0"
SETS_WITHOUT_CODES = N_("Sets without codes")


def read_codebook(xml: bytes) -> Reading[Codebook]:
    """Raises Unreadable for what is none."""
    root = parsed(xml)
    if name_of(root) != "CodeBook":
        raise Unreadable(N_("This is no REFI-QDA codebook."))
    collections, losses = [], Losses()
    for place, each in enumerate(children(child(root, "Sets"), "Set")):
        codes = references(each, "MemberCode")
        if not codes:
            losses.add(SETS_WITHOUT_CODES, each.get("name") or "")
            continue
        guid = guid_of(each.get("guid"), "set", place)
        collections.append(
            Collection(guid, each.get("name") or "", text_of(each, "Description"), codes)
        )
    codes_found = tuple(codes_in(child(root, "Codes")))
    book = Codebook((root.get("origin") or "").strip(), codes_found, tuple(collections))
    return Reading(book, losses.told())


def write_codebook(
    codes: Sequence[Code], *, origin: str, collections: Sequence[Collection] = ()
) -> Written:
    """Raises ValueError without codes: the schema wants one at least."""
    if not codes:
        raise ValueError
    markup = Markup()
    with markup.element("CodeBook", xmlns=NAMESPACE, origin=origin):
        with markup.element("Codes"):
            write_codes(markup, codes, noted=False)
        kept = [each for each in collections if each.codes]
        if kept:
            with markup.element("Sets"):
                for each in kept:
                    with markup.element("Set", guid=each.guid, name=each.name):
                        if each.description:
                            markup.text("Description", each.description)
                        for guid in each.codes:
                            markup.empty("MemberCode", guid=guid)
    return Written(markup.content())
