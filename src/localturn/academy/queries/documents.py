"""What of the academy can be found, and by whom.

What a module holds is found by who may open it: the run's facilitators, and its participants from
the module's opening on. So its audience names run and module, and readers are given the modules
that are open to them at the moment they search.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from localturn.academy.domain.pace import opening
from localturn.academy.domain.schedule import is_open
from localturn.academy.models import (
    Activity,
    Course,
    Enrolment,
    Module,
    Post,
    Run,
    RunFacilitator,
    RunModule,
)
from localturn.academy.queries.courses import newest_version
from localturn.academy.queries.places import start_of
from localturn.foundation.people.reader import Reader
from localturn.foundation.prose import text_of
from localturn.foundation.search import PUBLIC, Document

ROOM = "academy"


def audiences_of(person: Reader, *, now: datetime) -> frozenset[str]:
    """The runs somebody has a seat in or facilitates, and of these what is open (2 statements)."""
    if not person.is_authenticated:
        return frozenset()
    seats = Enrolment.objects.filter(run=OuterRef("pk"), person_id=person.pk, withdrawn_at=None)
    facilitates = RunFacilitator.objects.filter(run=OuterRef("pk"), person_id=person.pk)
    found: Any = (
        Run.objects.annotate(
            is_facilitator=Exists(facilitates),
            enrolled_at=Subquery(seats.values("enrolled_at")[:1]),
        )
        .filter(Q(is_facilitator=True) | Exists(seats))
        .only("pace", "starts_on", "ends_on", "zone")
        .order_by()
    )
    runs = {run.pk: run for run in found}
    owns = {run.pk: start_of(run, run.enrolled_at) for run in found}
    releases = RunModule.objects.filter(run__in=runs).values_list(
        "run", "module", "opens_at", "opens_after"
    )
    return frozenset(
        [
            *(_members(run) for run in runs),
            *(
                _module(run, module)
                for run, module, opens_at, opens_after in (releases if runs else ())
                if runs[run].is_facilitator
                or is_open(opening(opens_at, opens_after, owns[run]), now)
            ),
        ]
    )


def document_of_course(course: Course) -> Document | None:
    """The last published version of a course, for everybody; None before the first."""
    version = newest_version(course)
    if version is None:
        return None
    modules = Module.objects.filter(version=version).values_list("title", "summary")
    parts = [version.audience, *version.objectives, *(text for both in modules for text in both)]
    return Document(
        room=ROOM,
        kind="course",
        key=str(course.pk),
        title=version.title,
        summary=version.summary,
        text="\n".join([text_of(version.about_html), *filter(None, parts)]),
        language=version.language,
        href=course.get_absolute_url(),
        audience=PUBLIC,
        changed_at=version.published_at or version.changed_at,
    )


def documents_of_run(run: Run) -> Iterator[Document]:
    """The run itself, for everybody if anybody may enrol, and every activity of it."""
    version = run.version
    yield Document(
        room=ROOM,
        kind="run",
        key=str(run.pk),
        group=group_of(run),
        title=f"{version.title} – {run.title}" if run.title else version.title,
        summary=version.summary,
        text=run.host.name if run.host else "",
        language=version.language,
        href=run.get_absolute_url(),
        audience=PUBLIC if run.is_open else _members(run.pk),
        changed_at=run.created_at,
    )
    released = _released(run)
    for activity in Activity.objects.filter(version=version).select_related("module"):
        yield Document(
            room=ROOM,
            kind=activity.kind,
            key=f"{run.pk}/{activity.stable_id}",
            group=group_of(run),
            title=activity.title,
            text=text_of(activity.body_html),
            language=version.language,
            href=reverse("academy:activity", args=[run.slug, activity.stable_id]),
            audience=_audience(run.pk, activity.module_id, released),
            trail=_trail(run, activity.module),
            changed_at=version.published_at or version.changed_at,
        )


def documents_of_posts(posts: Iterable[Any]) -> Iterator[Document]:
    """Posts with their text, from rows of `posts_to_find`. The author's name is not looked for."""
    for post in posts:
        run, activity = post.run, post.activity
        address = reverse("academy:activity", args=[run.slug, activity.stable_id])
        yield Document(
            room=ROOM,
            kind="post",
            key=str(post.pk),
            group=f"{group_of(run)}/posts",
            title=activity.title,
            text=f"{post.title} {text_of(post.body_html)}".lstrip(),
            href=f"{address}?post={post.pk}",
            audience=_module(run.pk, activity.module_id) if post.is_released else _members(run.pk),
            trail=_trail(run, activity.module),
            changed_at=post.edited_at or post.posted_at,
        )


def posts_to_find() -> Any:
    """Posts whose text has not been taken away, with all that their documents need."""
    released = RunModule.objects.filter(run=OuterRef("run"), module=OuterRef("activity__module"))
    return (
        Post.objects.filter(removed_at=None)
        .annotate(is_released=Exists(released))
        .select_related("run__version", "activity__module")
        .order_by("pk")
    )


def group_of(run: Run) -> str:
    """What the documents of a run are replaced together by."""
    return f"run:{run.pk}"


def _released(run: Run) -> set[int]:
    return set(RunModule.objects.filter(run=run).values_list("module_id", flat=True))


def _audience(run: int, module: int, released: set[int]) -> str:
    """A module without an opening is open to the run's people from the first."""
    return _module(run, module) if module in released else _members(run)


def _members(run: int) -> str:
    return f"{ROOM}:run:{run}"


def _module(run: int, module: int) -> str:
    return f"{ROOM}:run:{run}:module:{module}"


def _trail(run: Run, module: Module) -> tuple[str, ...]:
    return tuple(filter(None, (run.version.title, run.title, module.title)))
