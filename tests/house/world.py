"""A small world with somebody in every role, and one thing of every kind that an address names."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from importlib import import_module
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.files.base import ContentFile

from house.world_agenda import make_agenda
from house.world_corpus import make_corpus
from localturn.academy.actions import (
    announcements,
    attempts,
    attendance,
    enquiries,
    forum,
    grading,
    group_files,
    groups,
    groupwork,
    hand_ins,
    indexing,
    meetings,
    papers,
    surveys,
    work_files,
)
from localturn.academy.actions.planning import plan_groups
from localturn.academy.domain.attendance import Mark, Presence
from localturn.academy.domain.kinds import KINDS
from localturn.academy.domain.kinds import Kind as KindOfActivity
from localturn.academy.models import (
    Activity,
    Announcement,
    CertificatePdf,
    CommentWaiver,
    Course,
    CourseRole,
    CourseVersion,
    Enrolment,
    GradeEntry,
    HandIn,
    Interest,
    Invitation,
    InvitingLink,
    Nomination,
    Post,
    Run,
    RunActivity,
    RunModule,
    RunPartner,
)
from localturn.academy.queries.groupwork import state_of
from localturn.academy.queries.outlines import content_of
from localturn.academy.standards import course_folder
from localturn.exchange.domain.applications import Stage
from localturn.exchange.domain.identities import What, identity, key_of_words
from localturn.exchange.models import Listing, Partner, Source
from localturn.foundation import moments
from localturn.foundation.files.actions import store_made
from localturn.foundation.files.models import Arrival
from localturn.foundation.mail import actions as mail
from localturn.foundation.mail.models import Message, State
from localturn.foundation.people.actions.tokens import make_token
from localturn.foundation.people.models import (
    DataCopy,
    Kind,
    OrganisationIdentifier,
    OrganisationName,
    Person,
    Role,
)
from localturn.foundation.tasks.models import TaskRow
from makers import errands
from makers.academy import (
    make_enrolment,
    make_facilitator,
    make_published,
    make_run,
    make_version,
)
from makers.exchange import (
    Applied,
    make_application,
    make_consortium,
    make_coordinator,
    make_listing,
    make_partner,
    make_university,
)
from makers.files import PDF, upload
from makers.marking import ESSAY, answers, earn, make_quiz, position_of
from makers.people import (
    make_membership,
    make_operator,
    make_organisation,
    make_organisation_membership,
    make_person,
)
from makers.places import make_city
from makers.transcripts import make_transcript
from makers.videos import make_video

WRITTEN = "Zvonce"
"""Stands in all that the participant wrote in the course, and nowhere else."""


@dataclass
class World:
    """`people` by role, `things` by the word that the table of addresses uses."""

    people: dict[str, Person | None] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)


def make_world() -> World:
    """A running course with two participants; everything personal is the one's called
    "participant", so that "fellow" tries it with somebody else's id. "outsider" has every role
    elsewhere: what opens here to a role must not open to who holds it there."""
    now = moments.now()
    course = Course.objects.create(slug="course", created_at=now)
    version = _published(course)
    draft = make_version(course=course, number=None)
    make_video(draft)
    run = make_run(version, starts_on=now.date() - timedelta(days=3), is_open=True)
    RunModule.objects.filter(run=run).update(opens_at=now - timedelta(days=2))

    ana = make_person("Ana Petrovska")
    operator, author = make_operator(), make_person("Arta Author", can_author=True)
    outsider = make_person("Olga Outsider")
    facilitator = make_facilitator(run, make_person("Fatima Facilitator"))
    coordinator = make_person("Corina Coordinator")
    people: dict[str, Person | None] = {
        "nobody": None,
        "outsider": outsider,
        "fellow": make_person("Filip Fellow"),
        "participant": ana,
        "facilitator": facilitator,
        "coordinator": coordinator,
        "author": author,
        "operator": operator,
    }
    make_enrolment(run, people["fellow"])
    seat = make_enrolment(run, ana)
    written = CourseRole.objects.create(
        course=course, person=author, role=CourseRole.Role.AUTHOR, given_at=now
    )
    CourseRole.objects.create(
        course=course, person=facilitator, role=CourseRole.Role.FACILITATOR, given_at=now
    )
    things = {
        "course": {"course": course.slug},
        "author": {"pk": written.pk},
        "version": {"which": "1"},
        "unpublished": {"which": "draft"},
        "module": {"module": "module-1"},
        "bank": {"bank": "pool"},
        "poster": {"name": "walk.png"},
        "subtitles": {"name": "walk.en.vtt"},
        "file": {"name": next(n for n in course_folder.write(content_of(draft)) if "read" in n)},
        "run": {"run": run.slug},
        "seat": {"pk": seat.pk},
        "seated": {"seat": seat.pk},
        "guide": {"pk": facilitator.pk},
        "csv": {"form": "csv"},
        "xml": {"form": "xml"},
        "pdf": {"form": "pdf"},
        "xlsx": {"form": "xlsx"},
        "city": {"code": make_city("Lipnik").code},
        "feed": {"token": ana.calendar_token},
        "person": {"pk": ana.pk},
        "provider": {"provider_id": "unknown"},
        "nowhere": {"rest": "nowhere"},
    }
    things |= {
        activity.stable_id: {"activity": activity.stable_id}
        for activity in version.activities.all()
    }
    verbs = {verb for kind in KINDS.values() for verb in (*verbs_of(kind), *pages_of(kind))}
    decisions = {"revoke", "reinstate", "uphold", "close", "reopen"}
    of_groups = {"move", "add", "rename", "shut", "way", "choose", "proposal"}
    of_groups |= {"say", "unsay", "contact", "be-told"}
    things |= {verb: {"verb": verb} for verb in verbs | decisions | of_groups}
    things |= _doors(run, seat, coordinator, now)
    things |= _elsewhere(run, outsider, now)
    for survey in version.activities.filter(kind="survey"):
        surveys.answer(seat, survey, {"wish": f"{WRITTEN} rings."}, due=None, by=ana, now=now)
    things |= _work(seat, now)
    things |= _grouped(run, seat, now)
    things |= _written_up(run, seat, now)
    things |= _met(run, facilitator, now)
    things |= _own(ana, now)
    things["arriving"] = _arriving(author, now)
    things |= _exchange(coordinator, outsider, ana, seat, now)
    announced = make_agenda(people, now, written=f"{WRITTEN} rings.")
    researched = make_corpus(author, facilitator, ana)
    for more in (announced, researched):
        others = {name for name in things.keys() & more.keys() if things[name] != more[name]}
        assert not others, others
        things |= more
    things |= _looked_after(ana)
    return World(people, things)


def _exchange(
    coordinator: Person, outsider: Person, student: Person, seat: Enrolment, now: datetime
) -> dict[str, dict[str, Any]]:
    """Listings of the coordinator's university in every state, one of them whole; the outsider
    lists for another university."""
    partner = make_partner()
    make_membership(coordinator, partner.organisation, role=Role.COORDINATOR)
    abroad = make_partner(make_consortium("Southern Ring"), make_university("Elsewhere"))
    make_membership(outsider, abroad.organisation, role=Role.COORDINATOR)
    listed = {
        "begun": make_listing(partner, by=coordinator, is_published=False, overview=""),
        "whole": make_listing(partner, by=coordinator, is_published=False),
        "listed": make_listing(partner, by=coordinator, programme="Towns and Migration"),
    }
    taught = make_listing(partner, by=coordinator, title="Towns that teach")
    return {
        **{name: {"listing": each.pk} for name, each in listed.items()},
        **_issued(taught, seat, now),
        **_told(listed["listed"]),
        **_harvested(partner),
        "consortium": {"consortium": partner.consortium.slug},
        "partner": {"partner": partner.pk},
        "joined": {"pk": partner.pk},
        **_applied(partner, outsider, student),
    }


def _harvested(partner: Partner) -> dict[str, dict[str, Any]]:
    """A catalogue of the coordinator's university in which a course is new."""
    now = moments.now()
    source = Source.objects.create(partner=partner, address="https://a.example/v6", added_at=now)
    found = source.found.create(key="c-1", said={"title": "Harbours"}, seen_at=now)
    return {"source": {"source": source.pk}, "harvested": {"found": found.pk}}


def _issued(listing: Listing, seat: Enrolment, now: datetime) -> dict[str, dict[str, Any]]:
    """The participant's transcript of a course that leads to their run."""
    listing.run = seat.run
    listing.save()
    home = make_university("Lakeside University")
    transcript = make_transcript(listing, seat, home, now=now)
    return {
        "taught": {"listing": listing.pk},
        "home-university": {"home": home.slug},
        "transcript": {"number": transcript.number},
        "transcript-key": {"token": transcript.token},
    }


def _told(listing: Listing) -> dict[str, dict[str, Any]]:
    """A listing and what belongs to it, as other universities' programs know it."""
    programme = key_of_words(listing.host_id, listing.programme)
    keys = {
        "course": (What.COURSE, listing.pk),
        "offering": (What.OFFERING, listing.pk),
        "organisation": (What.ORGANISATION, listing.host_id),
        "session": (What.SESSION, listing.academic_year),
        "programme": (What.PROGRAMME, programme),
    }
    return {
        f"told-{name}": {name: identity(what, key or 0, house=settings.PUBLIC_URL)}
        for name, (what, key) in keys.items()
    }


def _applied(host: Partner, outsider: Person, student: Person) -> dict[str, dict[str, Any]]:
    """Applications of the participant in several stages, for courses of the coordinator's
    university, through one that the outsider keeps."""
    home = make_partner(host.consortium, make_university("Home University"))
    make_membership(outsider, home.organisation, role=Role.COORDINATOR)
    make_membership(student, home.organisation)
    things: dict[str, dict[str, Any]] = {"home": {"partner": home.pk}}
    host_keeper = make_coordinator(host, "Hosea Host")
    for stage in (Stage.DRAFT, Stage.SENT, Stage.APPROVED, Stage.NOMINATED, Stage.ACCEPTED):
        listing = make_listing(host, by=host_keeper, title=f"For the {stage}")
        made = make_application(
            Applied(listing, host, home, outsider, host_keeper), stage, student=student
        )
        things[f"applied-{stage}"] = {"application": made.pk}
        things[f"named-{stage}"] = {"pk": made.pk}
        things[f"course-{stage}"] = {"listing": listing.pk}
    return things


def verbs_of(kind: KindOfActivity) -> dict[str, Any]:
    """What can be done in an activity of a kind, besides looking at it."""
    verbs: dict[str, Any] = import_module(f"localturn.academy.views.kinds.{kind.module}").VERBS
    return verbs


def pages_of(kind: KindOfActivity) -> dict[str, Any]:
    """The further pages of an activity of a kind."""
    views = import_module(f"localturn.academy.views.kinds.{kind.module}")
    return getattr(views, "PAGES", {})


def _published(course: Course) -> CourseVersion:
    """With a meeting and a quiz that asks for an essay."""
    version = make_version(course=course, number=None)
    make_quiz(version, kinds=[("true-false", {"answer": False}), ESSAY])
    Activity.objects.create(
        version=version,
        module=version.modules.all()[0],
        position=8,
        stable_id="meeting-1",
        file_name="08-meeting-1",
        kind="webinar",
        title="A meeting",
        minutes=60,
    )
    for position, name in enumerate(("anonymous", "named"), 20):
        Activity.objects.create(
            version=version,
            module=version.modules.all()[0],
            position=position,
            stable_id=f"{name}-survey",
            file_name=f"{position}-{name}-survey",
            kind="survey",
            title=f"{name.title()} survey",
            minutes=5,
            settings={
                "anonymous": name == "anonymous",
                "questions": [{"id": "wish", "kind": "text", "text": "What else?"}],
            },
        )
    Activity.objects.create(
        version=version,
        module=version.modules.all()[0],
        position=30,
        stable_id="research",
        file_name="30-research",
        kind="group-work",
        title="Research",
        minutes=60,
        points=0,
        settings={"accepts": ["text", "file"]},
    )
    Activity.objects.create(
        version=version,
        module=version.modules.all()[0],
        position=31,
        stable_id="term-paper",
        file_name="31-term-paper",
        kind="paper",
        title="Term paper",
        minutes=60,
        points=0,
    )
    Activity.objects.create(
        version=version,
        module=version.modules.all()[0],
        position=32,
        stable_id="readings-blog",
        file_name="32-readings-blog",
        kind="blog",
        title="On the readings",
        minutes=60,
        settings={"before": "meeting-1"},
    )
    make_video(version)
    return make_published(version)


def _grouped(run: Run, seat: Enrolment, now: datetime) -> dict[str, dict[str, Any]]:
    """The participant's group, which has handed in, and the fellow's, which has not; a third is
    empty."""
    by, ana = seat.run.facilitators.get().person, seat.person
    assert ana is not None
    fellow = run.enrolments.get(person__name="Filip Fellow")
    plan_groups(run, now=now)
    grouping = run.groupings.get()
    own, other, _empty = groups.add_groups(grouping, 3, by=by)
    groups.move(grouping, seat, own, by=by, now=now)
    groups.move(grouping, fellow, other, by=by, now=now)
    post = groups.say(own, f"{WRITTEN} rings.", by=ana, now=now)
    state = state_of(run, run.version.activities.get(stable_id="research"))
    assert state is not None
    group_files.lay_by(seat, state, [upload()], by=ana, now=now)
    text = f"{WRITTEN} rings."
    done = groupwork.hand_in(seat, state, text, based_on=0, by=ana, now=now).hand_in
    waiver = CommentWaiver.objects.create(
        work=state.work, enrolment=fellow, group=own, reason="Ill", given_at=now
    )
    return {
        "groups": {"grouping": "groups"},
        "own-group": {"number": 1},
        "empty-group": {"number": 3},
        "no-group": {"number": 9},
        "said": {"pk": post.pk},
        "waiver": {"pk": waiver.pk},
        "of-the-group": {"token": done.files.get().token},
        "fellow-seat": {"pk": fellow.pk},
    }


def _written_up(run: Run, seat: Enrolment, now: datetime) -> dict[str, dict[str, Any]]:
    """The participant's paper: proposed, handed in, and marked by the facilitator with remarks."""
    ana, guide = seat.person, run.facilitators.get().person
    assert ana is not None
    paper = run.version.activities.get(stable_id="term-paper")
    text = f"{WRITTEN} rings."
    words = {"title": "Rings", "question": text, "outline": text}
    proposal = papers.propose(seat, paper, **words, by=ana, now=now)
    work = HandIn.objects.create(
        enrolment=seat,
        activity=paper,
        number=1,
        text=text,
        text_html=text,
        words=2,
        handed_in_at=now,
    )
    entry = grading.mark(
        work, points=Decimal(0), feedback="", annotated=[upload()], by=guide, now=now
    )
    return {
        "proposed": {"pk": proposal.pk},
        "paper": {"pk": work.pk},
        "remarked": {"token": entry.annotated.get().file.token},
    }


def _doors(
    run: Run, seat: Enrolment, coordinator: Person, now: datetime
) -> dict[str, dict[str, Any]]:
    """Organisations, and how people come into the run and leave it."""
    town = make_organisation("Town of Lipnik")
    league = make_organisation("League of Towns", kind=Kind.ASSOCIATION)
    RunPartner.objects.create(run=run, organisation=league)
    make_membership(coordinator, league, role=Role.COORDINATOR)
    assert seat.person is not None
    own = make_membership(seat.person, town)
    belongs = make_organisation_membership(town, league)
    name = OrganisationName.objects.create(
        organisation=town, use="name", language="fr", text="Ville de Lipnik", folded="ville"
    )
    code = OrganisationIdentifier.objects.create(organisation=town, scheme="ror", value="012345678")
    left = make_enrolment(run, make_person("Lena Left"), withdrawn_at=now)
    invitation = Invitation.objects.create(
        run=run,
        email="invited@example.org",
        language="en",
        token="a-token-that-nobody-guesses",
        invited_at=now,
        expires_at=now + timedelta(days=30),
    )
    nomination = Nomination.objects.create(
        run=run,
        organisation=league,
        name="Nina Nominee",
        email="nina@example.org",
        language="en",
        nominated_at=now,
    )
    link = InvitingLink.objects.create(run=run, token="a-link-to-pass-on", made_at=now)
    waits = Nomination.objects.create(
        run=run,
        organisation=league,
        name="Wanda Waiting",
        email="wanda@example.org",
        language="en",
        nominated_at=now,
        state=Nomination.State.QUEUED,
    )
    interest = Interest.objects.create(
        run=run,
        organisation=league,
        person=make_person("Inge Interested"),
        works_for="Town of Lipnik",
        reason="I register newcomers.",
        expressed_at=now,
    )
    return {
        "waits": {"pk": waits.pk},
        "link": {"pk": link.pk},
        "joining": {"token": link.token},
        "interest": {"pk": interest.pk},
        "town": {"slug": town.slug},
        "league": {"slug": league.slug},
        "name": {"pk": name.pk},
        "code": {"pk": code.pk},
        "belonging": {"pk": belongs.pk},
        "membership": {"pk": own.pk},
        "left": {"pk": left.pk},
        "invitation": {"pk": invitation.pk},
        "invited": {"token": invitation.token},
        "nomination": {"pk": nomination.pk},
    }


def _elsewhere(run: Run, outsider: Person, now: datetime) -> dict[str, dict[str, Any]]:
    """Another run of the same version, a course that nobody published, and other organisations:
    the outsider guides, writes, administers and coordinates there. And a run that nobody guides."""
    elsewhere = make_run(run.version, starts_on=run.starts_on, is_open=True)
    RunModule.objects.filter(run=elsewhere).update(opens_at=now - timedelta(days=2))
    make_facilitator(elsewhere, outsider)
    orphan = make_run(run.version, starts_on=run.starts_on)
    hidden = Course.objects.create(slug="hidden", created_at=now)
    make_version(course=hidden, number=None)
    CourseRole.objects.create(
        course=hidden, person=outsider, role=CourseRole.Role.AUTHOR, given_at=now
    )
    abroad = make_organisation("Town of Elsewhere")
    make_membership(outsider, abroad, role=Role.ADMINISTRATOR)
    union = make_organisation("Union of Towns", kind=Kind.ASSOCIATION)
    make_membership(outsider, union, role=Role.COORDINATOR)
    RunPartner.objects.create(run=run, organisation=union)
    nomination = Nomination.objects.create(
        run=run,
        organisation=union,
        name="Theo Theirs",
        email="theo@example.org",
        language="en",
        nominated_at=now,
    )
    return {
        "elsewhere": {"run": elsewhere.slug},
        "orphan": {"run": orphan.slug},
        "hidden": {"course": hidden.slug},
        "abroad": {"slug": abroad.slug},
        "another-nomination": {"pk": nomination.pk},
    }


def _work(seat: Enrolment, now: datetime) -> dict[str, dict[str, Any]]:
    """What the participant has done, and what came of it."""
    person = seat.person
    assert person is not None
    quiz = Activity.objects.get(version=seat.run.version, stable_id="quiz-1")
    essays = Activity.objects.get(version=seat.run.version, stable_id="assignment-2")
    closed = attempts.start(seat, quiz, by=person, now=now)
    sent = answers(closed)
    sent[f"a{position_of(closed, 'essay')}"] = f"{WRITTEN} rings."
    attempts.save_answers(closed, sent, by=person, now=now)
    attempts.hand_in(closed, by=person, now=now)
    current = attempts.start(seat, quiz, by=person, now=now)
    for test in ("preliminary", "final"):
        attempts.start(seat, seat.run.version.activities.get(stable_id=test), by=person, now=now)
    work_files.lay_by(seat, essays, [upload()], by=person, now=now)
    work = hand_ins.hand_in(seat, essays, f"{WRITTEN} rings.", by=person, now=now).hand_in
    certificate = earn(seat, origin=GradeEntry.Origin.FACILITATOR)
    assert certificate is not None
    post = Post.objects.get(author=person)
    post.body, post.body_html = f"{WRITTEN} rings.", f"<p>{WRITTEN} rings.</p>"
    post.save()
    indexing.index_post(post)
    CertificatePdf.objects.create(certificate=certificate, file=PDF, made_at=now)
    blog = seat.run.version.activities.get(stable_id="readings-blog")
    blogged = forum.post(
        blog, run=seat.run, title="Ours", body=f"{WRITTEN} rings.", by=person, now=now
    )
    return _said(seat, now) | {
        "results": {"enrolment": seat.pk},
        "closed": {"attempt": closed.pk},
        "answer": {"attempt": current.pk, "position": 0},
        "essay": {"answer": closed.answers.get(position=position_of(closed, "essay")).pk},
        "work": {"hand_in": work.pk},
        "handed-in": {"token": work.files.get().token},
        "question": {
            "question": closed.answers.get(position=position_of(closed, "essay")).question_id
        },
        "grade": {"entry": seat.grades.get(is_standing=True).pk},
        "certificate": {"token": certificate.token},
        "contribution": {"pk": post.pk},
        "blogged": {"pk": blogged.pk},
    }


def _said(seat: Enrolment, now: datetime) -> dict[str, dict[str, Any]]:
    """What the facilitator announced, and what the participant asked."""
    assert seat.person is not None
    guide = seat.run.facilitators.get().person
    announce = partial(announcements.announce, seat.run, by=guide, now=now, by_mail=False)
    enquiry = enquiries.ask(seat.run, body=f"{WRITTEN} rings?", by=seat.person, now=now)
    return {
        "announcement": {"pk": announce(title="Welcome", body="Begin.").pk},
        "withdrawn": {"pk": _withdrawn(announce(title="Wrong", body="Wrong."), guide, now).pk},
        "enquiry": {"pk": enquiry.pk},
    }


def _withdrawn(announcement: Announcement, guide: Person, now: datetime) -> Announcement:
    announcements.withdraw(announcement, by=guide, now=now)
    return announcement


def _met(run: Run, facilitator: Person, now: datetime) -> dict[str, dict[str, Any]]:
    """A meeting that is being held in the run and in the other one, and its recording; the
    participant is recorded as there, by hand."""
    meeting = run.version.activities.get(stable_id="meeting-1")
    RunActivity.objects.filter(activity=meeting).update(starts_at=now, due_at=None)
    kept = meetings.keep_meeting(
        meeting,
        run=run,
        minutes=None,
        recording_link="",
        recording=upload(),
        by=facilitator,
        now=now,
    )
    meetings.open_check_in(meeting, run=run, turns=False, by=facilitator, now=now)
    seat = run.enrolments.get(person__name="Ana Petrovska")
    attendance.mark_attendance(
        meeting, run=run, marks={seat.pk: Mark(Presence.PRESENT)}, by=facilitator, now=now
    )
    assert kept.recording is not None
    return {"recording": {"token": kept.recording.token}}


def _own(person: Person, now: datetime) -> dict[str, dict[str, Any]]:
    """What belongs to the participant's account."""
    copy = DataCopy.objects.create(
        person=person, asked_at=now, ready_at=now, expires_at=now + timedelta(days=7)
    )
    file = store_made(
        ContentFile(b"PK"),
        name="local-turn.zip",
        media_type="application/zip",
        owner=person,
        subject=copy.subject,
        now=now,
    )
    key = Authenticator.objects.create(
        user=make_person("Kim Keyholder"),
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Key", "credential": {}},
    )
    token, _text = make_token(
        person, name="Wall", scopes=["calendar:read"], days=90, by=person, now=now
    )
    mail.post(to=person, template="mail/trial", key="letter", context={"asked_at": now})
    letter = Message.objects.get(key="letter")
    return {
        "copy": {"pk": copy.pk},
        "copied": {"token": file.token},
        "key": {"pk": key.pk},
        "letter": {"pk": letter.pk},
        "token": {"pk": token.pk},
    }


def _arriving(person: Person, now: datetime) -> dict[str, Any]:
    """A course folder that came in pieces, with mistakes in it."""
    outcome = {"course": "", "done": [], "refused": [], "mistakes": [["a", 1, "Mend."]], "more": 0}
    arrival = Arrival.objects.create(
        token="arrived",
        owner=person,
        purpose="course-folder",
        name="course.zip",
        size=1,
        received=1,
        expires_at=now + timedelta(days=2),
        taken_at=now,
        outcome=outcome,
    )
    return {"token": arrival.token}


def _looked_after(person: Person) -> dict[str, dict[str, Any]]:
    """What operators look after."""
    task = errands.stumble.enqueue("/nowhere/paper")
    TaskRow.objects.filter(pk=task.id).update(status="FAILED", finished_at=moments.now())
    mail.post(to=person, template="mail/trial", key="failed", context={"asked_at": moments.now()})
    Message.objects.filter(key="failed").update(state=State.FAILED)
    return {
        "task": {"pk": task.id},
        "message": {"pk": Message.objects.get(key="failed").pk},
    }
