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
from localturn.corpus.permissions import sight
from localturn.corpus.queries import lines, released_lines
from localturn.corpus.queries.finding import matching
from makers.corpus import NOON, Work, make_coding, make_document, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOT_PUBLIC = "Of documents that are not public only passages that were released are looked at."


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
        [NOT_PUBLIC],
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

    assert {each["document"] for each in before["lines"]} == {"Declaration"}
    assert before["in_words"][-2:] == ["3 places", NOT_PUBLIC]
    [line] = [each for each in after["lines"] if each["document"] == "Interview"]
    assert "Her" not in {each["document"] for each in after["lines"]}  # its title may be a name
    assert (line["before"], line["found"], line["after"]) == ("that ", "cities", " ask")
    assert (line["start"], line["end"]) == (13, 19)


@pytest.mark.parametrize(
    ("asked", "how"),
    [
        ("cities Nobody", "exact"),
        ("cities Nobody", "lemma"),
        ("(?<=Nobody said )cities", "pattern"),
        ("cities(?= ask and)", "pattern"),
        (r"\bcities ask$(?! and)", "pattern"),
    ],
)
def test_nothing_that_stands_around_a_released_passage_decides_whether_it_is_in_the_file(
    work: Work, asked: str, how: str
) -> None:
    told = []
    for text in ("Nobody said cities ask and wait.", "Somebody said: cities ask! They do."):
        interview = _interview(work, text)
        coded = make_coding(interview, work.code, "cities ask", by=work.coder)
        Release.objects.create(coding=coded, released_at=NOON)
        said = _told(work.coder, q=asked, how=how)
        told.append(
            (
                len([each for each in said["lines"] if each["document"] == "Interview"]),
                said["in_words"],
            )
        )
        ProjectDocument.objects.filter(pk=interview.pk).update(removed_at=NOON)

    assert told[0] == told[1]


def test_what_stands_in_a_released_passage_alone_is_found_there(work: Work) -> None:
    interview = _interview(work, "They said cities ask the Union. Nobody heard.")
    for words in ("said cities ask the Union", "cities ask"):
        coded = make_coding(interview, work.code, words, by=work.coder)
        Release.objects.create(coding=coded, released_at=NOON)

    for asked, how in (("union cities", "exact"), ("ask (?=the)", "pattern")):
        told = _told(work.coder, q=asked, how=how, language="en")
        [line] = [each for each in told["lines"] if each["document"] == "Interview"]
        assert line["after"].endswith("Union") or line["found"] == "Union"
    assert "Interview" not in {each["document"] for each in _told(work.coder, q="heard")["lines"]}


def test_a_file_never_says_how_many_places_of_an_interview_it_leaves_out(work: Work) -> None:
    asked = {"q": "Ada Nobody"}
    before = _told(work.coder, **asked)
    _interview(work, "Ada Nobody said so.\n\nAda Nobody asked.")

    assert _told(work.coder, **asked) == before


def test_the_next_places_begin_at_no_place_of_an_interview(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST", 3)
    make_document(work.project, "Nobody. " * 3, title="Open")
    interview = make_document(work.project, "Nobody", title="Zoe", kind=DocumentClass.INTERVIEW)

    told = _told(work.coder, q="Nobody", how="pattern")

    assert (len(told["lines"]), told["next"]) == (3, "")
    assert interview.title not in str(told)


def test_released_passages_for_which_a_file_has_no_room_begin_at_the_address_that_it_tells(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(released_lines, "MOST", 1)
    interview = _interview(work, "One town. Two town. Three town.")
    for words in ("One town", "Two town", "Three town"):
        coded = make_coding(interview, work.code, words, by=work.coder)
        Release.objects.create(coding=coded, released_at=NOON)
    client = Client()
    assert work.coder.person is not None
    client.force_login(work.coder.person)

    for how in ("exact", "pattern"):
        told, found = _told(work.coder, q="town", how=how), list[str]()
        while True:
            found += [each["before"].strip() for each in told["lines"]]
            if not told["next"]:
                break
            told = client.get(told["next"]).json()
        assert found == ["One", "Two", "Three"]


def test_documents_that_a_pattern_left_are_named_if_they_are_public_and_else_not_told(
    work: Work,
) -> None:
    slow = "a" * 60 + "b"
    make_document(work.project, slow, title="An open text")
    interview = make_document(
        work.project,
        slow + slow,
        title="Interview Ada Nobody",
        kind=DocumentClass.INTERVIEW,
    )

    before = _told(work.coder, q="^(a|aa)+$", how="pattern")["in_words"]
    coded = make_coding(interview, work.code, slow, by=work.coder)
    Release.objects.create(coding=coded, released_at=NOON)
    after = _told(work.coder, q="^(a|aa)+$", how="pattern")["in_words"]

    assert "An open text" in before[-1]
    way = "Write the expression so that it can be matched in one way only."
    assert after == [*before, f"1 released passage was left. {way}"]
    assert "Ada" not in str(after)


def test_what_is_no_public_document_of_the_project_any_more_is_not_taken_as_one(
    work: Work,
) -> None:
    interview = _interview(work)
    seen = sight(work.coder)
    found = matching(seen, "cities")
    assert {hit.document for hit in found.hits} == {work.document.pk, interview.pk}

    ProjectDocument.objects.filter(pk=interview.pk).update(removed_at=NOON)

    assert {hit.document for hit in lines._allowed(seen, found.hits, None).hits} == {
        work.document.pk
    }


def test_of_a_long_place_only_the_beginning_is_said(work: Work) -> None:
    long = make_document(work.project, "wait " * 1_000, title="Long")

    [line] = [
        each
        for each in _told(work.reader, q="(?s).+", how="pattern")["lines"]
        if each["document"] == "Long"
    ]

    assert (len(line["found"]), line["found"][-2:]) == (1_001, " …")
    assert (line["start"], line["end"]) == (0, long.characters)


def test_who_reads_no_interview_is_told_of_none(work: Work) -> None:
    coded = make_coding(_interview(work), work.code, "that cities ask", by=work.coder)
    Release.objects.create(coding=coded, released_at=NOON)

    told = _told(work.reader, q="cities", how="lemma")

    assert {each["document"] for each in told["lines"]} == {"Declaration"}
    assert told["in_words"][-2:] == ["3 places", NOT_PUBLIC]


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
