"""What the academy holds about people, and what becomes of it when they leave."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.holding import hold_all_of
from localturn.academy.actions.indexing import index_post
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import (
    Answer,
    Certificate,
    CertificatePdf,
    CourseRole,
    EnquiryMessage,
    Enrolment,
    Excuse,
    Following,
    GroupComment,
    HandIn,
    Interest,
    Invitation,
    Letter,
    LetterTo,
    Nomination,
    Post,
    PostReport,
    RunFacilitator,
    SecondMark,
)
from localturn.academy.queries.certificates import in_doubt
from localturn.academy.queries.enquiries import to_answer
from localturn.academy.queries.group_desk import groups_to_mark
from localturn.academy.queries.marking import essays_to_mark, hand_ins_to_mark
from localturn.academy.queries.own_marks import annotated_of, without_open_marks
from localturn.academy.queries.papers import proposals_to_answer, second_marks
from localturn.academy.queries.people import own_addresses
from localturn.academy.queries.places import span_of
from localturn.foundation import personal_data
from localturn.foundation.files import actions as files
from localturn.foundation.files.models import StoredFile
from localturn.foundation.languages import N_
from localturn.foundation.mail.forgetting import forget_items, forget_keys, forget_named, forget_to
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import File, OnErasure, Section, Table, Wishes
from localturn.foundation.refusals import NotNow

_LAST = BigIntegerField.MAX_BIGINT
_SEAT = ("enrolment__person",)

TABLES = [
    Table(
        "academy.Enrolment",
        N_("Which runs you are enrolled in, and since when"),
        persons=("person",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.Completion",
        N_("What you have done in a run, and when"),
        persons=("marked_by",),
        through=_SEAT,
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.Allowance",
        N_("Later deadlines, more time and more attempts that you were given, and why"),
        persons=("given_by",),
        through=_SEAT,
    ),
    Table(
        "academy.Attendance",
        N_("Which meetings you were at, for how long, and who recorded it"),
        persons=("recorded_by",),
        through=_SEAT,
        on_erasure=OnErasure.FORGET,
        append_only=True,
    ),
    Table(
        "academy.Excuse",
        N_("Why you asked to be excused, and what was answered"),
        persons=("decided_by",),
        through=_SEAT,
    ),
    Table(
        "academy.SurveyResponse",
        N_("What you answered in surveys that are not anonymous"),
        through=_SEAT,
    ),
    Table(
        "academy.SurveyClosing",
        N_("Surveys that you closed"),
        persons=("closed_by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table("academy.CodeTry", N_("How often you entered a wrong check-in code"), through=_SEAT),
    Table(
        "academy.Letter",
        N_("What you wrote to participants who had fallen behind"),
        persons=("written_by",),
        impersonal=("token",),
        on_erasure=OnErasure.FORGET,
    ),
    Table("academy.LetterTo", N_("When a facilitator wrote to you"), through=_SEAT),
    Table(
        "academy.Post",
        N_("What you wrote in discussions and course blogs"),
        persons=("author", "counted_by"),
        on_erasure=OnErasure.AS_CHOSEN,
    ),
    Table(
        "academy.Announcement",
        N_("What you announced to the runs that you guide"),
        persons=("author",),
        impersonal=("by_mail", "mailed_at"),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.AnnouncementReading",
        N_("Which announcements you have read, and when"),
        through=_SEAT,
    ),
    Table(
        "academy.Enquiry",
        N_("When you asked the facilitators of a run something"),
        persons=("asked_by", "closed_by"),
    ),
    Table(
        "academy.EnquiryMessage",
        N_("What you asked the facilitators of a run, and what was answered"),
        persons=("author",),
        through=("enquiry__asked_by", "author"),
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "academy.Following",
        N_("Discussions that you follow by e-mail"),
        persons=("person",),
    ),
    Table(
        "academy.PostReport",
        N_("Posts that you reported, and why"),
        persons=("by", "settled_by"),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.Attempt",
        N_("When you sat quizzes and tests, and how much of it was right"),
        through=_SEAT,
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.Answer",
        N_("Your answers in quizzes and tests, and how they were marked"),
        persons=("marked_by",),
        through=("attempt__enrolment__person",),
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "academy.LateAnswer",
        N_("Answers of yours that arrived after the end, and whether they were accepted"),
        persons=("accepted_by",),
        through=("answer__attempt__enrolment__person",),
    ),
    Table(
        "academy.HandIn",
        N_("Work that you handed in"),
        through=_SEAT,
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "academy.Returned",
        N_("Work that was returned to you, and what was asked for"),
        persons=("returned_by",),
        through=("hand_in__enrolment__person",),
    ),
    Table(
        "academy.HandInFile",
        N_("Which files you handed in with which work"),
        through=("hand_in__enrolment__person",),
    ),
    Table(
        "academy.Proposal",
        N_("What you proposed to write, and what was answered"),
        persons=("answered_by",),
        through=_SEAT,
    ),
    Table(
        "academy.SecondMark",
        N_("That a second mark of your work was asked for, and what came of it"),
        persons=("asked_by", "offered_by"),
        through=("hand_in__enrolment__person",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.AnnotatedFile",
        N_("Files that came back with your marks"),
        through=("entry__enrolment__person",),
    ),
    Table(
        "academy.AnnotatedDraft",
        N_("Files with your remarks that lie ready to come back with a mark"),
        persons=("marker",),
    ),
    Table(
        "academy.FileLength",
        N_("How many words and pages your files have"),
        through=("file__owner",),
    ),
    Table("academy.Draft", N_("Work that you have begun"), through=_SEAT),
    Table("academy.DraftFile", N_("Files that lie ready to be handed in"), through=_SEAT),
    Table(
        "academy.GroupSeat",
        N_("In which group you are, and how it reaches you"),
        through=_SEAT,
        personal=("contact",),
        impersonal=("shows_email",),
    ),
    Table(
        "academy.GroupMove",
        N_("When you came into a group or changed it, and who moved you"),
        persons=("moved_by",),
        through=_SEAT,
        on_erasure=OnErasure.FORGET,
        append_only=True,
    ),
    Table(
        "academy.GroupPost",
        N_("What you wrote to your group"),
        persons=("author",),
    ),
    Table(
        "academy.GroupHandIn",
        N_("What you handed in for your group, which stays its work"),
        persons=("handed_in_by",),
        on_erasure=OnErasure.FORGET,
        append_only=True,
    ),
    Table(
        "academy.GroupFile",
        N_("Files that you laid by for your group"),
        persons=("laid_by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.GroupComment",
        N_("Your comments on the work of other groups"),
        through=_SEAT,
        on_erasure=OnErasure.AS_CHOSEN,
    ),
    Table("academy.CommentTask", N_("On which groups you are to comment"), through=_SEAT),
    Table(
        "academy.CommentWaiver",
        N_("Comments that you need not write, and why"),
        persons=("given_by",),
        through=_SEAT,
    ),
    Table(
        "academy.GroupSummary",
        N_("What you wrote about the work of groups that you guide"),
        persons=("written_by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table("academy.Group", N_("Nothing: groups of runs"), impersonal=("name",)),
    Table("academy.Watching", N_("Where you are in videos, and what you played"), through=_SEAT),
    Table(
        "academy.GradeEntry",
        N_("Your points, and who gave them"),
        persons=("entered_by",),
        through=_SEAT,
        on_erasure=OnErasure.FORGET,
        append_only=True,
    ),
    Table(
        "academy.Certificate",
        N_("Your certificates"),
        persons=("revoked_by",),
        through=_SEAT,
        personal=("token", "content"),
        on_erasure=OnErasure.AS_CHOSEN,
    ),
    Table(
        "academy.CertificatePdf",
        N_("Your certificates as documents"),
        through=("certificate__enrolment__person",),
        secret=("file",),
        on_erasure=OnErasure.AS_CHOSEN,
    ),
    Table(
        "academy.Invitation",
        N_("Invitations to your address"),
        persons=("invited_by",),
        personal=("email", "name", "token"),
        secret=("token",),
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "academy.Nomination",
        N_("That an association proposed you"),
        persons=("person", "nominated_by", "decided_by"),
        personal=("email", "name"),
        on_erasure=OnErasure.BY_APP,
    ),
    Table(
        "academy.InvitingLink",
        N_("Links to runs that you made"),
        persons=("made_by",),
        secret=("token",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.StatedSex",
        N_("What you answered when a run asked for your sex, for its report"),
        through=_SEAT,
    ),
    Table(
        "academy.Interest",
        N_("For which places you asked an association, and what it answered"),
        persons=("person", "decided_by"),
    ),
    Table("academy.CourseRole", N_("Which courses you write or open runs of"), persons=("person",)),
    Table("academy.RunFacilitator", N_("Which runs you guide"), persons=("person",)),
    Table(
        "academy.Course",
        N_("Courses that you began"),
        persons=("created_by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.CourseVersion",
        N_("Courses that you published"),
        persons=("published_by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.Run",
        N_("Runs that you opened"),
        persons=("created_by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.RunMove",
        N_("Which runs you moved to a newer version of their course"),
        persons=("moved_by",),
        on_erasure=OnErasure.FORGET,
    ),
    Table(
        "academy.Regrade",
        N_("Which questions you regraded for a run, and why"),
        persons=("made_by",),
        on_erasure=OnErasure.FORGET,
        append_only=True,
    ),
    Table("academy.Module", N_("Nothing: parts of courses"), impersonal=("folder_name",)),
    Table("academy.Activity", N_("Nothing: parts of courses"), impersonal=("file_name",)),
    Table("academy.Bank", N_("Nothing: parts of courses"), impersonal=("name",)),
    Table("academy.Medium", N_("Nothing: parts of courses"), impersonal=("name",)),
]


def export(person: Person) -> Iterator[Section | File]:
    """The person's own rows; invitations and nominations are found by address."""
    by_address = ("academy.Invitation", "academy.Nomination", "academy.LetterTo")
    own = [table for table in TABLES if table.model not in by_address]
    yield from without_open_marks(person, personal_data.export_tables(person, own))
    yield from annotated_of(person)
    place = ("run_id", "organisation_id", "email", "name")
    letters = LetterTo.objects.filter(enrolment__person=person)
    for name, rows in (
        (
            "academy/invitation",
            _invitations_of(person).values(*place, "invited_at", "expires_at", "accepted_at"),
        ),
        (
            "academy/nomination",
            _nominations_of(person).values(
                *place, "reason", "state", "answer", "nominated_at", "decided_at"
            ),
        ),
        (
            "academy/letterto",
            letters.values(run=F("letter__run"), at=F("letter__sent_at"), text=F("letter__text")),
        ),
    ):
        found = [{**row} for row in rows.order_by("pk")]
        if found:
            yield Section(name, found)


def erase(person: Person, *, wishes: Wishes, now: datetime) -> None:
    """The seat stays as a number; what was written on it goes, as far as nobody answered it."""
    hold_all_of(person)
    _forget_letters(person, now=now)
    # answers first, on every database: one's own answer is no reason for a text to stay
    for post in Post.objects.filter(author=person).order_by(F("answers").desc(nulls_last=True)):
        _let_go(post, wishes=wishes, now=now)
    Answer.objects.filter(attempt__enrolment__person=person).update(
        # an answer on its way is older than this one, and changes nothing any more
        value=None,
        comment="",
        sequence=_LAST,
    )
    HandIn.objects.filter(enrolment__person=person).update(text="", text_html="", link="")
    SecondMark.objects.filter(hand_in__enrolment__person=person).update(why="")
    came_back = Q(annotated_as__entry__enrolment__person=person)
    ready = Q(annotated_draft_as__hand_in__enrolment__person=person)
    for file in StoredFile.objects.filter(came_back | ready):
        files.delete(file)
    _leave_groups(person, wishes=wishes)
    _settle_certificates(person, wishes=wishes, now=now)
    _invitations_of(person).delete()
    _nominations_of(person).delete()
    # a text to one person may well name them, and nobody else has it
    to_others = LetterTo.objects.filter(letter=OuterRef("pk")).exclude(enrolment__person=person)
    Letter.objects.filter(~Exists(to_others), people__enrolment__person=person).delete()
    PostReport.objects.filter(by=person).exclude(settled_at=None).delete()
    for model, name in (
        (EnquiryMessage, "author"),
        (Post, "counted_by"),
        (Answer, "marked_by"),
        (Certificate, "revoked_by"),
        (Invitation, "invited_by"),
        (Nomination, "nominated_by"),
        (Nomination, "decided_by"),
    ):
        model._base_manager.filter(**{name: person}).update(**{name: None})
    personal_data.erase_tables(person, TABLES)


def _forget_letters(person: Person, *, now: datetime) -> None:
    """What letters to others tell of somebody: posts, what was reported of them or by them, what
    they asked, and that and by which names they were invited and nominated."""
    posts = set(Post.objects.filter(author=person).values_list("pk", flat=True))
    forget_items("academy/mail/posted_today", where="posts", key="post", of=posts, now=now)
    reports = PostReport.objects.filter(Q(by=person) | Q(post__author=person))
    asked = EnquiryMessage.objects.filter(enquiry__asked_by=person)
    interests = Interest.objects.filter(person=person)
    excuses = Excuse.objects.filter(enrolment__person=person)
    nominated = list(_nominations_of(person).values_list("pk", flat=True))
    forget_keys(
        [
            *(f"academy/posted/{pk}/" for pk in posts),
            *(f"academy/answered/{pk}" for pk in posts),
            *(f"academy/reported/{pk}/" for pk in reports.values_list("pk", flat=True)),
            *(f"academy/asked/{pk}/" for pk in asked.values_list("pk", flat=True)),
            *(f"academy/excuse-asked/{pk}/" for pk in excuses.values_list("pk", flat=True)),
            *(f"academy/interest/{pk}/" for pk in interests.values_list("pk", flat=True)),
            *(f"academy/nominated/{pk}/" for pk in nominated),
            *(f"academy/nomination-decided/{pk}" for pk in nominated),
            *(f"academy/nominee-left/{pk}/" for pk in nominated),
        ],
        now=now,
    )
    offers = [
        *_invitations_of(person).values_list("name", "email"),
        *_nominations_of(person).values_list("name", "email"),
    ]
    forget_named([name for name, _email in offers], now=now)
    forget_to(email for _name, email in offers)


def _let_go(post: Post, *, wishes: Wishes, now: datetime) -> None:
    """A post that nobody answered is gone; another loses its author, its files, and its text if
    that is wished or it was hidden."""
    files.delete_of(post.subject)
    if not post.replies.exists():
        post.title = post.body = post.body_html = ""
        post.removed_at = post.removed_at or now
        post.save(update_fields=["title", "body", "body_html", "removed_at"])
        index_post(post)
        post.delete()
        return
    post.author = None
    post.files = 0
    reports = post.reports.all()
    if wishes.remove_texts or post.removed_at is not None:
        post.title = post.body = post.body_html = post.removed_because = ""
        post.removed_at = post.removed_at or now
    else:
        reports = reports.exclude(settled_at=None)  # the others are still to be judged
    reports.delete()
    post.save(
        update_fields=[
            *("author", "title", "body", "body_html"),
            *("files", "removed_at", "removed_because"),
        ]
    )
    index_post(post)


def _leave_groups(person: Person, *, wishes: Wishes) -> None:
    """What a group has handed in or laid by is the group's and stays, without the name of who did
    it; comments stay as well, unless their texts are to go."""
    kept = Q(handed_in_by_groups__isnull=False) | Q(laid_by_for_group__isnull=False)
    of_groups = StoredFile.objects.filter(kept, owner=person).values_list("pk", flat=True)
    StoredFile.objects.filter(pk__in=list(of_groups)).update(owner=None)
    if wishes.remove_texts:
        comments = GroupComment.objects.filter(enrolment__person=person)
        comments.update(body="", body_html="")


def _settle_certificates(person: Person, *, wishes: Wishes, now: datetime) -> None:
    """They stay as they are, or are revoked and say no longer whose they were."""
    if wishes.keep_certificates:
        return
    for certificate in Certificate.objects.filter(enrolment__person=person):
        certificate.revoked_at = certificate.revoked_at or now
        certificate.content = {**certificate.content, "holder": ""}
        certificate.save(update_fields=["revoked_at", "content"])
        CertificatePdf.objects.filter(certificate=certificate).delete()


def handed_over_first(person: Person, *, by: Person, now: datetime) -> list[str]:
    """Runs that only they guide while there is something to do, and courses that only they write.

    Over is a run that has ended and in which nothing waits to be marked or decided.
    """
    runs = list(permissions.runs_guided_only_by(person).select_related("version"))
    waiting = {
        *hand_ins_to_mark(runs, by=person).values_list("enrolment__run", flat=True),
        *essays_to_mark(runs, by=person).values_list("attempt__enrolment__run", flat=True),
        *groups_to_mark(runs, by=person).values_list("work__run", flat=True),
        *in_doubt(runs).values_list("enrolment__run", flat=True),
        *to_answer(runs, by=person).values_list("run", flat=True),
        *proposals_to_answer(runs, by=person).values_list("enrolment__run", flat=True),
        *second_marks(runs).values_list("hand_in__enrolment__run", flat=True),
    }
    guided = [r for r in runs if r.pk in waiting or span_of(r).phase(now) is not Phase.ENDED]
    written = permissions.courses_written_only_by(person).filter(versions__number__isnull=False)
    guides, writes = _only_you() if by == person else _only_they()
    return [
        *(guides % {"run": run.slug, "person": person} for run in guided),
        *(writes % {"course": each.slug, "person": person} for each in written.distinct()),
    ]


def _only_you() -> tuple[str, str]:
    return (
        _("Only you guide the run %(run)s. Add another facilitator in its settings first."),
        _("Only you write the course %(course)s. Name another author on its page first."),
    )


def _only_they() -> tuple[str, str]:
    return (
        _("Only %(person)s guides the run %(run)s. A facilitator has to be added first."),
        _("Only %(person)s writes the course %(course)s. Name another author on its page first."),
    )


def merge(kept: Person, absorbed: Person) -> None:
    """Two seats in one run are settled if one of them is empty; roles are kept once."""
    for seat in Enrolment.objects.filter(person=absorbed, run__enrolments__person=kept):
        other = Enrolment.objects.get(person=kept, run=seat.run_id)
        if _is_empty(seat):
            _drop(seat, for_=other)
        elif _is_empty(other):
            _drop(other, for_=seat)
        else:
            raise NotNow(
                _("Both records took part in the run %(run)s; only one of them can be kept.")
                % {"run": seat.run}
            )
    asked = Interest.objects.filter(person=kept, state=Interest.State.OPEN).values("run")
    Interest.objects.filter(person=absorbed, state=Interest.State.OPEN, run__in=asked).delete()
    courses = CourseRole.objects.filter(person=kept)
    for role in CourseRole.objects.filter(person=absorbed):
        if courses.filter(course=role.course_id, role=role.role).exists():
            role.delete()
    followed = Following.objects.filter(person=kept).values_list("run", "activity")
    for run, activity in list(followed):
        Following.objects.filter(person=absorbed, run=run, activity=activity).delete()
    for report in PostReport.objects.filter(by=absorbed, settled_at=None):
        if PostReport.objects.filter(post=report.post_id, by=kept, settled_at=None).exists():
            report.delete()
    runs = RunFacilitator.objects.filter(person=kept).values("run")
    RunFacilitator.objects.filter(person=absorbed, run__in=runs).delete()


def _drop(empty: Enrolment, *, for_: Enrolment) -> None:
    """Whoever was removed on one seat does not come back by the other."""
    for_.removed_at = max(filter(None, (empty.removed_at, for_.removed_at)), default=None)
    for_.save(update_fields=["removed_at"])
    empty.delete()


def _is_empty(seat: Enrolment) -> bool:
    """Whether nothing was done on a seat."""
    return not any(
        rows.exists()
        for rows in (
            seat.completions,
            seat.attendance,
            seat.survey_responses,
            seat.attempts,
            seat.hand_ins,
            seat.grades,
            seat.certificates,
            seat.drafts,
            seat.proposals,
            seat.draft_files,
            seat.allowances,
            seat.watchings,
            seat.group_moves,
            seat.group_comments,
            seat.excuses,
        )
    )


def _invitations_of(person: Person) -> QuerySet[Invitation]:
    """To addresses that are known to be theirs (who types another's learns nothing of it), and
    those that came of nominations of them."""
    own = Q(email__in=own_addresses(person)) | Q(nomination__in=_nominations_of(person))
    return Invitation.objects.filter(own)


def _nominations_of(person: Person) -> QuerySet[Nomination]:
    """By address, by the seat that came of it, and by what they asked for themselves."""
    by_address = Q(email__in=own_addresses(person))
    return Nomination.objects.filter(
        by_address | Q(person=person) | Q(seat__person=person) | Q(interest__person=person)
    )
