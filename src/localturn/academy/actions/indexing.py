"""Keep what can be found of the academy in step with what is there, in the same transaction."""

from collections.abc import Iterator

from localturn.academy.actions.transcripts import with_transcripts
from localturn.academy.models import Course, Post, Run
from localturn.academy.queries.documents import (
    ROOM,
    document_of_course,
    documents_of_posts,
    documents_of_run,
    group_of,
    posts_to_find,
)
from localturn.foundation.search import Document, actions


def index_course(course: Course) -> None:
    """After its publication."""
    document = document_of_course(course)
    if document is None:
        actions.remove(room=ROOM, kind="course", keys=[str(course.pk)])
    else:
        actions.put([document])


def index_run(run: Run) -> None:
    """After it was opened, or what it says of itself was changed; its posts stay as they are."""
    actions.replace(_documents_of(run), room=ROOM, group=group_of(run))


def index_post(post: Post) -> None:
    """After it was written or changed, or its text was taken away."""
    documents = list(documents_of_posts(posts_to_find().filter(pk=post.pk)))
    if documents:
        actions.put(documents)
    else:
        forget_post(post)


def forget_post(post: Post) -> None:
    """Before its row is deleted."""
    actions.remove(room=ROOM, kind="post", keys=[str(post.pk)])


def all_documents() -> Iterator[Document]:
    """Everything that the academy offers."""
    for course in Course.objects.order_by("pk"):
        document = document_of_course(course)
        if document is not None:
            yield document
    for run in Run.objects.select_related("version", "host").order_by("pk"):
        yield from _documents_of(run)
        yield from documents_of_posts(posts_to_find().filter(run=run))


def _documents_of(run: Run) -> Iterator[Document]:
    return with_transcripts(run, documents_of_run(run))
