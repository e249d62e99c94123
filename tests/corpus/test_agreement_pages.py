"""What is said of agreement in a closed round: kept, on its page, and taken along."""

import pytest
from django.test import Client

from localturn.corpus.actions import codebook, rounds
from localturn.corpus.actions.codebook import Wording
from localturn.corpus.domain.terms import DocumentClass, Level
from localturn.corpus.models import Agreement, Member, Node, Round
from localturn.corpus.queries.agreement import from_kept, work_out
from localturn.corpus.queries.coded_texts import concepts_of
from makers.corpus import NOON, Work, make_coding, make_document, make_member, make_work

pytestmark = pytest.mark.django_db


def _closed(work: Work) -> Round:
    """Two coders who choose different codes of one concept for a passage, agree on another, and
    an interview in which they agree too."""
    other = make_member(work.project)
    made = rounds.begin("Pilot", by=work.lead, now=NOON)
    interview = make_document(
        work.project, "She said so.", title="Zora", kind=DocumentClass.INTERVIEW
    )
    documents = [work.document, interview]
    coders = [work.coder, other]
    rounds.give(made, dict.fromkeys(documents, coders), by=work.lead, now=NOON)
    vertical, horizontal = _codes(work, "Levels", "Vertical", "Horizontal")
    (money,) = _codes(work, "Means", "Money")
    make_coding(work.document, vertical, "network of cities", by=work.coder, round=made)
    make_coding(work.document, horizontal, "network of cities", by=other, round=made)
    for member in coders:
        make_coding(work.document, money, "for money", by=member, round=made)
        make_coding(interview, money, "said", by=member, round=made)
    rounds.close(made, by=work.lead, now=NOON)
    rounds.work_out_agreement.func(made.pk)
    return made


def _codes(work: Work, concept: str, *names: str) -> list[Node]:
    top = codebook.add(Wording(concept, Level.CONCEPT), under=None, by=work.lead, now=NOON)
    return [
        codebook.add(Wording(name, Level.CODE), under=top, by=work.lead, now=NOON) for name in names
    ]


def _as(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def test_codes_of_one_concept_are_an_agreement_on_the_concept() -> None:
    worked = work_out(_closed(make_work()))

    assert worked.concepts.value == 1
    assert worked.coding.value is not None
    assert worked.coding.value < 1
    assert worked.concepts.low is not None


def test_a_code_belongs_to_the_concept_above_it_or_to_what_stands_at_the_top() -> None:
    work = make_work()
    (money,) = _codes(work, "Means", "Money")
    below = codebook.add(Wording("Euros", Level.INDICATOR), under=money, by=work.lead, now=NOON)

    concepts = concepts_of(work.project)

    assert concepts[below.pk] == concepts[money.pk] == money.parent_id
    assert concepts[work.code.pk] == work.code.pk


def test_each_code_has_its_reliability_among_coded_text_with_an_interval() -> None:
    worked = work_out(_closed(make_work()))

    of_code = {Node.objects.get(pk=each.code).name: each.of_code for each in worked.codes}
    assert of_code["Money"].value == 1
    assert of_code["Money"].low == 1
    assert of_code["Vertical"].value == 0


def test_paragraphs_and_documents_are_compared_as_units() -> None:
    worked = work_out(_closed(make_work()))

    assert [(each.division, each.units) for each in worked.units] == [
        ("paragraphs", 4),
        ("documents", 2),
    ]
    assert [len(each.codes) for each in worked.units] == [3, 3]
    masi, nominal = worked.units[0].masi.value, worked.units[0].krippendorff.value
    assert masi is not None
    assert nominal is not None
    assert masi > nominal


def test_what_is_kept_is_read_as_it_was_written_and_as_it_was_before() -> None:
    made = _closed(make_work())
    content = Agreement.objects.get(round=made).content
    assert content is not None
    kept = content["all"]

    assert from_kept(kept) == work_out(made)
    for name in ("concepts", "units"):
        kept.pop(name)
    for each in kept["codes"]:
        each.pop("of_code")
    for each in kept["pairs"]:
        each.pop("coding")
    assert from_kept(kept).units == ()
    assert from_kept(kept).concepts.value is None


def test_all_coefficients_stand_on_the_page_and_in_the_table() -> None:
    work = make_work()
    made = _closed(work)
    page = f"/corpus/projects/{work.project.slug}/rounds/{made.pk}/"
    visitor = _as(work.lead)

    shown = visitor.get(page).text
    names = [
        *("u-alpha", "|u-alpha", "cu-alpha", "Cu-alpha", "(k)u-alpha", "Cohen’s kappa"),
        *("Fleiss’ kappa", "Brennan and Prediger’s kappa", "Krippendorff’s alpha, MASI"),
    ]
    assert [name for name in names if name not in shown] == []
    table = visitor.get(f"{page}agreement.csv")
    assert table["Content-Type"].startswith("text/csv")
    lines = table.content.decode("utf-8-sig").splitlines()
    assert [name for name in names if not any(name in line for line in lines)] == []
    assert "Round,,Cu-alpha,1.0,1.0,1.0," in "\n".join(lines)
    assert any(line.startswith("Document,Zora,u-alpha,1.0") for line in lines)
    assert visitor.get(f"{page}agreement.xlsx").content[:2] == b"PK"


def test_a_reader_takes_along_what_public_documents_say() -> None:
    work = make_work()
    made = _closed(work)

    table = _as(work.reader).get(
        f"/corpus/projects/{work.project.slug}/rounds/{made.pk}/agreement.csv"
    )

    assert "Document,Declaration" in table.text
    assert "Zora" not in table.text
    assert table.text.count("Whole documents,Money,") == 4
