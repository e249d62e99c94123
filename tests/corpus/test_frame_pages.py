"""The pages on which a codebook is changed, as each role is answered them."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from localturn.corpus.actions import codebook
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import CodebookChange, Coding, Member, Node, Project
from localturn.corpus.queries import pictures
from makers.corpus import NOON, Work, make_code, make_coding, make_document, make_work

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def work() -> Work:
    return make_work()


def signed_in(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def said(answer: Any) -> str:
    return str(answer.json()["said"])


def test_the_tree_is_worked_by_script_and_told_what_is_refused(work: Work) -> None:
    other = make_code(work.project, "Upwards")
    coder = signed_in(work.coder)

    moved = coder.post(f"/corpus/codes/{other.pk}/step/up/", headers=JSON)
    ended = coder.post(f"/corpus/codes/{other.pk}/step/up/", headers=JSON)
    taken = coder.post(f"/corpus/codes/{other.pk}/rename/", {"name": "Vertical"}, headers=JSON)
    named = coder.post(f"/corpus/codes/{other.pk}/rename/", {"name": "Up"}, headers=JSON)

    assert moved.json()["tree"].index("Upwards") < moved.json()["tree"].index("Vertical")
    assert said(ended) == "It cannot go further that way."
    assert (taken.status_code, said(taken)) == (422, "There is one of this name here already.")
    assert Node.objects.get(pk=other.pk).name == "Up"
    assert ">Up</a>" in named.json()["tree"]


def test_a_merge_shows_what_it_touches_before_it_is_done(work: Work) -> None:
    other = make_code(work.project, "Upwards")
    make_coding(work.document, other, "money", by=work.coder)
    codebook.freeze(by=work.lead, now=NOON)
    lead = signed_in(work.lead)
    address = f"/corpus/codes/{other.pk}/merge/"

    shown = lead.get(address, {"into": work.code.pk}).text
    lead.post(address, {"into": work.code.pk, "look_again": "on"})

    assert "1 coding, in 1 document, by 1 person." in shown
    assert "In the frozen versions 1 it stands as it did." in shown
    assert Coding.objects.get().code == work.code
    compared = lead.get(f"/corpus/projects/{work.project.slug}/codebook/compare/").text
    assert "Merged into" in compared
    assert "merged" in compared
    assert (
        "1 coding was made under an earlier definition."
        in lead.get(f"/corpus/projects/{work.project.slug}/codebook/").text
    )
    change = CodebookChange.objects.get(kind="merged")
    lead.post(f"/corpus/codebook-changes/{change.pk}/undo/")
    assert Coding.objects.get().code == other


def test_a_split_by_document_leaves_the_others(work: Work) -> None:
    second = make_document(work.project, title="Second")
    for each in (work.document, second):
        make_coding(each, work.code, "money", by=work.coder)
    lead = signed_in(work.lead)
    address = f"/corpus/codes/{work.code.pk}/split/"

    none = lead.post(address, {"name": "Funding", "document": second.pk})
    lead.post(address, {"name": "Funding", "document": second.pk, "all": "1"})

    assert none.status_code == 422
    assert "Choose at least one passage." in none.text
    coded = {each.document.title: each.code.name for each in Coding.objects.all()}
    assert coded == {"Declaration": "Vertical", "Second": "Funding"}


def test_who_may_not_read_an_interview_learns_nothing_of_it_here(work: Work) -> None:
    interview = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    make_coding(interview, work.code, "said so", by=work.lead)
    codebook.rename(work.code, "Upwards", by=work.lead, now=NOON)
    Member.objects.filter(pk=work.coder.pk).update(sees_interviews=False)
    book = f"/corpus/projects/{work.project.slug}/codebook/"

    for member in (work.coder, work.reader):
        client = signed_in(member)
        pages = [client.get(f"{book}{each}") for each in ("", "outdated/", "history/", "whole/")]
        assert [each.status_code for each in pages] == [200] * 4
        assert not any("said so" in each.text or interview.title in each.text for each in pages)
    moving = signed_in(work.coder).get(f"/corpus/codes/{work.code.pk}/retire/").text
    assert "No passage is coded with it." in moving
    assert "There may be codings that you do not see" in moving


def test_ticked_codings_are_confirmed(work: Work) -> None:
    first, second = (
        make_coding(work.document, work.code, words, by=work.coder) for words in ("money", "States")
    )
    codebook.rename(work.code, "Upwards", by=work.lead, now=NOON)
    address = f"/corpus/projects/{work.project.slug}/codebook/confirm/"

    signed_in(work.coder).post(address, {"passage": [first.pk, "x", "9" * 40]})

    assert dict(Coding.objects.values_list("pk", "meaning")) == {first.pk: 2, second.pk: 1}


def test_the_codebook_is_drawn_as_a_tree_on_a_page_and_in_files(work: Work) -> None:
    make_code(work.project, "Upwards", under=work.code)
    reader = signed_in(work.reader)
    at = f"/corpus/projects/{work.project.slug}/codebook/"

    page = reader.get(f"{at}drawn/").text
    svg = reader.get(f"{at}tree.svg")
    png = reader.get(f"{at}tree.png")

    assert f'href="{at}drawn/"' in reader.get(at).text
    assert f'<a class="lt-no-print" href="{at}">The same as a list</a>' in page
    assert "2 nodes of the codebook and on what each hangs: Vertical." in page
    drawn = ET.fromstring(svg.content)
    names = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert names == ["Concept", "Dimension", "Indicator", "Code", "Vertical", "Upwards"]
    assert 'filename="city-networks-codebook.svg"' in svg["Content-Disposition"]
    assert png.content[:4] == b"\x89PNG"


def test_a_large_codebook_is_drawn_in_parts_that_each_fit_on_a_page(work: Work) -> None:
    for number in range(4):
        concept = make_code(work.project, f"Concept {number}")
        for code in range(15):
            make_code(work.project, f"Code {number}.{code}", under=concept)
    at = f"/corpus/projects/{work.project.slug}/codebook/"

    page = signed_in(work.reader).get(f"{at}drawn/").text
    whole = signed_in(work.reader).get(f"{at}tree.svg").text

    tops = re.findall(r"and on what each hangs: (.+?)\.<", page)
    assert tops == ["Vertical, Concept 0, Concept 1", "Concept 2, Concept 3"]
    assert page.count("lt-one-page") == 2
    assert whole.count("<svg") == 1
    assert all(f">Code {number}.14</text>" in whole for number in range(4))


def test_of_a_codebook_without_concepts_that_is_too_large_it_is_said_how_many_are_drawn(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_NODES", 3)
    at, reader = f"/corpus/projects/{work.project.slug}/codebook/", signed_in(work.reader)
    for number in range(2):
        make_code(work.project, f"Code {number}")
    assert "are drawn" not in reader.get(f"{at}drawn/").text

    under = make_code(work.project, "Code 2")
    make_code(work.project, "Code 3", under=under)

    words = "At the top of the codebook the first 3 of 4 are drawn."
    page = reader.get(f"{at}drawn/").text
    assert words in page
    assert "where it hangs, it is counted" not in page
    assert f"{words}<" in reader.get(f"{at}tree.svg").text


def test_a_codebook_written_from_the_right_is_drawn_from_there(work: Work) -> None:
    make_code(work.project, "Upwards", under=work.code)
    Project.objects.update(language="ar")

    svg = signed_in(work.reader).get(f"/corpus/projects/{work.project.slug}/codebook/tree.svg")

    words = ET.fromstring(svg.content).iter("{http://www.w3.org/2000/svg}text")
    places = {each.text: float(each.get("x", "")) for each in words}
    assert places["Vertical"] > places["Upwards"]


def test_an_empty_codebook_is_not_drawn(work: Work) -> None:
    Node.objects.all().delete()
    at = f"/corpus/projects/{work.project.slug}/codebook/"

    assert "The codebook is empty" in signed_in(work.reader).get(f"{at}drawn/").text
    assert signed_in(work.reader).get(f"{at}tree.svg").status_code == 404
    assert f"{at}drawn/" not in signed_in(work.reader).get(at).text
