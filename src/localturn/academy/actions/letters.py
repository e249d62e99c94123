"""Mail that the academy writes about runs and seats, each in its reader's language.

A key says which mail it is, so that none is posted twice whatever runs again.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse

from localturn.academy.domain.pace import Pace
from localturn.academy.models import (
    Announcement,
    EnquiryMessage,
    Enrolment,
    Invitation,
    Nomination,
    Post,
    Run,
    RunMove,
)
from localturn.academy.permissions import can_facilitate
from localturn.academy.queries.places import seat_of, span_of
from localturn.foundation.mail.actions import Address, post
from localturn.foundation.people.models import Organisation, Person
from localturn.foundation.tasks import task


def enrolled(enrolment: Enrolment, *, now: datetime) -> None:
    """Welcome somebody who has just taken a seat."""
    if enrolment.person is None:
        return
    starts = span_of(enrolment.run).starts_at
    post(
        to=enrolment.person,
        template="academy/mail/enrolled",
        key=f"academy/enrolled/{enrolment.pk}/{now.isoformat()}",
        context=about(enrolment.run)
        | {
            "starts": starts,
            "begun": starts <= now,
            "own_pace": enrolment.run.pace == Pace.OWN,
        },
    )


def invited(
    invitation: Invitation,
    *,
    now: datetime,
    nominated_by: Organisation | None = None,
    has_waited: bool = False,
) -> None:
    """Send the address at which a kept place waits, perhaps for somebody who waited for it."""
    run = invitation.run
    post(
        to=Address(invitation.email, invitation.name, invitation.language, run.zone),
        template="academy/mail/invited",
        key=f"academy/invited/{invitation.pk}/{now.isoformat()}",
        context=about(run)
        | {
            "has_waited": has_waited,
            "summary": run.version.summary,
            "starts_on": run.starts_on,
            "ends_on": run.ends_on,
            "own_pace": run.pace == Pace.OWN,
            "expires": invitation.expires_at,
            "organisation": str(nominated_by or ""),
            "address": reverse("academy:invitation", args=[invitation.token]),
        },
    )


def nominated(nomination: Nomination) -> None:
    """Tell the facilitators that an association proposes somebody."""
    run = nomination.run
    for row in run.facilitators.select_related("person"):
        post(
            to=row.person,
            template="academy/mail/nominated",
            key=f"academy/nominated/{nomination.pk}/{row.person_id}",
            context=about(run) | nominee_of(nomination) | {"reason": nomination.reason},
        )


def nomination_decided(nomination: Nomination) -> None:
    """Tell whoever nominated what was decided."""
    if nomination.nominated_by is None:
        return
    post(
        to=nomination.nominated_by,
        template=f"academy/mail/nomination_{nomination.state}",
        key=f"academy/nomination-decided/{nomination.pk}",
        context=about(nomination.run) | nominee_of(nomination) | {"answer": nomination.answer},
    )


def answered(written: Post, *, to: Post) -> None:
    """Tell the author of a contribution of its answer, if they may still read it."""
    author = to.author
    if author is None or author.pk == written.author_id or not author.wants_replies:
        return
    run = written.run
    if seat_of(author, run) is None and not can_facilitate(author, run):
        return
    address = reverse("academy:activity", args=[run.slug, written.activity.stable_id])
    post(
        to=author,
        template="academy/mail/answered",
        key=f"academy/answered/{written.pk}",
        context=about(run)
        | {
            "discussion": written.activity.title,
            "who": str(written.author),
            "text": written.body[:2_000],
            "address": f"{address}?post={written.pk}",
        },
    )


def announced(announcement: Announcement, *, to: Person) -> None:
    """Send a participant what the facilitators announce."""
    author = announcement.author
    post(
        to=to,
        template="academy/mail/announced",
        key=f"academy/announced/{announcement.pk}/{to.pk}",
        context=about(announcement.run)
        | {
            "title": announcement.title,
            "text": announcement.body,
            "who": author.name if author else "",
            "address": announcement.get_absolute_url(),
        },
    )


def asked(message: EnquiryMessage) -> None:
    """Tell the facilitators that a participant asks something, without what is asked."""
    enquiry = message.enquiry
    guides = enquiry.run.facilitators.exclude(person=enquiry.asked_by_id)
    for row in guides.select_related("person"):
        post(
            to=row.person,
            template="academy/mail/asked",
            key=f"academy/asked/{message.pk}/{row.person_id}",
            context=_of_enquiry(message) | {"who": enquiry.asked_by.name},
        )


def enquiry_answered(message: EnquiryMessage) -> None:
    """Tell who asked that a facilitator has answered, without the answer."""
    if message.enquiry.asked_by.wants_replies:
        post(
            to=message.enquiry.asked_by,
            template="academy/mail/enquiry_answered",
            key=f"academy/enquiry-answered/{message.pk}",
            context=_of_enquiry(message),
        )


def _of_enquiry(message: EnquiryMessage) -> dict[str, Any]:
    enquiry = message.enquiry
    return about(enquiry.run) | {
        "title": enquiry.activity.title if enquiry.activity else "",
        "address": enquiry.get_absolute_url(),
    }


def moved(move: RunMove) -> None:
    """Tell participants that their run delivers a newer version; a task writes to each."""
    tell_of_version.enqueue(move.pk)


@task()
def tell_of_version(move_id: int) -> None:
    """Write to each participant what came into their course, and what is no longer part of it."""
    move = RunMove.objects.select_related("run__version__course").get(pk=move_id)
    before = dict(move.version_before.activities.values_list("stable_id", "title"))
    after = dict(move.version_after.activities.values_list("stable_id", "title"))
    for _seat, person in participants_of(move.run):
        post(
            to=person,
            template="academy/mail/version_moved",
            key=f"academy/version/{move_id}/{person.pk}",
            context=about(move.run)
            | {
                "added": [title for id_, title in after.items() if id_ not in before],
                "removed": [title for id_, title in before.items() if id_ not in after],
            },
        )


def participants_of(run: Run) -> list[tuple[Enrolment, Person]]:
    """Whoever takes part in a run now, each with their seat."""
    seats = run.enrolments.filter(withdrawn_at=None, person__is_active=True)
    return [
        (seat, seat.person)
        for seat in seats.select_related("person").order_by("person_id")
        if seat.person
    ]


def about(run: Run) -> dict[str, Any]:
    return {
        "course": run.version.title,
        "zone": run.zone,
        "address": reverse("academy:run", args=[run.slug]),
    }


def nominee_of(nomination: Nomination) -> dict[str, Any]:
    return {
        "organisation": str(nomination.organisation),
        "nominee": nomination.name,
        "address": reverse("academy:nominations", args=[nomination.run.slug]),
    }
