"""PDFs: as a page, in a mail, and uploaded."""

from datetime import date
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from localturn.agenda.domain.announcing import announced
from localturn.agenda.domain.extraction import Field, Known
from localturn.agenda.domain.items import Item, Reading, Unreadable
from localturn.agenda.domain.terms import Kind
from localturn.agenda.models import Candidate, RawItem
from localturn.agenda.standards.apart import About, read_apart, read_here
from localturn.agenda.standards.reports import MOST_PAGES
from localturn.foundation.files.models import StoredFile
from localturn.foundation.tasks import worker
from makers.agenda import make_editor
from makers.documents import make_pdf

ADDRESS = "https://towns.example/autumn.pdf"
LEAFLET = make_pdf(
    [
        [
            "Towns meet in autumn",
            "",
            "The meeting takes place on 22 October 2026, 10:00-16:00.",
            "See you.",
        ]
    ]
)
REPORT = make_pdf(
    [
        [
            "Who finds a flat?" if town == "Bergen" else "On flats",
            *(["Ten towns say this."] * 6),
            f"Until 8 June 2027 they counted in {town}, and more.",
        ]
        for town in ("Bergen", "Gent", "Skopje", "Tirana", "Utrecht", "Paris")
    ],
    head="Harbour Institute",
)


def _page(document: bytes) -> Reading:
    return read_here(document, About("page", "UTC", "2026-06-01", address=ADDRESS))


def _announced(item: Item) -> tuple[Kind, dict[Field, str]]:
    known = Known(published=date(2026, 6, 1), language="en", zone="UTC")
    (part,) = announced(item, known)
    return part.announcement.kind, {
        name: each.value for name, each in part.announcement.fields.items()
    }


def test_an_invitation_is_an_event_with_its_day() -> None:
    (item,) = _page(LEAFLET).items
    kind, values = _announced(item)

    assert (item.title, item.external_id, item.address) == (
        "Towns meet in autumn",
        ADDRESS,
        ADDRESS,
    )
    assert kind is Kind.EVENT
    assert (values[Field.FIRST_DAY], values[Field.BEGINS], values[Field.LINK]) == (
        "2026-10-22",
        "10:00",
        ADDRESS,
    )


def test_a_long_document_is_a_report_and_takes_place_on_none_of_its_days() -> None:
    (item,) = _page(REPORT).items
    kind, values = _announced(item)

    assert kind is Kind.REPORT
    assert Field.FIRST_DAY not in values
    assert item.text.count("Harbour Institute") == 1
    assert "they counted in Paris, and more" in item.text


def test_of_a_very_long_one_the_beginning_is_read() -> None:
    reading = _page(make_pdf([[f"Page {n} says {'something ' * (n % 7)}"] for n in range(70)]))

    (remark,) = reading.remarks
    assert remark.values == {"most": MOST_PAGES, "pages": 70}
    assert "Page 69" not in reading.items[0].text


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (make_pdf([[]]), "There is no text in the PDF, only pictures."),
        (b"%PDF-1.7\nnothing else", "It is no PDF that can be read."),
        (LEAFLET[:200], "It is no PDF that can be read."),
        (b"%PDF-" + bytes(20 * 1024 * 1024), "It has 20971525 bytes; at most 20971520 are read."),
    ],
)
def test_what_cannot_be_read_has_a_sentence(document: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_apart(document, About("page", "UTC", "2026-06-01", address=ADDRESS))

    assert str(refused.value) == sentence


def _mail(*attached: tuple[bytes, str]) -> bytes:
    mail = EmailMessage()
    mail["Message-ID"], mail["Subject"] = "<1@towns.example>", "Our autumn"
    mail.set_content("See what hangs on this.")
    for content, kind in attached:
        main, sub = kind.split("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename="autumn.pdf")
    return bytes(mail)


def test_what_hangs_on_a_mail_is_read_with_it_and_known_by_itself() -> None:
    mail = _mail((LEAFLET, "application/pdf"), (REPORT, "application/octet-stream"), (b"x", "a/b"))
    reading = read_here(mail, About("mail", "UTC", "2026-06-01"))

    assert [each.title for each in reading.items] == [
        "Our autumn",
        "Towns meet in autumn",
        "Who finds a flat?",
    ]
    again = read_here(_mail((LEAFLET, "application/pdf")), About("mail", "UTC", "2026-06-01"))
    assert again.items[1].key == reading.items[1].key


def test_a_broken_one_loses_nothing_else_of_its_mail() -> None:
    reading = read_here(
        _mail((LEAFLET[:200], "application/pdf")), About("mail", "UTC", "2026-06-01")
    )

    assert [each.title for each in reading.items] == ["Our autumn"]
    assert [each.text for each in reading.remarks] == ["It is no PDF that can be read."]


@pytest.mark.django_db
def test_an_editor_uploads_one_and_it_waits_in_the_queue(client: Client) -> None:
    client.force_login(make_editor())
    page = reverse("agenda:paste")

    def sent(content: bytes, **more: str) -> int:
        file = SimpleUploadedFile("autumn.pdf", content, "application/pdf")
        return client.post(page, {"report": file, **more}).status_code

    assert sent(b"no pdf") == 422
    assert sent(LEAFLET, text="and a text") == 422
    assert client.post(page, {"text": " "}).status_code == 422
    assert (sent(LEAFLET, language="en"), sent(LEAFLET), sent(LEAFLET[:200])) == (302, 302, 302)
    assert not RawItem.objects.exists()

    worker.run_waiting()

    candidate = Candidate.objects.get()
    assert (candidate.title, str(candidate.first_day)) == ("Towns meet in autumn", "2026-10-22")
    assert (candidate.source.kind, StoredFile.objects.count()) == ("paste", 0)
    log = client.get(candidate.source.get_absolute_url()).content.decode()
    assert "It is no PDF that can be read." in log
