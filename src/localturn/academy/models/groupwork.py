"""Groups of a run, and the work that they hand in and comment on."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from localturn.academy.models.course import Activity
from localturn.academy.models.enrolment import Enrolment
from localturn.academy.models.forum import Following
from localturn.academy.models.run import Run
from localturn.foundation import moments


class Grouping(models.Model):
    """One way in which the people of a run are divided; group works name it by its id."""

    class Way(models.TextChoices):
        BY_HAND = "hand", _("Facilitators put people into groups")
        SIGN_UP = "sign-up", _("Participants choose their group")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="groupings")
    slug = models.SlugField(max_length=60)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.BY_HAND)
    most = models.PositiveSmallIntegerField(null=True, blank=True)
    """How many may choose the same group."""
    closes_at = models.DateTimeField(null=True, blank=True)
    """Until when they may choose."""
    mixes = models.JSONField(default=list)
    """What should mix in a proposal, the most important first."""
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["run", "slug"], name="one_grouping_per_id_and_run")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.slug}"

    def get_absolute_url(self) -> str:
        return reverse("academy:grouping", args=[self.run.slug, self.slug])


class Group(models.Model):
    """One of its groups. It is closed rather than removed, so that every move can be read."""

    grouping = models.ForeignKey(Grouping, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["grouping", "number"], name="one_group_per_number_and_grouping"
            )
        ]

    def __str__(self) -> str:
        return self.name or _("Group %(number)s") % {"number": self.number}


class GroupSeat(models.Model):
    """That somebody is in a group, and what of theirs its members may know."""

    grouping = models.ForeignKey(Grouping, on_delete=models.CASCADE, related_name="seats")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="seats")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="group_seats")
    shows_email = models.BooleanField(default=False)
    contact = models.CharField(max_length=200, blank=True)
    """How else the group reaches them, in their own words."""
    pace = models.CharField(
        max_length=10, choices=Following.Pace.choices, blank=True, default=Following.Pace.EACH
    )
    """At which they are written to about what the group talks of; "" for not at all."""
    told_until = models.DateTimeField(null=True, blank=True)
    """Posts up to here they have been told of, once a day."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grouping", "enrolment"], name="one_group_per_person_and_grouping"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.group_id}"


class GroupMove(models.Model):
    """That somebody came into a group, changed it or left it. Only added to."""

    grouping = models.ForeignKey(Grouping, on_delete=models.CASCADE, related_name="moves")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="group_moves")
    before = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    after = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["moved_at", "pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.before_id} {self.after_id}"


class GroupPost(models.Model):
    """What a member says to the group; nobody else but the facilitators reads it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="posts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = models.TextField()
    body_html = models.TextField()
    posted_at = models.DateTimeField()
    files = models.PositiveSmallIntegerField(default=0)
    """How many files hang on it; they are stored under `academy/group-post/<number>`."""

    class Meta:
        ordering: ClassVar = ["posted_at", "pk"]

    def __str__(self) -> str:
        return f"{self.group_id} {self.pk}"

    @property
    def subject(self) -> str:
        """What its files belong to."""
        return f"academy/group-post/{self.pk}"


class GroupWork(models.Model):
    """What a run adds to an activity that groups do: which groups, and the second deadline.

    All that is done there hangs on this row, so that a run that moves to a newer version of its
    course takes everything along with it.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="group_works")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="group_works")
    grouping = models.ForeignKey(Grouping, on_delete=models.PROTECT, related_name="works")
    comments_due_at = models.DateTimeField(null=True, blank=True)
    """Where it is not as many days after the first deadline as the course says."""
    settled_at = models.DateTimeField(null=True, blank=True)
    """Since when it is certain which groups have handed in in time."""
    changed_at = models.DateTimeField(default=moments.now)
    times_moved = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "activity"], name="one_group_work_per_activity_and_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.activity_id}"


class GroupHandIn(models.Model):
    """A version of what a group handed in. Only added to: everybody sees who did, and when."""

    work = models.ForeignKey(GroupWork, on_delete=models.CASCADE, related_name="hand_ins")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="hand_ins")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    text_html = models.TextField(blank=True)
    words = models.PositiveIntegerField(default=0)
    link = models.URLField(max_length=500, blank=True)
    files = models.ManyToManyField(
        "files.StoredFile", through="GroupHandInFile", related_name="handed_in_by_groups"
    )
    is_late = models.BooleanField(default=False)
    """Whether it came after the deadline of all groups; a later one of its own makes it in time
    for the group, but nobody owes it a comment."""
    handed_in_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "group", "number"], name="one_version_per_number_and_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.group_id} {self.number}"


class GroupHandInFile(models.Model):
    """That a file was handed in with a version."""

    hand_in = models.ForeignKey(GroupHandIn, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey("files.StoredFile", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hand_in", "file"], name="a_file_is_once_with_a_version_of_a_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hand_in_id} {self.file_id}"


class GroupFile(models.Model):
    """A file of a group that will be handed in with its next version; all its members see it."""

    work = models.ForeignKey(GroupWork, on_delete=models.CASCADE, related_name="files")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(
        "files.StoredFile", on_delete=models.CASCADE, related_name="laid_by_for_group"
    )
    laid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.group_id} {self.file_id}"


class GroupComment(models.Model):
    """What a participant writes on the work of another group; which was theirs is kept with it."""

    work = models.ForeignKey(GroupWork, on_delete=models.CASCADE, related_name="comments")
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="group_comments"
    )
    author_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    """The group of the author when they wrote it."""
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="comments")
    body = models.TextField()
    body_html = models.TextField()
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    rubric = models.JSONField(null=True, blank=True)
    """The level of each criterion that the course asks commenters to judge by, as
    `domain.rubric.judged_fields` writes them."""
    is_unnamed = models.BooleanField(default=False)
    """Written where participants were promised not to be named: which holds for ever."""

    class Meta:
        ordering: ClassVar = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "enrolment", "group"], name="one_comment_per_person_and_group"
            ),
            models.CheckConstraint(
                condition=~Q(author_group=F("group")), name="nobody_comments_on_their_own_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.group_id}"


class CommentTask(models.Model):
    """That somebody comments on a group, where everybody does on some and not on all."""

    work = models.ForeignKey(GroupWork, on_delete=models.CASCADE, related_name="tasks")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="comment_tasks")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work", "enrolment", "group"], name="one_task_per_person_and_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.group_id}"


class CommentWaiver(models.Model):
    """That somebody need not comment on a group, and why."""

    work = models.ForeignKey(GroupWork, on_delete=models.CASCADE, related_name="waivers")
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="comment_waivers"
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work", "enrolment", "group"], name="one_waiver_per_person_and_group"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_waiver_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.group_id}"


class GroupSummary(models.Model):
    """What the facilitator says of a group's work and of the comments on it, for everybody."""

    work = models.ForeignKey(GroupWork, on_delete=models.CASCADE, related_name="summaries")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    body = models.TextField()
    body_html = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "group"], name="one_summary_per_group_and_work")
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.group_id}"
