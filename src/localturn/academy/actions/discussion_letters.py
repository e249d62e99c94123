"""Mail about what is written in discussions, each in its reader's language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from localturn.academy.domain.blog import BLOG
from localturn.academy.models import Following, Post, PostReport
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person

AN_EXCERPT = 300
"""Characters of a post in a letter of many."""


def posted(written: Post, *, to: Person) -> None:
    """Tell somebody who follows a discussion of one post."""
    post(
        to=to,
        template="academy/mail/posted",
        key=f"academy/posted/{written.pk}/{to.pk}",
        context=_about(written)
        | {
            "who": str(written.author or ""),
            "text": written.body[:2_000],
            "address": f"{_address(written)}?post={written.pk}",
        },
    )


def posted_today(row: Following, posts: Sequence[Post], *, more: int, now: datetime) -> None:
    """Tell somebody who follows a discussion once a day of its new posts, and how `more` there
    are."""
    post(
        to=row.person,
        template="academy/mail/posted_today",
        key=f"academy/posted-today/{row.pk}/{row.told_until.isoformat()}",
        context=_about(row)
        | {
            "posts": [
                {
                    "post": each.pk,
                    "who": str(each.author or ""),
                    "at": each.posted_at,
                    "text": excerpt(each.body),
                }
                for each in posts
            ],
            "more": more,
            "number": len(posts) + more,
            "address": _address(row),
        },
    )


def reported(report: PostReport) -> None:
    """Ask the facilitators to look at a post; who reported it they read on the page alone."""
    written = report.post
    for row in written.run.facilitators.select_related("person").exclude(person=written.author_id):
        post(
            to=row.person,
            template="academy/mail/reported",
            key=f"academy/reported/{report.pk}/{row.person_id}",
            context=_about(written)
            | {"reason": report.reason, "address": f"{_address(written)}?post={written.pk}"},
        )


def judged(
    written: Post,
    how: str,
    *,
    to: Person,
    reason: str,
    lost_count: bool,
    lost: Sequence[dict[str, str | bool]],
    now: datetime,
) -> None:
    """Tell the author of a post that it was hidden, removed, uncounted or shown again, why, and
    which rules of awards are met no longer."""
    post(
        to=to,
        template="academy/mail/post_judged",
        key=f"academy/post-judged/{written.pk}/{now.isoformat()}",
        context=_about(written)
        | {
            "how": how,
            "in_blog": written.activity.kind == BLOG,
            "reason": reason,
            "lost_count": lost_count,
            "lost": list(lost),
            "address": f"{_address(written)}?post={written.pk}",
        },
    )


def excerpt(body: str) -> str:
    """The beginning of a post, for a letter of many."""
    text = " ".join(body.split())
    return text if len(text) <= AN_EXCERPT else text[:AN_EXCERPT].rsplit(" ", 1)[0] + " …"


def _about(row: Post | Following) -> dict[str, Any]:
    return {
        "course": row.run.version.title,
        "zone": row.run.zone,
        "discussion": row.activity.title,
    }


def _address(row: Post | Following) -> str:
    return reverse("academy:activity", args=[row.run.slug, row.activity.stable_id])
