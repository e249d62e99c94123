"""A facilitator writes to those who have fallen behind, once each."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from localturn.academy.actions import forum
from localturn.academy.models import Letter, LetterTo, Post, Run
from localturn.academy.queries.desk import open_questions
from localturn.foundation.mail.models import Message
from localturn.foundation.mail.writing import write
from makers.academy import NOON, make_enrolment, make_facilitator, make_person, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(at_noon: None) -> Run:
    """In its second week: whoever did nothing is behind with the first."""
    return make_run(starts_on=NOON.date() - timedelta(days=8))


@pytest.fixture
def desk(run: Run, client: Client) -> Client:
    client.force_login(make_facilitator(run, make_person("Fatima Facilitator")))
    return client


def address(run: Run) -> str:
    return f"/academy/runs/{run.slug}/desk/behind/"


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_one_text_goes_to_each_in_their_own_language_once(run: Run, desk: Client) -> None:
    ana = make_enrolment(run, make_person("Ana", language="en"))
    chloe = make_enrolment(run, make_person("Chloé", language="fr"))
    make_enrolment(run, make_person("Ben"))
    token = token_in(desk.get(address(run)).text)
    chosen = {"to": [str(ana.pk), str(chloe.pk)], "text": "Write to me.", "token": token}

    looked = desk.post(address(run), chosen)

    assert looked.status_code == 200
    assert "Hello Ana," in looked.text
    assert "Bonjour Chloé," in looked.text
    assert not Message.objects.filter(template="academy/mail/behind").exists()

    for _ in range(2):  # a double click
        assert desk.post(address(run), {**chosen, "send": "yes"}).status_code == 302

    letters = Message.objects.filter(template="academy/mail/behind").order_by("name")
    assert [letter.name for letter in letters] == ["Ana", "Chloé"]
    first, second = (write(letter) for letter in letters)
    assert "Fatima Facilitator, who facilitates" in first.text
    assert "Write to me." in first.text
    assert "Reading 1: was due on" in first.text
    assert "Write to me." in second.text
    assert "Bonjour Chloé," in second.text
    assert Letter.objects.count() == 1


def test_whoever_was_written_to_lately_is_named_and_not_ticked(run: Run, desk: Client) -> None:
    ana, ben = make_enrolment(run, make_person("Ana")), make_enrolment(run, make_person("Ben"))
    token = token_in(desk.get(address(run)).text)
    sent = {"to": [str(ana.pk)], "text": "Hello", "token": token, "send": "yes"}
    desk.post(address(run), sent)

    page = desk.get(address(run)).text

    assert f'value="{ana.pk}" id="to-{ana.pk}">' in page
    assert f'value="{ben.pk}" id="to-{ben.pk}" checked>' in page
    assert "by Fatima Facilitator" in page
    assert [each.enrolment for each in LetterTo.objects.all()] == [ana]


def test_the_usual_letter_goes_from_the_desk_at_one_press_to_who_was_not_written_to_lately(
    run: Run, desk: Client
) -> None:
    make_enrolment(run, make_person("Ana"))
    ben, cem = make_enrolment(run, make_person("Ben")), make_enrolment(run, make_person("Cem"))
    first = {"to": [str(cem.pk)], "text": "Hello", "token": "t", "send": "yes"}
    desk.post(address(run), first)
    here = f"/academy/runs/{run.slug}/desk/"

    page = desk.get(here).text
    assert 'data-confirm="Send the usual letter to Ana and Ben?"' in page
    to = re.findall(r'name="to" value="(\d+)"', page)
    text = re.search(r'name="text" value="([^"]+)"', page)
    assert text is not None
    sent = {"to": to, "text": text[1], "token": token_in(page), "send": "yes"}
    for _ in range(2):  # a double click
        assert desk.post(address(run), sent)["Location"] == here

    assert ben.pk in map(int, to)
    letters = Message.objects.filter(template="academy/mail/behind").order_by("pk")
    assert sorted(each.name for each in letters) == ["Ana", "Ben", "Cem"]
    assert "Some of what was due is still open for you." in write(letters[1]).text.replace(
        "\n", " "
    )
    assert "Send the usual letter" not in desk.get(here).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "Hello"}, "Choose at least one person."),
        ({"to": ["99999999"], "text": "Hello"}, "Choose at least one person."),
        ({"to": ["@"], "text": "  "}, "Write what you want to say to them."),
        ({"to": ["@"], "text": "x" * 5_001}, "longer than 5000"),
    ],
)
def test_what_cannot_be_sent_gets_a_sentence(
    run: Run, desk: Client, fields: dict[str, str | list[str]], sentence: str
) -> None:
    seat = make_enrolment(run)
    said = {k: [str(seat.pk)] if v == ["@"] else v for k, v in fields.items()}

    for more in ({}, {"send": "yes"}):
        answer = desk.post(address(run), {**said, **more, "token": "t"})

        assert answer.status_code == 422
        assert sentence in answer.text
    assert not Letter.objects.exists()


def test_who_has_caught_up_or_is_in_another_run_is_not_written_to(run: Run, desk: Client) -> None:
    stranger = make_enrolment(make_run(starts_on=NOON.date() - timedelta(days=8)))

    answer = desk.post(
        address(run), {"to": [str(stranger.pk)], "text": "Hi", "token": "t", "send": "yes"}
    )

    assert answer.status_code == 422
    assert not Message.objects.filter(template="academy/mail/behind").exists()


def test_the_people_page_can_show_only_who_is_behind(run: Run, desk: Client) -> None:
    make_enrolment(run, make_person("Ana"))
    past = make_enrolment(run, make_person("Ben"))
    for activity in run.version.activities.all():
        past.completions.create(activity=activity, done_at=NOON)

    page = desk.get(f"/academy/runs/{run.slug}/people/?state=behind").text

    assert "Ana" in page
    assert "4 things behind" in page
    assert "Ben" not in page


def test_a_question_stays_on_the_desk_until_somebody_else_answers_it(run: Run) -> None:
    facilitator, seat = make_facilitator(run), make_enrolment(run)
    discussion = run.version.activities.get(stable_id="discussion-1")

    def post(body: str, **fields: object) -> Post:
        fields = {"author": seat.person, **fields}
        return Post.objects.create(
            run=run, activity=discussion, body=body, body_html=body, posted_at=NOON, **fields
        )

    asked = post("Who pays for interpreters?")
    post("We do.")

    assert [each.post for each in open_questions(run, by=facilitator)] == [asked.pk]
    post("I mean in schools.", answers=asked)
    assert [each.post for each in open_questions(run, by=facilitator)] == [asked.pk]
    post("The state does.", answers=asked, author=facilitator)
    assert open_questions(run, by=facilitator) == []


def test_what_needs_no_answer_leaves_the_desk_until_it_is_changed(run: Run) -> None:
    facilitator, seat = make_facilitator(run), make_enrolment(run)
    discussion = run.version.activities.get(stable_id="discussion-1")
    assert seat.person is not None
    asked = forum.post(discussion, run=run, body="Who would not?", by=seat.person, now=NOON)
    counted = forum.post(discussion, run=run, body="Who knows?", by=seat.person, now=NOON)
    desk = Client()
    desk.force_login(facilitator)
    address = f"/academy/runs/{run.slug}/desk/"
    assert desk.get(address).text.count("Needs no answer:") == 2

    forum.count_contribution(counted, by=facilitator, now=NOON)
    assert [each.post for each in open_questions(run, by=facilitator)] == [asked.pk]
    answer = desk.post(
        f"/academy/runs/{run.slug}/a/discussion-1/let-be/", {"post": asked.pk}, follow=True
    )

    assert answer.redirect_chain[-1][0] == address
    assert "Needs no answer:" not in answer.text
    forum.edit(asked, body="Who pays for interpreters?", by=seat.person, now=NOON)
    assert [each.post for each in open_questions(run, by=facilitator)] == [asked.pk]
