"""The table of results, and certificates as strangers and holders see them."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from localturn.academy.actions import certificates as actions
from localturn.academy.actions.printing import print_certificate
from localturn.academy.models import Certificate, Run
from localturn.foundation import moments
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.personal_data import Wishes
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run
from makers.marking import earn
from makers.people import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_noon() -> Iterator[None]:
    with moments.travelled(NOON - moments.now()):
        yield


@pytest.fixture
def run(at_noon: None, client: Client) -> Run:
    """Three people: one with everything, one with all but the points, one who did nothing."""
    run = make_run(starts_on=NOON.date() - timedelta(days=30), weeks=5)
    skopje, tirana = make_organisation("ZELS"), make_organisation("Albanian Association")
    earn(make_enrolment(run, make_person("Čedomir Šarić"), organisation=skopje))
    earn(make_enrolment(run, make_person("Ana =1+1"), organisation=tirana), points=59)
    make_enrolment(run, make_person("Bojan Zorić"), organisation=skopje)
    client.force_login(make_facilitator(run))
    return run


def names(page: str) -> list[str]:
    known = ("Čedomir Šarić", "Ana =1+1", "Bojan Zorić")
    return sorted((n for n in known if n in page), key=page.index)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ana =1+1", "Bojan Zorić", "Čedomir Šarić"]),
        ("?order=name&down=1", ["Čedomir Šarić", "Bojan Zorić", "Ana =1+1"]),
        ("?order=points&down=1", ["Čedomir Šarić", "Ana =1+1", "Bojan Zorić"]),
        ("?order=behind&down=1", ["Bojan Zorić", "Ana =1+1", "Čedomir Šarić"]),
        ("?order=organisation", ["Ana =1+1", "Bojan Zorić", "Čedomir Šarić"]),
        ("?q=saric", ["Čedomir Šarić"]),
        ("?organisation=ZELS", ["Bojan Zorić", "Čedomir Šarić"]),
        ("?state=earned", ["Čedomir Šarić"]),
        ("?state=missing", ["Ana =1+1", "Bojan Zorić"]),
        ("?state=behind", ["Bojan Zorić"]),
        ("?order=password&state=x&page=99", ["Ana =1+1", "Bojan Zorić", "Čedomir Šarić"]),
        ("?view=activities", ["Ana =1+1", "Bojan Zorić", "Čedomir Šarić"]),
        ("?view=activities&order=points&down=1", ["Čedomir Šarić", "Ana =1+1", "Bojan Zorić"]),
        (
            "?view=activities&order=organisation&down=1",
            ["Bojan Zorić", "Čedomir Šarić", "Ana =1+1"],
        ),
        ("?view=activities&order=a-final&down=1", ["Čedomir Šarić", "Ana =1+1", "Bojan Zorić"]),
        ("?view=activities&order=a-final", ["Bojan Zorić", "Ana =1+1", "Čedomir Šarić"]),
        ("?view=activities&order=a-nothing&down=1", ["Ana =1+1", "Bojan Zorić", "Čedomir Šarić"]),
        ("?order=done", ["Bojan Zorić", "Ana =1+1", "Čedomir Šarić"]),
        ("?lacks=final", ["Bojan Zorić"]),
        ("?lacks=nothing", ["Ana =1+1", "Bojan Zorić", "Čedomir Šarić"]),
        ("?view=activities&state=unfinished", ["Bojan Zorić"]),
        ("?view=activities&state=earned", ["Čedomir Šarić"]),
        ("?view=activities&state=behind", ["Bojan Zorić"]),
    ],
)
def test_results_are_sorted_and_filtered(
    run: Run, client: Client, query: str, expected: list[str]
) -> None:
    page = client.get(f"/academy/runs/{run.slug}/results/{query}")

    assert page.status_code == 200
    assert names(page.text.split("<tbody>")[1]) == expected


def test_each_cell_leads_to_what_explains_it(run: Run, client: Client) -> None:
    page = client.get(f"/academy/runs/{run.slug}/results/?view=activities&order=points&down=1")
    bojan = re.search(r'<a href="(\d+)/">Bojan Zorić</a>', page.text)

    assert re.search(r'<a href="\d+/#final">72</a>', page.text)
    assert bojan is not None
    assert f'<td class="lt-not"><a href="{bojan[1]}/#final">' in page.text
    explained = client.get(f"/academy/runs/{run.slug}/results/{bojan[1]}/")
    assert explained.status_code == 200
    assert '<tr id="final">' in explained.text


def test_order_and_filter_stay_in_every_address(run: Run, client: Client) -> None:
    page = client.get(
        f"/academy/runs/{run.slug}/results/?view=activities&q=a&order=points&down=1"
    ).text

    assert '<th scope="col" aria-sort="descending"' in page
    assert 'href="?view=activities&amp;q=a&amp;order=a-final&amp;down=1"' in page
    assert 'href="?q=a&amp;order=points&amp;down=1&amp;"' in page  # to the sums
    assert "table.csv?q=a&amp;order=points&amp;down=1&amp;" in page
    assert '<input type="hidden" name="order" value="points">' in page
    assert '<input type="hidden" name="down" value="1">' in page


@pytest.mark.parametrize("people", [1, 3])
def test_the_table_of_every_activity_takes_as_many_statements_for_all(
    at_noon: None, client: Client, people: int
) -> None:
    run = make_run(starts_on=NOON.date() - timedelta(days=30), weeks=5)
    for _number in range(people):
        earn(make_enrolment(run, make_person()))
    client.force_login(make_facilitator(run))
    address = f"/academy/runs/{run.slug}/results/?view=activities&order=points&down=1"
    client.get(address)

    with CaptureQueriesContext(connection) as captured:
        client.get(address)

    assert len(captured) == 6


def test_results_leave_as_csv_without_a_formula(run: Run, client: Client) -> None:
    answer = client.get(f"/academy/runs/{run.slug}/results/table.csv?q=ana")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Disposition"].endswith('-results.csv"')
    assert [(r["Name"], r["Points"], r["Final"], r["Final (points)"]) for r in rows] == [
        ("Ana =1+1", "59", "done", "59")
    ]


def test_a_table_of_results_has_addresses_and_counted_contributions(
    run: Run, client: Client
) -> None:
    seat = run.enrolments.get(person__name__startswith="Ana")
    discussion = run.version.activities.get(kind="discussion")
    for counted_at in (NOON, NOON, None):  # beside the one that earned the award
        run.posts.create(
            activity=discussion, author=seat.person, posted_at=NOON, counted_at=counted_at
        )

    answer = client.get(f"/academy/runs/{run.slug}/results/table.csv?q=ana")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))

    assert seat.person is not None
    assert (row["E-mail address"], row["Counted contributions"]) == (seat.person.email, "3")


def test_results_leave_as_a_spreadsheet(run: Run, client: Client) -> None:
    answer = client.get(f"/academy/runs/{run.slug}/results/table.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))

    assert [(row[0], row[3]) for row in rows[1:]] == [
        ("Ana =1+1", 59),
        ("Bojan Zorić", 0),
        ("Čedomir Šarić", 72),
    ]


def test_a_stranger_sees_all_of_a_certificate_and_no_search_engine_does(run: Run) -> None:
    certificate = Certificate.objects.get()

    page = Client().get(certificate.get_absolute_url())

    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page.text
    for said in (
        "This certificate is valid.",
        "Čedomir Šarić",
        "Migration governance",
        certificate.number,
        "72 of 100",
        "4 hours",
        "Readings and case studies: each one done",
    ):
        assert said in page.text
    assert "For facilitators" not in page.text
    assert "Download as PDF" not in page.text


def test_a_token_that_is_guessed_leads_nowhere(at_noon: None) -> None:
    assert (
        Client().get("/academy/certificates/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
    )


def test_a_revoked_certificate_says_so_and_since_when(run: Run, client: Client) -> None:
    certificate = Certificate.objects.get()
    address = certificate.get_absolute_url()

    assert client.post(f"{address}revoke/", {"reason": " "}).status_code == 422
    assert client.post(f"{address}revoke/", {"reason": "Somebody else."}).status_code == 302

    page = Client().get(address).text
    assert "This certificate is not valid." in page
    assert "It was revoked on" in page
    assert "10 March 2027" in page
    assert "Somebody else." not in page
    assert "Somebody else." in client.get(address).text


def test_nobody_but_facilitators_decides(run: Run) -> None:
    certificate = Certificate.objects.get()
    address = f"{certificate.get_absolute_url()}revoke/"
    holder = Client()
    holder.force_login(certificate.enrolment.person)

    assert holder.post(address, {"reason": "Mine."}).status_code == 403
    assert Client().post(address, {"reason": "Mine."}).status_code == 302
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


def test_holder_and_facilitator_download_the_pdf_and_nobody_else(run: Run, client: Client) -> None:
    certificate = Certificate.objects.get()
    address = f"{certificate.get_absolute_url()}pdf/"
    holder, stranger = Client(), Client()
    holder.force_login(certificate.enrolment.person)
    stranger.force_login(make_person())

    assert holder.get(address).status_code == 409
    print_certificate.call(certificate.pk)

    for reader in (holder, client):
        answer = reader.get(address)
        assert answer.content.startswith(b"%PDF-")
        assert answer["Content-Disposition"] == f'attachment; filename="{certificate.number}.pdf"'
    assert stranger.get(address).status_code == 403
    assert Client().get(address).status_code == 302
    actions.revoke(
        certificate, reason="No.", by=make_facilitator(run, make_person()), now=moments.now()
    )
    assert holder.get(address).status_code == 409


def test_a_certificate_without_its_holders_name_is_still_a_page(run: Run) -> None:
    certificate = Certificate.objects.get()
    holder = certificate.enrolment.person
    assert holder is not None
    wishes = Wishes(keep_certificates=False)
    erase_person(holder, wishes=wishes, by=holder, now=moments.now())

    page = Client().get(certificate.get_absolute_url()).text

    assert "Čedomir" not in page
    assert "The name was removed" in page
