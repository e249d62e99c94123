"""Nobody leaves behind what nobody else can do, and a run without a facilitator is given one."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from localturn.academy.actions import runs
from localturn.academy.models import CourseRole, HandIn, Run, RunFacilitator
from localturn.academy.todos import todos
from localturn.foundation.people.actions.erasure import erase_person
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import Wishes
from localturn.foundation.refusals import NotAllowed, NotNow
from localturn.foundation.ui.todos import Role
from makers.academy import NOON, make_enrolment, make_facilitator, make_run, make_version
from makers.people import make_operator, make_person

pytestmark = pytest.mark.django_db

AFTER = NOON + timedelta(days=60)


def leave(person: Person, *, at_the_end: bool = False) -> None:
    now = AFTER if at_the_end else NOON
    erase_person(person, wishes=Wishes(), by=person, now=now)


def make_only_facilitator(run: Run) -> Person:
    return make_facilitator(run, make_person())


def make_author(run: Run) -> Person:
    author = make_person()
    CourseRole.objects.create(
        course=run.version.course, person=author, role=CourseRole.Role.AUTHOR, given_at=NOON
    )
    return author


def test_the_only_facilitator_of_a_run_hands_it_over_before_they_leave() -> None:
    run = make_run()
    person = make_only_facilitator(run)

    with pytest.raises(NotNow, match=f"Only you guide the run {run.slug}. Add another"):
        leave(person)

    make_only_facilitator(run)
    leave(person)
    assert RunFacilitator.objects.filter(run=run).count() == 1


def test_a_facilitator_who_cannot_sign_in_any_more_is_none() -> None:
    run = make_run()
    person = make_only_facilitator(run)
    make_facilitator(run, make_person(is_active=False))

    with pytest.raises(NotNow, match="Only you guide"):
        leave(person)


def test_an_ended_run_holds_its_facilitator_only_while_something_waits() -> None:
    run = make_run()
    person = make_only_facilitator(run)
    work = HandIn.objects.create(
        enrolment=make_enrolment(run),
        activity=run.version.activities.get(kind="assignment"),
        number=1,
        text="Mine.",
        text_html="<p>Mine.</p>",
        words=1,
        handed_in_at=NOON,
    )

    with pytest.raises(NotNow, match="Only you guide"):
        leave(person, at_the_end=True)

    work.delete()
    leave(person, at_the_end=True)


def test_the_only_author_of_a_published_course_names_another_first() -> None:
    run = make_run()
    author = make_author(run)

    with pytest.raises(NotNow, match=f"Only you write the course {run.version.course.slug}."):
        leave(author)

    make_author(run)
    leave(author)


def test_a_course_that_was_never_published_holds_nobody() -> None:
    draft, author = make_version(number=None), make_person()
    CourseRole.objects.create(
        course=draft.course, person=author, role=CourseRole.Role.AUTHOR, given_at=NOON
    )

    leave(author)


def test_an_operator_erases_nobody_past_it() -> None:
    person = make_only_facilitator(make_run())

    author = make_author(make_run())
    for leaving, sentence in (
        (person, "Only Ana Kovač guides the run"),
        (author, "Only Ana Kovač writes the course"),
    ):
        with pytest.raises(NotNow, match=sentence):
            erase_person(leaving, wishes=Wishes(), by=make_operator(), now=NOON)


def test_the_page_says_what_is_to_hand_over_instead_of_offering_to_erase(client: Client) -> None:
    run = make_run(starts_on=AFTER.date() + timedelta(days=400))
    client.force_login(make_only_facilitator(run))

    confirming = client.get("/account/data/erase/")["Location"]
    client.post(confirming)
    code = re.search(r"\d{8}", str(mail.outbox[-1].body))
    assert code is not None
    client.post(confirming, {"code": code.group()})

    page = client.get("/account/data/erase/").text

    assert f"Only you guide the run {run.slug}." in page
    assert "Erase my account for ever" not in page


def test_a_run_that_nobody_guides_is_given_a_facilitator_on_its_page(client: Client) -> None:
    run, operator, new = make_run(), make_operator(), make_person()
    address = f"/academy/runs/{run.slug}/"
    client.force_login(operator)
    [group] = [g for g in todos(operator, now=NOON) if g.role is Role.OPERATOR]
    assert [todo.href for todo in group.todos] == [address]
    assert "Nobody guides this run." in client.get(address).text

    answer = client.post(f"{address}facilitators/", {"email": new.email})

    assert answer["Location"] == address
    assert [row.person for row in run.facilitators.all()] == [new]
    assert "Nobody guides this run." not in client.get(address).text
    assert client.post(f"{address}facilitators/", {"email": operator.email}).status_code == 403
    assert [g for g in todos(operator, now=NOON) if g.todos] == []


def test_an_author_of_its_course_may_name_one_and_nobody_else_may() -> None:
    run, new = make_run(), make_person()

    with pytest.raises(NotAllowed):
        runs.add_facilitator(run, person=new, by=new, now=NOON)
    runs.add_facilitator(run, person=new, by=make_author(run), now=NOON)

    assert [row.person for row in run.facilitators.all()] == [new]


def test_an_operator_who_takes_part_names_a_facilitator_on_the_same_page(client: Client) -> None:
    run, operator, new = make_run(), make_operator(), make_person()
    make_enrolment(run, operator)
    address = f"/academy/runs/{run.slug}/"
    client.force_login(operator)

    page = client.get(address).text
    client.post(f"{address}facilitators/", {"email": new.email})

    assert "Your progress" in page
    assert f'action="{address}facilitators/"' in page
    assert [row.person for row in run.facilitators.all()] == [new]
    assert "Nobody guides this run." not in client.get(address).text


def test_an_operator_does_not_let_themselves_read_what_participants_wrote(client: Client) -> None:
    run, operator = make_run(), make_operator()
    client.force_login(operator)

    answer = client.post(f"/academy/runs/{run.slug}/facilitators/", {"email": operator.email})

    assert answer.status_code == 403
    assert "Who guides a run reads what its participants wrote." in answer.text
    assert not run.facilitators.exists()


def test_an_author_may_guide_an_unguided_run_of_their_course_themselves() -> None:
    run = make_run()
    author = make_author(run)
    Person.objects.filter(pk=author.pk).update(is_staff=True)
    author.refresh_from_db()

    runs.add_facilitator(run, person=author, by=author, now=NOON)

    assert [row.person for row in run.facilitators.all()] == [author]
