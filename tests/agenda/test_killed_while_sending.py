"""A sender that dies in the middle of an issue: nobody is left out, and nobody gets it twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from makers.installation import Installation, make_installation, until
from makers.post_office import PostOffice, open_post_office

pytestmark = pytest.mark.both

SEND = """
from django.utils import timezone
from localturn.agenda.actions import sending
from makers.mailing import make_frozen, make_list, make_reader
from makers.people import make_operator
letters = make_list()
for name in "abcd":
    make_reader(letters, f"{name}@example.org")
sending.send(make_frozen(letters), by=make_operator(), now=timezone.now())
"""


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
    rows = house.rows("SELECT state FROM agenda_delivery ORDER BY id")
    return [state for (state,) in rows]


def test_killed_before_one_answer_and_before_one_text_only_the_first_is_in_doubt(
    house: Installation, office: PostOffice
) -> None:
    house.do(SEND)
    with house.start("work") as worker:

        def at_second(address: str) -> str:
            if address.startswith("b"):
                worker.kill()
            return ""

        office.after_text = at_second
        until(lambda: len(office.mails) == 2)
        worker.wait()
    office.after_text = None
    assert states(house) == ["handed", "handing", "queued", "queued"]

    with house.start("work") as worker:

        def at_third(address: str) -> str:
            if address.startswith("c"):
                worker.kill()
                return "451 nobody is listening"
            return ""

        office.at_recipient = at_third
        until(lambda: states(house)[1] == "doubt")
        worker.wait()
    office.at_recipient = None
    assert states(house) == ["handed", "doubt", "queued", "queued"]

    with house.start("work"):
        until(lambda: states(house) == ["handed", "doubt", "handed", "handed"])

    assert [address[0] for address, _mail in office.mails] == ["a", "b", "c", "d"]
