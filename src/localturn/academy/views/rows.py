"""Rows that many readers see alike, each drawn once."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.template import engines
from django.utils import timezone
from django.utils.translation import get_language
from markupsafe import Markup

from localturn.academy.domain.blog import BLOG
from localturn.academy.forms.forum import PostForm
from localturn.academy.models import Run
from localturn.academy.queries.course_page import OwnPart, OwnStep, State
from localturn.academy.queries.places import ActivityPlace
from localturn.academy.queries.programme import Step
from localturn.academy.queries.threads import ShownPost
from localturn.academy.views.explaining import Line
from localturn.foundation.ui.environment import address
from localturn.foundation.ui.forms import form_fields

MOST = 16_384


class StepRows:
    """The activities of one part of a participant's course, as list items.

    How a row looks depends on the activity, on its state and points, and on the reader's language
    and zone; not on the reader.
    """

    def __init__(self, run: Run, *, year: int) -> None:
        self.address = address("academy:run", run.slug)
        self.place = (run.version.language, run.zone)
        self.seen = (get_language() or "en", str(timezone.get_current_timezone()), year)

    def __call__(self, part: OwnPart, next_step: OwnStep | None) -> Markup:
        return Markup("\n").join(
            _row(
                (own.step, own.state, own.points),
                self._address(own, part),
                own is next_step,
                (*self.place, *self.seen),
            )
            for own in part.steps
        )

    def _address(self, own: OwnStep, part: OwnPart) -> str:
        may_be_opened = part.is_open or own.step.starts_at is not None
        return f"{self.address}a/{own.step.id}/" if may_be_opened else ""


@lru_cache(MOST)
def _row(
    own: tuple[Step, State, Decimal | None], address: str, is_next: bool, seen: tuple[Any, ...]
) -> Markup:
    step, state, points = own
    language, zone, *_reader = seen
    template = engines["jinja2"].env.get_template("academy/run_step.html")  # type: ignore[attr-defined]
    row = template.module.row(step, state.value, points, address, is_next, language, zone)
    return Markup(row)  # noqa: S704


def award_line(line: Line) -> Markup:
    """A rule of an award as a list item; it differs by language alone."""
    return _award_line(line, get_language() or "en")


@lru_cache(MOST)
def _award_line(line: Line, _language: str) -> Markup:
    template = engines["jinja2"].env.get_template("academy/award_line.html")  # type: ignore[attr-defined]
    return Markup(template.module.row(line))  # noqa: S704


_TOKEN = "\x00csrf\x00"  # noqa: S105
"""Stands in a drawn post where the reader's own token goes."""


class PostEntries:
    """Posts of a discussion, with their answers, as entries.

    How a post looks depends on what it says, on whether it is the reader's own and on what the
    reader may do; the token of its forms is put in last.
    """

    def __init__(self, place: ActivityPlace, *, page: int, may_write: bool, token: str) -> None:
        here = address("academy:activity", place.run.slug, place.activity.stable_id)
        self.reader = (
            *(here, page, may_write, place.is_facilitator, place.kind.name == BLOG, place.now.year),
            *(get_language() or "en", str(timezone.get_current_timezone())),
        )
        self.field = f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'

    def __call__(self, post: ShownPost) -> Markup:
        inner = "".join(_entry(reply, "", self.reader) for reply in post.replies)
        entry = _entry(replace(post, replies=()), inner, self.reader)
        return Markup(entry.replace(_TOKEN, self.field))  # noqa: S704


@lru_cache(4096)
def _entry(post: ShownPost, inner: str, reader: tuple[Any, ...]) -> str:
    here, page, may_write, may_count, in_blog, *_seen = reader
    template = engines["jinja2"].env.get_template("academy/post.html")  # type: ignore[attr-defined]
    drawn = template.module.entry(
        post,
        Markup(inner),  # noqa: S704
        here,
        page,
        may_write,
        may_count,
        Markup(_TOKEN),  # noqa: S704
        in_blog,
    )
    return str(drawn)


def blank_post(*, titled: bool = False) -> Markup:
    """The fields to write a post in, before anything is written; they differ by language alone."""
    return _blank_post(titled, get_language() or "en")


@lru_cache
def _blank_post(titled: bool, _language: str) -> Markup:
    return Markup(form_fields(PostForm(titled=titled)))  # noqa: S704 - drawn by its template
