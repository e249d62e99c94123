"""What waits for a facilitator in a run."""

from dataclasses import dataclass

from django.db.models import Count

from localturn.academy.models import Nomination, Post, Run


@dataclass(frozen=True)
class Work:
    """How much waits: posts nobody has counted or passed over, nominations without an answer."""

    posts: dict[str, int]
    """By the stable id of the discussion."""
    nominations: int


def work_in(run: Run) -> Work:
    """What waits in one run (2 statements)."""
    posts = (
        Post.objects.filter(run=run, counted_at=None, removed_at=None)
        .exclude(author__facilitated_runs__run=run)
        .values_list("activity__stable_id")
        .annotate(waiting=Count("pk"))
        .order_by("activity__position")
    )
    return Work(
        posts=dict(posts),
        nominations=run.nominations.filter(state=Nomination.State.WAITING).count(),
    )
