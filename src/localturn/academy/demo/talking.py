"""What is announced and asked in the demonstration's running course."""

from datetime import datetime, timedelta

from localturn.academy.actions import announcements, enquiries
from localturn.academy.demo.doing import Course
from localturn.academy.models import Enrolment

WELCOME = """Welcome to the course! Three things to begin with:

1. Sit the **preliminary test**, also if you know little yet: it only shows what you learn.
2. Say in the first discussion where you work and who counts newcomers there.
3. Set aside four hours a week.

If something is unclear, ask us from any page of the course."""

GUEST = """On Thursday the head of the one-stop counter of Savski Brod joins our discussion for an
hour. Read the case study before, and bring one question that you would like to ask **her**."""

LATE = """I am on leave until Tuesday and the assignment is due on Sunday. May I hand it in two days
later?"""

LATE_ANSWER = """Yes. Hand it in when you are back; late work is marked all the same. It only says
that it came late."""

FIGURES = """Our register counts residence permits, the census counts usual residents. Which of the
two do you want in the assignment?"""


def announce(course: Course, heroine: Enrolment, *, now: datetime) -> None:
    """One announcement that the heroine has read, one that she has not, one for next week."""
    run, by = course.run, course.facilitator
    begun = now - timedelta(days=6)
    welcome = announcements.announce(
        run, title="Welcome, and how to begin", body=WELCOME, by_mail=True, by=by, now=begun
    )
    announcements.mark_read(welcome, seat=heroine, now=begun + timedelta(hours=9))
    announcements.announce(
        run,
        title="A guest on Thursday",
        body=GUEST,
        by_mail=True,
        by=by,
        now=now - timedelta(hours=20),
    )
    announcements.announce(
        run,
        title="The final test opens",
        body="The last module opens today, and with it the final test. You sit it *once*.",
        by_mail=True,
        by=by,
        now=now - timedelta(hours=20),
        shows_at=now + timedelta(days=6),
    )


def ask(course: Course, heroine: Enrolment, other: Enrolment, *, now: datetime) -> None:
    """A question that is answered, and one that waits."""
    asked = now - timedelta(days=2)
    assignment = next(each for each in course.activities if each.kind == "assignment")
    if heroine.person is None or other.person is None:
        raise AssertionError("Nobody is erased in the demonstration")
    question = enquiries.ask(
        course.run, body=LATE, by=heroine.person, now=asked, activity=assignment
    )
    enquiries.say(question, body=LATE_ANSWER, by=course.facilitator, now=asked + timedelta(hours=3))
    enquiries.ask(
        course.run,
        body=FIGURES,
        by=other.person,
        now=now - timedelta(hours=5),
        activity=assignment,
    )
