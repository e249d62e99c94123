"""Keep what can be found of the academy in step with what is there, in the same transaction."""

from localturn.academy.models import Course, Post, Run
from localturn.academy.queries.documents import (
    ROOM,
    document_of_course,
    documents_of_posts,
    documents_of_run,
    group_of,
    posts_to_find,
)
from localturn.foundation.search import actions


def index_course(course: Course) -> None:
    """After its publication."""
    document = document_of_course(course)
    if document is None:
        actions.remove(room=ROOM, kind="course", keys=[str(course.pk)])
    else:
        actions.put([document])


def index_run(run: Run) -> None:
    """After it was opened, or what it says of itself was changed; its posts stay as they are."""
    actions.replace(documents_of_run(run), room=ROOM, group=group_of(run))


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
