"""What a participant lets others know: progress by name for their association, and their sex for
the report of the run."""

from datetime import datetime

from django.db import transaction

from localturn.academy.models import Enrolment, StatedSex
from localturn.academy.queries.sharing import VERSION, sharing_topic
from localturn.foundation.people.actions import consents
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import require


@transaction.atomic
def answer(enrolment: Enrolment, *, shares: bool, sex: str, by: Person, now: datetime) -> None:
    """Keep both answers of a participant; "" for the sex forgets what was said before."""
    require(enrolment.person_id == by.pk)
    topic = sharing_topic(enrolment.run)
    if shares:
        consents.agree(by, to=topic, version=VERSION, by=by, now=now)
    else:
        consents.withdraw(by, to=topic, by=by, now=now)
    if sex:
        StatedSex.objects.update_or_create(
            enrolment=enrolment, defaults={"sex": sex, "stated_at": now}
        )
    else:
        StatedSex.objects.filter(enrolment=enrolment).delete()
