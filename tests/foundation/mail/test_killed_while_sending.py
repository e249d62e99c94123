"""A worker that dies while it sends: no mail is lost, and none is sent twice."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from makers.installation import Installation, make_installation, until
from makers.post_office import PostOffice, open_post_office

pytestmark = pytest.mark.both

POST = (
    "from datetime import UTC, datetime\n"
    "from localturn.foundation.mail import actions\n"
    "actions.post(to=actions.Address('a@example.org'), template='mail/trial', key='a', "
    "context={'asked_at': datetime(2026, 11, 20, tzinfo=UTC)})"
)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_post_office() as office:
        yield office


@pytest.fixture
def house(tmp_path: Path, office: PostOffice) -> Iterator[Installation]:
    assert office.smtp is not None
    address = f"smtp://127.0.0.1:{office.smtp.port}"
    with make_installation(tmp_path / "home", LOCALTURN_SMTP=address) as house:
        yield house


def states(house: Installation) -> list[str]:
    return [state for (state,) in house.rows("SELECT state FROM mail_message")]


def test_killed_before_the_text_went_out_the_mail_is_sent_by_the_next(
    house: Installation, office: PostOffice
) -> None:
    reached = threading.Event()
    house.do(POST)
    with house.start("work") as worker:

        def kill(_address: str) -> str:
            worker.kill()
            reached.set()
            return "451 nobody is listening"

        office.at_recipient = kill
        assert reached.wait(90)
        worker.wait()
    office.at_recipient = None
    assert states(house) == ["waiting"]

    with house.start("work"):
        until(lambda: states(house) == ["sent"])

    assert len(office.mails) == 1


def test_killed_before_the_answer_came_the_mail_is_not_sent_again_but_marked(
    house: Installation, office: PostOffice
) -> None:
    house.do(POST)
    with house.start("work") as worker:

        def kill(_address: str) -> str:
            worker.kill()
            return ""

        office.after_text = kill
        until(lambda: len(office.mails) == 1)
        worker.wait()
    assert states(house) == ["sending"]

    with house.start("work"):
        until(lambda: states(house) == ["unsure"])

    assert len(office.mails) == 1
