"""The passages of a code as its page has them, and what pages of a corpus ask for."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Coding, Member, Round
from localturn.corpus.permissions import sight
from localturn.corpus.queries.coded import PassagesOf, outdated_of
from localturn.corpus.queries.desk import coders_of, part_of_text
from makers.corpus import NOON, TEXT, make_code, make_coding, make_document, make_work
from makers.people import make_person

pytestmark = pytest.mark.django_db


def signed_in(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def test_a_codes_passages_are_those_in_sight_whoever_looks() -> None:
    work = make_work()
    interview = make_document(work.project, title="Talk", kind=DocumentClass.INTERVIEW)
    removed = make_document(work.project, title="Gone")
    make_coding(work.document, work.code, "money", by=work.lead)
    make_coding(work.document, work.code, "cities", by=work.coder)
    make_coding(interview, work.code, "money", by=work.lead)
    make_coding(removed, work.code, "money", by=work.lead)
    make_coding(work.document, make_code(work.project), "network", by=work.lead)

    def each_sees() -> list[int]:
        found = []
        for member in (work.lead, work.coder, work.reader):
            seen = sight(Member.objects.select_related("project").get(pk=member.pk))
            passages = PassagesOf(seen, work.code)
            keys = [each.key for each in passages[0:50]]
            expected = seen.codings().filter(code=work.code)
            assert keys == list(
                expected.order_by("document_id", "start").values_list("pk", flat=True)
            )
            assert [each.key for each in passages[1:2]] == keys[1:2]
            assert len(passages) == len(keys)
            found.append(len(keys))
        return found

    assert each_sees()[0] == 4
    removed.removed_at = NOON
    removed.save()
    everything = each_sees()
    assert everything[0] == 3
    assert everything[2] == 2
    blind = Round.objects.create(project=work.project, name="Blind", begun_at=NOON)
    Coding.objects.filter(document=work.document).update(round=blind)
    assert each_sees()[2] == 0


def test_a_code_of_another_project_has_no_passages() -> None:
    work, other = make_work(), make_work()
    make_coding(other.document, other.code, "money")

    assert len(PassagesOf(sight(work.lead), other.code)) == 0


def test_passages_of_an_earlier_meaning_are_counted() -> None:
    work = make_work()
    make_coding(work.document, work.code, "money")
    assert outdated_of(sight(work.lead), work.code) == 0
    work.code.meaning = 2
    work.code.save()

    assert outdated_of(sight(work.lead), work.code) == 1


def test_a_codes_page_and_a_stored_coding_ask_no_more_than_they_did() -> None:
    work = make_work()
    visitor = signed_in(work.coder)
    address = f"/corpus/codes/{work.code.pk}/"
    visitor.get(address)
    for words in ("money", "cities", "States"):
        make_coding(work.document, work.code, words, by=work.lead)

    with CaptureQueriesContext(connection) as page:
        body = visitor.get(address).content.decode()
    start = TEXT.index("network")
    place = {"version": work.document.version_id, "start": start, "end": start + 7}
    content = {**place, "code": work.code.pk, "key": uuid4()}
    with CaptureQueriesContext(connection) as stored:
        answer = visitor.post(
            f"/corpus/documents/{work.document.pk}/code/",
            content,
            headers={"Accept": "application/json"},
        )

    assert all(f">{words}<" in body for words in ("money", "cities", "States"))
    assert len(page) <= 10
    assert answer.status_code == 200
    assert len(stored) <= 21


def test_of_a_round_that_is_open_the_desk_paints_ones_own_alone() -> None:
    work = make_work()
    blind = Round.objects.create(project=work.project, name="Blind", begun_at=NOON)
    of_lead = make_coding(work.document, work.code, "money", by=work.lead)
    Coding.objects.update(round=blind)
    start = TEXT.index("money")

    answer = signed_in(work.coder).post(
        f"/corpus/documents/{work.document.pk}/code/",
        {
            "version": work.document.version_id,
            "start": start,
            "end": start + 5,
            "code": work.code.pk,
            "key": uuid4(),
        },
        headers={"Accept": "application/json"},
    )

    own = Coding.objects.get(coder=work.coder)
    (block,) = answer.json()["blocks"].values()
    assert f'data-m="{own.pk}"' in block
    assert f'data-m="{of_lead.pk}"' not in block


def test_coders_are_named_as_they_name_themselves() -> None:
    work = make_work()
    Member.objects.create(project=work.project, name="Elsewhere", role="coder", joined_at=NOON)
    Member.objects.create(project=work.project, role="coder", joined_at=NOON)
    erased = make_person(name="Was Here", erased_at=NOON, is_active=False)
    Member.objects.create(project=work.project, person=erased, role="coder", joined_at=NOON)

    names = coders_of(sight(work.lead))

    assert names == {each.pk: str(each) for each in Member.objects.filter(project=work.project)}
    assert "Was Here" not in names.values()


def test_no_more_of_a_text_is_read_than_there_is() -> None:
    version = make_work().document.version_id

    assert part_of_text(version, 4, 11) == TEXT[4:11]
    assert part_of_text(version, 0, 5, least=10**6) is None
    assert part_of_text(version, 0, 2**40) is None
