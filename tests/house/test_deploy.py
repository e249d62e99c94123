"""What is handed to who operates an installation agrees with the program."""

import re
from pathlib import Path

import pytest

from localturn.config import environment

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = (ROOT / "deploy" / "environment.sample").read_text()

pytestmark = pytest.mark.once


def test_the_sample_environment_names_every_setting_and_no_other() -> None:
    code = Path(environment.__file__).read_text()
    read = set(re.findall(r'"(LOCALTURN_[A-Z_]+)"', code))
    sampled = set(re.findall(r"^#?(LOCALTURN_[A-Z_]+)=", SAMPLE, re.MULTILINE))

    assert {name for name in sampled if not name.startswith("LOCALTURN_OPENID_")} == read


def test_the_sample_environment_can_be_read_as_it_is() -> None:
    lines = [line for line in SAMPLE.splitlines() if line and not line.startswith("#")]

    read = environment.read(dict(line.split("=", 1) for line in lines))

    assert read.public_url == "https://learn.example.org"
    assert read.behind_proxy


def test_every_package_that_running_needs_is_locked_in_one_version() -> None:
    def versions(lock: str) -> dict[str, str]:
        text = (ROOT / lock).read_text()
        return dict(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==([^ ;\\]+)", text, re.MULTILINE))

    everything, running = versions("requirements.lock"), versions("requirements-run.lock")

    assert running.items() <= everything.items()
    assert "django" in running
    assert "pytest" not in running


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-run.lock"])
def test_a_lock_names_no_host(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text()
