"""Passages found by words or a pattern, and offered for a code."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Coding, Member
from localturn.corpus.queries import suggesting
from makers.corpus import TEXT, Work, make_coding, make_document, make_work

pytestmark = pytest.mark.django_db


def client_of(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def asked(work: Work, member: Member, q: str, **more: Any) -> Any:
    address = f"/corpus/projects/{work.project.slug}/suggest/"
    said = {"q": q, "how": "exact", "extent": "words", "code": work.code.pk, **more}
    return client_of(member).get(address, said)


def offered(answer: Any) -> list[tuple[int, int]]:
    found = re.findall(r'data-of="(\d+)" data-start="(\d+)"', answer.text)
    return [(int(document), int(start)) for document, start in found]


def places(word: str) -> list[int]:
    return [at for at in range(len(TEXT)) if TEXT.lower().startswith(word, at)]


@pytest.fixture
def work() -> Work:
    return make_work()


@pytest.mark.parametrize(
    ("q", "how", "words"),
    [
        ("cities", "exact", ["cities"]),
        ("union states", "exact", ["union", "states"]),
        ('"network of"', "exact", ["network of"]),
        (r"\bcit\w+(?= do)", "pattern", ["cities do"]),
        ("nowhere", "exact", []),
    ],
)
def test_what_is_found_is_offered_in_the_order_of_the_text(
    work: Work, q: str, how: str, words: list[str]
) -> None:
    answer = asked(work, work.coder, q, how=how)

    expected = sorted(at for word in words for at in places(word))
    assert offered(answer) == [(work.document.pk, at) for at in expected]


def test_a_sentence_is_offered_once_and_left_out_when_it_has_the_code(work: Work) -> None:
    before = asked(work, work.coder, "States cities", extent="sentence")
    assert len(offered(before)) == 3
    make_coding(work.document, work.code, "States do not listen", by=work.coder)
    make_coding(work.document, work.code, "receive", by=work.lead)

    after = asked(work, work.coder, "States cities", extent="sentence")

    assert len(offered(after)) == 2
    assert "1 has the code from you already" in after.text


def test_a_search_goes_on_where_its_page_ended(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    make_document(work.project, "Cities once more.", title="Zebra")
    every = offered(asked(work, work.coder, "cities"))
    assert len(every) == 4
    monkeypatch.setattr(suggesting, "MOST", 3)

    first = asked(work, work.coder, "cities")
    link = re.search(r'href="(\?[^"]+)"[^>]*>Go on', first.text)
    assert link is not None
    address = f"/corpus/projects/{work.project.slug}/suggest/{unescape(link[1])}"
    then = client_of(work.coder).get(address)

    assert offered(first) + offered(then) == every
    assert "Go on" in first.text
    assert "Go on" not in then.text


def test_the_form_looks_through_all_documents_or_the_one_it_was_asked_from(work: Work) -> None:
    other = make_document(work.project, "Cities once more.", title="Zebra")
    address = f"/corpus/projects/{work.project.slug}/suggest/"

    def kept(**said: Any) -> str:
        page = client_of(work.coder).get(address, said).text
        found = re.search(r'name="document"(?: value="(\d+)")?', page)
        assert found is not None
        return found[1] or ""

    assert (kept(), kept(document=other.pk)) == ("", str(other.pk))
    assert len(offered(asked(work, work.coder, "cities", document=""))) == 4
    assert offered(asked(work, work.coder, "cities", document=other.pk)) == [(other.pk, 0)]


def test_nobody_is_offered_a_text_that_they_may_not_read(work: Work) -> None:
    interview = make_document(work.project, "Cities, she said.", kind=DocumentClass.INTERVIEW)
    Member.objects.filter(pk=work.coder.pk).update(sees_interviews=False)

    seen, hidden = (asked(work, each, '"she said"') for each in (work.lead, work.coder))
    alone = asked(work, work.coder, "cities", document=interview.pk)

    assert offered(seen) == [(interview.pk, 8)]
    assert offered(hidden) == offered(alone) == []
    assert interview.title not in alone.text
    assert asked(work, work.reader, "cities").status_code == 403


def test_without_a_script_each_is_confirmed_by_its_form_and_once(work: Work) -> None:
    coder = client_of(work.coder)
    start = TEXT.index("money")
    address = f"/corpus/projects/{work.project.slug}/suggest/?q=money"
    said = {
        "of": work.document.pk,
        "version": work.document.version_id,
        "start": start,
        "end": start + 5,
        "code": work.code.pk,
        "key": uuid4(),
    }

    answers = [coder.post(address, said) for _ in range(2)]

    assert {each["Location"] for each in answers} == {address}
    assert Coding.objects.get().quote == "money"
    assert coder.post(address, {**said, "of": 999}).status_code == 404
    assert coder.post(address, {**said, "start": "x"}).status_code == 422


def test_a_pattern_that_is_none_or_explodes_is_answered_in_words(work: Work) -> None:
    make_document(work.project, "a" * 5000 + "b", title="Long")

    wrong = asked(work, work.coder, "(", how="pattern")
    slow = asked(work, work.coder, "(a|aa)+$", how="pattern")

    assert wrong.status_code == 422
    assert "cannot be read" in wrong.text
    assert slow.status_code == 200
    assert "takes too long" in slow.text
    assert asked(work, work.coder, "").status_code == 422
