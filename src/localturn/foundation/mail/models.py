"""The outbox: every mail the house has ever meant to send, and how far it is."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localturn.foundation.languages import N_


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    UNSURE = "unsure", _("perhaps sent")
    """The worker died between the last byte and the mail server's answer."""
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    KEPT = "kept", _("kept here")
    """No mail server is set up: the mail is read in the outbox."""


WORKER_STOPPED = N_("The worker stopped while this mail was sent.")
"""What is kept as the trouble of a mail of which no server said anything."""
CALENDAR = "$calendar"
"""Under which the context of a mail holds the iCalendar file that goes with it."""


class Message(models.Model):
    """One mail to one address, frozen when it was posted.

    Either `template` and `context`, from which it is written when it is sent, or the texts
    themselves (sign-in codes and the like come written).
    """

    key = models.CharField(max_length=200, unique=True)
    """What makes a mail the same mail: posting the same key again posts nothing."""
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    address = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10)
    zone = models.CharField(max_length=64)
    template = models.CharField(max_length=100, blank=True)
    context = models.JSONField(default=dict, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    unsubscribe = models.CharField(max_length=500, blank=True)
    posted_at = models.DateTimeField(db_index=True)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=64, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=500, blank=True)
    cut_at = models.DateTimeField(null=True, blank=True)
    """When all but the facts was taken out."""

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_at"], name="mail_to_be_sent"),
            models.Index(fields=["person", "-posted_at"], name="mail_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.template or 'written'} ({self.state})"

    @property
    def trouble_said(self) -> str:
        """Its trouble in the reader's language, where the sentence is ours."""
        return gettext(WORKER_STOPPED) if self.trouble == WORKER_STOPPED else self.trouble
