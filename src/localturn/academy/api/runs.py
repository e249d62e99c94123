"""A run as every answer that has one names it."""

from datetime import date
from typing import Any
from urllib.parse import urljoin

from django.conf import settings

from localturn.academy.models import Run
from localturn.foundation.api.values import Answer, Moment


class RunFacts(Answer):
    """Public: what is delivered, from when to when; and its pace: `dated`, or `own` where days
    count from each person's own enrolment."""

    slug: str
    title: str
    course: str
    course_title: str
    language: str
    starts_on: date
    ends_on: date
    zone: str
    pace: str
    host: str
    is_open: bool
    enrolment_closes_at: Moment | None
    page: str


def facts_of_run(run: Any) -> RunFacts:
    """Of a run with its version, course and host."""
    return _facts(run, host=run.host.name if run.host else "")


def facts_of_seen(run: Any) -> RunFacts:
    """Of a run as `run_seen_by` gives it."""
    return _facts(run, host=run.host_name or "")


def _facts(run: Run, *, host: str) -> RunFacts:
    return RunFacts(
        slug=run.slug,
        title=run.title,
        course=run.version.course.slug,
        course_title=run.version.title,
        language=run.version.language,
        starts_on=run.starts_on,
        ends_on=run.ends_on,
        zone=run.zone,
        pace=run.pace,
        host=host,
        is_open=run.is_open,
        enrolment_closes_at=run.enrolment_closes_at,
        page=urljoin(settings.PUBLIC_URL, run.get_absolute_url()),
    )
