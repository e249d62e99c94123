"""Who may do what in the academy. Wherever there is `can_see`, there is `visible_to`."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from localturn.academy.domain.schedule import is_in_time
from localturn.academy.models import (
    Certificate,
    Course,
    CourseRole,
    Enquiry,
    Enrolment,
    GradeEntry,
    Group,
    GroupHandIn,
    GroupSeat,
    HandIn,
    Meeting,
    Post,
    Run,
    RunActivity,
    RunFacilitator,
    RunPartner,
    SecondMark,
)
from localturn.foundation.people.models import Membership, Organisation, Person, Role
from localturn.foundation.people.queries import coordinated_by
from localturn.foundation.people.reader import Reader


def can_create_course(person: Reader) -> bool:
    """Whether they may bring a new course into the academy."""
    return person.is_authenticated and person.is_active and (person.can_author or person.is_staff)


LARGEST_ARCHIVE = 1024 * 1024 * 1024


def largest_archive(person: Reader, _about: str = "") -> int:
    """How many bytes a course folder may have that they bring in; 0 for who may bring in none."""
    may = can_create_course(person) or courses_editable_by(person).exists()
    return LARGEST_ARCHIVE if may else 0


def can_author(person: Reader, course: Course) -> bool:
    """Whether they may change the course's draft and publish it."""
    return person.is_authenticated and (
        person.is_staff or _has_role(person, course, CourseRole.Role.AUTHOR)
    )


def is_author(person: Person, course: Course) -> bool:
    """Whether they write the course themselves, and do not just look after all."""
    return _has_role(person, course, CourseRole.Role.AUTHOR)


def can_open_run(person: Reader, course: Course) -> bool:
    """Whether they may deliver the course: its facilitators, its authors and operators."""
    return can_author(person, course) or (
        person.is_authenticated and _has_role(person, course, CourseRole.Role.FACILITATOR)
    )


def can_facilitate(person: Reader, run: Run) -> bool:
    """Whether they guide this run: mark, count, write to people, move deadlines."""
    return (
        person.is_authenticated
        and RunFacilitator.objects.filter(run=run, person_id=person.pk).exists()
    )


def can_appoint(person: Reader, run: Run) -> bool:
    """Whether they may add a facilitator: as one, or, where a run has none, as an author of its
    course or an operator (who names somebody else, see `is_author`)."""
    return can_facilitate(person, run) or (
        can_author(person, run.version.course) and not _guides(run).exists()
    )


def can_judge(person: Reader, enrolment: Enrolment) -> bool:
    """Whether they mark and count what was done on a seat: a facilitator's own is another's."""
    return enrolment.person_id != person.pk and can_facilitate(person, enrolment.run)


def can_decide_on(person: Reader, certificate: Certificate) -> bool:
    """Whether they may revoke, reinstate or uphold it: facilitators of its run, and operators, but
    never its holder."""
    enrolment = certificate.enrolment
    return (
        person.is_authenticated
        and enrolment.person_id != person.pk
        and (person.is_staff or can_facilitate(person, enrolment.run))
    )


def can_participate(enrolment: Enrolment | None) -> bool:
    """Whether a seat still lets somebody take part."""
    return enrolment is not None and enrolment.withdrawn_at is None


def can_read_enquiry(person: Reader, enquiry: Enquiry) -> bool:
    """Whether they may read a private question: who asked it, and the facilitators of its run."""
    return enquiry.asked_by_id == person.pk or can_facilitate(person, enquiry.run)


def enquiries_visible_to(person: Reader) -> QuerySet[Enquiry]:
    """The private questions that they may read: their own, and of the runs that they guide."""
    if not person.is_authenticated:
        return Enquiry.objects.none()
    guided = RunFacilitator.objects.filter(run=OuterRef("run"), person_id=person.pk)
    return Enquiry.objects.filter(Q(asked_by_id=person.pk) | Exists(guided))


def can_read_file(subject: str, person: Reader, *, now: datetime) -> bool:
    """Whether they may have the stored files of a subject: of a hand-in, its writer and the
    facilitators of the run; of what is laid by for one, its writer alone; of a meeting, the
    facilitators and who takes part; of a post, who reads the discussion; of what a group has laid
    by, its members and the facilitators, and of what it handed in, once the time to hand in is
    over, everybody who takes part; of a mark, who may see it; of one that is not given yet, its
    marker alone."""
    room, _, rest = subject.partition("/")
    kind, _, key = rest.partition("/")
    is_named = room == "academy" and key.isascii() and key.isdigit()
    if not is_named or not isinstance(person, Person):
        return False
    if kind == "post":
        return _can_read_files_of_post(int(key), person)
    if kind == "meeting":
        return _can_enter_meeting(person, int(key))
    if kind in ("group-draft", "group-post"):
        groups = Group.objects.select_related("grouping")
        which = {"pk" if kind == "group-draft" else "posts": int(key)}
        group = groups.filter(**which).first()
        return group is not None and can_enter_group(person, group)
    if kind == "group-hand-in":
        return _can_read_work_of_group(int(key), person, now)
    if kind == "annotated":
        return _can_read_annotated(int(key), person)
    if kind == "annotated-draft":
        return Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person.pk), pk=key).exists()
    if kind == "draft":
        return Enrolment.objects.filter(pk=int(key), person_id=person.pk).exists()
    if kind != "hand-in":
        return False
    facilitated = RunFacilitator.objects.filter(run=OuterRef("enrolment__run"), person_id=person.pk)
    return (
        HandIn.objects.filter(pk=int(key))
        .filter(Q(enrolment__person_id=person.pk) | Exists(facilitated))
        .exists()
    )


def can_enter_group(person: Reader, group: Group) -> bool:
    """Whether they see what a group does among itself: its members and the run's facilitators."""
    if not person.is_authenticated:
        return False
    seats = GroupSeat.objects.filter(
        group=group, enrolment__person_id=person.pk, enrolment__withdrawn_at=None
    )
    guides = RunFacilitator.objects.filter(run=group.grouping.run_id, person_id=person.pk)
    return seats.exists() or guides.exists()


def _can_read_work_of_group(hand_in: int, person: Person, now: datetime) -> bool:
    """The others read it when they may comment on it: after the first deadline, where there is
    one."""
    row = GroupHandIn.objects.filter(pk=hand_in).select_related("work", "group__grouping").first()
    if row is None:
        return False
    if can_enter_group(person, row.group):
        return True
    run = row.work.run_id
    seats = Enrolment.objects.filter(run=run, person_id=person.pk, withdrawn_at=None)
    plan = RunActivity.objects.filter(run=run, activity=row.work.activity_id)
    due = plan.values_list("due_at", flat=True).first()
    return (due is None or not is_in_time(now, due)) and seats.exists()


def marks_visible_to(person: Reader, enrolment: Enrolment) -> QuerySet[GradeEntry]:
    """The gradebook of a seat without what they are not to know yet: the second marker of a version
    what it was marked first, also where that has been entered anew since, and its writer the second
    mark before there is a result."""
    rows = GradeEntry.objects.filter(enrolment=enrolment)
    open_ = SecondMark.objects.filter(hand_in=OuterRef("hand_in"), result=None)
    if enrolment.person_id == person.pk:
        return rows.exclude(Exists(open_), origin=GradeEntry.Origin.SECOND)
    blind = open_.filter(second=None).exclude(given_by(person, "first"))
    return rows.filter(~Exists(blind))


def gave(entry: GradeEntry, person: Person) -> bool:
    """Whether they gave a mark, under this record or under one that became part of it."""
    by = entry.entered_by
    return by is not None and person.pk in (by.pk, by.merged_into_id)


def given_by(person: Reader, which: str) -> Q:
    """The same of second marks: those of which they gave the "first" or "second"."""
    key = person.pk or 0
    return Q(**{f"{which}__entered_by": key}) | Q(**{f"{which}__entered_by__merged_into": key})


def _can_read_annotated(entry: int, person: Person) -> bool:
    """Who may see the mark that it came back with: the writer of the work and the facilitators, but
    not a second marker the first mark before their own, nor the writer the second before there is a
    result."""
    row = GradeEntry.objects.filter(pk=entry).select_related("enrolment__run").first()
    if row is None:
        return False
    enrolment = row.enrolment
    may_know_marks = enrolment.person_id == person.pk or can_facilitate(person, enrolment.run)
    return may_know_marks and marks_visible_to(person, enrolment).filter(pk=entry).exists()


def _can_enter_meeting(person: Person, meeting: int) -> bool:
    guides = RunFacilitator.objects.filter(run=OuterRef("run"), person_id=person.pk)
    seats = Enrolment.objects.filter(run=OuterRef("run"), person_id=person.pk, withdrawn_at=None)
    rows = Meeting.objects.filter(pk=meeting)
    return rows.filter(Exists(guides) | Exists(seats)).exists()


def _can_read_files_of_post(key: int, person: Person) -> bool:
    """Of a hidden post its author and the facilitators alone."""
    facilitated = RunFacilitator.objects.filter(run=OuterRef("run"), person_id=person.pk)
    seats = Enrolment.objects.filter(run=OuterRef("run"), person_id=person.pk, withdrawn_at=None)
    shown = Q(removed_at=None) | Q(author_id=person.pk)
    return (
        Post.objects.filter(pk=key).filter(Exists(facilitated) | (Exists(seats) & shown)).exists()
    )


def can_nominate(person: Reader, run: Run, organisation: Organisation, *, now: datetime) -> bool:
    """Whether they may propose people of an organisation for a run: as its coordinator."""
    return (
        isinstance(person, Person)
        and RunPartner.objects.filter(run=run, organisation=organisation).exists()
        and coordinated_by(person, on=now.date()).filter(pk=organisation.pk).exists()
    )


def can_give_places(person: Reader, run: Run, *, now: datetime) -> bool:
    """Whether they may set places aside for partners of their university and give them: who
    guides the run, and who coordinates or administers its host."""
    return can_facilitate(person, run) or (
        isinstance(person, Person)
        and run.host_id is not None
        and Membership.objects.filter(
            person=person,
            organisation=run.host_id,
            role__in=[Role.COORDINATOR, Role.ADMINISTRATOR],
        )
        .on(now.date())
        .exists()
    )


def can_report(person: Reader, run: Run, *, now: datetime) -> bool:
    """Whether they may read a run's report: its facilitators and its host's coordinators."""
    return can_facilitate(person, run) or (
        isinstance(person, Person)
        and run.host_id is not None
        and coordinated_by(person, on=now.date()).filter(pk=run.host_id).exists()
    )


def organisations_nominating_for(
    person: Reader, run: Run, *, now: datetime
) -> QuerySet[Organisation]:
    """For which of the run's partners they may propose people."""
    if not isinstance(person, Person):
        return Organisation.objects.none()
    return coordinated_by(person, on=now.date()).filter(partner_runs__run=run)


def courses_editable_by(person: Reader) -> QuerySet[Course]:
    """Courses whose draft they may change, by address."""
    if not person.is_authenticated:
        return Course.objects.none()
    if person.is_staff:
        return Course.objects.order_by("slug")
    return Course.objects.filter(
        roles__person_id=person.pk, roles__role=CourseRole.Role.AUTHOR
    ).order_by("slug")


def courses_visible_to(person: Reader) -> QuerySet[Course]:
    """Published courses, and drafts of their own."""
    published = Q(versions__number__isnull=False)
    if not person.is_authenticated:
        return Course.objects.filter(published).distinct().order_by("slug")
    if person.is_staff:
        return Course.objects.order_by("slug")
    return (
        Course.objects.filter(published | Q(roles__person_id=person.pk)).distinct().order_by("slug")
    )


def runs_facilitated_by(person: Reader) -> QuerySet[Run]:
    if not person.is_authenticated:
        return Run.objects.none()
    return Run.objects.filter(
        Exists(RunFacilitator.objects.filter(run=OuterRef("pk"), person_id=person.pk))
    )


def runs_without_facilitator() -> QuerySet[Run]:
    """Runs that nobody guides, who could sign in."""
    return Run.objects.filter(~Exists(_guides(OuterRef("pk"))))


def runs_guided_only_by(person: Person) -> QuerySet[Run]:
    """Runs whose only facilitator they are."""
    others = _guides(OuterRef("pk")).exclude(person=person)
    return runs_facilitated_by(person).filter(~Exists(others)).order_by("slug")


def courses_written_only_by(person: Person) -> QuerySet[Course]:
    """Courses whose only author they are."""
    authors = CourseRole.objects.filter(role=CourseRole.Role.AUTHOR, person__is_active=True)
    others = authors.filter(course=OuterRef("pk")).exclude(person=person)
    own = authors.filter(course=OuterRef("pk"), person=person)
    return Course.objects.filter(Exists(own), ~Exists(others)).order_by("slug")


def _guides(run: Run | OuterRef) -> QuerySet[RunFacilitator]:
    return RunFacilitator.objects.filter(run=run, person__is_active=True)


def _has_role(person: Person, course: Course, role: str) -> bool:
    return CourseRole.objects.filter(course=course, person_id=person.pk, role=role).exists()
