"""The project, the codebook and the coding desk as people and the desk's script see them."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from localturn.corpus.domain.terms import DocumentClass, Role
from localturn.corpus.models import Coding, Member, Node, Project
from makers.corpus import TEXT, Work, make_coding, make_document, make_work
from makers.people import make_person

pytestmark = pytest.mark.django_db


def signed_in(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def sent(work: Work, member: Member, **changed: Any) -> Any:
    start = TEXT.index("money")
    place = {"version": work.document.version_id, "start": start, "end": start + 5}
    content = {**place, "code": work.code.pk, "key": uuid4(), **changed}
    address = f"/corpus/documents/{work.document.pk}/code/"
    return signed_in(member).post(address, content, headers={"Accept": "application/json"})


def test_a_coding_sent_twice_is_stored_once_and_answered_the_same() -> None:
    work = make_work()
    key = uuid4()

    first, again = sent(work, work.coder, key=key), sent(work, work.coder, key=key)

    assert first.json() == again.json()
    block = TEXT.index("The network")
    assert list(first.json()["blocks"]) == [f"b{block}"]
    assert (
        f'<span class="lt-coded lt-c0" id="s{TEXT.index("money")}"'
        in first.json()["blocks"][f"b{block}"]
    )
    stored = Coding.objects.get()
    assert (stored.quote, stored.coder, stored.prefix) == (
        "money",
        work.coder,
        TEXT[stored.start - 32 : stored.start],
    )


def test_blanks_at_the_ends_of_a_passage_are_left_off() -> None:
    work = make_work()
    at = TEXT.index(" money.")

    sent(work, work.coder, start=at, end=at + 6)

    assert Coding.objects.get().quote == "money"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"end": 100_000}, 422),
        ({"start": "x"}, 422),
        ({"key": "no key"}, 422),
        ({"code": 99_999_999}, 404),
        ({"start": 2**70, "end": 2**71}, 422),
    ],
)
def test_what_cannot_be_stored_is_refused_in_words(changed: dict[str, Any], status: int) -> None:
    answer = sent(make_work(), Member.objects.get(role=Role.CODER), **changed)

    assert answer.status_code == status
    assert answer.json()["said"]
    assert not Coding.objects.exists()


def test_who_only_reads_sees_the_codings_and_cannot_code() -> None:
    work = make_work()
    make_coding(work.document, work.code, "money")
    reader = signed_in(work.reader)

    page = reader.get(f"/corpus/documents/{work.document.pk}/")

    assert page.text.count('class="lt-coded ') == 1
    assert "desk.js" not in page.text
    assert sent(work, work.reader).status_code == 403


def test_without_a_script_a_passage_is_coded_by_its_words() -> None:
    work = make_work()
    coder = signed_in(work.coder)
    address = f"/corpus/documents/{work.document.pk}/code/"
    content = {"code": work.code.pk, "key": uuid4()}

    twice = coder.post(address, {**content, "words": "cities"})
    done = coder.post(address, {**content, "words": "asks the Union"})

    assert twice.status_code == 422
    assert "more than once" in twice.text
    assert done["Location"].endswith(f"#s{TEXT.index('asks')}")
    assert Coding.objects.get().quote == "asks the Union"


def test_what_others_code_meanwhile_is_news() -> None:
    work = make_work()
    reader = signed_in(work.lead)
    address = f"/corpus/documents/{work.document.pk}/news/"
    since = re.search(r'data-since="([^"]+)"', reader.get(work.document.get_absolute_url()).text)
    assert since is not None
    asked = {"since": since[1], "version": work.document.version_id}
    told = reader.get(address, asked).json()
    assert (told["blocks"], told["whole"]) == ({}, True)

    sent(work, work.coder)

    told = reader.get(address, asked).json()
    assert list(told["blocks"]) == [f"b{TEXT.index('The network')}"]
    assert reader.get(address, {**asked, "since": told["since"]}).json()["blocks"] == {}


def test_a_coding_is_taken_back_and_counts_again() -> None:
    work = make_work()
    coding = make_coding(work.document, work.code, "money", by=work.coder)
    coder = signed_in(work.coder)

    back = coder.post(
        f"/corpus/passages/{coding.pk}/take-back/", headers={"Accept": "application/json"}
    )
    assert "lt-coded" not in "".join(back.json()["blocks"].values())
    assert "Let it count again" in coder.get(f"/corpus/passages/{coding.pk}/").text
    assert signed_in(work.lead).get(f"/corpus/passages/{coding.pk}/").status_code == 404
    coder.post(f"/corpus/passages/{coding.pk}/put-back/")

    assert Coding.objects.get(withdrawn_at=None) == coding


def test_nobody_takes_back_the_coding_of_somebody_else() -> None:
    work = make_work()
    coding = make_coding(work.document, work.code, "money", by=work.coder)

    answer = signed_in(work.lead).post(f"/corpus/passages/{coding.pk}/take-back/")

    assert answer.status_code == 403


def test_who_takes_no_part_does_not_learn_that_there_is_a_project() -> None:
    work = make_work()
    interview = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    coded = make_coding(interview, work.code, "said")
    outsider = Client()
    outsider.force_login(make_person())
    addresses = [
        f"/corpus/projects/{work.project.slug}/",
        f"/corpus/projects/{work.project.slug}/codebook/",
        f"/corpus/documents/{interview.pk}/",
        f"/corpus/passages/{coded.pk}/",
    ]

    assert [outsider.get(each).status_code for each in addresses] == [404] * 4
    reader = signed_in(work.reader)
    assert [reader.get(each).status_code for each in addresses] == [200, 200, 404, 404]
    seen = reader.get(f"/corpus/codes/{work.code.pk}/").text + reader.get(addresses[0]).text
    assert "She said so" not in seen
    assert interview.title not in seen


def test_a_project_is_begun_and_others_take_part_by_their_address() -> None:
    lead = make_person("Lea", can_author=True)
    friend = make_person("Finn", email="finn@example.org")
    client = Client()
    client.force_login(lead)

    client.post("/corpus/new/", {"name": "Städte im Bund", "about": "", "language": "de"})
    address = "/corpus/projects/stadte-im-bund/members/"
    unknown = client.post(f"{address}add/", {"email": "no@example.org", "role": "coder"})
    client.post(f"{address}add/", {"email": "FINN@example.org", "role": "reader"})

    assert unknown.status_code == 422
    member = Member.objects.get(person=friend)
    assert (member.project, member.role) == (Project.objects.get(), "reader")
    assert "Finn" in client.get(address).text


def test_the_codebook_says_what_has_changed_since_it_was_frozen() -> None:
    work = make_work()
    client = signed_in(work.lead)
    book = f"/corpus/projects/{work.project.slug}/codebook/"
    make_coding(work.document, work.code, "money")

    client.post(f"{book}freeze/", {"note": "Before the pilot"})
    client.post(
        f"/corpus/codes/{work.code.pk}/edit/",
        {"name": "Vertical", "level": "code", "definition": "Between levels of government."},
    )
    client.post(f"{book}new/?under={work.code.pk}", {"name": "Downwards", "level": "code"})

    page = client.get(book).text
    assert "Changed since version 1" in page
    assert "<ins>Between levels of government.</ins>" in page
    assert Node.objects.get(name="Downwards").parent == work.code
    assert (
        "was coded before its meaning was changed"
        in client.get(f"/corpus/codes/{work.code.pk}/").text
    )
    assert client.get(f"{book}1/").status_code == 200
    again = client.post(f"{book}new/?under={work.code.pk}", {"name": "Downwards", "level": "code"})
    assert again.status_code == 422


def test_words_of_a_passage_become_a_code_once() -> None:
    work = make_work()
    address = f"/corpus/documents/{work.document.pk}/in-vivo/"
    coder = signed_in(work.coder)
    start = TEXT.index("asks the Union")
    version = work.document.version_id
    span = {"version": version, "start": start, "end": start + len("asks the Union")}

    made = [coder.post(address, span).json() for _ in range(2)]
    typed = coder.post(address, {**span, "name": " Asking  up "}).json()

    assert made[0] == made[1]
    assert Node.objects.get(pk=made[0]["code"]).name == "asks the Union"
    assert typed["name"] == "Asking up"
    assert address in coder.get(work.document.get_absolute_url()).text
    for wrong in ({"start": start - 1, "end": start}, {"start": 9_000, "end": 9_005}, {"end": ""}):
        assert coder.post(address, {**span, **wrong}).status_code == 422


def test_words_of_an_interview_become_no_code() -> None:
    work = make_work()
    interview = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    address = f"/corpus/documents/{interview.pk}/in-vivo/"
    coder = signed_in(work.coder)

    span = {"version": interview.version_id, "start": 0, "end": 8}
    refused = coder.post(address, span)
    hidden = signed_in(work.reader).post(address, span)

    assert (refused.status_code, hidden.status_code) == (409, 404)
    assert "public documents" in refused.json()["said"]
    assert "data-in-vivo" not in coder.get(interview.get_absolute_url()).text
    assert list(Node.objects.all()) == [work.code]
