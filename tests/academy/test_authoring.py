"""A course is imported, changed and published."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from localturn.academy.actions import authoring, publishing
from localturn.academy.actions.authoring import Seen
from localturn.academy.domain import outline
from localturn.academy.domain.changes import Change, How, changes
from localturn.academy.models import Course, CourseRole, CourseVersion
from localturn.academy.queries.outlines import content_of
from localturn.academy.standards.course_folder import read
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, NotAllowed, NotNow
from localturn.foundation.search.models import IndexedDocument
from localturn.foundation.trail.models import Entry
from makers.academy import NOON, make_person, make_run
from makers.course_folder import READING, courses, small_folder

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def content(**changed: str | None) -> outline.Course:
    course = read(small_folder(**changed)).course
    assert course is not None
    return course


def make_author() -> Person:
    return make_person("Amra Author", can_author=True)


def published(author: Person) -> Course:
    authoring.import_course(content(), by=author, now=NOON)
    return publishing.publish(Course.objects.get(), by=author, now=NOON).course


def test_a_new_course_is_a_draft_of_who_brought_it() -> None:
    author = make_author()

    draft = authoring.import_course(content(), by=author, now=NOON)

    assert (draft.number, draft.course.slug, draft.changed_at) == (None, "small", NOON)
    assert [(r.person, r.role) for r in draft.course.roles.all()] == [
        (author, CourseRole.Role.AUTHOR)
    ]
    assert [(e.what, e.subject) for e in Entry.objects.all()] == [
        ("academy.course.created", "academy/course/small")
    ]


def test_what_is_in_the_rows_is_what_was_imported() -> None:
    draft = authoring.import_course(content(), by=make_author(), now=NOON)

    assert content_of(CourseVersion.objects.get(pk=draft.pk)) == content()


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck), derandomize=True)
@given(courses())
def test_every_course_comes_back_from_its_rows(course: outline.Course) -> None:
    author, _ = Person.objects.get_or_create(email="author@example.org", can_author=True)

    draft = authoring.import_course(course, by=author, now=NOON)

    assert content_of(CourseVersion.objects.get(pk=draft.pk)) == course


def test_prose_is_rendered_once_with_its_sources_in_the_language_of_the_course() -> None:
    draft = authoring.import_course(content(), by=make_author(), now=NOON)
    reading = draft.activities.get(stable_id="who-counts")
    question = draft.banks.get().questions.get(stable_id="usual-residence")

    assert reading.body_html == (
        '<p>A migrant stays a year <sup class="lt-citation">'
        '<a href="#source-un-1998">[1, p. 12]</a></sup>.</p>\n<h2>Then</h2>\n<p>More.</p>\n'
        '<section class="lt-sources"><h2>Sources</h2><ol><li id="source-un-1998">'
        "United Nations (1998). Recommendations. "
        '<a href="https://unstats.un.org/x" rel="nofollow noopener">https://unstats.un.org/x</a>'
        "</li></ol></section>"
    )
    assert reading.words == 7
    assert draft.about_html == "<p>A course to try things with.</p>\n"
    assert question.text_html == "<p>Which criterion decides?</p>\n"
    assert question.feedback_html == "<p>Residence does.</p>\n"


def test_importing_again_replaces_the_draft() -> None:
    author = make_author()
    authoring.import_course(content(), by=author, now=NOON)

    draft = authoring.import_course(
        content(reading=READING.replace("Who counts", "Who is counted")), by=author, now=LATER
    )

    assert list(CourseVersion.objects.all()) == [draft]
    assert draft.activities.get(stable_id="who-counts").title == "Who is counted"


def test_who_is_no_author_brings_no_course() -> None:
    with pytest.raises(NotAllowed):
        authoring.import_course(content(), by=make_person(), now=NOON)
    assert not Course.objects.exists()


def test_nobody_imports_over_the_course_of_others() -> None:
    authoring.import_course(content(), by=make_author(), now=NOON)

    with pytest.raises(NotAllowed):
        authoring.import_course(content(), by=make_author(), now=LATER)


def test_publishing_freezes_the_draft_as_the_next_version() -> None:
    author = make_author()
    authoring.import_course(content(), by=author, now=NOON)

    version = publishing.publish(Course.objects.get(), by=author, now=LATER)

    assert (version.number, version.published_at, version.published_by) == (1, LATER, author)
    assert not CourseVersion.objects.filter(number=None).exists()
    assert Entry.objects.latest("pk").what == "academy.course.published"

    authoring.import_course(
        content(reading=READING.replace("Who counts", "Who is counted")), by=author, now=LATER
    )
    second = publishing.publish(Course.objects.get(), by=author, now=LATER)
    assert second.number == 2


def test_a_course_is_found_when_it_is_published_and_not_before() -> None:
    author = make_author()
    authoring.import_course(content(), by=author, now=NOON)
    assert not IndexedDocument.objects.exists()

    publishing.publish(Course.objects.get(), by=author, now=LATER)

    (found,) = IndexedDocument.objects.all()
    assert (found.kind, found.title, found.audience) == ("course", "A small course", "public")


def test_an_unchanged_draft_is_not_published_again() -> None:
    author = make_author()
    course = published(author)
    authoring.begin_draft(course, by=author, now=LATER)

    with pytest.raises(NotNow, match=r"Nothing has changed since version 1\."):
        publishing.publish(course, by=author, now=LATER)


def test_without_a_draft_there_is_nothing_to_publish() -> None:
    author = make_author()

    with pytest.raises(NotNow, match="There is no draft"):
        publishing.publish(published(author), by=author, now=LATER)


def test_a_draft_with_a_mistake_is_not_published() -> None:
    author = make_author()
    draft = authoring.import_course(content(), by=author, now=NOON)
    draft.activities.filter(stable_id="quiz").update(minutes=500)

    with pytest.raises(Invalid, match="The activities take 560 minutes"):
        publishing.publish(draft.course, by=author, now=NOON)


def test_only_authors_publish() -> None:
    author = make_author()
    draft = authoring.import_course(content(), by=author, now=NOON)

    with pytest.raises(NotAllowed):
        publishing.publish(draft.course, by=make_author(), now=NOON)


def test_a_new_draft_says_what_the_last_version_says() -> None:
    author = make_author()
    course = published(author)

    draft = authoring.begin_draft(course, by=author, now=LATER)

    assert content_of(draft) == content()
    assert authoring.begin_draft(course, by=author, now=LATER) == draft


def test_a_run_keeps_its_version_while_the_course_goes_on() -> None:
    author = make_author()
    course = published(author)
    run = make_run(course.versions.get())
    authoring.import_course(
        content(reading=READING.replace("More.", "Much more.")), by=author, now=LATER
    )
    publishing.publish(course, by=author, now=LATER)

    run.refresh_from_db()
    assert run.version.activities.get(stable_id="who-counts").body.endswith("\n\nMore.\n")


def test_an_author_changes_the_text_of_an_activity() -> None:
    author = make_author()
    draft = authoring.import_course(content(), by=author, now=NOON)
    activity = draft.activities.get(stable_id="your-town")

    authoring.change_activity(
        activity,
        title="Our towns",
        body="Tell us *more*.\r\n\r\n",
        minutes=40,
        seen=Seen("Your town", "Tell us.\n"),
        by=author,
        now=LATER,
    )

    activity.refresh_from_db()
    assert (activity.title, activity.body, activity.words) == ("Our towns", "Tell us *more*.\n", 3)
    assert activity.body_html == "<p>Tell us <em>more</em>.</p>\n"
    draft.refresh_from_db()
    assert draft.changed_at == LATER


def test_a_text_that_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    author = make_author()
    draft = authoring.import_course(content(), by=author, now=NOON)

    with pytest.raises(NotNow, match="Somebody else has changed this text"):
        authoring.change_activity(
            draft.activities.get(stable_id="your-town"),
            title="Our towns",
            body="Mine",
            minutes=40,
            seen=Seen("Your town", "Something older.\n"),
            by=author,
            now=LATER,
        )


def test_a_text_that_the_folder_would_not_take_is_refused() -> None:
    author = make_author()
    draft = authoring.import_course(content(), by=author, now=NOON)
    activity = draft.activities.get(stable_id="who-counts")

    with pytest.raises(Invalid, match="“nobody” is cited but not listed"):
        authoring.change_activity(
            activity,
            title="Who counts",
            body="As [@un-1998] and [@nobody] say.",
            minutes=20,
            seen=Seen(activity.title, activity.body),
            by=author,
            now=LATER,
        )


def test_a_published_activity_is_not_changed() -> None:
    author = make_author()
    activity = published(author).versions.get().activities.get(stable_id="your-town")

    with pytest.raises(NotNow, match="A published version is never changed"):
        authoring.change_activity(
            activity,
            title="Other",
            body="Other",
            minutes=40,
            seen=Seen(activity.title, activity.body),
            by=author,
            now=LATER,
        )


def test_a_course_is_shared_by_e_mail_address_and_keeps_an_author() -> None:
    author, other = make_author(), make_person(email="vesna@example.org")
    course = published(author)

    authoring.give_role(course, email=" Vesna@example.org", role="author", by=author, now=NOON)
    authoring.give_role(course, email="vesna@example.org", role="author", by=author, now=NOON)
    authoring.take_role(course.roles.get(person=author), by=other, now=NOON)

    assert [role.person for role in course.roles.all()] == [other]
    with pytest.raises(NotNow, match="A course needs an author"):
        authoring.take_role(course.roles.get(), by=other, now=NOON)
    with pytest.raises(Invalid, match="Nobody has an account with this address"):
        authoring.give_role(course, email="no@example.org", role="author", by=other, now=NOON)
    with pytest.raises(NotAllowed):
        authoring.give_role(course, email=author.email, role="author", by=author, now=NOON)


def test_what_has_changed_is_told_by_stable_id() -> None:
    before = content()
    first, second, quiz = before.modules[0].activities
    after = replace(
        before,
        title="A larger course",
        modules=(
            replace(
                before.modules[0],
                activities=(replace(second, title="Our town", minutes=45), first),
            ),
            outline.Module("next", "Next", "", 2, (replace(quiz, id="quiz-2"),), "02-next"),
        ),
        banks=(
            replace(
                before.banks[0],
                questions=(
                    replace(before.banks[0].questions[0], points=Decimal(3)),
                    before.banks[0].questions[1],
                ),
            ),
        ),
    )

    assert changes(before, before) == []
    assert changes(before, after) == [
        Change(How.CHANGED, "course", "small", "A larger course", ("title",)),
        Change(How.ADDED, "module", "next", "Next"),
        Change(How.CHANGED, "activity", "your-town", "Our town", ("title", "minutes")),
        Change(How.ADDED, "activity", "quiz-2", "Quiz"),
        Change(How.MOVED, "activity", "who-counts", "Who counts"),
        Change(How.REMOVED, "activity", "quiz", "Quiz"),
        Change(
            How.CHANGED,
            "question",
            "usual-residence",
            "Which criterion decides?",
            ("points",),
            "pool",
        ),
        Change(How.REMOVED, "question", "pairs", "Match.", where="pool"),
    ]


def test_what_goes_to_another_module_has_moved() -> None:
    before = content()
    activities = before.modules[0].activities
    other = outline.Module("next", "Next", "", 2, (), "02-next")
    before = replace(before, modules=(before.modules[0], other))
    after = replace(
        before,
        modules=(
            replace(before.modules[0], activities=activities[:2]),
            replace(other, activities=activities[2:]),
        ),
    )

    assert changes(before, after) == [Change(How.MOVED, "activity", "quiz", "Quiz")]


def test_content_takes_as_many_statements_for_three_modules_as_for_one(
    django_assert_num_queries: object,
) -> None:
    author = make_author()
    version = authoring.import_course(content(), by=author, now=NOON)
    version = CourseVersion.objects.select_related("course").get(pk=version.pk)

    with django_assert_num_queries(7):  # type: ignore[operator]
        content_of(version)
