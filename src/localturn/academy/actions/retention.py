"""What goes by itself after its time (docs/reference/personal-data.md)."""

from datetime import timedelta

from localturn.academy.models import Interest, Invitation, Nomination
from localturn.foundation import moments
from localturn.foundation.people.notice import INVITATION_DAYS
from localturn.foundation.tasks import task


@task()
def forget_old_invitations() -> None:
    """Names and addresses of whom somebody invited or proposed, a year after the run has ended."""
    ended = moments.now().date() - timedelta(days=INVITATION_DAYS)
    Interest.objects.filter(run__ends_on__lt=ended).delete()
    Nomination.objects.filter(run__ends_on__lt=ended).delete()
    Invitation.objects.filter(run__ends_on__lt=ended).delete()
