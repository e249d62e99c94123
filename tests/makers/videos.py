"""A course folder with a video, and a version with one in it."""

from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile

from localturn.academy.models import Activity, Captions, CourseVersion, Medium
from localturn.academy.queries.media import subject_of_media
from localturn.foundation.files.actions import store_made
from makers.academy import NOON
from makers.course_folder import COURSE, small_folder
from makers.files import png

SPECIMENS = Path(__file__).parents[1] / "specimens/media"
WEBM = (SPECIMENS / "walk.webm").read_bytes()
MP4 = (SPECIMENS / "walk.mp4").read_bytes()
SECONDS = 3
"""How long both play."""

ENGLISH = """\
WEBVTT

00:00.000 --> 00:01.500
<v Ana>Who came?

00:01.500 --> 00:03.000
Who left?
"""
FRENCH = """\
WEBVTT

00:00.000 --> 00:01.500
Qui est venu ?
"""

VIDEO = """\
+++
id = "walk"
kind = "video"
title = "A walk"
minutes = 10
video = "walk.webm"
share = 60
+++
Look at the doors.
"""


def folder_with_video(**changed: str | None) -> dict[str, bytes]:
    """A small course with a video in two languages and with a poster; `video` may be another
    activity, None for none."""
    activity = changed.pop("video", VIDEO)
    changed.setdefault("course", COURSE.replace("hours = 2", "hours = 2.2"))
    files = small_folder(**changed) | {
        "media/walk.en.vtt": ENGLISH.encode(),
        "media/walk.fr.vtt": FRENCH.encode(),
        "media/walk.png": png(),
        "media/walk.webm": WEBM,
    }
    if activity is not None:
        files["modules/01-first/04-walk.md"] = activity.encode()
    return files


def make_video(version: CourseVersion, *, position: int = 9, now: datetime = NOON) -> Activity:
    """A video in a draft, "video-1", with English captions and a poster."""
    for name, content in (("walk.webm", WEBM), ("walk.png", png())):
        file = store_made(
            ContentFile(content),
            name=name,
            media_type="video/webm" if name.endswith("webm") else "image/png",
            owner=None,
            subject=subject_of_media(version.course),
            now=now,
        )
        Medium.objects.create(
            version=version,
            name=name,
            file=file,
            seconds=SECONDS if file.name == "walk.webm" else 0,
        )
    Captions.objects.create(version=version, stem="walk", language="en", text=ENGLISH)
    Captions.objects.create(version=version, stem="walk", language="fr", text=FRENCH)
    return Activity.objects.create(
        version=version,
        module=version.modules.all()[0],
        position=position,
        stable_id="video-1",
        file_name=f"{position:02}-video-1",
        kind="video",
        title="A walk",
        minutes=10,
        settings={"video": "walk.webm", "share": 60},
    )
