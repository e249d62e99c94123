"""Work is marked with a rubric, given back, handed in again and marked anew."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from localturn.academy.actions import grading, hand_ins
from localturn.academy.actions.allowances import Given, allow
from localturn.academy.actions.returning import return_work
from localturn.academy.calendar import calendar_entries
from localturn.academy.domain.rubric import Judged
from localturn.academy.domain.schedule import LAST_MINUTE
from localturn.academy.models import Enrolment, GradeEntry, HandIn
from localturn.academy.queries.agenda import current_seats, open_tasks
from localturn.academy.queries.course_page import State, own_course
from localturn.academy.queries.marking import number_to_mark
from localturn.foundation import moments
from localturn.foundation.mail.models import Message
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from makers.academy import NOON, make_enrolment, make_facilitator, make_run, make_version

pytestmark = pytest.mark.django_db

RUBRIC: list[dict[str, Any]] = [
    {
        "id": "figures",
        "title": "It rests on figures",
        "levels": [
            {"points": "0", "text": "No figures."},
            {"points": "12.5", "text": "Figures."},
            {"points": "20", "text": "Figures with their source."},
        ],
    },
    {
        "id": "owner",
        "title": "Each measure has an owner",
        "levels": [{"points": "0", "text": "None."}, {"points": "10", "text": "Each."}],
    },
]
DAY = timedelta(days=1)
BACK = date(2027, 3, 12)


def make_seat(**settings: Any) -> Enrolment:
    version = make_version(number=None)
    activity = version.activities.get(stable_id="assignment-2")
    activity.settings = {"rubric": RUBRIC, **settings}
    activity.save()
    return make_enrolment(make_run(version, starts_on=NOON.date() - timedelta(days=8)))


@pytest.fixture
def seat(at_noon: None, client: Client) -> Enrolment:
    found = make_seat()
    client.force_login(owner(found))
    return found


@pytest.fixture
def facilitator(seat: Enrolment) -> Person:
    return make_facilitator(seat.run)


def owner(seat: Enrolment) -> Person:
    assert seat.person is not None
    return seat.person


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(seat: Enrolment, verb: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/a/assignment-2/{verb}"


def handed_in(seat: Enrolment, text: str = "Our plan", **more: Any) -> HandIn:
    activity = seat.run.version.activities.get(stable_id="assignment-2")
    return hand_ins.hand_in(
        seat, activity, text, by=owner(seat), now=more.pop("now", NOON), **more
    ).hand_in


def marking(seat: Enrolment, work: HandIn, rest: str = "") -> str:
    return f"/academy/runs/{seat.run.slug}/marking/{work.pk}/{rest}"


BOTH = (Judged("figures", 1, "Which year?"), Judged("owner", 1))


def test_the_rubric_is_read_before_work_is_handed_in_and_marked_afterwards(
    seat: Enrolment, client: Client, facilitator: Person
) -> None:
    before = client.get(page_of(seat)).text
    assert "How it is marked" in before
    assert "Figures with their source." in before
    assert "data-chosen" not in before
    work = handed_in(seat)
    levels = {"level-figures": "1", "comment-figures": "Which year?", "level-owner": "1"}

    answer = as_(facilitator).post(marking(seat, work), {**levels, "feedback": "Good."})

    assert answer.status_code == 302
    assert GradeEntry.objects.get().points == Decimal("22.5")
    after = client.get(page_of(seat)).text
    assert "22.5 of 30" in after
    assert after.count("data-chosen") == 2
    assert "Which year?" in after


@pytest.mark.parametrize(
    "levels",
    [
        {"level-figures": "1"},
        {"level-figures": "3", "level-owner": "0"},
        {"level-figures": "-1", "level-owner": "0"},
        {"level-figures": "x", "level-owner": "0"},
        {"points": "30"},
    ],
)
def test_each_criterion_needs_one_of_its_levels(
    seat: Enrolment, facilitator: Person, levels: dict[str, str]
) -> None:
    work = handed_in(seat)

    answer = as_(facilitator).post(marking(seat, work), levels)

    assert answer.status_code == 422
    assert not GradeEntry.objects.exists()


def test_no_points_are_given_past_the_rubric(seat: Enrolment, facilitator: Person) -> None:
    work = handed_in(seat)

    for judged in ((), BOTH[:1], (*BOTH, Judged("style", 0)), (Judged("figures", 9), BOTH[1])):
        with pytest.raises(Invalid, match="Choose a level for each criterion"):
            grading.mark(
                work, points=Decimal(3), judged=judged, feedback="", by=facilitator, now=NOON
            )


def test_the_database_keeps_a_marked_rubric_as_it_is(seat: Enrolment, facilitator: Person) -> None:
    entry = grading.mark(handed_in(seat), judged=BOTH, feedback="", by=facilitator, now=NOON)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        GradeEntry.objects.filter(pk=entry.pk).update(rubric=[])


def test_a_correction_keeps_what_was_said_of_each_criterion(
    seat: Enrolment, facilitator: Person
) -> None:
    entry = grading.mark(handed_in(seat), judged=BOTH, feedback="", by=facilitator, now=NOON)

    new = grading.correct(entry, points=Decimal(25), reason="Misread.", by=facilitator, now=NOON)

    assert new.rubric == entry.rubric


def test_returned_work_is_handed_in_again_and_marked_anew(
    seat: Enrolment, client: Client, facilitator: Person
) -> None:
    first = handed_in(seat)
    desk = as_(facilitator)
    entry = grading.mark(first, judged=BOTH, feedback="", by=facilitator, now=NOON)

    sent = desk.post(
        marking(seat, first, "return/"), {"sentence": "Name the years.", "due_on": "2027-03-12"}
    )

    assert sent.status_code == 302
    page = client.get(page_of(seat)).text
    assert "Your work was returned to you." in page
    assert "Name the years." in page
    assert "22.5 of 30" in page
    letter = Message.objects.get(template="academy/mail/returned")
    assert letter.address == owner(seat).email
    unchanged = client.post(page_of(seat, "hand-in/"), {"text": "Our plan"})
    assert unchanged.status_code == 422
    assert client.post(page_of(seat, "hand-in/"), {"text": "With years"}).status_code == 302
    assert number_to_mark(seat.run, by=facilitator) == 1
    second = HandIn.objects.get(number=2)
    assert "An earlier version has its mark" in desk.get(marking(seat, second)).text
    better = (Judged("figures", 2), Judged("owner", 1))
    grading.mark(second, judged=better, feedback="", by=facilitator, now=NOON)
    assert number_to_mark(seat.run, by=facilitator) == 0
    entry.refresh_from_db()
    assert [(e.points, e.is_standing) for e in seat.grades.order_by("pk")] == [
        (Decimal("22.5"), False),
        (Decimal(30), True),
    ]
    assert "Your work was returned to you." not in client.get(page_of(seat)).text


def test_until_when_a_new_version_is_asked_for_has_one_truth(
    seat: Enrolment, client: Client, facilitator: Person
) -> None:
    work = handed_in(seat)
    desk, activity = as_(facilitator), work.activity
    seat.run.schedule.filter(activity=activity).update(due_at=NOON - DAY)
    return_work(work, sentence="Once more.", due_on=BACK, by=facilitator, now=NOON)

    def said() -> tuple[bool, bool]:
        """Whether both pages name the day, and no other."""
        pages = client.get(page_of(seat)).text, desk.get(marking(seat, work)).text
        first, later = (f'datetime="{day}T22:59Z"' for day in (BACK, BACK + 2 * DAY))
        return all(first in page for page in pages), all(later in page for page in pages)

    assert said() == (True, False)
    given = Given(due_on=BACK + 2 * DAY)
    allow(seat, activity, given, reason="Ill.", by=facilitator, now=NOON)
    assert said() == (False, True)
    seat.run.schedule.filter(activity=activity).update(due_at=None)  # as a newer version may
    assert said() == (False, True)
    allow(seat, activity, Given(), reason="Well.", by=facilitator, now=NOON)
    assert said() == (False, False)
    assert "Hand in a new version. What" in client.get(page_of(seat)).text


def test_what_was_returned_is_to_do_again_everywhere_and_then_no_more(
    seat: Enrolment, facilitator: Person
) -> None:
    work = handed_in(seat)
    due = moments.at(BACK, LAST_MINUTE, seat.run.zone)

    def asked() -> tuple[State, list[str], bool]:
        course = own_course(seat.run, seat, now=NOON)
        state = next(o.state for o in course.steps if o.step.id == "assignment-2")
        seats = current_seats(owner(seat), now=NOON)
        tasks = open_tasks(owner(seat), seats, now=NOON)[seat.run_id]
        entries = calendar_entries(owner(seat), since=NOON - 9 * DAY, until=NOON + 9 * DAY)
        entry = next(e for e in entries if e.title == "Assignment 2")
        return state, [t.id for t in tasks if t.kind == "assignment"], entry.is_done

    assert asked() == (State.DONE, [], True)
    return_work(work, sentence="Once more.", due_on=BACK, by=facilitator, now=NOON)
    assert asked() == (State.OPEN, ["assignment-2"], False)
    assert seat.allowances.get().due_at == due
    handed_in(seat, "Better")
    assert asked() == (State.DONE, [], True)


def test_work_is_returned_once_by_another_and_to_a_day_that_is_possible(
    seat: Enrolment, facilitator: Person
) -> None:
    work = handed_in(seat)
    said = {"sentence": "Once more.", "due_on": BACK, "by": facilitator, "now": NOON}

    for wrong, sentence in (
        ({"sentence": " "}, "Say what is to be worked on"),
        ({"due_on": date(2027, 3, 9)}, "still to come"),
        ({"due_on": date(2027, 6, 1)}, "at most 30 days after the last day of the run"),
    ):
        with pytest.raises(Invalid, match=sentence):
            return_work(work, **{**said, **wrong})
    with pytest.raises(NotAllowed):
        return_work(work, **{**said, "by": owner(seat)})
    return_work(work, **said)
    with pytest.raises(NotNow, match="returned already"):
        return_work(work, **said)
    with pytest.raises(NotNow, match="has been returned"):
        grading.mark(work, judged=BOTH, feedback="", by=facilitator, now=NOON)
    assert number_to_mark(seat.run, by=facilitator) == 0


@pytest.mark.parametrize(
    ("accepts", "link", "sentence"),
    [
        (["link"], "notes", "no address of a page"),
        (["link"], "javascript:alert(1)", "no address of a page"),
        (["link"], "", "nothing to hand in yet"),
        (["text"], "https://example.org/plan", "No link is taken here."),
    ],
)
def test_a_link_is_taken_only_where_it_is_asked_for_and_only_if_it_is_one(
    at_noon: None, accepts: list[str], link: str, sentence: str
) -> None:
    seat = make_seat(accepts=accepts)

    with pytest.raises(Invalid, match=sentence):
        handed_in(seat, "", link=link)


def test_a_link_alone_is_handed_in_and_shown_to_who_marks_it(at_noon: None) -> None:
    seat = make_seat(accepts=["link"])
    client = as_(owner(seat))
    page = client.get(page_of(seat)).text
    assert 'name="link"' in page
    assert "<textarea" not in page

    client.post(page_of(seat, "hand-in/"), {"link": "https://example.org/plan"})

    work = HandIn.objects.get()
    assert work.link == "https://example.org/plan"
    shown = as_(make_facilitator(seat.run)).get(marking(seat, work)).text
    assert '<a href="https://example.org/plan" rel="noopener nofollow ugc">' in shown
    with pytest.raises(Invalid, match="No text is taken"):
        handed_in(seat, "A text")


def test_work_returned_after_the_runs_end_is_handed_in_again_until_its_day_is_over(
    seat: Enrolment, facilitator: Person
) -> None:
    work = handed_in(seat)
    ended = moments.at(seat.run.ends_on + DAY, LAST_MINUTE, seat.run.zone)
    again = seat.run.ends_on + 6 * DAY
    return_work(work, sentence="Once more.", due_on=again, by=facilitator, now=ended)
    client = as_(owner(seat))

    with moments.travelled(ended + DAY - moments.now()):
        course = own_course(seat.run, seat, now=moments.now())
        assert course.next_step is not None
        assert (course.next_step.step.id, course.next_step.state) == ("assignment-2", State.OPEN)
        assert "Go on" in client.get(f"/academy/runs/{seat.run.slug}/").text
        client.post(page_of(seat, "draft/"), {"text": "Better", "sequence": "9"})
        assert client.post(page_of(seat, "hand-in/"), {"text": "Better"}).status_code == 302
    with moments.travelled(ended + 7 * DAY - moments.now()):
        assert client.post(page_of(seat, "hand-in/"), {"text": "Best"}).status_code == 409

    assert [each.text for each in HandIn.objects.order_by("number")][1:] == ["Better"]
