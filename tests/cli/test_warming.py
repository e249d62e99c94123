"""What is loaded before the first page is asked for."""

import os
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.template import engines

from localturn.academy.domain.kinds import KINDS
from localturn.cli import warming
from localturn.cli.slow_lines import Unhurried
from localturn.foundation.prepared import Prepared


@pytest.mark.once
def test_every_busy_template_is_there_and_is_compiled_before() -> None:
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    environment.cache.clear()

    warming.load_pages()

    kept = {name for _loader, name in environment.cache}
    for beginning in warming.BUSY:
        assert any(name.startswith(beginning) for name in kept), beginning
    assert "academy/kinds/attempt_question.html" in kept
    assert not any(name.startswith("academy/mail/") for name in kept)
    assert {f"localturn.academy.views.kinds.{kind.module}" for kind in KINDS.values()} <= set(
        sys.modules
    )


@pytest.mark.once
def test_a_command_loads_no_library_that_only_some_tasks_and_pages_need() -> None:
    heavy = ["numpy", "lxml", "rapidfuzz", "regex", "lingua", "icalendar", "dns", "psycopg"]
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django, sys; django.setup();"
            f"print(*(name for name in {heavy} if name in sys.modules), 'django' in sys.modules)",
        ],
        env={
            **os.environ,
            "LOCALTURN_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "localturn.config.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split() == ["True"]


@pytest.mark.once
def test_the_thread_that_asks_is_ready_before_it_can_be_asked() -> None:
    done: list[int] = []

    def application(_environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [])
        return [b"yes" if done == [threading.get_ident()] else b"no"]

    unhurried = Unhurried(application, first=lambda: done.append(threading.get_ident()))

    assert len(done) == 1
    assert unhurried({"CONTENT_LENGTH": "0", "wsgi.input": None}, lambda *_: None) == [b"yes"]


@pytest.mark.django_db
@pytest.mark.both
def test_every_statement_of_the_house_is_built_and_asked_for_nothing() -> None:
    warming.load_pages()

    warming.make_ready()

    ours = [
        each
        for name, module in sys.modules.items()
        if name.startswith("localturn.")
        for each in vars(module).values()
        if isinstance(each, Prepared)
    ]
    assert len({id(each) for each in ours}) >= 15
    assert all(each.is_built for each in ours)
