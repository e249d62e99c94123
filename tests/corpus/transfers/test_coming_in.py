"""Projects of other programs as they come in: whole or not at all, in sight when all is here, and
what cannot be taken is told."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django_tasks.base import TaskResultStatus

from localturn.corpus.actions import correcting, giving_up, incoming, transfers
from localturn.corpus.actions.incoming import put_in
from localturn.corpus.actions.incoming_steps import Overtaken, Taking
from localturn.corpus.actions.placing import placed
from localturn.corpus.domain.interchange import (
    Arriving,
    Attribute,
    Code,
    Kind,
    Passage,
    Project,
    Source,
)
from localturn.corpus.domain.interchange import (
    Coding as Read,
)
from localturn.corpus.domain.terms import AttributeKind, DocumentClass
from localturn.corpus.domain.transfers import State
from localturn.corpus.models import (
    Attribute as Row,
)
from localturn.corpus.models import (
    AttributeValue,
    Case,
    Coding,
    Memo,
    Node,
    ProjectDocument,
    Transfer,
)
from localturn.corpus.permissions import sight
from localturn.corpus.standards.codings_csv import read_codings
from localturn.corpus.standards.refi.packing import write_project
from localturn.foundation import moments
from localturn.foundation.files.models import StoredFile
from localturn.foundation.library.models import Document, TextVersion
from localturn.foundation.refusals import NotNow
from localturn.foundation.tasks.models import TaskRow
from makers.corpus import NOON, Work, make_coding, make_document, make_work
from makers.refi import guid, qde, whole_project

pytestmark = pytest.mark.django_db
TEXT = "The cities ask the state for money, and the state asks the cities for patience."


def _sent(content: bytes, work: Work) -> Transfer:
    """Looked at, and asked to be taken in."""
    came = transfers.receive(content, name="their.qdpx", by=work.lead, now=NOON)
    transfers.look_at.call(came.pk)
    came.refresh_from_db()
    basis = came.report["basis"]
    transfers.take_in(came, kind=DocumentClass.PUBLIC, basis=basis, by=work.lead, now=NOON)
    came.refresh_from_db()
    return came


def _in(content: bytes, work: Work) -> Transfer:
    came = _sent(content, work)
    transfers.finish_in.call(came.pk)
    came.refresh_from_db()
    return came


def _whole() -> bytes:
    return write_project(whole_project(), origin="Elsewhere").content


def _losses(came: Transfer) -> dict[str, int]:
    return {what: count for what, count, _examples in came.report["losses"]}


def _kept(work: Work) -> Mapping[str, int]:
    """What a project has, by kind."""
    own: dict[str, Any] = {
        "documents": ProjectDocument.objects.filter(project=work.project),
        "codes": Node.objects.filter(project=work.project),
        "members": work.project.members.all(),
        "attributes": Row.objects.filter(project=work.project),
        "memos": Memo.objects.filter(project=work.project),
        "cases": Case.objects.filter(project=work.project),
        "codings": Coding.objects.filter(project=work.project),
        "texts": TextVersion.objects.all(),
        "library": Document.objects.all(),
    }
    return {what: rows.count() for what, rows in own.items()}


def _taking(came: Transfer, work: Work) -> Taking:
    return Taking(came, DocumentClass.PUBLIC, by=work.lead, now=moments.now())


def _arriving(project: Project, sources: Iterator[Source]) -> Arriving:
    return Arriving("qdpx", replace(project, sources=()), sources)


# By steps -----------------------------------------------------------------------------------------


def test_nothing_of_a_project_is_seen_before_all_of_it_is_here() -> None:
    work, project = make_work(), whole_project()
    came = _sent(_whole(), work)
    client = Client()
    assert work.lead.person is not None
    client.force_login(work.lead.person)

    taking = _taking(came, work)
    taking.begin()
    finish = put_in(_arriving(project, iter(project.sources)), taking)
    coming = ProjectDocument.objects.filter(coming=came.pk)
    addresses = [document.get_absolute_url() for document in coming]

    assert Coding.objects.filter(project=work.project).count() == 3
    assert list(sight(work.lead).documents()) == [work.document]
    assert not sight(work.lead).codings().exists()
    assert not sight(work.lead).memos().exists()
    assert [client.get(address).status_code for address in addresses] == [404, 404]

    with taking.step():
        finish()

    assert sight(work.lead).documents().count() == 3
    assert sight(work.lead).codings().count() == 3
    assert [client.get(address).status_code for address in addresses] == [200, 200]


@pytest.mark.once
def test_codings_are_kept_in_steps_of_which_none_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "CODINGS_AT_ONCE", 2)
    work = make_work()

    came = _in(_whole(), work)

    assert came.report["made"]["codings"] == 3
    changes = Coding.objects.filter(project=work.project).values_list("change", flat=True)
    assert sorted(Counter(changes).values()) == [1, 2]


@pytest.mark.once
def test_what_a_killed_run_has_left_is_not_there_twice() -> None:
    work, project = make_work(), whole_project()
    came = _sent(_whole(), work)
    killed = _taking(came, work)
    killed.begin()
    put_in(_arriving(project, iter(project.sources)), killed)

    transfers.finish_in.call(came.pk)

    came.refresh_from_db()
    assert came.state == State.DONE
    assert sight(work.lead).documents().count() == 3
    assert Coding.objects.filter(project=work.project).count() == 3
    assert TextVersion.objects.count() == 3


@pytest.mark.once
def test_a_file_that_is_refused_halfway_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(incoming, "DOCUMENTS_AT_ONCE", 1)
    work, project = make_work(), whole_project()
    before = _kept(work)
    came = _sent(_whole(), work)

    def sources() -> Iterator[Source]:
        yield project.sources[0]
        assert ProjectDocument.objects.filter(coming=came.pk).exists()
        transfers.refuse(came, "No.")
        yield project.sources[1]

    taking = _taking(came, work)
    taking.begin()
    with pytest.raises(Overtaken):
        put_in(_arriving(project, sources()), taking)

    assert _kept(work) == before


@pytest.mark.once
def test_what_a_file_that_is_gone_has_brought_is_removed() -> None:
    """As all of them go where names are replaced in the project."""
    work, project = make_work(), whole_project()
    came = _sent(_whole(), work)
    taking = _taking(came, work)
    taking.begin()
    put_in(_arriving(project, iter(project.sources)), taking)

    with pytest.raises(NotNow):
        transfers.forget(came, by=work.lead)
    came.delete()
    giving_up.give_up_transfers.call()

    assert list(ProjectDocument.objects.all()) == [work.document]
    assert list(TextVersion.objects.all()) == [work.document.version]
    assert not Coding.objects.filter(project=work.project).exists()


@pytest.mark.once
def test_nothing_is_coded_with_a_code_that_is_taken_out_of_use_meanwhile() -> None:
    work, project = make_work(), whole_project()
    before = _kept(work)
    came = _sent(_whole(), work)

    def sources() -> Iterator[Source]:
        Node.objects.filter(name="late").update(retired_at=NOON)
        yield from project.sources

    taking = _taking(came, work)
    taking.begin()
    with pytest.raises(NotNow, match="codebook or a text was changed"):
        put_in(_arriving(project, sources()), taking)
    transfers.refuse(came, "No.")

    assert _kept(work) == before


# Faults -------------------------------------------------------------------------------------------


@pytest.mark.once
def test_a_fault_of_ours_is_told_to_who_waits_and_to_the_operators() -> None:
    work = make_work()
    before = _kept(work)
    came = _sent(_whole(), work)
    Transfer.objects.filter(pk=came.pk).update(options={**came.options, "kind": "unheard of"})

    with pytest.raises(ValueError, match="unheard of"):
        transfers.finish_in.call(came.pk)

    came.refresh_from_db()
    assert (came.state, came.report["why"]) == (State.REFUSED, transfers.GIVEN_UP)
    assert not StoredFile.objects.filter(subject=came.subject).exists()
    assert _kept(work) == before


@pytest.mark.once
def test_a_file_whose_task_is_given_up_is_refused_in_words() -> None:
    work, project = make_work(), whole_project()
    given_up, waits = _sent(_whole(), work), _sent(_whole(), work)
    taking = _taking(given_up, work)
    taking.begin()
    put_in(_arriving(project, iter(project.sources)), taking)
    for row in TaskRow.objects.all():
        if row.args_kwargs["args"] == [given_up.pk]:
            TaskRow.objects.filter(pk=row.pk).update(status=TaskResultStatus.FAILED)

    giving_up.give_up_transfers.call()

    given_up.refresh_from_db()
    waits.refresh_from_db()
    assert (given_up.state, given_up.report["why"]) == (State.REFUSED, transfers.GIVEN_UP)
    assert waits.state == State.TAKING
    assert list(ProjectDocument.objects.all()) == [work.document]
    assert not Node.objects.filter(name="late").exists()


@pytest.mark.once
def test_what_has_been_taken_in_is_not_refused_by_a_second_run() -> None:
    work = make_work()
    came = _in(_whole(), work)

    transfers.refuse(came, "The content of this file is no longer here.")

    came.refresh_from_db()
    assert (came.state, came.report.get("why")) == (State.DONE, None)
    assert sight(work.lead).documents().count() == 3


@pytest.mark.once
def test_two_attributes_of_one_name_give_a_document_the_first_value() -> None:
    first, second = Attribute(guid("1"), "year"), Attribute(guid("2"), " year ", Kind.INTEGER)
    values = {first.guid: "2019", second.guid: 2020}
    source = Source(guid("s"), "Plan", TEXT, values=values)
    work = make_work()
    content = write_project(
        Project("", attributes=(first, second), sources=(source,)), origin="x"
    ).content

    came = _in(content, work)

    assert came.state == State.DONE
    assert list(AttributeValue.objects.values_list("attribute__name", "value")) == [
        ("year", "2019")
    ]
    assert _losses(came) == {"Further values of the same attribute": 1}


@pytest.mark.once
def test_a_value_is_what_its_attribute_here_can_have() -> None:
    work = make_work()
    Row.objects.create(
        project=work.project, name="side", kind=AttributeKind.CHOICE.value, choices=["Europe"]
    )
    side, size = Attribute(guid("1"), "side"), Attribute(guid("2"), "size", Kind.INTEGER)
    sources = [
        Source(guid("a"), "A", TEXT, values={side.guid: "europe", size.guid: 12}),
        Source(guid("b"), "B", TEXT, values={side.guid: "Asia", size.guid: 10**17}),
    ]
    content = write_project(
        Project("", attributes=(side, size), sources=sources), origin="x"
    ).content

    came = _in(content, work)

    assert sorted(AttributeValue.objects.values_list("attribute__name", "value")) == [
        ("side", "Europe"),
        ("size", "12"),
    ]
    assert _losses(came) == {"Values of attributes that are not what their attribute holds": 2}


# Nothing without a word ---------------------------------------------------------------------------


def _twice_money() -> Project:
    """Two codes of one name, both given to one passage, and one of them twice."""
    codes = (Code(guid("a"), "money"), Code(guid("b"), "money"))
    codings = (Read(guid("1"), guid("a")), Read(guid("2"), guid("b")), Read(guid("3"), guid("b")))
    start = TEXT.index("money")
    passage = Passage(guid("p"), start, start + 5, codings)
    return Project("", codes=codes, sources=(Source(guid("s"), "Plan", TEXT, (passage,)),))


@pytest.mark.once
def test_codes_of_one_name_stay_two_and_are_the_same_two_the_next_time() -> None:
    work = make_work()
    content = write_project(_twice_money(), origin="x").content

    came = _in(content, work)
    again = _in(content, work)

    assert sorted(Coding.objects.values_list("code__name", "document")) == sorted(
        (name, document.pk)
        for name in ("money", "money (2)")
        for document in ProjectDocument.objects.filter(title="Plan")
    )
    assert _losses(came) == {
        "Codes with the name of another at the same place, numbered": 1,
        incoming.DOUBLES: 1,
    }
    assert "codes" not in again.report["made"]


@pytest.mark.once
def test_what_is_left_out_is_told_before_anything_is_taken_and_after() -> None:
    work = make_work()
    came = transfers.receive(_whole(), name="x.qdpx", by=work.lead, now=NOON)

    transfers.look_at.call(came.pk)
    came.refresh_from_db()
    told = _losses(came)
    done = _in(_whole(), work)

    assert told == {
        "Codings of documents as a whole": 1,
        "Sets of codes": 1,
        "Descriptions of attributes": 1,
        "Further things that a memo is about": 2,
    }
    assert _losses(done) == told


@pytest.mark.once
def test_documents_of_other_programs_have_the_language_that_they_are_in() -> None:
    work = make_work()

    _in(_whole(), work)

    found = ProjectDocument.objects.filter(project=work.project).exclude(pk=work.document.pk)
    assert sorted(found.values_list("title", "language", "version__language")) == [
        ("Declaration & plan", "en", "en"),
        ("Déclaration", "fr", "fr"),
    ]


@pytest.mark.once
def test_a_second_case_of_a_name_gets_the_values_that_the_first_one_lacks() -> None:
    work = make_work()
    _in(_whole(), work)
    AttributeValue.objects.filter(case__name="Ring").delete()

    _in(_whole(), work)

    assert list(AttributeValue.objects.filter(case__name="Ring").values_list("value")) == [
        ("1999",)
    ]


# Tables -------------------------------------------------------------------------------------------


@pytest.mark.once
def test_a_title_that_two_documents_have_is_no_place_for_a_coding() -> None:
    work = make_work()
    make_document(work.project, TEXT, title="Plan")
    make_document(work.project, f"Again: {TEXT}", title="plan")
    table = "document,code,quote,start,end\nPlan,Money,for money,,\nDeclaration,Money,,0,6\n"

    came = _in(table.encode(), work)

    assert list(Coding.objects.values_list("document__title", "quote")) == [
        ("Declaration", "Cities")
    ]
    assert _losses(came) == {
        "Codings of documents whose title several documents have": 1,
        "Codings without words, put where their positions say": 1,
    }


@pytest.mark.once
def test_words_of_a_table_are_found_however_their_letters_are_put_together() -> None:
    work = make_work()
    make_document(work.project, "Malmö fragt.\nUnd wartet.", title="Plan")
    table = 'document,code,quote\nPlan,Money,"Malmo\u0308 fragt.\r\nUnd"\n'

    _in(table.encode(), work)

    assert list(Coding.objects.values_list("quote", flat=True)) == ["Malmö fragt.\nUnd"]


@pytest.mark.once
def test_codings_of_a_table_are_not_put_into_a_text_that_is_another_by_now() -> None:
    work = make_work()
    table = "document,code,quote\nDeclaration,Money,Cities receive people.\n"
    came = _sent(table.encode(), work)
    found = placed(sight(work.lead), read_codings(table.encode()))
    text = f"At last: {work.document.version.text}"
    correcting.correct(work.document, text, by=work.lead, now=NOON)

    taking = _taking(came, work)
    taking.begin()
    with pytest.raises(NotNow, match="codebook or a text was changed"):
        put_in(found.arriving, taking, there=found.there)

    assert not Coding.objects.exists()


@pytest.mark.once
def test_of_a_table_only_texts_that_are_named_are_read(
    django_assert_max_num_queries: Any,
) -> None:
    work = make_work()
    for number in range(20):
        make_document(work.project, TEXT, title=f"Other {number}")
    make_coding(work.document, work.code, "cities")
    table = "document,code,quote\nDeclaration,Money,Cities receive people.\n"
    came = transfers.receive(table.encode(), name="x.csv", by=work.lead, now=NOON)

    with django_assert_max_num_queries(30) as asked:
        transfers.look_at.call(came.pk)

    texts = [each["sql"] for each in asked if '"library_textversion"."text"' in each["sql"]]
    assert len(texts) == 2


@pytest.mark.once
def test_a_project_whose_codes_are_too_deep_is_taken_in() -> None:
    nested = "".join(f'<Code guid="{guid(str(n))}" name="level {n}">' for n in range(1, 31))
    content = qde(f"<CodeBook><Codes>{nested}{'</Code>' * 30}</Codes></CodeBook>")
    work = make_work()

    came = _in(content, work)

    assert came.report["made"] == {"codes": 30}
    deepest = Node.objects.get(name="level 30")
    depth = 1
    while deepest.parent is not None:
        depth, deepest = depth + 1, deepest.parent
    assert depth == 12
