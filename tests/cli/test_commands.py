"""The small commands: what they say, and with which status they end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from makers.installation import Installation, make_installation


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with make_installation(tmp_path / "home") as house:
        yield house


def test_the_first_operator_is_made_from_the_shell(house: Installation) -> None:
    made = house.run(
        *("user", "create", "olga@example.org", "--name", "Olga", "--operator", "--password"),
        stdin="a-password-nobody-has\n",
    )
    listed = house.run("user", "list")

    assert made.stdout == "olga@example.org can sign in now.\n", made.stderr
    assert listed.stdout == "olga@example.org\tOlga\toperator\n"


def test_a_weak_password_is_refused_with_a_sentence(house: Installation) -> None:
    refused = house.run(
        *("user", "create", "olga@example.org", "--name", "Olga", "--password"), stdin="olga\n"
    )

    assert refused.returncode == 1
    assert refused.stderr.startswith("localturn: ")
    assert house.rows("SELECT id FROM people_person") == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--zone", "Moon/Crater"), "'Moon/Crater' is no time zone"),
        (("--language", "tlh"), "The interface speaks en, fr, sv"),
    ],
)
def test_a_wish_that_cannot_be_met_is_named(
    house: Installation, words: tuple[str, ...], sentence: str
) -> None:
    refused = house.run("user", "create", "olga@example.org", "--name", "Olga", *words)

    assert refused.returncode == 1
    assert sentence in refused.stderr


def test_nobody_is_made_an_operator_by_a_slip_of_the_keyboard(house: Installation) -> None:
    refused = house.run("user", "operator", "oulga@example.org")

    assert refused.returncode == 1
    assert "Nobody has the address oulga@example.org." in refused.stderr


def test_a_setting_that_cannot_be_read_is_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    house = Installation(tmp_path, environ={"LOCALTURN_SMTP": "mail.example.org"})

    refused = house.run("check")

    assert refused.returncode == 1
    assert refused.stderr.startswith("localturn: LOCALTURN_SMTP must look like ")


def test_check_names_what_must_be_mended_and_what_to_heed(tmp_path: Path) -> None:
    empty = Installation(tmp_path / "empty", environ={"LOCALTURN_DATABASE": ""})

    checked = empty.run("check")

    assert checked.returncode == 1
    states = {line.split()[0] for line in checked.stdout.splitlines()}
    assert states == {"good", "heed", "bad"}
    assert "migrations are pending" in checked.stdout


def test_check_is_content_with_an_installation_behind_https(house: Installation) -> None:
    house.environ["LOCALTURN_URL"] = "https://learn.example.org"

    checked = house.run("check")

    assert checked.returncode == 0, checked.stdout
    assert "good  settings" in checked.stdout
    assert "security.W" not in checked.stdout


def test_a_kind_that_no_room_takes_in_is_refused(house: Installation, tmp_path: Path) -> None:
    refused = house.run("import", "spreadsheet", str(tmp_path))

    assert refused.returncode == 1
    assert "There is no way in for 'spreadsheet'" in refused.stderr


def test_a_demonstration_is_not_put_where_people_are(house: Installation) -> None:
    house.run("user", "create", "olga@example.org", "--name", "Olga")

    refused = house.run("demo")

    assert refused.returncode == 1
    assert "There are people in this installation already." in refused.stderr


def test_what_is_no_demonstration_is_not_thrown_away(house: Installation) -> None:
    house.run("user", "create", "olga@example.org", "--name", "Olga")

    refused = house.run("demo", "--again")

    assert refused.returncode == 1
    assert len(house.rows("SELECT id FROM people_person")) == 1
