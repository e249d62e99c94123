"""What is said in a video is found, with the way to the second when it is said."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from localturn.academy.actions.indexing import index_run
from localturn.academy.models import Captions, Run
from localturn.academy.queries.documents import audiences_of
from localturn.foundation import moments
from localturn.foundation.people.reader import Reader
from localturn.foundation.search.asked import read
from localturn.foundation.search.queries import best
from makers.academy import (
    NOON,
    make_enrolment,
    make_facilitator,
    make_person,
    make_run,
    make_version,
)
from makers.videos import make_video

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ENGLISH = """\
WEBVTT

00:00.000 --> 00:01.000
The register counts those

00:01.200 --> 00:02.000
who left the Château last year.

00:02.000 --> 00:02.900
<v Ana>Nobody asked why &amp; where.
"""


@pytest.fixture
def run(settings: Settings, tmp_path: Path) -> Run:
    """A run that has begun, with a video in its first week."""
    settings.MEDIA_ROOT = tmp_path
    draft = make_version(number=None)
    make_video(draft)
    Captions.objects.filter(version=draft, language="en").update(text=ENGLISH)
    run = make_run(draft)
    index_run(run)
    return run


def found(reader: Reader, asked: str) -> list[tuple[str, str, str]]:
    """Title, address after the run's, and language of what a reader finds."""
    audiences = {"public", *audiences_of(reader, now=NOON)}
    hits = best(read(asked), audiences=audiences, most=100)
    return [(str(hit.title), hit.href.split("/a/")[-1], hit.language) for hit in hits]


def test_a_word_leads_to_the_second_when_it_is_said(run: Run) -> None:
    person = make_enrolment(run).person
    assert person is not None

    assert found(person, "chateau") == [
        ("A walk", "video-1/?transcript=en&t=1#video", "en"),
    ]
    assert found(person, '"those who left"') == [
        ("A walk", "video-1/?transcript=en&t=0#video", "en"),
    ]
    assert found(person, "nobody where") == [
        ("A walk", "video-1/?transcript=en&t=2#video", "en"),
    ]


def test_another_language_is_a_document_of_its_own(run: Run) -> None:
    person = make_enrolment(run).person
    assert person is not None

    assert found(person, "venu") == [
        ("A walk (Français)", "video-1/?transcript=fr&t=0#video", "fr"),
    ]


def test_the_video_itself_is_found_by_its_title_and_once_more_in_each_language(run: Run) -> None:
    person = make_enrolment(run).person
    assert person is not None

    assert sorted(found(person, "walk")) == [
        ("A <mark>walk</mark>", "video-1/", "en"),
        ("A <mark>walk</mark> (Français)", "video-1/?transcript=fr", "fr"),
    ]


def test_only_who_may_open_the_video_finds_what_is_said_in_it(run: Run) -> None:
    later = make_version(number=None)
    make_video(later)
    coming = make_run(later, starts_on=run.starts_on + timedelta(days=30))
    index_run(coming)
    waiting = make_enrolment(coming).person
    assert waiting is not None

    for nobody in (
        make_person(),
        make_person(is_staff=True),
        waiting,
        make_facilitator(make_run()),
    ):
        assert found(nobody, "venu") == []
    assert len(found(make_facilitator(coming), "venu")) == 1


def test_the_way_opens_the_video_at_that_second(run: Run, client: Client) -> None:
    person = make_enrolment(run).person
    assert person is not None
    client.force_login(person)

    with moments.travelled(NOON - moments.now()):
        page = client.get(f"/academy/runs/{run.slug}/a/video-1/?transcript=fr&t=2")

    assert 'walk.webm#t=2"' in page.text
    assert "Qui est venu" in page.text
