"""Issues of a mailing list, and what became of each letter."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from localturn.agenda.domain.mailing import Rhythm
from localturn.agenda.models.mailing import MailingList, Subscriber


class Stage(models.TextChoices):
    """How far an issue is."""

    DRAFT = "draft", _("draft")
    FROZEN = "frozen", _("frozen")
    SENDING = "sending", _("being sent")
    HALTED = "halted", _("halted")
    SENT = "sent", _("sent")
    STOPPED = "stopped", _("stopped")


class State(models.TextChoices):
    """What became of one reader's letter."""

    QUEUED = "queued", _("waiting")
    HANDING = "handing", _("being handed over")
    DOUBT = "doubt", _("perhaps sent")
    """The sender died between the last byte and the mail server's answer."""
    HANDED = "handed", _("sent")
    BOUNCED = "bounced", _("came back")
    FAILED = "failed", _("failed")
    WITHHELD = "withheld", _("not sent: nothing in it for this reader, or they left")
    STOPPED = "stopped", _("not sent: the issue was stopped")


class Issue(models.Model):
    """One mailing: composed by rules, edited, and from its freezing on as its snapshot says."""

    mailing_list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField(null=True, blank=True)
    """From its freezing on."""
    rhythm = models.CharField(max_length=8, choices=[(r.value, r.value) for r in Rhythm])
    since = models.DateField()
    until = models.DateField()
    """Of what happens from the first to the last of these days it tells."""
    rules = models.JSONField(default=dict, blank=True)
    chosen = models.JSONField(default=list, blank=True)
    """Keys of what is in it, in their order."""
    left_out = models.JSONField(default=list, blank=True)
    """Keys of what the rules find and an editor does not want."""
    words = models.JSONField(default=dict, blank=True)
    """By language: subject and introduction."""
    revision = models.PositiveIntegerField(default=1)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sending_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    """When every reader's letter was in the ledger."""
    sent_at = models.DateTimeField(null=True, blank=True)
    """When the last letter had left, or it was stopped."""
    refused = models.PositiveIntegerField(default=0)
    """How many of its letters the mail server has refused since it last took one."""

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing_list", "number"], name="an_issue_of_a_list_has_its_own_number"
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.DRAFT) | Q(number__isnull=False, frozen_at__isnull=False),
                name="what_is_no_draft_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(since__lte=models.F("until")), name="an_issue_tells_of_some_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_list} {self.number or ''}".strip()

    def get_absolute_url(self) -> str:
        return reverse("agenda:issue", args=[self.pk])

    def subject_in(self, language: str) -> str:
        """Its subject in a language, else in the list's first; as an editor has written it."""
        for each in (language, self.mailing_list.language):
            if subject := self.words.get(each, {}).get("subject"):
                return str(subject)
        return str(self)


class Snapshot(models.Model):
    """What an issue says, from its freezing on; the database refuses to change it, and to delete it
    once the issue is being sent. That guard asks the table of issues: a migration that alters
    either of the two takes it away first and puts it back (migration 0014)."""

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="snapshot")
    content = models.JSONField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.issue)


class Delivery(models.Model):
    """The letter of one issue to one reader: there is never a second."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    """Empty once the reader is forgotten."""
    domain = models.CharField(max_length=255)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=64, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "subscriber"], name="a_reader_gets_an_issue_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="letters_to_be_handed"),
            models.Index(fields=["issue", "state"], name="letters_of_an_issue"),
            models.Index(fields=["handed_at", "domain"], name="letters_handed_lately"),
            models.Index(fields=["claimed_by", "state"], name="letters_in_somebodys_hands"),
        ]

    def __str__(self) -> str:
        return f"{self.issue} ({self.state})"


class Bounce(models.Model):
    """Something that came back: a report of a mail server, or a complaint."""

    class Kind(models.TextChoices):
        HARD = "hard", _("cannot be delivered")
        SOFT = "soft", _("could not be delivered this time")
        DELAYED = "delayed", _("delayed, still being tried")
        COMPLAINT = "complaint", _("complaint")
        UNKNOWN = "unknown", _("not understood")

    mailing_list = models.ForeignKey(
        MailingList, on_delete=models.PROTECT, null=True, related_name="bounces"
    )
    delivery = models.ForeignKey(
        Delivery, on_delete=models.SET_NULL, null=True, related_name="bounces"
    )
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.SET_NULL, null=True, related_name="bounces"
    )
    kind = models.CharField(max_length=9, choices=Kind)
    status = models.CharField(max_length=20, blank=True)
    """As the server gave it: "5.1.1"."""
    said = models.CharField(max_length=500, blank=True)
    is_proved = models.BooleanField(default=False)
    """Whether it carries our own mark, which nobody else can make; without it nothing follows."""
    fingerprint = models.CharField(max_length=64, unique=True)
    arrived_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-arrived_at", "-pk"]
        indexes = [
            models.Index(fields=["subscriber", "-arrived_at"], name="what_came_back_of_a_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}".strip()


class DomainCheck(models.Model):
    """What the entries of a sending domain were found to say."""

    domain = models.CharField(max_length=255)
    selector = models.CharField(max_length=63, blank=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["domain", "selector"], name="one_check_per_domain"),
        ]

    def __str__(self) -> str:
        return self.domain
