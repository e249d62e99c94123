"""Letters about a regraded question: to whose points changed, and to who writes the course."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils import translation

from localturn.academy.actions.grading import Regraded
from localturn.academy.models import CourseRole, Enrolment, Regrade
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.ui.figures import figure


def regraded(made: Regrade, seat: Enrolment, changes: Sequence[Regraded]) -> None:
    """Tell a participant which of their points changed, and why; once for all of them."""
    person = seat.person
    if person is None or seat.withdrawn_at is not None:
        return
    with translation.override(person.language):
        told = [
            {
                "title": each.activity.title,
                "before": _written(each.before),
                "after": _written(each.after),
            }
            for each in changes
        ]
    post(
        to=person,
        template="academy/mail/regraded",
        key=f"academy/regraded/{made.pk}/{person.pk}",
        context={
            "course": seat.run.version.title,
            "changes": told,
            "how": made.how,
            "undone": made.undoes,
            "reason": made.reason,
            "address": reverse("academy:person-results", args=[seat.run.slug, seat.pk]),
        },
    )


def question_regraded(made: Regrade) -> None:
    """Tell the course's authors, so that the next version has it right."""
    question, course = made.question, made.run.version.course
    authors = Person.objects.filter(
        course_roles__course=course, course_roles__role=CourseRole.Role.AUTHOR, is_active=True
    )
    for author in authors:
        if author == made.made_by:
            continue
        post(
            to=author,
            template="academy/mail/question_regraded",
            key=f"academy/question-regraded/{made.pk}/{author.pk}",
            context={
                "course": made.run.version.title,
                "question": question.text[:300],
                "id": f"{question.bank.name}/{question.stable_id}",
                "how": made.how,
                "reason": made.reason,
                "address": reverse("academy:draft", args=[course.slug]),
            },
        )


def _written(points: Decimal | None) -> str:
    return "–" if points is None else figure(points)
