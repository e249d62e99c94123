"""Attributes, cases, sets and memos: filled in, and out of the sight of who may not see them."""

import json

import pytest
from django.test import Client

from localturn.corpus import permissions
from localturn.corpus.actions import attributes, collections, memos, projects
from localturn.corpus.actions.attribute_tables import look
from localturn.corpus.actions.attributes import Definition, Wish, fill
from localturn.corpus.actions.memos import Words
from localturn.corpus.domain.terms import AttributeKind, DocumentClass, MemoKind, Rights, Role
from localturn.corpus.models import Attribute, AttributeValue, Case, DocumentSet, Member, Memo
from localturn.corpus.permissions import sight
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.corpus import NOON, Work, make_coding, make_document, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def work() -> Work:
    return make_work()


def signed_in(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def year(work: Work) -> Attribute:
    definition = Definition("Year", AttributeKind.WHOLE)
    return attributes.define(definition, of_cases=False, by=work.coder)


def values() -> list[str]:
    return list(AttributeValue.objects.order_by("pk").values_list("value", flat=True))


def test_the_grid_saves_what_was_changed_and_nothing_where_anything_does_not_fit(
    work: Work,
) -> None:
    attribute, other = year(work), make_document(work.project, title="Second")
    coder = signed_in(work.coder)
    address = f"/corpus/projects/{work.project.slug}/attributes/values/"
    cells = [f"v-{each.pk}-{attribute.pk}" for each in (work.document, other)]

    wrong = coder.post(address, {"was": "{}", cells[0]: "1999", cells[1]: "long ago"})
    assert wrong.status_code == 422
    assert "“long ago” is no number." in wrong.text
    assert 'value="1999"' in wrong.text
    assert values() == []

    coder.post(address, {"was": "{}", cells[0]: "1999", cells[1]: "2004"})
    assert values() == ["1999", "2004"]
    was = json.dumps(
        {each.removeprefix("v-"): said for each, said in zip(cells, values(), strict=True)}
    )
    coder.post(address, {"was": was, cells[0]: "1999", cells[1]: ""})
    assert values() == ["1999"]


def test_two_who_fill_in_the_same_cell_learn_of_each_other(work: Work) -> None:
    attribute = year(work)
    cell = (work.document.pk, attribute.pk)
    fill({cell: Wish("1999", "")}, of_cases=False, sight=sight(work.lead))

    filled = fill({cell: Wish("2004", "")}, of_cases=False, sight=sight(work.coder))

    assert filled.found == {cell: "1999"}
    assert values() == ["1999"]


def test_nothing_is_filled_in_for_what_is_out_of_sight(work: Work) -> None:
    attribute = year(work)
    hidden = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    Member.objects.filter(pk=work.coder.pk).update(sees_interviews=False)
    work.coder.refresh_from_db()

    filled = fill(
        {(hidden.pk, attribute.pk): Wish("1999")}, of_cases=False, sight=sight(work.coder)
    )

    assert list(filled.sentences.values()) == ["There is no such document or attribute."]
    assert values() == []
    table = signed_in(work.coder).get(f"/corpus/projects/{work.project.slug}/attributes/table.csv")
    assert hidden.title not in table.text


def test_a_table_says_by_row_and_column_what_is_wrong_and_takes_the_rest(work: Work) -> None:
    year(work)
    coder = signed_in(work.coder)
    base = f"/corpus/projects/{work.project.slug}/attributes/"
    lines = "Title;Year;Colour\ndeclaration;2004;red\nNowhere;2001;\nDeclaration;soon;\n"
    found = look(lines.encode(), "t.csv", of_cases=False, sight=sight(work.coder))
    assert [(each.row, each.heading, each.sentence) for each in found.mistakes] == [
        (3, "Title", "There is no document of this title."),
        (4, "Year", "“soon” is no number."),
    ]
    assert found.unknown == ("Colour",)
    assert values() == []

    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("t.csv", lines.encode())
    shown = coder.post(f"{base}table/", {"file": file, "of": "documents"})
    signed = shown.context["signed"] if shown.context else _signed(shown.text)
    coder.post(f"{base}table/take/", {"table": signed, "of": "documents"})

    assert values() == ["2004"]
    assert ",Declaration,2004" in coder.get(f"{base}table.csv").text.replace(";", ",")
    assert signed_in(work.lead).post(f"{base}table/take/", {"table": signed}).status_code == 422


def _signed(page: str) -> str:
    return page.split('name="table" value="')[1].split('"', maxsplit=1)[0]


def test_a_kind_is_changed_only_where_all_values_fit(work: Work) -> None:
    attribute = year(work)
    fill({(work.document.pk, attribute.pk): Wish("1999")}, of_cases=False, sight=sight(work.lead))

    with pytest.raises(Invalid, match="1 value does not fit: 1999"):
        attributes.redefine(
            attribute, Definition("Year", AttributeKind.DATE), sight=sight(work.coder)
        )
    attributes.redefine(
        attribute,
        Definition("Year", AttributeKind.CHOICE, ("1999", "2004")),
        sight=sight(work.coder),
    )

    assert Attribute.objects.get().choices == ["1999", "2004"]


def test_values_that_do_not_fit_and_are_out_of_sight_are_counted_alone(work: Work) -> None:
    hidden = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    projects.change_member(work.coder, role=Role.CODER, rights=Rights(), by=work.lead, now=NOON)
    attribute = year(work)
    cells = {(work.document.pk, attribute.pk): Wish("1999"), (hidden.pk, attribute.pk): Wish("7")}
    fill(cells, of_cases=False, sight=sight(work.lead))
    coder = sight(Member.objects.select_related("project").get(pk=work.coder.pk))

    with pytest.raises(Invalid) as refused:
        attributes.redefine(attribute, Definition("Year", AttributeKind.DATE), sight=coder)

    assert refused.value.sentence == (
        "1 value does not fit: 1999. Change it first. "
        "1 value that is out of your sight does not fit. Ask who leads the project."
    )


def test_a_case_of_interviews_alone_and_its_memos_are_for_who_may_read_them(work: Work) -> None:
    hidden = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    case = Case(project=work.project)
    collections.describe(case, name="Mayor", about="", by=work.coder)
    memos.write(Words(MemoKind.NOTE, "On her"), about=case, by=work.coder, now=NOON)
    assert list(sight(work.reader).cases()) == [case]

    collections.put(case, [hidden.pk], inside=True, sight=sight(work.coder))

    reader = sight(work.reader)
    assert (list(reader.cases()), list(reader.memos())) == ([], [])
    assert work.reader.person is not None
    assert list(permissions.memos_visible_to(work.reader.person)) == []
    assert list(sight(work.lead).cases()) == [case]
    client = signed_in(work.reader)
    pages = [
        client.get(f"/corpus/projects/{work.project.slug}/{each}")
        for each in (
            "cases/",
            "memos/",
            "attributes/values/?of=cases",
            "attributes/table.csv?of=cases",
        )
    ]
    assert not any("Mayor" in each.text or "On her" in each.text for each in pages)
    assert client.get(f"/corpus/cases/{case.pk}/").status_code == 404


def test_who_does_not_see_a_document_leaves_it_in_its_set(work: Work) -> None:
    hidden = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    row = DocumentSet(project=work.project)
    collections.describe(row, name="Second wave", about="", by=work.lead)
    collections.put(row, [hidden.pk, work.document.pk], inside=True, sight=sight(work.lead))
    Member.objects.filter(pk=work.coder.pk).update(sees_interviews=False)
    work.coder.refresh_from_db()

    done = collections.put(
        row, [hidden.pk, work.document.pk], inside=False, sight=sight(work.coder)
    )

    assert (done, list(row.documents.all())) == (1, [hidden])
    assert list(sight(work.coder).sets()) == []


def test_a_memo_is_found_by_kind_and_what_it_is_about_and_links_only_to_what_is_seen(
    work: Work,
) -> None:
    hidden = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    coded = make_coding(hidden, work.code, "said", by=work.coder)
    rule = memos.write(Words(MemoKind.RULE, "A rule"), about=work.code, by=work.coder, now=NOON)
    secret = memos.write(Words(MemoKind.NOTE, "Of hers"), about=coded, by=work.coder, now=NOON)
    memos.link(rule, secret, linked=True, by=work.coder)
    base = f"/corpus/projects/{work.project.slug}/memos/"

    coder, reader = signed_in(work.coder), signed_in(work.reader)

    assert "A rule" in coder.get(f"{base}?kind=rule&about=node").text
    assert "A rule" not in coder.get(f"{base}?kind=note").text
    assert "Of hers" in coder.get(f"/corpus/memos/{rule.pk}/").text
    assert "Of hers" not in reader.get(f"/corpus/memos/{rule.pk}/").text
    assert reader.get(f"/corpus/memos/{secret.pk}/").status_code == 404


def test_only_who_leads_releases_a_memo_about_what_is_not_public(work: Work) -> None:
    hidden = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    memo = memos.write(Words(MemoKind.NOTE, "On her"), about=hidden, by=work.coder, now=NOON)

    with pytest.raises(NotAllowed):
        memos.release(memo, released=True, by=work.coder)
    memos.release(memo, released=True, by=work.lead)
    memos.rewrite(memo, Words(MemoKind.NOTE, "On her", "More"), by=work.coder, now=NOON)

    assert not Memo.objects.get().is_released


def test_a_memo_taken_back_is_there_for_its_writer_alone_and_comes_back(work: Work) -> None:
    memo = memos.write(Words(MemoKind.NOTE, "Thought"), about=None, by=work.coder, now=NOON)
    coder, lead = signed_in(work.coder), signed_in(work.lead)

    coder.post(f"/corpus/memos/{memo.pk}/take-back/")
    assert [each.get(f"/corpus/memos/{memo.pk}/").status_code for each in (coder, lead)] == [
        200,
        404,
    ]
    coder.post(f"/corpus/memos/{memo.pk}/put-back/")

    assert lead.get(f"/corpus/memos/{memo.pk}/").status_code == 200


def test_in_a_closed_project_nothing_is_said_or_filled_in(work: Work) -> None:
    attribute = year(work)
    memo = memos.write(Words(MemoKind.NOTE, "Thought"), about=None, by=work.lead, now=NOON)
    projects.close(work.project, by=work.lead, now=NOON)
    work.lead.refresh_from_db()
    words = Words(MemoKind.NOTE, "More")
    wishes = {(work.document.pk, attribute.pk): Wish("1999")}

    for refused in (
        lambda: memos.write(words, about=None, by=work.lead, now=NOON),
        lambda: memos.rewrite(memo, words, by=work.lead, now=NOON),
        lambda: memos.release(memo, released=True, by=work.lead),
        lambda: attributes.define(
            Definition("A", AttributeKind.TEXT), of_cases=False, by=work.lead
        ),
        lambda: fill(wishes, of_cases=False, sight=sight(work.lead)),
        lambda: collections.describe(
            Case(project=work.project), name="Malmö", about="", by=work.lead
        ),
    ):
        with pytest.raises(NotNow):
            refused()
