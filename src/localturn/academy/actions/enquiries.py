"""Private questions to the facilitators of a run, of participants and of whoever thinks of taking
part, and what is said to them.

The mails that tell of them hold a link and no text: a question may be about somebody's health or
family, mailboxes of offices are read by deputies, and what left by mail is beyond erasure.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions import letters
from localturn.academy.actions.writing import rendered
from localturn.academy.models import Activity, Enquiry, EnquiryMessage, Run
from localturn.academy.queries.enquiries import asks_from_outside
from localturn.academy.queries.places import seat_of
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotFound, require

LONGEST = 10_000
"""Characters of one message."""

A_SECOND_CLICK = timedelta(minutes=2)

A_DAY_FROM_OUTSIDE = 10
"""Messages that somebody without a seat may write in 24 hours, to all runs together."""


@transaction.atomic
def ask(
    run: Run, *, body: str, by: Person, now: datetime, activity: Activity | None = None
) -> Enquiry:
    """Ask the facilitators what nobody else reads; the same sent twice is one question. Who has
    never had a seat may ask about the course as well, within bounds."""
    takes_part = permissions.can_participate(seat_of(by, run))
    require(
        takes_part or asks_from_outside(by, run, now=now),
        _("This is open to those who take part in the course."),
    )
    if activity is not None and not takes_part:
        raise Invalid(_("Ask about the course as a whole."))
    if activity is not None and activity.version_id != run.version_id:
        raise Invalid(_("This activity belongs to another course."))
    body, html = _rendered(body)
    _hold(by)  # a second click waits for the first
    again = Enquiry.objects.filter(
        run=run,
        asked_by=by,
        activity=activity,
        messages__body=body,
        asked_at__gt=now - A_SECOND_CLICK,
    ).first()
    if again is not None:
        return again
    if not takes_part:
        _refuse_too_many(by, now=now)
    enquiry = Enquiry.objects.create(
        run=run, asked_by=by, activity=activity, asked_at=now, last_at=now, waits_since=now
    )
    message = enquiry.messages.create(author=by, body=body, body_html=html, written_at=now)
    letters.asked(message)
    return enquiry


@transaction.atomic
def say(enquiry: Enquiry, *, body: str, by: Person, now: datetime) -> EnquiryMessage:
    """Add to a question: its asker asks on, a facilitator answers; a closed one is open again."""
    _hold(by)
    enquiry = _locked(enquiry)
    _require_may_write(by, enquiry, now=now)
    body, html = _rendered(body)
    again = enquiry.messages.filter(
        author=by, body=body, written_at__gt=now - A_SECOND_CLICK
    ).first()
    if again is not None:
        return again
    is_answer = enquiry.asked_by_id != by.pk
    if not is_answer and seat_of(by, enquiry.run) is None:
        _refuse_too_many(by, now=now)
    message = enquiry.messages.create(
        author=by, body=body, body_html=html, written_at=now, is_answer=is_answer
    )
    enquiry.last_at, enquiry.closed_at, enquiry.closed_by = now, None, None
    enquiry.waits_since = None if is_answer else enquiry.waits_since or now
    enquiry.save()
    if is_answer:
        letters.enquiry_answered(message)
    else:
        letters.asked(message)
    return message


@transaction.atomic
def close(enquiry: Enquiry, *, by: Person, now: datetime) -> None:
    """Say that nothing is left to answer."""
    enquiry = _locked(enquiry)
    _require_may_write(by, enquiry, now=now)
    if enquiry.closed_at is None:
        enquiry.closed_at, enquiry.closed_by, enquiry.waits_since = now, by, None
        enquiry.save(update_fields=["closed_at", "closed_by", "waits_since"])


@transaction.atomic
def reopen(enquiry: Enquiry, *, by: Person, now: datetime) -> None:
    """Say that something is left after all; it waits for a facilitator again."""
    enquiry = _locked(enquiry)
    _require_may_write(by, enquiry, now=now)
    if enquiry.closed_at is not None:
        enquiry.closed_at = enquiry.closed_by = None
        enquiry.waits_since = now
        enquiry.save(update_fields=["closed_at", "closed_by", "waits_since"])


def _locked(enquiry: Enquiry) -> Enquiry:
    rows = Enquiry.objects.select_for_update(of=("self",))
    return rows.select_related("run__version__course", "asked_by").get(pk=enquiry.pk)


def _hold(person: Person) -> None:
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


def _refuse_too_many(by: Person, *, now: datetime) -> None:
    lately = EnquiryMessage.objects.filter(
        author=by, is_answer=False, written_at__gt=now - timedelta(days=1)
    )
    if lately.count() >= A_DAY_FROM_OUTSIDE:
        raise Invalid(_("You have asked much today. Wait for the answers, or go on tomorrow."))


def _require_may_write(by: Person, enquiry: Enquiry, *, now: datetime) -> None:
    if not permissions.can_read_enquiry(by, enquiry):
        raise NotFound
    if enquiry.asked_by_id != by.pk or seat_of(by, enquiry.run) is not None:
        return
    if not asks_from_outside(by, enquiry.run, now=now):
        raise NotAllowed(_("You no longer take part in this run."))


def _rendered(body: str) -> tuple[str, str]:
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise Invalid(_("Write something first."))
    if len(body) > LONGEST:
        raise Invalid(_("This is too long for one message. Divide it."))
    return body, rendered(body, top_heading=3).html
