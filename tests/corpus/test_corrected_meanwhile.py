"""A desk that is open, or a browser that keeps codings, while the text is corrected: nothing is
coded where other words stand by now."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from localturn.corpus.actions import correcting, pseudonyms
from localturn.corpus.domain.pseudonyms import About
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Coding, Member, Node, ProjectDocument
from localturn.corpus.queries import desk
from localturn.corpus.queries.since import sealed
from makers.corpus import NOON, TEXT, Work, make_coding, make_document, make_work

pytestmark = pytest.mark.django_db

AT = TEXT.index("money")
LONGER = f"A line that was left out.\n\n{TEXT}"


@pytest.fixture
def work() -> Work:
    return make_work()


def client_of(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def sent(work: Work, *, document: ProjectDocument | None = None, **changed: Any) -> Any:
    """As a desk sends it that was opened before anything was corrected."""
    document = document or work.document
    said = {"start": AT, "end": AT + 5, "code": work.code.pk, "key": uuid4(), **changed}
    address = f"/corpus/documents/{document.pk}/code/"
    return client_of(work.coder).post(address, said, headers={"Accept": "application/json"})


def correct(work: Work, text: str) -> int:
    """Gives the number of the text that was read before."""
    before = work.document.version_id
    correcting.correct(work.document, text, by=work.lead, now=NOON)
    return before


def test_a_passage_of_the_earlier_text_is_coded_where_its_words_are_now(work: Work) -> None:
    before = correct(work, LONGER)

    answer = sent(work, version=before)

    coding = Coding.objects.get()
    assert (coding.quote, coding.start) == ("money", LONGER.index("money"))
    assert answer.json()["version"] == coding.version_id == work.document.version_id != before


def test_words_that_the_text_no_longer_says_are_refused_and_named(work: Work) -> None:
    before = correct(work, TEXT.replace("asks the Union for money", "asks for nothing"))

    answer = sent(work, version=before)

    assert answer.status_code == 409
    assert "“money”" in answer.json()["said"]
    assert not Coding.objects.exists()


@pytest.mark.parametrize("version", ["", "0", "x", str(2**70)])
def test_a_place_without_its_text_is_refused(work: Work, version: str) -> None:
    assert sent(work, version=version).status_code == 422
    assert not Coding.objects.exists()


def test_a_place_in_another_document_is_refused(work: Work) -> None:
    other = make_document(work.project, LONGER)

    assert sent(work, version=other.version_id).status_code == 409
    assert not Coding.objects.exists()


def test_a_place_in_a_text_whose_names_were_replaced_is_refused_without_its_words(
    work: Work,
) -> None:
    words = "Ada Nobody said that the harbour asks for money."
    interview = make_document(work.project, words, kind=DocumentClass.INTERVIEW)
    before = interview.version_id
    pseudonyms.give(["Ada Nobody"], stands_as="P", about=About.PERSON, by=work.lead, now=NOON)
    pseudonyms.replace_for_good(interview, by=work.lead, now=NOON)

    answer = sent(work, document=interview, version=before, start=0, end=10)

    assert answer.status_code == 409
    assert "Ada" not in answer.text
    assert not Coding.objects.exists()


def test_what_was_stored_before_the_correction_is_not_stored_again(work: Work) -> None:
    key = uuid4()
    first = sent(work, version=work.document.version_id, key=key)
    before = correct(work, TEXT.replace("asks the Union for money", "asks for nothing"))

    again = sent(work, version=before, key=key)

    assert again.json()["coding"] == first.json()["coding"]
    assert Coding.objects.count() == 1


def test_a_code_is_made_of_the_words_that_were_read(work: Work) -> None:
    before = correct(work, LONGER)
    address = f"/corpus/documents/{work.document.pk}/in-vivo/"

    client_of(work.coder).post(address, {"version": before, "start": AT, "end": AT + 5})

    assert Node.objects.filter(name="money").count() == 1


def test_a_suggestion_is_confirmed_where_its_words_are_now(work: Work) -> None:
    coder = client_of(work.coder)
    address = f"/corpus/projects/{work.project.slug}/suggest/"
    query = f"?q=money&how=exact&extent=words&code={work.code.pk}"
    page = coder.get(address + query).text
    said = dict(re.findall(r'name="(of|version|start|end|code|key)" value="([^"]+)"', page))
    correct(work, LONGER)

    coder.post(address + query, said)

    assert Coding.objects.get().quote == "money"
    assert f'data-version="{said["version"]}"' in page


def test_what_a_browser_keeps_belongs_to_one_member(work: Work) -> None:
    def kept_as(member: Member) -> str:
        page = client_of(member).get(work.document.get_absolute_url()).text
        return re.findall(r'data-desk-key="([^"]+)"', page)[0]

    assert kept_as(work.coder) == f"{work.coder.pk}:{work.document.pk}"
    assert kept_as(work.lead) != kept_as(work.coder)


def test_a_desk_that_shows_another_text_is_told_so_and_given_nothing_of_the_new_one(
    work: Work,
) -> None:
    make_coding(work.document, work.code, "money", by=work.lead)
    before = correct(work, LONGER)

    told = news(work, since=sealed(0), version=before)

    assert (told["version"], told["whole"]) == (work.document.version_id, False)
    assert told["blocks"] == {}


def news(work: Work, **asked: Any) -> Any:
    asked = {"version": work.document.version_id, **asked}
    return client_of(work.coder).get(f"/corpus/documents/{work.document.pk}/news/", asked).json()


def test_a_coding_that_waited_for_its_turn_is_news_however_old_its_time_is(work: Work) -> None:
    since = news(work, since=sealed(0))["since"]

    make_coding(work.document, work.code, "money", now=NOON - timedelta(days=1))

    assert list(news(work, since=since)["blocks"]) == [f"b{TEXT.index('The network')}"]


def test_more_than_can_be_painted_anew_is_said_and_not_cut(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_CHANGED", 2)
    for words in ("money", "receive"):
        make_coding(work.document, work.code, words)
    assert news(work, since=sealed(0))["whole"] is True
    make_coding(work.document, work.code, "They meet")

    told = news(work, since=sealed(0))

    assert (told["whole"], told["blocks"]) == (False, {})


@pytest.mark.parametrize(
    "since", ["0", "2026-06-01T12:00:00Z", sealed(0)[:-4]], ids=["number", "moment", "cut"]
)
def test_a_desk_that_was_told_something_else_is_told_to_load_the_page_again(
    work: Work, since: str
) -> None:
    assert news(work, since=since)["whole"] is False


def test_how_much_is_coded_out_of_sight_is_not_told(work: Work) -> None:
    said = [news(work, since=sealed(0))["since"] for _ in range(2)]

    assert said[0] != said[1]
    assert all(len(each) == len(sealed(10**9)) for each in said)
