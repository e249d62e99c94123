"""Lines of a search are taken along as tables, with what may leave of them."""

import csv
from collections.abc import Mapping
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from localturn.corpus.actions import pseudonyms
from localturn.corpus.actions.finding import index_what_is_missing
from localturn.corpus.domain.pseudonyms import About
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Member, ProjectDocument, Release
from localturn.corpus.queries import lines
from makers.corpus import NOON, Work, make_coding, make_document, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def work() -> Work:
    return make_work()


def _ask(member: Member, form: str, **said: Any) -> Any:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    index_what_is_missing.func()
    return client.get(f"/corpus/projects/{member.project.slug}/search/lines.{form}", said)


def _told(member: Member, **said: Any) -> Mapping[str, Any]:
    answer = _ask(member, "json", **said)
    assert answer.status_code == 200, answer.text
    told: Mapping[str, Any] = answer.json()
    return told


def _interview(work: Work, text: str = "We said that cities ask, and they do.") -> ProjectDocument:
    return make_document(work.project, text, title="Her", kind=DocumentClass.INTERVIEW)


def test_each_place_is_a_line_and_what_was_looked_for_stands_in_words(work: Work) -> None:
    answer = _ask(work.reader, "csv", q='"network of cities"')

    address = f"{settings.PUBLIC_URL}/corpus/documents/{work.document.pk}/#s28"
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["Before", "Found", "After", "Document", "Page", "Language", "from", "to", "Address"],
        [
            *("The ", "network of cities"),
            " asks the Union for money. States do not listen, and cities…",
            *("Declaration", "", "en", "28", "45", address),
        ],
        [],
        ['Words to look for: "network of cities"'],
        ["How: As written (a last word may go on)"],
        ["1 place"],
    ]
    assert "attachment" in answer["Content-Disposition"]


def test_what_looks_like_a_formula_is_none_in_any_form(work: Work) -> None:
    make_document(work.project, "=HYPERLINK cities", title="@Title")
    asked = {"q": "^.HYPERLINK cities", "how": "pattern"}

    [_head, row, *_rest] = csv.reader(
        StringIO(_ask(work.reader, "csv", **asked).content.decode("utf-8-sig"))
    )
    book = load_workbook(BytesIO(_ask(work.reader, "xlsx", **asked).content))

    assert (row[1], row[3]) == ("'=HYPERLINK cities", "'@Title")
    cell = book.worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK cities", "s")


def test_all_places_of_a_paragraph_are_taken_and_not_a_page_of_them(work: Work) -> None:
    make_document(work.project, "\n\n".join(["towns " * 9] * 30), title="Many")

    assert len(_told(work.reader, q="towns")["lines"]) == 270


def test_what_a_file_has_no_room_for_begins_at_the_address_that_it_tells(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST", 3)
    monkeypatch.setattr(lines, "STEP", 2)
    text = "\n\n".join(f"{name} town" for name in ("One", "Two", "Three", "Four", "Five"))
    make_document(work.project, text, title="Towns")
    client = Client()
    assert work.reader.person is not None
    client.force_login(work.reader.person)

    for how in ("exact", "pattern"):
        first = _told(work.reader, q="town", how=how)
        rest = client.get(first["next"]).json()
        found = [each["before"].split()[-1] for told in (first, rest) for each in told["lines"]]
        assert found == ["One", "Two", "Three", "Four", "Five"]
        assert first["in_words"][-1] == f"These are not all. The next ones: {first['next']}"
        assert rest["next"] == ""


@pytest.mark.parametrize(("most", "seconds", "ends"), [(3, 9.0, 2), (2_000, 0.0, 1)])
def test_a_file_ends_with_the_paragraph_in_which_its_room_or_its_time_does(
    work: Work, monkeypatch: pytest.MonkeyPatch, most: int, seconds: float, ends: int
) -> None:
    monkeypatch.setattr(lines, "MOST", most)
    monkeypatch.setattr(lines, "SECONDS", seconds)
    make_document(work.project, "\n\n".join(["A town, a town"] * 5), title="Towns")

    told = _told(work.reader, q="town")

    assert len(told["lines"]) == 2 * ends
    assert told["next"].endswith(f"from={ends}")


def test_no_place_is_lost_of_a_paragraph_that_has_more_than_a_file(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST", 3)
    make_document(work.project, "town " * 5, title="Towns")

    told = _told(work.reader, q="town")

    assert (len(told["lines"]), told["next"]) == (5, "")


def test_of_an_interview_only_what_was_released_is_taken_and_no_word_around_it(work: Work) -> None:
    interview = _interview(work)
    coded = make_coding(interview, work.code, "that cities ask", by=work.coder)

    before = _told(work.coder, q="cities", how="pattern")
    Release.objects.create(coding=coded, released_at=NOON)
    after = _told(work.coder, q="cities", how="pattern")

    left_out = (
        "1 place is left out: it stands in a document that is not public, and in no passage of it"
        " that was released."
    )
    assert (before["withheld"], before["in_words"][-1]) == (1, left_out)
    assert after["withheld"] == 0
    [line] = [each for each in after["lines"] if each["document"] == "Her"]
    assert (line["before"], line["found"], line["after"]) == ("that ", "cities", " ask")
    assert (line["start"], line["end"]) == (13, 19)


def test_who_reads_no_interview_is_told_of_none(work: Work) -> None:
    coded = make_coding(_interview(work), work.code, "that cities ask", by=work.coder)
    Release.objects.create(coding=coded, released_at=NOON)

    told = _told(work.reader, q="cities", how="lemma")

    assert {each["document"] for each in told["lines"]} == {"Declaration"}
    assert (told["withheld"], told["in_words"][-1]) == (0, "3 places")


def test_a_released_passage_that_still_says_who_speaks_keeps_the_file_here(work: Work) -> None:
    interview = _interview(work, "We said that cities ask ada@cities.example.")
    coded = make_coding(interview, work.code, "cities ask ada@cities.example", by=work.coder)
    Release.objects.create(coding=coded, released_at=NOON)

    refused = _ask(work.lead, "csv", q="that|cities", how="pattern")

    assert refused.status_code == 409
    assert "1 released passage may still say who is speaking" in refused.text


def test_whether_words_are_somebodys_name_is_not_told_by_a_refusal(work: Work) -> None:
    _interview(work)
    pseudonyms.give(["Ada"], stands_as="Person 1", about=About.PERSON, by=work.lead, now=NOON)

    assert [_ask(work.reader, "csv", q=q).status_code for q in ("Ada", "Eva")] == [200, 200]


def test_the_page_of_a_search_leads_to_its_files(work: Work) -> None:
    client = Client()
    assert work.reader.person is not None
    client.force_login(work.reader.person)
    index_what_is_missing.func()
    page = f"/corpus/projects/{work.project.slug}/search/"

    found = client.get(page, {"q": "cities", "how": "lemma"}).text

    for form in ("csv", "xlsx", "json"):
        assert f'{page}lines.{form}?q=cities&amp;how=lemma&amp;language="' in found
    assert "lines.csv" not in client.get(page, {"q": "xyzzy"}).text
