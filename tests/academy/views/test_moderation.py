"""Posts with files on them; posts that are reported, hidden, shown again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from localturn.academy.actions import following, forum
from localturn.academy.models import Completion, Enrolment, Post, PostReport
from localturn.foundation import moments
from localturn.foundation.files.models import StoredFile
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write as written_out
from localturn.foundation.people.models import Person
from localturn.foundation.search.models import IndexedDocument
from localturn.foundation.trail.models import Entry
from makers import files
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon_with_a_folder(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with moments.travelled(NOON - moments.now()):
        yield


@pytest.fixture
def seat() -> Enrolment:
    return make_enrolment(make_run(starts_on=NOON.date() - timedelta(days=8)))


@pytest.fixture
def facilitator(seat: Enrolment) -> Person:
    return make_facilitator(seat.run, make_person("Nadia", email="nadia@example.org"))


def signed_in(person: Person | None) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(seat: Enrolment, verb: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/a/discussion-1/{verb + '/' if verb else ''}"


def write(seat: Enrolment, body: str = "The flat of Mr Brown stands empty.", **sent: Any) -> Post:
    answer = signed_in(seat.person).post(address(seat, "post"), {"body": body, **sent})
    assert answer.status_code == 302, answer.text
    return Post.objects.latest("pk")


def report(post: Post, by: Enrolment, reason: str = "It names somebody.") -> int:
    sent = {"report": post.pk, "reason": reason}
    return signed_in(by.person).post(address(by, "report"), sent).status_code


def hide(post: Post, by: Person, seat: Enrolment, **sent: Any) -> None:
    fields = {"remove": post.pk, "reason": "It names somebody.", **sent}
    assert signed_in(by).post(address(seat, "remove"), fields).status_code == 302


def test_files_hang_on_a_post_and_are_had_by_who_reads_it(
    seat: Enrolment, facilitator: Person
) -> None:
    write(seat, attached=[files.upload("Plan.pdf"), files.upload("List.txt", b"a,b")])
    other = make_enrolment(seat.run)
    stranger = make_enrolment(make_run())

    page = signed_in(other.person).get(address(seat)).text
    links = [file.get_absolute_url() for file in StoredFile.objects.all()]

    assert [file.name for file in StoredFile.objects.all()] == ["Plan.pdf", "List.txt"]
    assert all(link in page for link in links)
    for link in links:
        assert signed_in(other.person).get(link).status_code == 200
        assert signed_in(facilitator).get(link).status_code == 200
        assert signed_in(stranger.person).get(link).status_code in (403, 404)
        assert Client().get(link).status_code in (302, 403, 404)


def test_at_most_three_files_hang_on_a_post(seat: Enrolment) -> None:
    client = signed_in(seat.person)
    four = [files.upload(f"{n}.txt", b"x") for n in range(4)]
    answer = client.post(address(seat, "post"), {"body": "Look.", "attached": four})
    assert answer.status_code == 422
    assert "At most 3 files can be chosen." in answer.text

    post = write(seat, attached=[files.upload(f"{n}.txt", b"x") for n in range(2)])
    two = [files.upload(f"{n}.txt", b"x") for n in range(2)]
    sent = {"edit": post.pk, "body": "Changed.", "attached": two}
    answer = client.post(address(seat, "edit"), sent)
    assert (answer.status_code, StoredFile.objects.count()) == (422, 2)
    assert "At most 3 files hang on one post." in answer.text
    post.refresh_from_db()
    assert post.body.startswith("The flat")


def test_a_file_is_taken_off_and_another_hung_on(seat: Enrolment) -> None:
    post = write(seat, attached=files.upload("Old.txt", b"x"))
    old = StoredFile.objects.get()

    signed_in(seat.person).post(
        address(seat, "edit"),
        {
            "edit": post.pk,
            "body": post.body,
            "without": old.pk,
            "attached": files.upload("New.txt", b"y"),
        },
    )

    post.refresh_from_db()
    assert [file.name for file in StoredFile.objects.all()] == ["New.txt"]
    assert (post.files, post.edited_at) != (0, None)


def test_nobody_takes_off_a_file_of_another_post(seat: Enrolment) -> None:
    kept = write(seat, "Mine.", attached=files.upload("Kept.txt", b"x"))
    other = make_enrolment(seat.run)
    post = write(other, "Theirs.", attached=files.upload("Theirs.txt", b"x"))

    sent = {"edit": post.pk, "body": "Theirs.", "without": StoredFile.objects.earliest("pk").pk}
    answer = signed_in(other.person).post(address(seat, "edit"), sent)

    assert answer.status_code == 422
    assert StoredFile.objects.filter(subject=kept.subject).exists()


def test_a_reported_post_is_told_to_the_facilitators_once(
    seat: Enrolment, facilitator: Person
) -> None:
    post = write(seat)
    first, second = make_enrolment(seat.run), make_enrolment(seat.run)

    assert (report(post, first), report(post, first), report(post, second)) == (302, 302, 302)

    mail = Message.objects.filter(key__startswith="academy/reported/")
    assert PostReport.objects.count() == 2
    assert [message.address for message in mail] == ["nadia@example.org"]
    assert str(first.person) not in written_out(mail.get()).text


def test_what_was_reported_shows_to_the_facilitators_and_to_who_reported_it_alone(
    seat: Enrolment, facilitator: Person
) -> None:
    post = write(seat)
    reporter = make_enrolment(seat.run)
    report(post, reporter, "It names somebody who fled.")

    for_facilitator = signed_in(facilitator).get(address(seat)).text
    for_reporter = signed_in(reporter.person).get(address(seat)).text
    for_author = signed_in(seat.person).get(address(seat)).text

    assert "1 post waits for a facilitator" in for_facilitator
    assert "It names somebody who fled." in for_facilitator
    assert "You have reported this post" in for_reporter
    assert "fled" not in for_author
    assert "reported" not in for_author


def test_a_report_says_why_and_is_never_of_ones_own(seat: Enrolment) -> None:
    post = write(seat)

    assert report(post, make_enrolment(seat.run), reason=" ") == 422
    assert report(post, seat) == 409
    assert not PostReport.objects.exists()


def test_a_reported_post_may_stay(seat: Enrolment, facilitator: Person) -> None:
    post = write(seat)
    report(post, make_enrolment(seat.run))

    client = signed_in(facilitator)
    client.post(address(seat, "leave"), {"post": post.pk})

    assert PostReport.objects.get().settled_by == facilitator
    assert "waits for a facilitator" not in client.get(address(seat)).text
    assert Entry.objects.filter(what="academy.post.left").count() == 1


def test_who_reports_everything_waits_for_an_answer_first(seat: Enrolment) -> None:
    reporter = make_enrolment(seat.run)
    posts = [write(seat, f"Text {number}.") for number in range(21)]

    assert [report(post, reporter) for post in posts] == [302] * 20 + [409]


def test_a_hidden_text_is_read_by_its_author_and_the_facilitators_alone(
    seat: Enrolment, facilitator: Person
) -> None:
    post = write(seat, attached=files.upload("Plan.pdf"))
    other = make_enrolment(seat.run)
    report(post, other)
    hide(post, facilitator, seat)

    link = StoredFile.objects.get().get_absolute_url()
    pages = {
        person.pk: signed_in(person).get(address(seat)).text
        for person in (seat.person, other.person, facilitator)
        if person
    }
    assert all("Removed by a facilitator: It names somebody." in page for page in pages.values())
    assert "Mr Brown" in pages[facilitator.pk]
    assert seat.person is not None
    assert "Mr Brown" in pages[seat.person.pk]
    assert other.person is not None
    client = signed_in(other.person)
    for asked in ("", f"?answer={post.pk}", f"?edit={post.pk}", f"?remove={post.pk}"):
        assert "Mr Brown" not in client.get(address(seat) + asked).text
    assert "Mr Brown" not in client.get(f"{address(seat)}?report={post.pk}").text
    assert client.get(link).status_code in (403, 404)
    assert signed_in(facilitator).get(link).status_code == 200
    assert not IndexedDocument.objects.filter(kind="post").exists()
    assert not PostReport.objects.filter(settled_at=None).exists()


def test_what_hangs_on_anothers_post_is_not_told_by_a_form_to_change_it(
    seat: Enrolment, facilitator: Person
) -> None:
    post = write(seat, attached=files.upload("Plan.pdf"))
    hide(post, facilitator, seat)

    other = signed_in(make_enrolment(seat.run).person)
    answer = other.post(address(seat, "edit"), {"edit": post.pk, "body": ""})

    assert answer.status_code == 403
    assert "Plan.pdf" not in answer.text


def test_a_hidden_text_counts_no_more_and_is_shown_again(
    seat: Enrolment, facilitator: Person
) -> None:
    post = write(seat)
    client = signed_in(facilitator)
    client.post(address(seat, "count"), {"post": post.pk})
    hide(post, facilitator, seat)
    assert not Completion.objects.exists()

    client.post(address(seat, "show-again"), {"post": post.pk})

    assert "Mr Brown" in signed_in(make_enrolment(seat.run).person).get(address(seat)).text
    assert IndexedDocument.objects.filter(kind="post").exists()
    recorded = Entry.objects.filter(subject=post.subject).values_list("what", flat=True)
    assert {"academy.post.hidden", "academy.post.shown-again"} <= set(recorded)


def test_what_is_deleted_for_good_does_not_come_back(seat: Enrolment, facilitator: Person) -> None:
    post = write(seat, attached=files.upload("Plan.pdf"))
    hide(post, facilitator, seat)

    hide(post, facilitator, seat, for_good="on")

    post.refresh_from_db()
    assert (post.body, post.body_html, post.files) == ("", "", 0)
    assert not StoredFile.objects.exists()
    answer = signed_in(facilitator).post(address(seat, "show-again"), {"post": post.pk})
    assert answer.status_code == 409


def test_a_facilitator_does_not_decide_about_their_own_text(
    seat: Enrolment, facilitator: Person
) -> None:
    client = signed_in(facilitator)
    client.post(address(seat, "post"), {"body": "My own."})
    post = Post.objects.get()
    report(post, seat)

    assert "It names somebody." not in client.get(address(seat)).text
    assert client.post(address(seat, "leave"), {"post": post.pk}).status_code == 403
    assert PostReport.objects.filter(settled_at=None).exists()


def test_files_go_with_who_leaves(seat: Enrolment) -> None:
    from localturn.foundation.people.actions.erasure import erase_person
    from localturn.foundation.personal_data import Wishes

    post = write(seat, attached=files.upload("Plan.pdf"))
    write(make_enrolment(seat.run), "An answer.", answer=post.pk)
    assert seat.person is not None

    erase_person(seat.person, by=seat.person, wishes=Wishes(), now=moments.now())

    post.refresh_from_db()
    assert (post.body != "", post.files) == (True, 0)
    assert not StoredFile.objects.exists()


# --- What hangs on a hidden text


def test_nothing_of_a_hidden_text_goes_by_letter_by_search_or_with_its_answers(
    seat: Enrolment, facilitator: Person
) -> None:
    post = write(seat, attached=files.upload("Plan.pdf"))
    other = make_enrolment(seat.run)
    daily = make_enrolment(seat.run, make_person("Dora", email="dora@example.org"))
    each = make_enrolment(seat.run, make_person("Flora", email="flora@example.org"))
    for follower, pace in ((daily, "daily"), (each, "each")):
        signed_in(follower.person).post(address(seat, "follow"), {"pace": pace})
    with moments.travelled(NOON - moments.now() + timedelta(hours=1)):
        post = write(seat, "Mr Brown of Zanzibar.", attached=files.upload("Second.pdf"))
        write(other, "An answer to it.", answer=post.pk)
        assert f"post={post.pk}" in search(other, "zanzibar")
        hide(post, facilitator, seat)
        following.tell_followers.call(post.pk)
    with moments.travelled(NOON - moments.now() + timedelta(days=1)):
        following.tell_of_the_day.call()
        page = signed_in(other.person).get(address(seat)).text
        found = search(other, "zanzibar")

    said = [written_out(row).text for row in Message.objects.filter(key__contains="/posted")]
    assert len([text for text in said if "An answer to it." in text]) == 1  # Dora's
    assert not any("Zanzibar" in text for text in said)
    assert "An answer to it." in page
    assert "Zanzibar" not in page
    assert "Second.pdf" not in page
    assert f"post={post.pk}" not in found


def search(seat: Enrolment, words: str) -> str:
    return signed_in(seat.person).get("/search/", {"q": words}).text


def letters_to(person: Person | None) -> list[str]:
    found = Message.objects.filter(template="academy/mail/post_judged", person=person)
    return [" ".join(written_out(each).text.split()) for each in found.order_by("pk")]


def test_a_reported_post_stands_on_the_desk_and_on_the_first_page_until_it_is_looked_at(
    seat: Enrolment, facilitator: Person
) -> None:
    post, other = write(seat), make_enrolment(seat.run)
    desk, client = f"/academy/runs/{seat.run.slug}/desk/", signed_in(facilitator)
    assert "Look at reported posts" not in client.get(desk).text

    report(post, other)
    report(post, make_enrolment(seat.run))

    assert f"{address(seat)}?post={post.pk}" in client.get(desk).text
    assert "1 reported post" in client.get("/").text
    client.post(address(seat, "leave"), {"post": post.pk})
    assert "Look at reported posts" not in client.get(desk).text
    assert "reported post" not in client.get("/").text


def test_a_facilitators_own_reported_post_waits_for_another(
    seat: Enrolment, facilitator: Person
) -> None:
    forum.post(
        seat.run.version.activities.get(stable_id="discussion-1"),
        run=seat.run,
        body="Mine.",
        by=facilitator,
        now=NOON,
    )
    report(Post.objects.get(), seat)
    desk = f"/academy/runs/{seat.run.slug}/desk/"

    assert "Look at reported posts" not in signed_in(facilitator).get(desk).text
    assert "Look at reported posts" in signed_in(make_facilitator(seat.run)).get(desk).text


def test_an_author_is_told_that_a_counted_post_is_hidden_and_what_it_costs(
    seat: Enrolment, facilitator: Person
) -> None:
    post, uncounted = write(seat), write(seat, "More of it.")
    second = seat.run.version.modules.get(stable_id="module-2")
    assert second.activities.filter(kind="discussion").count() == 0
    signed_in(facilitator).post(address(seat, "count"), {"post": post.pk})

    hide(uncounted, facilitator, seat)
    hide(post, facilitator, seat, reason="It names a tenant.")

    nothing, told = letters_to(seat.person)
    assert "For your awards it changes nothing." in nothing
    assert "It names a tenant." in told
    assert "It was counted, and does not count any more." in told
    assert "This is what you lack now: For “Certificate of completion”: " in told
    assert "contribution" in told


def test_an_author_is_told_why_a_post_does_not_count_any_more(
    seat: Enrolment, facilitator: Person
) -> None:
    post = write(seat)
    client = signed_in(facilitator)
    client.post(address(seat, "count"), {"post": post.pk})
    assert "Why does it not count?" in client.get(f"{address(seat)}?uncount={post.pk}").text

    client.post(address(seat, "uncount"), {"uncount": post.pk, "reason": "Copied from a leaflet."})

    (told,) = letters_to(seat.person)
    assert "no longer counts your post in “Discussion 1”" in told
    assert "Copied from a leaflet." in told
    assert "This is what you lack now:" in told


def test_an_author_is_told_of_a_post_that_is_removed_or_shown_again_but_not_of_their_own_doing(
    seat: Enrolment, facilitator: Person
) -> None:
    first, second, own = write(seat), write(seat, "Another."), write(seat, "A third.")

    hide(first, facilitator, seat)
    signed_in(facilitator).post(address(seat, "show-again"), {"post": first.pk})
    hide(second, facilitator, seat, for_good="on")
    signed_in(seat.person).post(address(seat, "remove"), {"remove": own.pk})

    hidden, shown, removed = letters_to(seat.person)
    assert "has hidden your post" in hidden
    assert "shows your post in “Discussion 1” again" in shown
    assert "has removed your post" in removed
