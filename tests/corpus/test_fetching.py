"""Documents brought in by their addresses: asked once, read like files, and cited by where and when
they were found."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django_tasks.base import TaskResultStatus

from corpus.test_imports import client_of
from localturn.agenda.domain.content import Document as Leaflet
from localturn.corpus.actions import fetching, imports
from localturn.corpus.domain.citing import Style, reference
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import ImportBatch, ImportItem, ProjectDocument
from localturn.corpus.permissions import sight
from localturn.corpus.queries.citing import source_of
from localturn.corpus.queries.import_sentences import said_of
from localturn.foundation import fetch, moments
from localturn.foundation.files.models import StoredFile
from localturn.foundation.library.models import Document
from localturn.foundation.refusals import Invalid
from localturn.foundation.tasks import worker
from localturn.foundation.tasks.models import TaskRow
from makers.academy import make_enrolment, make_facilitator, make_run
from makers.agenda import make_event
from makers.corpus import (
    NOON,
    TEXT,
    Work,
    make_document,
    make_member,
    make_project,
    make_work,
)
from makers.documents import make_pdf
from makers.web import Handler, Reply, Site, open_site

pytestmark = pytest.mark.django_db

State = ImportItem.State
PAGE = (
    "<!doctype html><title>Towns that stay open</title><body><header>Menu of the site</header>"
    "<main><h1>Open towns</h1><p>Städerna tar emot flyktingar.</p></main><footer>Contact</footer>"
)


def says(body: bytes, content_type: str, status: int = 200) -> Reply:
    def say(handler: Handler) -> None:
        handler.say(status, body, Content_Type=content_type)

    return say


def leads_to(path: str) -> Reply:
    def lead(handler: Handler) -> None:
        handler.say(302, Location=path)

    return lead


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(fetching, "BETWEEN", 0.0)
    pages = {
        "/towns": leads_to("/towns/open.html"),
        "/towns/open.html": says(PAGE.encode("latin-1"), "text/html; charset=iso-8859-1"),
        "/plan": says(make_pdf([["Cities receive people in the harbour."]]), "application/pdf"),
        "/gone": says(b"Gone", "text/html", status=404),
        "/empty": says(b"", "text/html"),
        "/large": says(b"x" * 2_000, "text/plain"),
        "/same.txt": says(TEXT.encode(), "text/plain"),
    }
    with open_site(pages) as opened:
        here = partial(fetch.get, ports=frozenset({opened.port}), allow_loopback=True)
        monkeypatch.setattr(fetch, "get", here)
        yield opened


def asked(work: Work, *addresses: str, kind: DocumentClass = DocumentClass.PUBLIC) -> ImportBatch:
    batch = imports.begin(kind=kind, by=work.coder, now=NOON)
    fetching.add_addresses(batch, addresses, by=work.coder, now=NOON)
    fetching.fetch_batch.call(batch.pk)
    return batch


def sentences(batch: ImportBatch) -> dict[str, list[str]]:
    assert batch.by is not None
    items = list(batch.items.all())
    said = said_of(items, sight(batch.by))
    return {each.address: said[each.pk] for each in items}


def test_a_web_page_and_a_pdf_are_fetched_read_seen_and_taken(site: Site) -> None:
    work = make_work()
    coder = client_of(work.coder)
    begun = coder.post(
        f"/corpus/projects/{work.project.slug}/import/",
        {"kind": "public", "addresses": f"{site.address('/towns')}\n{site.address('/plan')}\n"},
    )
    page = begun["Location"]
    batch = ImportBatch.objects.get()
    assert coder.get(page).status_code == 202

    with moments.travelled(NOON - moments.now()):
        fetching.fetch_batch.call(batch.pk)
    fetching.fetch_batch.call(batch.pk)

    assert len(site.asked) == 3
    seen = coder.get(page)
    assert "Take 2 documents" in seen.text
    assert site.address("/towns/open.html") in seen.text
    assert "its main part was read" in seen.text
    imports.take(batch, by=work.coder, now=NOON)
    imports.take_batch.call(batch.pk)
    towns, plan = ProjectDocument.objects.exclude(pk=work.document.pk).order_by("pk")
    assert (towns.title, towns.language) == ("Towns that stay open", "sv")
    assert towns.version.text == "Open towns\n\nStäderna tar emot flyktingar."
    assert (plan.title, plan.document.media_type) == ("plan", "application/pdf")
    kept = towns.document
    assert (kept.asked, kept.source) == (site.address("/towns"), site.address("/towns/open.html"))
    assert kept.fetched_at is not None
    assert kept.fetched_at.date() == NOON.date()
    assert kept.file is not None
    assert client_of(work.reader).get(kept.file.get_absolute_url()).status_code == 200
    shown = coder.get(towns.get_absolute_url()).text
    assert site.address("/towns/open.html") in shown
    assert re.search(r"as it was on <time[^>]*>1 June 2026<", shown)


def test_what_was_fetched_is_cited_by_where_and_when_it_was_found(site: Site) -> None:
    work = make_work()
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    fetching.add_addresses(batch, [site.address("/towns")], by=work.coder, now=NOON)
    with moments.travelled(NOON - moments.now()):
        fetching.fetch_batch.call(batch.pk)
    imports.take(batch, by=work.coder, now=NOON)
    imports.take_batch.call(batch.pk)

    towns = ProjectDocument.objects.get(title="Towns that stay open")

    assert str(reference(source_of(towns), Style.APA)) == (
        "Towns that stay open. (n.d.). Retrieved June 1, 2026, from "
        f"{site.address('/towns/open.html')}"
    )


def test_what_does_not_answer_well_is_refused_in_words(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LIMITS", fetch.Limits(seconds=5, body=1_000, redirects=1))
    work = make_work()
    other = "http://127.0.0.1:9/"

    batch = asked(
        work, *(site.address(p) for p in ("/gone", "/empty", "/large")), other, "javascript:alert()"
    )

    assert [each.state for each in batch.items.all()] == [State.REFUSED] * 5
    assert list(sentences(batch).values()) == [
        ["Its address answered with the status 404."],
        ["Its address answered with nothing."],
        ["What 127.0.0.1 answers is too large."],
        ["Port 9 is not one of the web, so it is not asked."],
        ["“javascript:alert()” is no web address that can be opened."],
    ]
    assert not StoredFile.objects.exists()
    answered = client_of(work.coder).get(batch.get_absolute_url()).text
    assert 'href="javascript' not in answered
    assert "What 127.0.0.1 answers is too large." in answered


def test_no_address_of_a_network_of_ones_own_is_asked() -> None:
    work = make_work()

    batch = asked(work, "http://127.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/")

    assert {each for [each] in sentences(batch).values()} == {
        f"{host} is not on the public internet, so it is not asked."
        for host in ("127.0.0.1", "169.254.169.254", "::1")
    }


def test_a_host_that_is_silent_is_not_asked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def silent(address: str, **_limits: object) -> fetch.Answer:
        tried.append(address)
        raise fetch.NotFetched(fetch.Reason.TOO_SLOW, "slow.example")

    monkeypatch.setattr(fetch, "get", silent)
    monkeypatch.setattr(fetching, "BETWEEN", 0.0)
    work = make_work()

    batch = asked(work, *(f"https://slow.example/{number}" for number in range(5)))

    assert len(tried) == 3
    assert sentences(batch)["https://slow.example/4"] == [
        "slow.example did not answer for others of these, so it was not asked for this one."
    ]


def test_an_address_that_the_project_has_is_told(site: Site) -> None:
    work = make_work()
    first = asked(work, site.address("/towns"))
    imports.take(first, by=work.coder, now=NOON)
    imports.take_batch.call(first.pk)
    Document.objects.filter(title="Towns that stay open").update(fetched_at=NOON)
    hidden = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    Document.objects.filter(pk=hidden.document_id).update(source=site.address("/plan"))

    again = asked(work, site.address("/towns/open.html"), site.address("/plan"))
    changed = PAGE.replace("flyktingar", "alla").encode("latin-1")
    site.pages["/towns/open.html"] = says(changed, "text/html; charset=iso-8859-1")
    later = asked(work, site.address("/towns") + "#part", site.address("/same.txt"))

    assert [each.state for each in again.items.all()] == [State.LEFT, State.READ]
    assert sentences(again)[site.address("/plan")] == []
    assert [each.state for each in later.items.all()] == [State.READ, State.LEFT]
    assert sentences(later)[site.address("/towns") + "#part"][0] == (
        "The project has “Towns that stay open” from this address already, as it was on 2026-06-01."
        " What is there now is another text."
    )


def test_an_announcement_stands_for_its_documents_as_far_as_one_may_see_it(site: Site) -> None:
    work = make_work()
    event = make_event(documents=(Leaflet("Plan of the harbour", site.address("/plan"), "en"),))
    draft = make_event(documents=(Leaflet("Draft", site.address("/same.txt")),), is_published=False)

    batch = asked(work, settings.PUBLIC_URL + event.get_absolute_url())
    other = asked(work, settings.PUBLIC_URL + draft.get_absolute_url())

    [item] = batch.items.all()
    assert (item.title, item.state, item.address) == (
        "Plan of the harbour",
        State.READ,
        site.address("/plan"),
    )
    assert not other.items.filter(address=site.address("/same.txt")).exists()


def test_from_an_event_its_documents_are_taken_into_a_project_in_one_step(site: Site) -> None:
    work = make_work()
    event = make_event(documents=(Leaflet("Plan of the harbour", site.address("/plan"), "en"),))
    coder, page = client_of(work.coder), event.get_absolute_url()
    offered = f"/corpus/take/?of={quote(page, safe='')}"

    assert offered in coder.get(page).text
    assert "/corpus/take/" not in client_of(work.reader).get(page).text
    assert "/corpus/take/" not in Client().get(page).text
    assert "/corpus/take/" not in coder.get(make_event().get_absolute_url()).text
    led = coder.get(offered)
    assert led["Location"].startswith(f"/corpus/projects/{work.project.slug}/import/?addresses=")
    assert f"{page}</textarea>" in coder.get(led["Location"]).text
    another = make_project("Another")
    make_member(another, person=work.coder.person)
    chosen = coder.get(offered).text
    assert f"/corpus/projects/{another.slug}/import/?addresses=" in chosen
    assert "You work on no research project" in client_of(work.reader).get(offered).text


def test_a_reading_of_a_course_is_taken_as_its_page_says_it_with_its_licence(site: Site) -> None:
    work = make_work()
    run = make_run()
    assert work.coder.person is not None
    make_facilitator(run, work.coder.person)
    course = settings.PUBLIC_URL + run.version.course.get_absolute_url()
    reading = f"{settings.PUBLIC_URL}/academy/runs/{run.slug}/a/reading-1/"

    batch = asked(work, reading, course)
    imports.take(batch, by=work.coder, now=NOON)
    imports.take_batch.call(batch.pk)

    assert site.asked == []
    assert [each.title for each in batch.items.order_by("pk")] == ["Reading 1", "Case 2"]
    taken = ProjectDocument.objects.get(title="Reading 1")
    assert taken.version.text == (
        "Reading 1\n\nText.\n\nFrom the course “Migration governance”, version 1.\n\n"
        "The course names no licence: ask its authors before you pass it on."
    )
    parts = [each[2] for each in taken.version.paragraphs]
    assert parts == ["heading", "paragraph", "furniture", "furniture"]
    kept = taken.document
    assert (kept.source, kept.asked, kept.fetched_at) == (reading, reading, NOON)
    assert kept.file is not None
    assert source_of(taken).address == reading


def test_a_reading_that_is_not_open_to_who_asks_is_not_taken(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, run = make_work(), make_run()
    reading = f"{settings.PUBLIC_URL}/academy/runs/{run.slug}/a/reading-1/"

    def led_to_sign_in(address: str, **_limits: object) -> fetch.Answer:
        assert address == reading
        led = f"{settings.PUBLIC_URL}{reverse('account_login')}?next=/academy/"
        return fetch.Answer(led, 200, {"content-type": "text/html"}, b"<p>Sign in</p>")

    monkeypatch.setattr(fetch, "get", led_to_sign_in)
    batch = asked(work, reading)

    assert [each.state for each in batch.items.all()] == [State.REFUSED]
    assert sentences(batch)[reading] == [
        "This page of the house is not open to everybody, or not to you, so it was not taken."
    ]
    assert not StoredFile.objects.exists()


def test_from_a_course_who_reads_it_takes_its_readings_into_a_project_in_one_step() -> None:
    work, run = make_work(), make_run(starts_on=moments.now().date())
    assert work.coder.person is not None
    course = run.version.course.get_absolute_url()
    offered = f"/corpus/take/?of={quote(course, safe='')}"
    coder = client_of(work.coder)
    assert offered not in coder.get(course).text

    make_enrolment(run, work.coder.person)
    make_enrolment(run, work.reader.person)

    assert offered in coder.get(course).text
    assert offered not in client_of(work.reader).get(course).text
    assert offered not in Client().get(course).text
    assert f"{course}</textarea>" in coder.get(coder.get(offered)["Location"]).text


def test_an_address_is_asked_once_in_a_batch(site: Site) -> None:
    work = make_work()
    batch = asked(work, site.address("/plan"), site.address("/plan") + "#page=2")

    fetching.add_addresses(batch, [site.address("/plan")], by=work.coder, now=NOON)
    fetching.fetch_batch.call(batch.pk)

    assert [each.path for each in site.asked] == ["/plan"]


def test_too_many_addresses_are_refused_before_any_is_asked() -> None:
    work = make_work()
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    many = [f"https://towns.example/{number}" for number in range(201)]

    with pytest.raises(Invalid):
        fetching.add_addresses(batch, many, by=work.coder, now=NOON)
    answer = client_of(work.coder).post(
        f"/corpus/imports/{batch.pk}/addresses/", {"addresses": "\n".join(many)}
    )

    assert answer.status_code == 422
    assert not ImportItem.objects.exists()


def test_what_was_fetched_and_left_leaves_nothing_behind(site: Site) -> None:
    work = make_work()
    batch = asked(work, site.address("/towns"), kind=DocumentClass.INTERVIEW)
    stored = [Path(each.place).name for each in StoredFile.objects.all()]
    assert len(stored) == 1
    imports.leave(batch.items.get(), by=work.coder)
    fetching.add_addresses(batch, [site.address("/plan")], by=work.coder, now=NOON)
    fetching.fetch_batch.call(batch.pk)
    imports.take(batch, by=work.coder, now=NOON)
    imports.take_batch.call(batch.pk)

    assert list(batch.items.values_list("name", "address")) == [
        ("…", ""),
        ("plan.pdf", site.address("/plan")),
    ]
    assert StoredFile.objects.count() == 1


BROKEN = ("http://[bad/", "https://town.example](x")


def test_an_address_that_is_mistyped_keeps_no_other_from_being_asked(site: Site) -> None:
    work = make_work()

    batch = asked(work, *BROKEN, site.address("/plan"))

    states = batch.items.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.REFUSED, State.REFUSED, State.READ]
    assert sentences(batch)[BROKEN[0]] == ["“http://[bad/” is no web address that can be opened."]


@pytest.mark.parametrize("address", BROKEN)
def test_a_mistyped_address_is_refused_where_it_is_typed(address: str) -> None:
    work = make_work()

    answer = client_of(work.coder).post(
        f"/corpus/projects/{work.project.slug}/import/", {"kind": "public", "addresses": address}
    )

    assert answer.status_code == 422
    assert f"“{address}” is no web address that can be opened." in answer.text
    assert not ImportBatch.objects.exists()


def test_addresses_that_are_too_many_when_they_are_looked_at_leave_no_batch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work = make_work()
    leaflets = [Leaflet(f"Plan {n}", f"https://towns.example/{n}", "en") for n in range(2)]
    event = make_event(documents=tuple(leaflets))
    monkeypatch.setattr(fetching, "MOST_ADDRESSES", 1)

    answer = client_of(work.coder).post(
        f"/corpus/projects/{work.project.slug}/import/",
        {"kind": "public", "addresses": settings.PUBLIC_URL + event.get_absolute_url()},
    )

    assert answer.status_code == 422
    assert "At most 1 addresses are asked at once." in answer.text
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("does_answer", [True, False])
def test_what_another_task_has_read_meanwhile_stays_read(site: Site, does_answer: bool) -> None:
    work = make_work()
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    fetching.add_addresses(batch, [site.address("/plan")], by=work.coder, now=NOON)
    slow = batch.items.get()

    def late(address: str, **_limits: object) -> fetch.Answer:
        fetching.fetch_batch.call(batch.pk)
        imports.take(batch, by=work.coder, now=NOON)
        imports.take_batch.call(batch.pk)
        if does_answer:
            return fetch.Answer(address, 404, {}, b"")
        raise fetch.NotFetched(fetch.Reason.TOO_SLOW, "towns.example")

    fetching.fetch_item(slow, get=late, now=NOON)

    item = batch.items.get()
    assert (item.state, item.sentences) == (State.TAKEN, [])
    imports.take_batch.call(batch.pk)
    assert item.file is not None
    assert StoredFile.objects.get() == item.file


def test_one_task_at_a_time_asks_for_a_batch(site: Site) -> None:
    work = make_work()
    tasks = TaskRow.objects.filter(task_path=fetching.fetch_batch.module_path)
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    for path in ("/plan", "/towns"):
        fetching.add_addresses(batch, [site.address(path)], by=work.coder, now=NOON)
    assert tasks.count() == 1

    tasks.update(status=TaskResultStatus.RUNNING)
    fetching.add_addresses(batch, [site.address("/same.txt")], by=work.coder, now=NOON)
    assert tasks.count() == 2
    assert worker.run_waiting() >= 1
    assert site.asked == []

    tasks.filter(status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.SUCCESSFUL)
    assert tasks.filter(status=TaskResultStatus.READY).count() == 1
    with moments.travelled(fetching.UNTIL_ANOTHER_ENDS):
        worker.run_waiting()
    assert len(site.asked) == 4


def test_the_title_of_a_document_met_again_is_the_one_that_it_has_when_it_is_read(
    site: Site,
) -> None:
    work = make_work()
    met = make_document(
        work.project, "Ada said so.", title="Ada Nobody", kind=DocumentClass.INTERVIEW
    )
    Document.objects.filter(pk=met.document_id).update(source=site.address("/plan"))
    batch = asked(work, site.address("/plan"), kind=DocumentClass.INTERVIEW)
    told = (
        "The project has “{}” from this address already. What is there now is another text."
    ).format
    assert sentences(batch)[site.address("/plan")] == [told("Ada Nobody")]
    assert "Ada" not in str(batch.items.get().sentences)

    ProjectDocument.objects.filter(pk=met.pk).update(title="[Person 1]")
    assert sentences(batch)[site.address("/plan")] == [told("[Person 1]")]

    ProjectDocument.objects.filter(pk=met.pk).update(removed_at=NOON)
    assert sentences(batch)[site.address("/plan")] == [
        "The project had another text from this address."
    ]


def test_of_an_interview_that_was_left_out_no_sentence_stays(site: Site) -> None:
    work = make_work()
    batch = asked(work, site.address("/plan"), "ada@[x", kind=DocumentClass.INTERVIEW)
    assert ImportItem.objects.exclude(sentences=[]).count() == 1

    imports.take(batch, by=work.coder, now=NOON)
    imports.take_batch.call(batch.pk)

    assert not ImportItem.objects.exclude(sentences=[]).exists()
