"""What becomes of somebody's traces in the academy when they leave; what is handed over first."""

from datetime import datetime

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from localturn.academy import permissions
from localturn.academy.actions.holding import hold_all_of
from localturn.academy.actions.indexing import index_post
from localturn.academy.domain.schedule import Phase
from localturn.academy.models import (
    Answer,
    Certificate,
    CertificatePdf,
    Completion,
    EnquiryMessage,
    Excuse,
    GroupComment,
    GroupPost,
    HandIn,
    Interest,
    Invitation,
    Letter,
    LetterTo,
    Nomination,
    Post,
    PostReport,
    SecondMark,
)
from localturn.academy.personal_data.copying import invitations_of, nominations_of
from localturn.academy.personal_data.tables import TABLES
from localturn.academy.queries.certificates import in_doubt
from localturn.academy.queries.enquiries import to_answer
from localturn.academy.queries.group_desk import groups_to_mark
from localturn.academy.queries.marking import essays_to_mark, hand_ins_to_mark
from localturn.academy.queries.papers import proposals_to_answer, second_marks
from localturn.academy.queries.places import span_of
from localturn.foundation import personal_data
from localturn.foundation.files import actions as files
from localturn.foundation.files.models import StoredFile
from localturn.foundation.mail.forgetting import forget_items, forget_keys, forget_named, forget_to
from localturn.foundation.people.models import Person
from localturn.foundation.personal_data import Wishes

_LAST = BigIntegerField.MAX_BIGINT


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
    Completion.objects.filter(enrolment__person=person).update(granted_because="")
    came_back = Q(annotated_as__entry__enrolment__person=person)
    ready = Q(annotated_draft_as__hand_in__enrolment__person=person)
    for file in StoredFile.objects.filter(came_back | ready):
        files.delete(file)
    for said in GroupPost.objects.filter(author=person).exclude(files=0):
        files.delete_of(said.subject)
    _leave_groups(person, wishes=wishes)
    _settle_certificates(person, wishes=wishes, now=now)
    invitations_of(person).delete()
    nominations_of(person).delete()
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
    said = set(GroupPost.objects.filter(author=person).values_list("pk", flat=True))
    forget_items("academy/mail/group_said_today", where="posts", key="post", of=said, now=now)
    reports = PostReport.objects.filter(Q(by=person) | Q(post__author=person))
    asked = EnquiryMessage.objects.filter(enquiry__asked_by=person)
    interests = Interest.objects.filter(person=person)
    excuses = Excuse.objects.filter(enrolment__person=person)
    nominated = list(nominations_of(person).values_list("pk", flat=True))
    forget_keys(
        [
            *(f"academy/posted/{pk}/" for pk in posts),
            *(f"academy/group-said/{pk}/" for pk in said),
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
        *invitations_of(person).values_list("name", "email"),
        *nominations_of(person).values_list("name", "email"),
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
