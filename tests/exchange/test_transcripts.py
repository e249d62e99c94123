"""Transcripts of records: issued once a run has ended, frozen, and seen by three parties alone."""

import hashlib
import io
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from lxml import etree
from pypdf import PdfReader

from exchange.elmo import faults
from localturn.academy.actions import second_marks
from localturn.academy.models import Certificate, Enrolment, HandIn, Nomination
from localturn.exchange.actions import transcripts
from localturn.exchange.actions.transcript_pdf import print_transcript, printed
from localturn.exchange.domain.transcripts import digest, record_from
from localturn.exchange.models import Listing, Partner, Transcript
from localturn.exchange.personal_data import erase
from localturn.exchange.standards import elmo
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Kind, Organisation, Person, Role
from localturn.foundation.personal_data import Wishes
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.academy import NOON, make_person
from makers.exchange import make_consortium, make_listing, make_partner, make_university
from makers.papers import Writing
from makers.people import make_membership

pytestmark = pytest.mark.django_db

OVER = NOON + timedelta(days=60)
STEPS = "1.0; 90; 20\n2.0; 75; 45\n3.0; 60; 25\n4.0; 50; 10"
NS = {"e": "https://github.com/emrex-eu/elmo-schemas/tree/v1"}


def keeper_of(partner: Partner, name: str) -> Person:
    person = make_person(name, email=f"{name.split(maxsplit=1)[0].lower()}@keepers.example")
    make_membership(person, partner.organisation, Role.COORDINATOR)
    return person


def nominate(seat: Enrolment, university: Organisation) -> Nomination:
    """What led to a seat."""
    assert seat.person is not None
    return Nomination.objects.create(
        run=seat.run,
        organisation=university,
        name=seat.person.name,
        email=seat.person.email,
        language="en",
        state=Nomination.State.ACCEPTED,
        nominated_at=NOON,
        seat=seat,
    )


class Exchanged:
    """A listing whose run has ended; its one student, of another university, passed the paper."""

    def __init__(self, points: int | None = 15) -> None:
        ring = make_consortium()
        self.host = make_partner(ring, make_university("University of Havnby"))
        home = make_university("Lakeside University")
        self.keeper = keeper_of(self.host, "Harald Host")
        self.home_keeper = keeper_of(make_partner(ring, home), "Hanna Home")
        abroad = make_partner(ring, make_university("Far University"))
        self.stranger = keeper_of(abroad, "Fredrik Far")
        self.writing = Writing(proposal=False)
        self.seat = self.writing.seat
        self.seat.organisation = home
        self.seat.save()
        self.nominated = nominate(self.seat, home)
        self.writing.hand_in()
        if points is not None:
            self.writing.mark(points)
        self.listing: Listing = make_listing(self.host, by=self.keeper)
        self.listing.run = self.writing.run
        self.listing.save()

    @property
    def bundle(self) -> str:
        assert self.seat.organisation is not None
        home = self.seat.organisation.slug
        return f"/exchange/listings/{self.listing.pk}/transcripts/{home}.zip"

    @property
    def student(self) -> Person:
        return self.writing.writer

    def enter_scale(self, steps: str = STEPS) -> None:
        transcripts.set_scale(
            self.listing,
            name="German scale",
            reference="Social sciences, Master, 2024–2026",
            students=412,
            steps=steps,
            by=self.keeper,
            now=OVER,
        )

    def issue(self) -> Transcript:
        self.enter_scale()
        (made,) = transcripts.issue(self.listing, by=self.keeper, now=OVER)
        return made


def status(person: Person, address: str) -> int:
    client = Client()
    client.force_login(person)
    with moments.travelled(OVER - moments.now()):
        return client.get(address).status_code


def test_a_transcript_is_issued_once_the_run_has_ended_and_its_scale_is_entered() -> None:
    exchanged = Exchanged()
    with pytest.raises(NotNow, match="once the course has ended"):
        transcripts.issue(exchanged.listing, by=exchanged.keeper, now=NOON)
    with pytest.raises(NotNow, match="grading scale"):
        transcripts.issue(exchanged.listing, by=exchanged.keeper, now=OVER)
    with pytest.raises(Invalid, match="not 100 together"):
        exchanged.enter_scale("1.0; 90; 20")
    with pytest.raises(NotAllowed):
        transcripts.issue(exchanged.listing, by=exchanged.home_keeper, now=OVER)

    made = exchanged.issue()

    said = made.content
    assert said is not None
    assert (said["student"], said["home"]["name"], said["mark"], said["points"], said["of"]) == (
        "Ana Petrovska",
        "Lakeside University",
        "2.0",
        "15",
        "20",
    )
    assert said["credits"] == [{"points": "3", "kind": "ECTS", "award": "Further credit"}]
    assert made.digest == digest(said)
    letters = Message.objects.filter(template__startswith="exchange/").order_by("pk")
    assert [(m.person, m.template.rsplit("/", 1)[-1]) for m in letters] == [
        (exchanged.student, "transcript_issued"),
        (exchanged.home_keeper, "transcripts_issued"),
    ]
    with pytest.raises(NotNow, match="nobody who has no transcript"):
        transcripts.issue(exchanged.listing, by=exchanged.keeper, now=OVER)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Transcript.objects.update(digest="0" * 64)


def test_the_student_both_universities_and_nobody_else_see_it() -> None:
    exchanged = Exchanged()
    made = exchanged.issue()
    page = made.get_absolute_url()
    course = f"/exchange/listings/{exchanged.listing.pk}/transcripts/"
    people = {
        "student": exchanged.student,
        "host": exchanged.keeper,
        "home": exchanged.home_keeper,
        "stranger": exchanged.stranger,
        "facilitator": exchanged.writing.first,
    }

    answers = {
        name: [status(person, each) for each in (page, f"{page}file.xml", exchanged.bundle, course)]
        for name, person in people.items()
    }

    assert answers == {
        "student": [200, 200, 404, 404],
        "host": [200, 200, 200, 200],
        "home": [200, 200, 200, 404],
        "stranger": [404, 404, 404, 404],
        "facilitator": [404, 404, 404, 404],
    }


def test_a_bundle_holds_elmo_that_is_valid_and_a_pdf_that_says_the_same() -> None:
    exchanged = Exchanged()
    made = exchanged.issue()
    print_transcript.call(made.pk)
    client = Client()
    client.force_login(exchanged.home_keeper)

    with moments.travelled(OVER - moments.now()):
        answer = client.get(exchanged.bundle)

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name.rsplit(".", 1)[-1]: archive.read(name) for name in archive.namelist()}
    assert faults(files["xml"]) == []
    elmo = etree.fromstring(files["xml"])
    read = {
        name: elmo.findtext(f".//e:{name}", namespaces=NS)
        for name in ("familyName", "resultLabel", "value", "status", "iscedCode")
    }
    assert read == {
        "familyName": "Petrovska",
        "resultLabel": "2.0",
        "value": "3",
        "status": "passed",
        "iscedCode": "0314",
    }
    scheme = elmo.findtext(".//e:gradingScheme/e:description", namespaces=NS)
    assert scheme is not None
    assert "2.0 (from 75 % of the points): 45 %" in scheme
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages)
    assert made.number in pages
    assert made.digest in pages.replace("\n", "")
    assert "Lakeside University" in pages


def test_the_validator_finds_what_is_no_elmo() -> None:
    assert faults(b"<elmo/>") != []


def test_who_passed_nothing_has_a_transcript_that_says_so() -> None:
    made = Exchanged(points=5).issue()

    assert made.content is not None
    assert (made.content["credits"], made.content["mark"]) == ([], "")


def test_it_is_issued_again_with_a_reason_and_the_earlier_one_stays() -> None:
    exchanged = Exchanged()
    made = exchanged.issue()
    with pytest.raises(Invalid, match="Say why"):
        transcripts.issue_again(made, reason=" ", by=exchanged.keeper, now=OVER)
    with pytest.raises(NotAllowed):
        transcripts.issue_again(made, reason="Mine.", by=exchanged.home_keeper, now=OVER)

    later = transcripts.issue_again(made, reason="A name.", by=exchanged.keeper, now=OVER)

    assert later.content is not None
    assert (later.replaces, later.content["supersedes"]) == (made, made.number)
    assert later.number != made.number
    assert Transcript.objects.count() == 2
    with pytest.raises(NotNow, match="later transcript"):
        transcripts.issue_again(made, reason="Again.", by=exchanged.keeper, now=OVER)
    client = Client()
    client.force_login(exchanged.student)
    assert later.number in client.get(made.get_absolute_url()).text


def test_why_it_is_issued_again_is_on_the_page_of_its_parties_and_in_no_file() -> None:
    exchanged = Exchanged()
    made = exchanged.issue()
    later = transcripts.issue_again(made, reason="Ill in May.", by=exchanged.keeper, now=OVER)
    record = record_from(later.content or {})

    seen = []
    for person in (exchanged.student, exchanged.home_keeper, exchanged.keeper):
        client = Client()
        client.force_login(person)
        seen.append("Ill in May." in client.get(later.get_absolute_url()).text)
    files = (
        Client().get(f"{later.get_check_url()}record.json").text,
        elmo.write(record, issued_at=OVER, digest=later.digest).decode(),
        printed(later, record).words["again"],
    )

    assert seen == [True, True, True]
    assert ["Ill in May." in each for each in files] == [False, False, False]
    assert [made.number in each for each in files] == [True, True, True]


def test_a_transcript_that_was_frozen_with_its_reason_is_still_read() -> None:
    made = Exchanged().issue()
    content = made.content or {}

    assert record_from({**content, "reason": "A name."}) == record_from(content)


def test_nobody_whose_mark_is_not_settled_has_a_transcript_yet() -> None:
    exchanged = Exchanged()
    marking = second_marks.ask(
        HandIn.objects.get(), why="I differ.", by=exchanged.student, now=NOON
    )
    exchanged.enter_scale()
    with pytest.raises(NotNow, match="nobody who has no transcript"):
        transcripts.issue(exchanged.listing, by=exchanged.keeper, now=OVER)

    second_marks.mark_second(
        marking, points=Decimal(15), feedback="", by=exchanged.writing.second, now=NOON
    )

    assert len(transcripts.issue(exchanged.listing, by=exchanged.keeper, now=OVER)) == 1


@pytest.mark.parametrize("who", ["association", "own-choice", "no-partner", "partner-gone"])
def test_only_partners_who_nominated_a_student_learn_what_came_of_it(who: str) -> None:
    exchanged = Exchanged()
    exchanged.enter_scale()
    home = exchanged.nominated.organisation
    if who == "association":
        home.kind = Kind.ASSOCIATION
        home.save()
    if who == "own-choice":
        exchanged.nominated.delete()
    if who == "no-partner":
        Partner.objects.filter(organisation=home).delete()
    if who == "partner-gone":
        Partner.objects.filter(organisation=home).update(since=NOON.date(), until=OVER.date())
        assert len(transcripts.issue(exchanged.listing, by=exchanged.keeper, now=OVER)) == 1
        return

    with pytest.raises(NotNow, match="nobody who has no transcript"):
        transcripts.issue(exchanged.listing, by=exchanged.keeper, now=OVER)

    assert not Transcript.objects.exists()
    page = f"/exchange/listings/{exchanged.listing.pk}/transcripts/"
    client = Client()
    client.force_login(exchanged.keeper)
    assert exchanged.student.name not in client.get(page).text


def test_nobody_whose_paper_nobody_has_marked_has_a_transcript_yet() -> None:
    exchanged = Exchanged(points=None)
    exchanged.enter_scale()
    with pytest.raises(NotNow, match="nobody who has no transcript"):
        transcripts.issue(exchanged.listing, by=exchanged.keeper, now=OVER)

    exchanged.writing.mark(15)

    assert len(transcripts.issue(exchanged.listing, by=exchanged.keeper, now=OVER)) == 1


def test_nobody_whose_certificate_is_in_doubt_has_a_transcript_yet() -> None:
    exchanged = Exchanged()
    exchanged.enter_scale()
    Certificate.objects.update(shortfall=["Two points are missing."])
    with pytest.raises(NotNow, match="nobody who has no transcript"):
        transcripts.issue(exchanged.listing, by=exchanged.keeper, now=OVER)

    Certificate.objects.update(upheld_at=OVER)

    assert len(transcripts.issue(exchanged.listing, by=exchanged.keeper, now=OVER)) == 1


def test_elmo_is_well_formed_whatever_was_typed() -> None:
    exchanged = Exchanged()
    exchanged.listing.title = "Towns\ufffe and \uffff\x01seas 🌊"
    exchanged.listing.save()
    made = exchanged.issue()
    client = Client()
    client.force_login(exchanged.student)

    read = client.get(f"{made.get_absolute_url()}file.xml").content

    assert faults(read) == []
    assert "Towns and seas 🌊" in read.decode()


def test_two_listings_of_one_run_state_its_credit_points_once() -> None:
    exchanged = Exchanged()
    made = exchanged.issue()
    other = make_listing(exchanged.host, by=exchanged.keeper)
    other.run = exchanged.listing.run
    other.save()
    exchanged.listing = other
    exchanged.enter_scale()

    with pytest.raises(NotNow, match="nobody who has no transcript"):
        transcripts.issue(other, by=exchanged.keeper, now=OVER)

    assert Transcript.objects.get() == made
    page = f"/exchange/listings/{other.pk}/transcripts/"
    client = Client()
    client.force_login(exchanged.keeper)
    text = client.get(page).text
    assert made.number in text
    assert "(ZIP)" not in text


def test_who_leaves_takes_along_what_it_says_and_number_and_digest_stay() -> None:
    exchanged = Exchanged()
    made = exchanged.issue()
    print_transcript.call(made.pk)
    before = made.digest

    erase(exchanged.student, wishes=Wishes(), now=OVER)

    made = Transcript.objects.get()
    assert (made.person, made.content, made.digest) == (None, None, before)
    assert not hasattr(made, "pdf")
    assert status(exchanged.home_keeper, made.get_absolute_url()) == 200
    assert status(exchanged.home_keeper, f"{made.get_absolute_url()}file.xml") == 404


def test_a_listing_without_a_run_has_no_transcripts() -> None:
    exchanged = Exchanged()
    exchanged.listing.run = None
    exchanged.listing.save()

    address = f"/exchange/listings/{exchanged.listing.pk}/transcripts/"
    assert status(exchanged.keeper, address) == 404


def test_who_was_given_its_address_checks_a_transcript_without_an_account() -> None:
    exchanged = Exchanged()
    made = exchanged.issue()
    address = made.get_check_url()
    assert printed(made, record_from(made.content or {})).address.endswith(address)

    page = Client().get(address)
    file = Client().get(f"{address}record.json")
    later = transcripts.issue_again(made, reason="A name.", by=exchanged.keeper, now=OVER)
    again = Client().get(address)

    assert "This transcript is valid." in page.text
    assert "Ana Petrovska" in page.text
    assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert hashlib.sha256(file.content).hexdigest() == made.digest
    assert "This transcript is not valid any longer." in again.text
    assert later.number in again.text
    assert later.token not in again.text
    own = Client().get(later.get_check_url()).text
    assert f"In the place of {made.number}." in own
    assert ["A name." in each for each in (again.text, own)] == [False, False]
    assert Client().get("/exchange/transcripts/check/guessed/").status_code == 404


def test_a_check_tells_nothing_of_who_has_left() -> None:
    exchanged = Exchanged()
    made = exchanged.issue()
    erase(exchanged.student, wishes=Wishes(), now=OVER)

    page = Client().get(made.get_check_url())

    assert "Ana Petrovska" not in page.text
    assert made.digest in page.text
    assert Client().get(f"{made.get_check_url()}record.json").status_code == 404
