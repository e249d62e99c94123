"""The codebook as a document, agreement as a chart, actors from the register."""

from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from localturn.corpus.actions import pseudonyms, relations, rounds
from localturn.corpus.domain.agreement.unitizing import Estimate
from localturn.corpus.domain.networks import Government
from localturn.corpus.domain.pseudonyms import About
from localturn.corpus.models import Actor, Member
from localturn.corpus.permissions import sight
from localturn.corpus.queries.agreement import OfCode, Worked
from localturn.corpus.queries.pictures import picture_of_agreement
from localturn.corpus.queries.registered import organisations_named
from localturn.foundation.people.models import OrganisationName
from makers.corpus import NOON, make_code, make_coding, make_work
from makers.people import make_organisation

pytestmark = pytest.mark.django_db


def signed_in(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def test_the_codebook_is_a_document_with_its_tree_as_headings() -> None:
    work = make_work()
    make_code(work.project, "# Money *now*", under=work.code)
    address = f"/corpus/projects/{work.project.slug}/codebook/codebook.docx"

    answer = signed_in(work.reader).get(address)

    document = Document(BytesIO(answer.content))
    said = [(p.style.name if p.style else "", p.text) for p in document.paragraphs]
    assert said == [
        ("Title", "Codebook: City networks"),
        ("Heading 1", "Vertical (Code)"),
        ("Normal", "Definition. What it means."),
        ("Heading 2", "# Money *now* (Code)"),
        ("Normal", "Definition. What it means."),
    ]
    about = About.PERSON
    pseudonyms.give(["Gudrun Vogel"], stands_as="Mayor", about=about, by=work.lead, now=NOON)
    make_code(work.project, "Gudrun Vogel")
    refused = signed_in(work.reader).get(address)
    assert refused.status_code == 409
    assert "Gudrun" not in refused.text


def test_agreement_is_drawn_code_by_code_with_its_interval() -> None:
    nothing = Estimate(None)
    codes = (
        OfCode(1, Estimate(0.8, 0.7, 0.9), 0.8, 0.8, 9),
        OfCode(2, Estimate(-0.2, -0.4, 0.1), None, None, 3),
        OfCode(3, nothing, None, None, 1),
    )
    worked = Worked(nothing, nothing, nothing, 0.5, 13, 2, 1, 1, 1, codes)

    chart = picture_of_agreement(worked, {1: "Vertical", 2: "Money", 3: "Rare"}, "Round")

    assert chart is not None
    drawn = str(chart.body)
    assert ("Vertical" in drawn, "Money" in drawn, "Rare" in drawn) == (True, True, False)
    assert 'width="-' not in drawn
    empty = Worked(nothing, nothing, nothing, 0, 0, 0, 0, 0, 0, codes[2:])
    assert picture_of_agreement(empty, {}, "Round") is None


def test_the_chart_of_a_round_is_on_its_page_and_a_file() -> None:
    work = make_work()
    pilot = rounds.begin("Pilot", by=work.lead, now=NOON)
    both = [work.lead, work.coder]
    rounds.give(pilot, {work.document: both}, by=work.lead, now=NOON)
    for member in both:
        make_coding(work.document, work.code, "cities", by=member)
    visitor = signed_in(work.reader)
    address = f"/corpus/projects/{work.project.slug}/rounds/{pilot.pk}/"
    assert visitor.get(f"{address}agreement.svg").status_code == 404

    rounds.close(pilot, by=work.lead, now=NOON)
    rounds.work_out_agreement.func(pilot.pk)

    assert "Agreement by code" in visitor.get(address).text
    picture = visitor.get(f"{address}agreement.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"Vertical" in picture.content
    assert visitor.get(f"{address}agreement.png").content.startswith(b"\x89PNG")


def test_organisations_that_passages_name_are_offered_and_a_person_adds_them() -> None:
    work = make_work()
    union = make_organisation("European Union")
    make_organisation("Nobody Speaks of It")
    OrganisationName.objects.create(
        organisation=union, use="short", language="en", text="Union", folded="union"
    )
    make_coding(work.document, work.code, "asks the Union for money")
    make_coding(work.document, work.code, "the Union")
    lead = sight(work.lead)
    assert [(each.organisation, each.passages) for each in organisations_named(lead)] == [
        (union, 2)
    ]
    address = f"/corpus/projects/{work.project.slug}/actors/"
    visitor = signed_in(work.lead)

    page = visitor.get(f"{address}?organisation={union.slug}").text
    assert "Look it over and add it" in page
    assert 'value="European Union"' in page
    assert "Look it over" not in signed_in(work.reader).get(address).text
    relations.add_actor(
        "European Union", level=Government.SUPRANATIONAL, organisation=union, by=work.lead, now=NOON
    )

    assert Actor.objects.get().organisation == union
    assert organisations_named(lead) == []
