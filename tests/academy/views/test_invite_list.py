"""A list of people out of a spreadsheet: looked at line by line, then invited, once."""

import io
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from localturn.academy.models import Enrolment, Invitation, Run
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import OrganisationName
from makers.academy import make_enrolment, make_facilitator, make_person, make_run
from makers.people import make_organisation

pytestmark = pytest.mark.django_db

LIST = """E-mail;Name;Language;Organisation
ana@example.org;Ana Petrovska;fr;Town of Lipnik
BO@example.org;Bo Lindqvist;svenska;
seated@example.org;Sam;;
"""


@pytest.fixture
def run(client: Client) -> Run:
    run = make_run(starts_on=moments.now().date())
    client.force_login(make_facilitator(run))
    return run


def look(client: Client, run: Run, content: bytes | str, name: str = "list.csv") -> str:
    packed = content.encode() if isinstance(content, str) else content
    answer = client.post(
        f"/academy/runs/{run.slug}/invitations/list/",
        {"file": SimpleUploadedFile(name, packed), "language": "en"},
    )
    return unescape(answer.text)


def packed_in(page: str) -> str:
    found = re.search(r'name="list" value="([^"]+)"', page)
    assert found
    return found[1]


def send(client: Client, run: Run, packed: str) -> int:
    address = f"/academy/runs/{run.slug}/invitations/list/send/"
    return client.post(address, {"list": packed}).status_code


def test_a_list_is_looked_at_and_then_invited_once(run: Run, client: Client) -> None:
    town = make_organisation("Town of Lipnik")
    make_enrolment(run, make_person("Sam", email="seated@example.org"))

    page = look(client, run, LIST)
    assert page.count("Will be invited") == 2
    assert page.count("Takes part already") == 1
    assert Invitation.objects.count() == 0

    packed = packed_in(page)
    assert (send(client, run, packed), send(client, run, packed)) == (200, 200)
    rows = Invitation.objects.order_by("email")
    assert [(i.email, i.name, i.language, i.organisation) for i in rows] == [
        ("ana@example.org", "Ana Petrovska", "fr", town),
        ("bo@example.org", "Bo Lindqvist", "sv", None),
    ]
    assert Message.objects.filter(template="academy/mail/invited").count() == 2
    assert look(client, run, LIST).count("Invited already") == 2


def test_whoever_comes_by_a_list_takes_part_for_their_organisation(
    run: Run, client: Client
) -> None:
    town = make_organisation("Town of Lipnik")
    send(client, run, packed_in(look(client, run, LIST)))
    invitation = Invitation.objects.get(email="ana@example.org")
    ana = make_person("Ana", email="ana@example.org")
    client.force_login(ana)

    page = client.get(f"/academy/invitations/{invitation.token}/").text
    client.post(f"/academy/invitations/{invitation.token}/")

    assert "has nominated you" not in page
    seat = Enrolment.objects.get(person=ana)
    assert (seat.way, seat.organisation) == (Enrolment.Way.INVITATION, town)


def test_each_mistake_is_named_by_row_and_column_and_nobody_is_invited(
    run: Run, client: Client
) -> None:
    for _ in range(2):
        make_organisation("Novo Selo")
    page = look(
        client,
        run,
        "E-mail,Language,Organisation,Shoe size\n"
        "ana@example.org,en,,38\n"
        "no address,en,,\n"
        "bo@example.org,Klingon,,\n"
        "cem@example.org,,Atlantis,\n"
        "ana@example.org,,,\n"
        "dua@example.org,,Novo Selo,\n",
    )

    rows = re.findall(r"<tr><td>(\d+)</td><td>([^<]+)</td><td>([^<]+)</td></tr>", page)
    assert rows == [
        ("3", "E-mail", "“no address” is not an e-mail address. Write it like name@town.example."),
        (
            "4",
            "Language",
            "We do not write in “Klingon”. Write en, fr or sv, or leave the cell empty.",
        ),
        (
            "5",
            "Organisation",
            "No organisation here is called “Atlantis”. Write its name as on its page, or leave"
            " the cell empty.",
        ),
        ("6", "E-mail", "This address stands in row 2 already. Take one of them out."),
        (
            "7",
            "Organisation",
            "Several organisations are called “Novo Selo”. Write the whole name.",
        ),
    ]
    assert "Shoe size" in page
    assert 'name="list"' not in page


def test_a_workbook_and_an_old_encoding_are_read_alike(run: Run, client: Client) -> None:
    town = make_organisation("Örebro kommun")
    OrganisationName.objects.create(
        organisation=town, use="short", text="Örebro", language="sv", folded="orebro"
    )
    book = Workbook()
    assert book.active is not None
    book.active.append(["E-postadress", "Namn", "Kommun"])
    book.active.append(["asa@example.org", "Åsa Öberg", "Örebro"])
    out = io.BytesIO()
    book.save(out)
    old = "E-postadress;Namn;Kommun\r\nasa@example.org;Åsa Öberg;Örebro\r\n".encode("cp1252")

    for content, name in ((out.getvalue(), "list.xlsx"), (old, "list.csv")):
        page = look(client, run, content, name)
        assert "Åsa Öberg" in page
        assert "Örebro kommun" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The submitted file is empty."),
        ("Name\nAna\n", "Missing: E-mail."),
        ("E-mail\n" + "".join(f"p{n}@example.org\n" for n in range(1001)), "more than 1000 people"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(
    run: Run, client: Client, content: str, said: str
) -> None:
    assert said in look(client, run, content)


def test_a_list_that_is_longer_than_the_places_is_not_begun(run: Run, client: Client) -> None:
    make_organisation("Town of Lipnik")
    packed = packed_in(look(client, run, LIST))
    Run.objects.filter(pk=run.pk).update(capacity=2)

    assert "Set more places" in look(client, run, LIST)
    assert send(client, run, packed) == 409
    assert Invitation.objects.count() == 0


def test_only_what_was_looked_at_is_sent(run: Run, client: Client) -> None:
    make_organisation("Town of Lipnik")
    assert send(client, run, "made-up") == 422
    packed = packed_in(look(client, run, LIST))
    client.force_login(make_person())
    assert send(client, run, packed) == 403
