"""What fields held before a source told them otherwise: kept as JSON, so that it can be undone."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from localturn.agenda.domain.content import FIELDS, Content, Text, differing

if TYPE_CHECKING:
    from pydantic import TypeAdapter

STATUS = "status"
"""The key of what is no field of the content: whether it is held."""
_TEXTS = "texts:"

Former = dict[str, Any]
"""By field, what it held; of texts by language ("texts:sv"), None where there was none."""

_PLAIN = frozenset(FIELDS) - {"texts"}


@cache
def _content() -> "TypeAdapter[Content]":
    from pydantic import TypeAdapter  # of which pages load nothing

    return TypeAdapter(Content)


def former(before: Content, after: Content) -> Former:
    """What the fields in which they differ held before."""
    plain = _content().dump_python(before, mode="json")
    fields = differing(before, after)
    held: Former = {name: plain[name] for name in sorted(fields - {"texts"})}
    own = {each["language"]: each for each in plain["texts"]}
    there, then = _by_language(before), _by_language(after)
    for language in sorted(there.keys() | then.keys()):
        if there.get(language) != then.get(language):
            held[_TEXTS + language] = own.get(language)
    return held


def said_now(content: Content, keys: Iterable[str]) -> Former:
    """What these fields hold, as `former` keeps it."""
    held = former(content, Content())
    empty = _content().dump_python(Content(), mode="json")
    return {key: held.get(key, empty.get(key)) for key in keys}


def fields_of(held: Former) -> list[str]:
    """Of the content, in the order of the alphabet."""
    names = {"texts" if key.startswith(_TEXTS) else key for key in held}
    return sorted(names - {STATUS})


def restored(content: Content, held: Former, *, kept: frozenset[str] = frozenset()) -> Content:
    """The content with these fields as they were; `kept` stay as they are."""
    plain = {name: value for name, value in held.items() if name in _PLAIN - kept}
    was = _content().validate_python(plain)
    after = replace(content, **{name: getattr(was, name) for name in plain})
    return after if "texts" in kept else replace(after, texts=_texts(content, held))


def _texts(content: Content, held: Former) -> tuple[Text, ...]:
    texts = _by_language(content)
    for key, value in held.items():
        if key.startswith(_TEXTS):
            texts.pop(key.removeprefix(_TEXTS), None)
            if value is not None:
                (text,) = _content().validate_python({"texts": [value]}).texts
                texts[text.language] = text
    return tuple(sorted(texts.values(), key=lambda each: not each.is_original))


def handed_on(held: Former, later: list[Former]) -> Former:
    """What is to be restored now. What a later one overwrote stays as that one said; undone in its
    turn, it restores what these held, so `later` (in their order) are changed in place."""
    rest: Former = {}
    for key, value in held.items():
        heir = next((each for each in later if key in each), None)
        if heir is None:
            rest[key] = value
        else:
            heir[key] = value
    return rest


def _by_language(content: Content) -> dict[str, Text]:
    return {each.language: each for each in content.texts}
