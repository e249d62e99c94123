"""The seminar meets: one meeting that was held, one tomorrow, and a blog that is due before it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from localturn.academy.actions import attendance, excuses, forum, minutes, runs
from localturn.academy.demo import setting
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.models import Activity, CourseVersion, Enrolment, Post, Run
from localturn.foundation import moments

DAY = timedelta(days=1)
AT_TEN = time(10)

AGENDA = """1. Who we are (20 minutes)
2. Three questions to ask of a town (60 minutes)
3. The groups (40 minutes)"""

NOTES = """- Every group takes one town, and says by Friday which.
- **Counting**: we look at who is in no register, and why.
- Elena asks the library for the two older texts."""

POSTS = (
    (
        "Two registers, one street",
        "In the reading the register decides who belongs. Where I live there are two of them, one "
        "for those who vote and one for those who pay for the water, and they disagree about my "
        "own street. The second one counts more people, since nobody asks for a paper when a "
        "tap is turned on. I did not expect the water company to know the town better than the "
        "town hall does.",
    ),
    (
        "The school bus knows more than the census",
        "What surprised me is how late a town learns of those who have come. The bus driver on my "
        "way here said that two stops were added in spring, because of the children. The census "
        "is from six years ago. If services are planned by it, the bus drives past a place that "
        "does not exist yet on paper.",
    ),
    (
        "Who pays decides",
        "The text says that the state decides who may stay, and the town how. In our region the "
        "town decides neither: the region pays for housing, so it chooses the houses. I wonder "
        "whether “local” means the same in our three countries.",
    ),
    (
        "A queue is a policy too",
        "Nobody wrote down that newcomers wait longer at our counter. They do, since the one who "
        "speaks their language works on Tuesdays only. What the text calls a practice is a rule "
        "that nobody has signed.",
    ),
    (
        "Born here, counted elsewhere",
        "My cousins were born in this town and are in the register of another one, where their "
        "father has his papers. The text would call them newcomers. Their teacher would laugh.",
    ),
    (
        "The football ground",
        "The list of services at the beginning ends with a football ground, and I thought that it "
        "was there for the sound of it. Then I asked: it is the only place of our town where "
        "nobody is asked for an address, and the trainer knows every family.",
    ),
    (
        "Whose question is it?",
        "All three questions are asked from the town hall. Somebody who has just come would ask "
        "others: where can I sleep, whom may I ask, what happens if I do. I would like us to ask "
        "those as well.",
    ),
)

COMMENTS = (
    "With us it is the library that knows first. Did you ask anybody at the counter?",
    "I read this otherwise: the region pays because the towns asked it to.",
)


def meetings(version: CourseVersion, run: Run) -> dict[int, runs.Planned]:
    """On the third day, and two days after the groups have handed in."""
    days = {"first-meeting": 2, "second-meeting": 7}
    return {
        version.activities.get(stable_id=stable_id).pk: runs.Planned(
            starts_at=moments.at(run.starts_on + days[stable_id] * DAY, AT_TEN, run.zone),
            link="https://meet.example.org/seminar",
        )
        for stable_id in days
    }


def happen(run: Run, seats: Sequence[Enrolment], roles: setting.Roles, *, now: datetime) -> None:
    """Most were at the first meeting; most have posted, one of them late."""
    activities = {each.stable_id: each for each in Activity.objects.filter(version=run.version)}
    _hold(run, activities["first-meeting"], seats, roles, now=now - 3 * DAY)
    _write(run, activities["on-the-readings"], seats, now=now)
    second, asks = activities["second-meeting"], seats[4]
    minutes.write_agenda(second, run=run, agenda=AGENDA, by=roles.facilitator)
    if asks.person is not None:
        reason = "I have an examination at that hour."
        excuses.ask(asks, second, reason=reason, by=asks.person, now=now - timedelta(hours=9))
    excuses.give(
        seats[-1],
        activities["on-the-readings"],
        reason="In hospital until next week.",
        by=roles.facilitator,
        now=now - timedelta(hours=8),
    )


def _hold(
    run: Run, meeting: Activity, seats: Sequence[Enrolment], roles: setting.Roles, *, now: datetime
) -> None:
    by = roles.facilitator
    marks = {seat.pk: Mark(Presence.PRESENT, 118) for seat in seats[:-4]}
    marks[seats[-4].pk] = Mark(Presence.PARTLY, 80)
    marks[seats[-3].pk] = Mark(Presence.PARTLY, 35)
    marks[seats[-2].pk] = Mark(Presence.ABSENT)
    marks[seats[-1].pk] = Mark(Presence.EXCUSED)
    attendance.mark_attendance(meeting, run=run, marks=marks, by=by, now=now)
    minutes.write_agenda(meeting, run=run, agenda=AGENDA, by=by)
    minutes.write_notes(meeting, run=run, notes=NOTES, publish=True, by=by, now=now)


def _write(run: Run, blog: Activity, seats: Sequence[Enrolment], *, now: datetime) -> None:
    posts: list[Post] = []
    for number, seat in enumerate(seats[: len(POSTS)]):
        at = now - 3 * DAY + timedelta(minutes=17 * number)
        if number == len(POSTS) - 1:
            at = now - timedelta(hours=2)
        title, body = POSTS[number]
        if seat.person is not None:
            posts.append(forum.post(blog, run=run, title=title, body=body, by=seat.person, now=at))
    for number, seat in enumerate(seats[1:9]):
        text, post = COMMENTS[number % len(COMMENTS)], posts[(number * 2) % 6]
        if seat.person is not None and seat.person != post.author:
            at = now - 3 * DAY + timedelta(hours=4, minutes=number)
            forum.post(blog, run=run, body=text, answers=post, by=seat.person, now=at)
