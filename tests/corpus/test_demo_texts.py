"""The documents of the demonstration."""

from collections import Counter

import pytest

from localturn.corpus.demo.concepts import CODEBOOK
from localturn.corpus.demo.printing import PRINTED, printed
from localturn.corpus.demo.texts import documents
from localturn.corpus.standards.documents.pdf import read_pdf
from localturn.foundation.library.text import as_it_stands

pytestmark = pytest.mark.once


def test_there_are_documents_of_two_continents_in_four_languages_marked_as_invented() -> None:
    every = documents()

    assert len(every) >= 40
    assert set(Counter(each.language for each in every)) == {"en", "fr", "sv", "de"}
    assert {each.about["continent"] for each in every} == {"Europe", "North America"}
    for each in every:
        last = each.text.rsplit("\n\n", 1)[-1]
        assert last.startswith("("), each.key


def test_every_code_of_the_codebook_is_given_and_no_other() -> None:
    keys = {each.key for each in CODEBOOK if each.key}

    assert {passage.code for each in documents() for passage in each.passages} == keys


def test_passages_are_where_the_kept_text_has_them() -> None:
    for each in documents():
        kept = as_it_stands(each.text).text
        assert kept == each.text
        for passage in each.passages:
            said = kept[passage.start : passage.end]
            assert said == said.strip()
            assert "{" not in said


def test_what_is_printed_says_the_same_on_more_than_one_page() -> None:
    found = {each.key: each for each in documents()}

    for key in PRINTED:
        read = read_pdf(printed(found[key]))
        assert read.text == found[key].text
        assert len(read.pages) >= 2
