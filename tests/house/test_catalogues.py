"""The interface is complete in every language: no text untranslated, none stale."""

import io
import re
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from workshop.messages import KEYWORDS, LANGUAGES, LOCALE, MAPPING
from workshop.places import ROOT
from workshop.typesetting import typeset

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|<[^>]+>")
MEND = "Run `python3 dev.py messages` and translate what is new."

pytestmark = pytest.mark.once


@cache
def texts_of_the_source() -> frozenset[Any]:
    methods, options = parse_mapping_cfg(io.StringIO(MAPPING))
    found = extract_from_dir(
        ROOT / "src" / "localturn",
        method_map=methods,
        options_map=options,
        keywords={**DEFAULT_KEYWORDS, **parse_keywords(KEYWORDS)},
    )
    return frozenset((context, text) for _file, _line, text, _comments, context in found)


@cache
def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (text,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_the_texts_of_the_source_and_no_others(language: str) -> None:
    kept = {(m.context, forms(m.id)) for m in messages(language)}

    assert kept == {(context, forms(text)) for context, text in texts_of_the_source()}, MEND


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_in_every_form(language: str) -> None:
    wanting = [m.id for m in messages(language) if m.fuzzy or not all(forms(m.string))]

    assert wanting == [], MEND


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_and_the_markup_of_its_text(language: str) -> None:
    differing = [
        m.id
        for m in messages(language)
        for written, translated in zip(forms(m.id), forms(m.string), strict=True)
        if sorted(PLACEHOLDER.findall(written)) != sorted(PLACEHOLDER.findall(translated))
    ]

    assert differing == []


def test_the_glossary_says_what_the_catalogues_say() -> None:
    written = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    table = [line.strip("|").split("|") for line in written.splitlines() if line.startswith("| ")]
    terms = [[cell.strip() for cell in row[:3]] for row in table[1:]]
    catalogues = [catalogue(language) for language in LANGUAGES]

    assert len(terms) >= 30
    assert terms == [[term, *(each[term].string for each in catalogues)] for term, *_ in terms]


def test_no_line_of_french_ends_before_a_colon_or_inside_quotation_marks() -> None:
    assert typeset("Le cours « %(title)s » : 75 %% ; oui ?", "fr") == (
        "Le cours «\xa0%(title)s\xa0»\xa0: 75\xa0%%\xa0; oui\xa0?"
    )
    assert typeset(("Un :", "Deux :"), "fr") == ("Un\xa0:", "Deux\xa0:")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_the_written_one_says(language: str) -> None:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = {(m.context, forms(m.id)): forms(m.string) for m in read_mo(file) if m.id}

    written = {
        (m.context, forms(m.id)): forms(typeset(m.string, language)) for m in messages(language)
    }
    assert compiled == written, MEND
