"""What happens in the demonstration: a run that has ended, one mid-way, one to come."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from localturn.academy.actions import enrolment as seats
from localturn.academy.actions import runs
from localturn.academy.actions.surveys import close
from localturn.academy.demo import (
    cast,
    doing,
    exceptions,
    meeting,
    mending,
    own_pace,
    queueing,
    renewing,
    seminar,
    setting,
    surveys,
    talking,
)
from localturn.academy.domain.kinds.assignment import file_limits
from localturn.academy.models import Activity, CourseVersion, Enrolment, Post
from localturn.foundation import moments
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.room import DemoSignIn

TEXTS = {"reading", "case-study", "video"}
QUESTIONS = {"quiz", "preliminary-test", "final-test"}
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Pace:
    """How much of each week somebody has done, and how much of the questions they get right."""

    weeks: tuple[float, ...]
    right: float
    mark: Decimal


PACES = {
    "ahead": Pace((1.0, 0.8), 0.9, Decimal("9.5")),
    "steady": Pace((1.0, 0.4), 0.75, Decimal(8)),
    "slow": Pace((0.75, 0.1), 0.65, Decimal("6.5")),
    "behind": Pace((0.35, 0.0), 0.5, Decimal(6)),
    "absent": Pace((0.0, 0.0), 0.5, Decimal(5)),
}

HEROINE = Pace((1.0, 0.35), 0.8, Decimal("7.5"))
GRADUATE = Pace((1.0, 1.0, 1.0), 0.7, Decimal(7))
SHORT_OF_POINTS = Pace((1.0, 1.0, 1.0), 0.5, Decimal("5.5"))
LISTENER = Pace((0.2, 0.0, 0.0), 0.6, Decimal(5))
SHORT_OF_A_READING = Pace((1.0, 1.0, 1.0), 0.9, Decimal(9))


def furnish(*, now: datetime, report: Callable[[str], None]) -> list[DemoSignIn]:
    """Fill an empty installation; answers who it can be entered as."""
    today = moments.day_in(now, setting.ZONE)
    monday = today - timedelta(days=today.weekday())
    first, past, coming = monday - WEEK, monday - 10 * WEEK, monday + 3 * WEEK
    begun = moments.at(past - 3 * WEEK, time(9), setting.ZONE)

    report("Organisations and accounts")
    bodies = setting.organisations()
    roles = setting.roles(bodies, now=begun)
    report("The course")
    version = setting.course(roles, now=begun)

    report("A run that has ended")
    ended = _open(version, roles, bodies, title="First run", starts_on=past)
    _past(ended, roles, bodies)
    report("A run in its second week, with thirty participants")
    running = _open(version, roles, bodies, title="Second run", starts_on=first)
    _present(running, roles, bodies, now=now)
    report("A run to come")
    next_run = _open(
        version, roles, bodies, title="Third run", starts_on=coming, ahead=4 * WEEK, is_open=True
    )
    queueing.wait(next_run, roles, bodies, now=now, with_declined=True)
    report("A run whose places associations give")
    much_later = coming + 4 * WEEK
    nominated = _open(
        version, roles, bodies, title="Fourth run", starts_on=much_later, ahead=8 * WEEK
    )
    queueing.fill(nominated, roles, bodies, now=now)
    report("A second version, and a run of it in half a year")
    newer = renewing.second_version(version, by=roles.author, now=now - timedelta(hours=30))
    renewing.repeat(running, newer, title="Fifth run", now=now - timedelta(hours=2))
    report("A small course at each person's own pace")
    own_pace.happen(roles, bodies, now=now)
    report("A seminar to which the exchange sends students")
    seminar.begin(roles, now=now)
    queueing.state_and_share([ended.run, running.run], now=now)
    return setting.sign_ins(roles)


def _open(
    version: CourseVersion,
    roles: setting.Roles,
    bodies: dict[str, Organisation],
    *,
    title: str,
    starts_on: date,
    ahead: timedelta = 2 * WEEK,
    is_open: bool = False,
) -> doing.Course:
    opened = moments.at(starts_on - ahead, time(10), setting.ZONE)
    run = runs.open_run(
        version,
        slug=f"migration-governance-{starts_on:%Y-%m}-{starts_on:%d}",
        title=title,
        zone=setting.ZONE,
        starts_on=starts_on,
        is_open=is_open,
        capacity=40,
        host=bodies["network"],
        partners=[bodies[body.key] for body in cast.ASSOCIATIONS],
        by=roles.facilitator,
        now=opened,
    )
    meetings = run.schedule.filter(activity__kind="webinar").select_related("activity")
    meets = moments.at(starts_on + timedelta(days=1), time(10), setting.ZONE)
    runs.change_schedule(
        run,
        opens_on={},
        planned={
            row.activity_id: runs.Planned(starts_at=meets, link="https://meet.example.org/opening")
            for row in meetings
        },
        by=roles.facilitator,
        now=opened,
    )
    return doing.Course(run, roles.facilitator)


def _past(course: doing.Course, roles: setting.Roles, bodies: dict[str, Organisation]) -> None:
    before = course.run.created_at + timedelta(days=2)

    def former(address: str, name: str) -> Person:
        return setting.former(address, name, now=before)

    people = (
        (roles.graduate, GRADUATE, ""),
        (former("former1", "Ljubomir Stanojkovski"), SHORT_OF_POINTS, ""),
        (former("former2", "Teuta Hajdaragaj"), SHORT_OF_A_READING, "m2-"),
        (former("former3", "سامر الحلبي"), GRADUATE, ""),
        (former("former4", "Marija Todosijević"), LISTENER, ""),
        (former("former5", "Ilir Gashnjani"), LISTENER, ""),
        (former("former6", "Ahmed Skenderagić"), LISTENER, ""),
    )
    ends = moments.at(course.run.ends_on, time(18), setting.ZONE)
    seats_taken = []
    for person, pace, leaves_out in people:
        seat = doing.invited(course, person, bodies["vardar"], now=before)
        skipped = next(
            (
                a.stable_id
                for a in course.activities
                if leaves_out and a.kind in TEXTS and a.stable_id.startswith(leaves_out)
            ),
            "",
        )
        seats_taken.append(seat)
        _weeks(course, seat, pace, until=ends, but=skipped)
    last = ends - timedelta(days=2)
    for survey in surveys.answer(course, seats_taken, anonymous=True, now=last):
        close(survey, run=course.run, by=course.facilitator, now=ends)


def _present(
    course: doing.Course, roles: setting.Roles, bodies: dict[str, Organisation], *, now: datetime
) -> None:
    before = course.run.created_at + timedelta(days=2)
    seats_taken: list[tuple[Enrolment, Pace]] = [
        (_nominated(course, roles, roles.participant, bodies["vardar"], now=before), HEROINE)
    ]
    partner = {body.key: body.of for body in cast.TOWNS}
    for member in cast.MEMBERS[:-1]:
        person = setting.person_of(member, bodies, now=before)
        association = partner.get(member.body)
        if association == "vardar":
            seat = _nominated(course, roles, person, bodies[association], now=before)
        else:
            seat = doing.invited(course, person, bodies.get(association or ""), now=before)
        seats_taken.append((seat, PACES[member.pace]))
    for seat, pace in seats_taken:
        but = "m1-why-people-move" if pace is HEROINE else ""
        _weeks(course, seat, pace, until=now, but=but)
    _discuss(course, [seat for seat, pace in seats_taken if pace.weeks[0] >= 0.5], until=now)
    begun = moments.at(course.run.starts_on + timedelta(days=2), time(9), setting.ZONE)
    keen = [seat for seat, pace in seats_taken if pace.weeks[0] >= 0.75]
    surveys.answer(course, keen, anonymous=False, now=begun)
    meeting.hold(course, [seat for seat, pace in seats_taken if pace.weeks[0] > 0])
    exceptions.happen(course, [seat for seat, _pace in seats_taken[1:]], now=now)
    mending.mend(course, now=now)
    queueing.wait(course, roles, bodies, now=now)
    heroine, other = seats_taken[0][0], seats_taken[1][0]
    talking.announce(course, heroine, now=now)
    talking.ask(course, heroine, other, now=now)


def _nominated(
    course: doing.Course,
    roles: setting.Roles,
    person: Person,
    association: Organisation,
    *,
    now: datetime,
) -> Enrolment:
    nomination = seats.nominate(
        course.run,
        organisation=association,
        name=person.name,
        email=person.email,
        language=person.language,
        reason="Nominated by the municipality.",
        by=roles.coordinator,
        now=now,
    )
    decided = seats.decide_nomination(
        nomination, accept=True, answer="", by=course.facilitator, now=now + timedelta(hours=5)
    )
    if decided.invitation is None:
        raise AssertionError("An accepted nomination has its invitation")
    return seats.accept_invitation(decided.invitation, by=person, now=now + timedelta(hours=30))


def _weeks(
    course: doing.Course, seat: Enrolment, pace: Pace, *, until: datetime, but: str = ""
) -> None:
    """One participant's weeks, until a moment."""
    starts = moments.at(course.run.starts_on, time(7, 30), setting.ZONE)
    for week, part in enumerate(pace.weeks, 1):
        begins = starts + (week - 1) * WEEK
        lasts = min(begins + timedelta(days=6), until) - begins
        activities = course.of_week(week)
        todo = activities[: round(len(activities) * part)]
        texts: list[tuple[Activity, datetime]] = []
        for number, activity in enumerate(todo, 1):
            at = begins + lasts * (number / (len(todo) + 1)) + timedelta(minutes=seat.pk % 47)
            if activity.stable_id == but or not begins < at < until:
                continue
            if activity.kind in TEXTS:
                texts.append((activity, at))
            else:
                _do(course, seat, activity, pace, at=at, until=until)
        doing.read(seat, texts)


def _do(
    course: doing.Course,
    seat: Enrolment,
    activity: Activity,
    pace: Pace,
    *,
    at: datetime,
    until: datetime,
) -> None:
    if activity.kind in QUESTIONS:
        before = activity.kind == "preliminary-test"
        right = pace.right - (0.25 if before else 0) + (seat.pk * 37 % 21 - 10) / 100
        doing.sit(seat, activity, right=min(right, 1), now=at)
    elif activity.kind == "assignment":
        if seat.pk % 3 == 0 and file_limits(activity.settings).files > 1:
            doing.lay_by(seat, activity, cast.FILES, now=at)
        work = doing.hand_in(seat, activity, text=cast.WORK, now=at)
        marked = at + timedelta(days=1, hours=4)
        is_over = len(pace.weeks) == 3
        if is_over or (marked < until - timedelta(days=3) and seat.pk % 3):
            points = min(pace.mark + Decimal(seat.pk * 13 % 7 - 3) / 2, Decimal(10))
            at = min(marked, until)
            doing.mark(course, work, points=points, feedback=cast.FEEDBACK, now=at)
    elif activity.kind == "discussion" and len(pace.weeks) == 3:
        text = cast.CONTRIBUTIONS[seat.pk % len(cast.CONTRIBUTIONS)]
        post = doing.contribute(course, seat, activity, text=text, now=at)
        doing.count(course, [post], now=min(at + timedelta(hours=20), until))


def _discuss(course: doing.Course, seats_taken: list[Enrolment], *, until: datetime) -> None:
    """Contributions and replies in the modules that are open, most of them counted."""
    chance = random.Random(7)  # noqa: S311 - the same demonstration every day
    for activity in (a for a in course.activities if a.kind == "discussion"):
        opens = moments.at(course.run.starts_on, time(8), setting.ZONE)
        opens += (activity.module.week - 1) * WEEK
        if opens >= until:
            continue
        span = min(opens + timedelta(days=6), until) - opens
        share = 1.0 if span > timedelta(days=5) else 0.4
        people = seats_taken[: round(len(seats_taken) * share)]
        posts: list[tuple[datetime, Post]] = []
        for number, seat in enumerate(people):
            at = opens + span * ((number + 1) / (len(people) + 2))
            text = cast.CONTRIBUTIONS[(number + activity.module.week) % len(cast.CONTRIBUTIONS)]
            post = doing.contribute(course, seat, activity, text=text, now=at)
            posts.append((at, post))
            if number % 3 == 1:
                answered_at, answered = chance.choice(posts)
                later = min(max(answered_at, at) + timedelta(minutes=50), until)
                words = cast.REPLIES[number % len(cast.REPLIES)]
                doing.reply(answered, seat, text=words, now=later)
        counted = [post for at, post in posts if at < until - timedelta(days=1)]
        doing.count(course, counted, now=until - timedelta(hours=6))
        _object(course, [post for _at, post in posts], until=until)


def _object(course: doing.Course, posts: list[Post], *, until: datetime) -> None:
    """In a discussion that has lasted, a file hangs on a post, one waits for a facilitator's look,
    and one is hidden."""
    if len(posts) < 12:
        return
    doing.attach(posts[2], name=cast.FILE_NAME, text=cast.FILE_TEXT, now=until - timedelta(hours=9))
    doing.hide(course, posts[8], reason=cast.HIDDEN, now=until - timedelta(hours=7))
    doing.report(posts[9], posts[10], reason=cast.REPORTED, now=until - timedelta(hours=5))
