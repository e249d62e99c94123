"""The how-to for a new kind of activity is followed to the letter, and a participant uses it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from makers.installation import migrated

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = (ROOT / "docs/how-to/add-an-activity-kind.md").read_text()

WALK = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import UTC, date, datetime
from django.conf import settings
from django.test import Client
from localturn.academy.actions import authoring, enrolment, publishing, runs
from localturn.academy.models import Completion, Course
from localturn.academy.standards import course_folder
from localturn.foundation import moments
from localturn.foundation.people.models import Person
from makers.course_folder import small_folder

settings.ALLOWED_HOSTS = ["*"]
BROADCAST = '''+++
id = "listen"
kind = "broadcast"
title = "A day at the counter"
minutes = 1
address = "https://radio.example.org/counter"
+++
A transcript.
'''
files = small_folder() | {"modules/01-first/04-listen.md": BROADCAST.encode()}
wrong = files | {"modules/01-first/04-listen.md": BROADCAST.replace("address", "adress").encode()}
print([(m.line, m.sentence) for m in course_folder.read(wrong).mistakes])
reading = course_folder.read(files)
assert reading.course is not None, reading.mistakes
print(course_folder.write(reading.course) == files)

now = moments.now()
author = Person.objects.create_user("author@example.org", None, name="Author", can_author=True)
authoring.import_course(reading.course, by=author, now=now)
version = publishing.publish(Course.objects.get(), by=author, now=now)
run = runs.open_run(
    version, slug="run", title="", zone="UTC", starts_on=now.date(), is_open=True, capacity=None,
    host=None, partners=[], by=author, now=now,
)
person = Person.objects.create_user("ana@example.org", None, name="Ana")
enrolment.enrol(person, run=run, by=person, now=now)
client = Client()
client.force_login(person)
page = client.get("/academy/runs/run/a/listen/")
print(page.status_code, 'href="https://radio.example.org/counter"' in page.text,
      "I have listened to this" in page.text, "A transcript." in page.text)
client.post("/academy/runs/run/a/listen/done/")
print([(c.activity.kind, c.enrolment.person.name) for c in Completion.objects.all()])
client.force_login(author)
authoring.begin_draft(version.course, by=author, now=now)
print(client.get("/academy/courses/small/draft/a/listen/").status_code)
"""


def test_the_how_to_adds_a_kind_that_works(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src")
    written = re.findall(r"^`(src/\S+)`\n\n```\w+\n(.*?)^```$", HOW_TO, re.DOTALL | re.MULTILINE)
    for name, text in written:
        assert not (tmp_path / name).exists()
        (tmp_path / name).write_text(text)
    kinds = tmp_path / "src/localturn/academy/domain/kinds/__init__.py"
    named = kinds.read_text().replace("import (\n", "import (\n    broadcast,\n")
    kinds.write_text(
        named.replace("        webinar.KIND,\n", "        webinar.KIND,\n        broadcast.KIND,\n")
    )

    (tmp_path / "home").mkdir()
    shutil.copyfile(migrated(), tmp_path / "home/localturn.sqlite3")
    walked = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WALK],
        env={
            **os.environ,
            "PYTHONPATH": f"{tmp_path / 'src'}{os.pathsep}{ROOT / 'tests'}",
            "LOCALTURN_HOME": str(tmp_path / "home"),
            "LOCALTURN_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert walked.returncode == 0, walked.stderr
    assert len(written) == 3
    assert walked.stdout.splitlines() == [
        "[(2, '“address” is missing: add it.'), "
        "(6, 'There is no “adress” here: is “address” meant?')]",
        "True",
        "200 True True True",
        "[('broadcast', 'Ana')]",
        "200",
    ]
