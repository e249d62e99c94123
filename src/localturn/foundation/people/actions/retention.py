"""What goes by itself after its time (docs/reference/personal-data.md)."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef
from django.utils import timezone

from localturn.foundation import moments
from localturn.foundation.people.models import Membership, Person, Session
from localturn.foundation.people.notice import UNCONFIRMED_DAYS
from localturn.foundation.tasks import task


@task()
def forget_unconfirmed() -> None:
    """Records that somebody made with an address they never confirmed, and nobody has used."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    begun = EmailAddress.objects.filter(user=OuterRef("pk"), verified=False)
    held = Membership.objects.filter(person=OuterRef("pk"))
    Person.objects.filter(
        ~Exists(confirmed),
        ~Exists(held),
        Exists(begun),
        last_login=None,
        joined_at__lte=moments.now() - timedelta(days=UNCONFIRMED_DAYS),
    ).delete()


@task()
def clear_sessions() -> None:
    """Sign-ins that are over; sessions keep real time, whatever the demonstration's clock says."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
