"""PDFs to which mails and pasted texts only link are read where somebody has said so."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agenda.linked import LEAFLET, Web, read
from localturn.agenda.actions import posting, reviewing, robots, sources
from localturn.agenda.actions.sources import Told
from localturn.agenda.domain.extraction import Field
from localturn.agenda.domain.extraction.links import documents_in
from localturn.agenda.domain.sources import SourceKind
from localturn.agenda.domain.terms import Kind
from localturn.agenda.models import Candidate, Fetch, LinkedReport, Source
from localturn.agenda.queries.candidates import content_of_candidate, values_of
from localturn.agenda.queries.linked import reports_of
from localturn.agenda.queries.sources import sentences_of
from localturn.agenda.standards.apart import About, read_apart, read_here
from localturn.foundation.people.models import Person
from makers.agenda import NOON, make_editor
from makers.documents import make_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.both]

PROGRAMME = "https://towns.example/files/programme.pdf"
OTHER = "https://towns.example/files/other.pdf"
HTML = f"""<p>Towns meet. See the <a href="{PROGRAMME}?utm_source=letter">programme</a>.</p>
<p><a href="https://click.letters.example/abc/programme.pdf">Programme</a></p>"""
TWO = f"""22/10 Meeting of towns

What they talk about: {PROGRAMME}

23/11 A walk through the harbour

Meet at the bridge. What is seen: {OTHER}
"""


@pytest.fixture(autouse=True)
def _no_site_is_known() -> None:
    robots._kept.clear()


@pytest.fixture
def editor() -> Person:
    return make_editor()


def mail(
    text: str = f"Towns meet. Programme: {PROGRAMME}", html: str = "", number: int = 1
) -> bytes:
    head = (
        "From: ring@towns.example\r\nSubject: A meeting of towns\r\n"
        f"Message-ID: <{number}@towns.example>\r\nDate: Mon, 1 Jun 2026 09:00:00 +0000\r\n"
    )
    if not html:
        return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()
    parts = "".join(
        f"--x\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{said}\r\n"
        for kind, said in (("plain", text), ("html", html))
        if said
    )
    return (
        f"{head}MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
        f"{parts}--x--\r\n"
    ).encode()


def ring(*, reads: bool) -> Source:
    return Source.objects.create(
        kind="mail", name="Ring", sender="ring@towns.example", added_at=NOON, reads_documents=reads
    )


def taken(content: bytes) -> None:
    posting.take_mail(content, by=None, now=NOON, reader=read_here)


def asked_for() -> list[str]:
    return list(LinkedReport.objects.values_list("address", flat=True))


def test_a_mail_s_pdf_is_read_where_its_source_is_set_to() -> None:
    ring(reads=True)

    taken(mail())
    read(Web({PROGRAMME: LEAFLET}))

    candidate = Candidate.objects.get()
    assert candidate.first_day == date(2026, 10, 22)
    assert values_of(candidate)[Field.BEGINS] == "10:00"
    assert [each.address for each in content_of_candidate(candidate).documents] == [PROGRAMME]


@pytest.mark.parametrize("knows_its_sender", [True, False])
def test_a_mail_s_pdf_is_left_alone_unless_somebody_has_said_otherwise(
    knows_its_sender: bool,
) -> None:
    if knows_its_sender:
        ring(reads=False)

    taken(mail())

    assert asked_for() == []


def test_a_pdf_that_is_linked_in_the_drawn_form_alone_is_read_without_what_names_its_reader() -> (
    None
):
    ring(reads=True)

    taken(mail("Towns meet. See the programme.", HTML))

    assert asked_for() == [PROGRAMME]
    assert reports_of(Candidate.objects.get())[0].report.address == PROGRAMME


def test_the_process_that_reads_a_mail_hands_its_links_over() -> None:
    found = read_apart(mail("", HTML), About("mail", "UTC", "2026-06-01"))

    assert found.items[0].documents == (PROGRAMME,)


def test_a_mail_that_comes_twice_has_its_pdf_asked_for_once() -> None:
    ring(reads=True)

    taken(mail())
    taken(mail())

    assert asked_for() == [PROGRAMME]


def test_another_mail_with_the_same_pdf_asks_nobody() -> None:
    ring(reads=True)
    web = Web({PROGRAMME: LEAFLET})
    taken(mail())
    read(web)

    taken(mail(f"Think of it: {PROGRAMME}", number=2))
    read(web)

    assert web.asked.count(PROGRAMME) == 1
    assert Candidate.objects.latest("pk").first_day == date(2026, 10, 22)


def test_of_several_announcements_in_one_text_each_has_its_own_pdf(editor: Person) -> None:
    other = make_pdf([["A walk", "", "The walk takes place on 23 November 2026, 18:00."]])

    sources.paste(TWO, language="en", reads_documents=True, by=editor, now=NOON)
    read(Web({PROGRAMME: LEAFLET, OTHER: other}))

    meeting, walk = Candidate.objects.order_by("position")
    assert [each.report.address for each in reports_of(meeting)] == [PROGRAMME]
    assert [each.report.address for each in reports_of(walk)] == [OTHER]
    assert [values_of(each).get(Field.BEGINS) for each in (meeting, walk)] == ["10:00", "18:00"]
    event = reviewing.publish(walk, kind=Kind.EVENT, values=values_of(walk), by=editor, now=NOON)
    assert [each.address for each in event.documents.all()] == [OTHER]


def test_a_pdf_that_none_of_several_announcements_names_is_left_alone_and_the_log_says_so() -> None:
    ring(reads=True)
    drawn = f'<a href="{PROGRAMME}">Programme</a> <a href="{OTHER}">The walk</a>'

    taken(mail(TWO.replace(PROGRAMME, "see the programme"), drawn))

    assert asked_for() == [OTHER]
    assert [sentences_of(each) for each in Fetch.objects.filter(outcome="trouble")] == [
        [
            f"The PDF at {PROGRAMME} is left alone: what leads to it announces several things, and"
            " none of them names it."
        ]
    ]


def test_nobody_is_asked_for_the_pdf_of_what_is_decided_already(editor: Person) -> None:
    sources.paste(TWO, language="en", reads_documents=False, by=editor, now=NOON)
    reviewing.dismiss(Candidate.objects.get(position=0), by=editor, now=NOON)

    sources.paste(TWO, language="en", reads_documents=True, by=editor, now=NOON)

    assert asked_for() == [OTHER]
    assert not Fetch.objects.filter(outcome="trouble").exists()


def test_a_pdf_is_told_as_joined_only_where_it_was(editor: Person) -> None:
    sources.paste(TWO, language="en", reads_documents=True, by=editor, now=NOON)
    reviewing.dismiss(Candidate.objects.get(position=1), by=editor, now=NOON)

    read(Web({PROGRAMME: LEAFLET, OTHER: LEAFLET}))

    told = [sentences_of(each)[0] for each in Fetch.objects.filter(outcome="linked").order_by("pk")]
    assert [each.partition(" “")[0] for each in told] == [
        f"The PDF at {PROGRAMME} is read and joined with",
        f"The PDF at {OTHER} is read; what led to it no longer waits for an editor.",
    ]


def test_what_a_mail_of_five_pdfs_says_takes_as_many_statements_as_of_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ring(reads=True)
    addresses = [f"https://towns.example/{n}.pdf" for n in range(5)]
    for number, linked in enumerate((addresses[:1], addresses)):
        drawn = "".join(f'<a href="{each}">x</a>' for each in linked)
        taken(mail("Towns meet.", drawn, number=number))
    read(Web(dict.fromkeys(addresses, LEAFLET)))
    rows = Candidate.objects.select_related("raw", "source").order_by("pk")
    of_one, of_five = rows

    for candidate, count in ((of_one, 1), (of_five, 5)):
        with django_assert_num_queries(4):
            content = content_of_candidate(candidate)
        with django_assert_num_queries(2):
            reports = reports_of(candidate)
        assert (len(content.documents), len(reports)) == (count, count)


def test_beside_plain_text_only_the_beginning_of_the_drawn_form_is_looked_through() -> None:
    filler = "<p>Towns meet.</p>" * 25_000
    drawn = f'<a href="{PROGRAMME}">x</a>{filler}<a href="{OTHER}">x</a>'
    about = About("mail", "UTC", "2026-06-01")

    beside, alone = (read_here(mail(text, drawn), about) for text in ("Towns meet.", ""))

    assert beside.items[0].documents == (PROGRAMME,)
    assert alone.items[0].documents == (PROGRAMME, OTHER)


def test_hours_that_stand_beside_another_day_give_way_to_those_of_a_pdf(editor: Person) -> None:
    own = make_pdf([["A talk", "", "The talk takes place on 14 April 2027, 13:00-15:00."]])
    text = f"14/4 A talk\n\nAnnual meeting on 20 May 2027, 18:00-20:00.\n\n{PROGRAMME}"

    sources.paste(text, language="en", reads_documents=True, by=editor, now=NOON)
    lent = values_of(Candidate.objects.get())
    read(Web({PROGRAMME: own}))

    found = values_of(Candidate.objects.get())
    assert lent[Field.FIRST_DAY] == found[Field.FIRST_DAY] == "2027-04-14"
    assert (lent[Field.BEGINS], lent[Field.ENDS]) == ("18:00", "20:00")
    assert (found[Field.BEGINS], found[Field.ENDS]) == ("13:00", "15:00")


def test_who_pastes_says_whether_pdfs_are_read(editor: Person, client: Client) -> None:
    client.force_login(editor)
    page = client.get(reverse("agenda:paste"))
    text = f"A meeting of towns\n\n{PROGRAMME}"

    client.post(reverse("agenda:paste"), {"text": text, "language": "en"})
    unasked = asked_for()
    again = {"text": f"{text} Come!", "language": "en", "reads_documents": "on"}
    client.post(reverse("agenda:paste"), again)

    assert "Read the PDFs to which the text links" in page.text
    assert (unasked, asked_for()) == ([], [PROGRAMME])


def test_an_editor_sets_it_for_mail_and_reads_what_that_tells(
    editor: Person, client: Client
) -> None:
    client.force_login(editor)
    source = ring(reads=False)
    filled = {
        "kind": "mail", "name": "Ring", "sender": "ring@towns.example", "zone": "UTC",
        "licence": "link", "trust": "reviewed", "every_hours": "24", "reads_documents": "on",
    }  # fmt: skip

    form = client.get(reverse("agenda:source-edit", args=[source.pk]))
    before = client.get(source.get_absolute_url())
    client.post(reverse("agenda:source-edit", args=[source.pk]), filled)

    assert "Whoever sent a mail may notice that it was read here" in form.text
    assert "Are left alone" in before.text
    assert "Are read" in client.get(source.get_absolute_url()).text
    source.refresh_from_db()
    assert source.reads_documents


def test_it_is_a_setting_of_mail_alone(editor: Person) -> None:
    told = Told(SourceKind.FEED, "Towns", address="https://a.example/f", reads_documents=True)

    assert not sources.add(told, by=editor, now=NOON).reads_documents


@pytest.mark.once
@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("See https://a.example/x/Plan.PDF.", "https://a.example/x/Plan.PDF"),
        (
            "<https://a.example/plan.pdf?utm_campaign=5&mc_eid=77#page=2>",
            "https://a.example/plan.pdf",
        ),
        ("https://a.example/plan.pdf?reader=77", ""),
        ("https://a.example/plan.pdf?77", ""),
        ("https://a.example/plan?file=plan.pdf", ""),
        ("https://click.a.example/77/plan.pdf", ""),
        ("https://a.example/track/77/plan.pdf", ""),
        ("https://a.example/unsubscribe/77.pdf", ""),
        ("https://a.example/fast-track/plan.pdf", "https://a.example/fast-track/plan.pdf"),
        ("https://77@a.example/plan.pdf", ""),
        ("https://a.example/me@b.example/plan.pdf", ""),
        ("https://a.example/me%40b.example/plan.pdf", ""),
        ("ftp://a.example/plan.pdf", ""),
        ("https://a.example/plan.html", ""),
        ("https://[a.example/plan.pdf", ""),
    ],
)
def test_only_what_names_no_reader_is_asked_for(written: str, asked: str) -> None:
    assert documents_in(written) == ((asked,) if asked else ())


@pytest.mark.once
def test_at_most_five_of_a_text_each_once() -> None:
    text = " ".join(f"https://a.example/{n}.pdf https://a.example/0.pdf" for n in range(9))

    assert documents_in(text) == tuple(f"https://a.example/{n}.pdf" for n in range(5))
