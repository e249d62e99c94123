"""What was there before is there afterwards, whatever happened in between."""

import io
import json
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from makers.installation import Installation, make_installation, until
from makers.once import made_once

pytestmark = pytest.mark.both  # `once`: what is read from a note or a manifest, and done to rows

NAMES = "SELECT email FROM people_person ORDER BY email"


@contextmanager
def furnished(home: Path) -> Iterator[Installation]:
    with make_installation(home, furnish=FIRST) as house:
        (house.home / "files" / "ab").mkdir(parents=True)
        (house.home / "files" / "ab" / "certificate.pdf").write_bytes(b"%PDF-1.7 first")
        yield house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with furnished(tmp_path / "home") as house:
        yield house


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """What a backup of the house is, as it was furnished."""

    def make(folder: Path) -> None:
        with furnished(folder / "home") as house:
            assert house.run("backup", str(folder / "backup.tar.gz")).returncode == 0

    made = made_once("backed_up", make) / "backup.tar.gz"
    return Path(shutil.copy(made, tmp_path / "backup.tar.gz"))


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Installation]:
    with make_installation(tmp_path / "other") as other:
        yield other


def person(name: str) -> str:
    return f"Person.objects.create_user('{name}@example.org', name='{name}, \"quoted\"\\nÅsa')\n"


FIRST = "from localturn.foundation.people.models import Person\n" + person("first")


def destroy(house: Installation) -> None:
    house.do("from localturn.foundation.people.models import Person; Person.objects.all().delete()")
    shutil.rmtree(house.home / "files")


def test_a_backup_made_while_people_write_is_whole_and_comes_back(
    house: Installation, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.tar.gz"
    writing = (
        "from localturn.foundation.people.models import Person\n"
        "for n in range(100000): Person.objects.create_user(f'w{n:06}@example.org')"
    )
    with house.start("manage", "shell", "-v0", "-c", writing):
        until(lambda: len(house.rows(NAMES)) > 20)
        before = house.rows(NAMES)
        made = house.run("backup", str(backup))
        until(lambda: len(house.rows(NAMES)) > len(before) + 5)
    assert made.returncode == 0, made.stderr
    destroy(house)

    restored = house.run("restore", str(backup), "--replace")

    assert restored.returncode == 0, restored.stderr
    there = house.rows(NAMES)
    assert there[: len(before)] == before
    assert len(there) < 100000
    assert [name for (name,) in house.rows("SELECT name FROM people_person LIMIT 1")] == [
        'first, "quoted"\nÅsa'
    ]
    assert (house.home / "files/ab/certificate.pdf").read_bytes() == b"%PDF-1.7 first"


def test_after_a_restore_new_rows_are_numbered_on(house: Installation, backup: Path) -> None:
    restored = house.run("restore", str(backup), "--replace")
    assert restored.returncode == 0, restored.stderr
    house.do("from localturn.foundation.people.models import Person\n" + person("second"))

    assert len(house.rows(NAMES)) == 2
    assert house.run("manage", "migrate", "--check").returncode == 0


def test_a_restore_signs_everybody_out_and_ends_all_tokens(
    house: Installation, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.tar.gz"
    house.do(
        "from datetime import timedelta\n"
        "from localturn.foundation import moments\n"
        "from localturn.foundation.people.models import ApiToken, Person, Session\n"
        "first, now = Person.objects.get(), moments.now()\n"
        "later = now + timedelta(days=9)\n"
        "Session.objects.create(session_key='k' * 32, expire_date=later, person=first)\n"
        "ApiToken.objects.create(person=first, name='x', digest='0' * 64, scopes='profile:read',\n"
        "    made_at=now, expires_at=later)\n"
    )
    house.run("backup", str(backup))

    restored = house.run("restore", str(backup), "--replace")

    assert restored.returncode == 0, restored.stderr
    assert house.rows("SELECT digest FROM people_apitoken") == []
    assert house.rows("SELECT session_key FROM people_session") == []


@pytest.mark.once
def test_what_protects_people_is_done_also_where_a_room_cannot_put_right_its_own(
    house: Installation, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.tar.gz"
    house.do(
        "from datetime import timedelta\n"
        "from localturn.foundation import moments\n"
        "from localturn.foundation.people.models import ApiToken, Person\n"
        "first, now = Person.objects.get(), moments.now()\n"
        "ApiToken.objects.create(person=first, name='x', digest='0' * 64, scopes='profile:read',\n"
        "    made_at=now, expires_at=now + timedelta(days=9))\n"
    )
    house.run("backup", str(backup))
    house.do(ERASE.format("first"))
    (house.home / "leavings").write_text("No folder.")

    restored = house.run("restore", str(backup), "--replace")

    assert restored.returncode == 1
    assert "Erased again, as they were erased since then: 1 records." in restored.stdout
    assert "this could not be put right: agenda: FileExistsError" in restored.stderr
    assert house.rows("SELECT digest FROM people_apitoken") == []
    assert [email.split("-")[0] for (email,) in house.rows(NAMES)] == ["erased"]


def test_what_was_folded_into_the_first_migrations_is_no_hindrance(tmp_path: Path) -> None:
    """Nor that the making of a database was interrupted."""
    backup = tmp_path / "backup.tar.gz"
    with make_installation(tmp_path / "unfinished", migrated=False) as house:
        assert house.run("manage", "migrate", "-v0", "academy", "0002_guards").returncode == 0
        house.do(
            "from django.db import connection\n"
            "from django.db.migrations.recorder import MigrationRecorder\n"
            "from localturn.lobby.actions.folded import FOLDED\n"
            "recorder = MigrationRecorder(connection)\n"
            "recorder.record_unapplied('academy', '0002_guards')\n"
            "for app, names in FOLDED.items():\n"
            "    for name in names:\n"
            "        recorder.record_applied(app, name)\n"
        )
        on = house.run("manage", "migrate", "-v0")
        assert on.returncode == 0, on.stderr
        house.run("manage", "createcachetable", "-v0")
        house.run("backup", str(backup))

        restored = house.run("restore", str(backup), "--replace")

    assert restored.returncode == 0, restored.stderr


def rewritten(backup: Path, folder: Path, *, migration: list[str]) -> Path:
    """The same backup, which says that its database had seen another migration."""
    new = folder / "rewritten.tar.gz"
    with tarfile.open(backup) as old, tarfile.open(new, "w:gz") as written:
        for member in old:
            source = old.extractfile(member)
            if source is None:
                continue
            content = source.read()
            if member.name == "manifest.json":
                said = json.loads(content)
                said["migrations"].append(migration)
                content = json.dumps(said).encode()
            member.size = len(content)
            written.addfile(member, io.BytesIO(content))
    return new


def old_state(house: Installation, *seen: tuple[str, str]) -> None:
    """As a database stood that had seen only these of what was folded."""
    house.do(
        "from django.db import connection\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "cascade = ' CASCADE' if connection.vendor == 'postgresql' else ''\n"
        "connection.cursor().execute('DROP TABLE academy_regrade' + cascade)\n"
        "recorder = MigrationRecorder(connection)\n"
        "later = recorder.migration_qs.filter(app='academy').exclude(name='0001_initial')\n"
        "later.delete()\n"
        f"for app, name in {seen!r}:\n"
        "    recorder.record_applied(app, name)\n"
    )


@pytest.mark.once
@pytest.mark.parametrize(
    "seen", [(("academy", "0002_append_only"), ("people", "0002_person_key")), ()]
)
def test_a_database_from_before_the_last_folded_migration_is_refused_before_it_is_changed(
    house: Installation, seen: tuple[tuple[str, str], ...]
) -> None:
    """Also one that had seen none of them, and is not one whose making was interrupted."""
    old_state(house, *seen)
    applied = "SELECT app, name FROM django_migrations ORDER BY id"
    before = house.rows(applied)

    refused = [
        house.run("manage", "migrate", "-v0"),
        house.run("serve", "--migrate", "--port", "0"),
    ]

    for each in refused:
        assert each.returncode == 1
        assert "is of an earlier state of Local Turn" in each.stderr
        assert "“Fold the migrations before the first release”" in each.stderr
        assert "Traceback" not in each.stderr
    assert house.rows(applied) == before


@pytest.mark.once
def test_a_backup_from_before_the_migrations_were_folded_says_where_to_restore_it(
    house: Installation, backup: Path, tmp_path: Path
) -> None:
    old = rewritten(backup, tmp_path, migration=["academy", "0021_regrades"])

    refused = house.run("restore", str(old), "--replace")

    assert refused.returncode == 1
    assert "made by an earlier state of Local Turn" in refused.stderr


def test_a_backup_moves_to_an_empty_installation(
    house: Installation, other: Installation, backup: Path
) -> None:
    restored = other.run("restore", str(backup))

    assert restored.returncode == 0, restored.stderr
    assert other.rows(NAMES) == house.rows(NAMES)
    assert (other.home / "files/ab/certificate.pdf").exists()


def test_where_people_are_nothing_is_replaced_unasked(house: Installation, backup: Path) -> None:
    refused = house.run("restore", str(backup))

    assert refused.returncode == 1
    assert "--replace" in refused.stderr


def test_while_somebody_works_nothing_is_replaced(
    house: Installation, backup: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "paper"
    house.do(f"from makers import errands; errands.linger.enqueue({str(paper)!r}, 600)")
    with house.start("work") as worker:
        until(paper.exists)

        refused = house.run("restore", str(backup), "--replace")

        assert worker.poll() is None, worker.communicate()[0]
    assert refused.returncode == 1, refused.stdout
    assert "Stop `localturn serve`" in refused.stderr


@pytest.mark.once
def test_a_damaged_backup_changes_nothing(house: Installation, backup: Path) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: len(whole) // 2])

    refused = house.run("restore", str(backup), "--replace")

    assert refused.returncode == 1
    assert "Nothing was changed" in refused.stderr
    assert house.rows(NAMES) == [("first@example.org",)]


ERASE = (
    "from localturn.foundation import moments\n"
    "from localturn.foundation.people.actions.erasure import erase_person\n"
    "from localturn.foundation.people.models import Person\n"
    "from localturn.foundation.personal_data import Wishes\n"
    "who = Person.objects.get(email='{}@example.org')\n"
    "erase_person(who, wishes=Wishes(), by=who, now=moments.now())\n"
)


def test_who_was_erased_after_the_backup_stays_erased(house: Installation, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar.gz"
    house.do("from localturn.foundation.people.models import Person\n" + person("second"))
    house.run("backup", str(backup))
    house.do(ERASE.format("first"))
    destroy(house)

    restored = house.run("restore", str(backup), "--replace")

    assert restored.returncode == 0, restored.stderr
    assert "Erased again, as they were erased since then: 1 records." in restored.stdout
    assert [email.split("-")[0] for (email,) in house.rows(NAMES)] == [
        "erased",
        "second@example.org",
    ]
    noted = "".join(path.read_text() for path in (house.home / "erasures").iterdir())
    assert "first" not in noted


@pytest.mark.once
def test_whoever_gets_the_number_of_somebody_erased_stays(
    house: Installation, backup: Path, tmp_path: Path
) -> None:
    before, after = backup, tmp_path / "after.tar.gz"
    house.do("from localturn.foundation.people.models import Person\n" + person("gone"))
    house.do(ERASE.format("gone"))
    house.run("restore", str(before), "--replace")
    house.do("from localturn.foundation.people.models import Person\n" + person("new"))
    there = house.rows("SELECT id, email FROM people_person ORDER BY id")
    house.run("backup", str(after))

    restored = house.run("restore", str(after), "--replace")

    assert restored.returncode == 0, restored.stderr
    assert house.rows("SELECT id, email FROM people_person ORDER BY id") == there
    assert there[-1][1] == "new@example.org"


@pytest.mark.once
def test_who_had_the_number_of_somebody_erased_before_that_stays(
    house: Installation, backup: Path, tmp_path: Path
) -> None:
    without, with_ana = backup, tmp_path / "with_ana.tar.gz"
    people = "from localturn.foundation.people.models import Person\n"
    house.do(people + person("ana"))
    numbers = house.rows("SELECT id FROM people_person ORDER BY id")
    house.run("backup", str(with_ana))
    house.run("restore", str(without), "--replace")
    house.do(people + person("bo") + ERASE.format("bo"))
    assert house.rows("SELECT id FROM people_person ORDER BY id") == numbers

    restored = house.run("restore", str(with_ana), "--replace")

    assert restored.returncode == 0, restored.stderr
    assert house.rows(NAMES) == [("ana@example.org",), ("first@example.org",)]


@pytest.mark.once
def test_with_a_note_that_cannot_be_read_nothing_is_replaced(
    house: Installation, backup: Path, tmp_path: Path
) -> None:
    house.do("from localturn.foundation.people.models import Person\n" + person("second"))
    house.do(ERASE.format("first"))
    [note] = (house.home / "erasures").glob("*.json")
    whole = note.read_text()
    there = house.rows(NAMES)

    for damaged in (whole[:-4], "[]", '{"at": "2026-01-01T00:00:00", "wishes": {}}'):
        note.write_text(damaged)
        refused = house.run("restore", str(backup), "--replace")
        assert refused.returncode == 1
        assert f"{note} cannot be read as a note of an erasure" in refused.stderr
        assert "Nothing was changed" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert house.rows(NAMES) == there

    house.run("backup", str(tmp_path / "another.tar.gz"))
    assert note.read_text() == whole


@pytest.mark.once
def test_an_erasure_that_was_not_noted_is_noted_by_the_next_backup(
    house: Installation, backup: Path, tmp_path: Path
) -> None:
    house.do(ERASE.format("first").replace("Wishes()", "Wishes(remove_texts=True)"))
    [note] = (house.home / "erasures").glob("*.json")
    said = note.read_text()
    note.unlink()

    house.run("backup", str(tmp_path / "after.tar.gz"))
    assert note.read_text() == said
    restored = house.run("restore", str(backup), "--replace")

    assert "Erased again, as they were erased since then: 1 records." in restored.stdout


@pytest.mark.once
def test_an_erasure_here_is_nobody_s_in_another_installation(
    house: Installation, other: Installation, backup: Path
) -> None:
    other.do(FIRST)
    other.do(ERASE.format("first"))

    restored = other.run("restore", str(backup), "--replace")

    assert restored.returncode == 0, restored.stderr
    assert other.rows(NAMES) == [("first@example.org",)]


def test_mail_that_waited_in_the_backup_waits_for_an_operator(
    house: Installation, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.tar.gz"
    house.do(
        "from localturn.foundation import moments\n"
        "from localturn.foundation.mail.models import Message\n"
        "now = moments.now()\n"
        "for state in ('waiting', 'sending', 'sent'):\n"
        "    Message.objects.create(key=state, state=state, address='a@example.org',\n"
        "        language='en', zone='UTC', posted_at=now, next_at=now)\n"
    )
    house.run("backup", str(backup))

    restored = house.run("restore", str(backup), "--replace")

    assert "Held, as they waited then and may have been sent since: 2 mails." in restored.stdout
    assert house.rows("SELECT key, state, trouble FROM mail_message ORDER BY key") == [
        ("sending", "unsure", ""),
        ("sent", "sent", ""),
        ("waiting", "unsure", ""),
    ]


def test_an_issue_that_was_being_sent_waits_and_who_left_since_has_left(
    house: Installation, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.tar.gz"
    house.do(
        "from localturn.agenda.actions import sending\n"
        "from localturn.foundation import moments\n"
        "from makers.mailing import make_frozen, make_list, make_reader\n"
        "from makers.people import make_operator\n"
        "letters = make_list()\n"
        "for name in ('ana', 'ben'): make_reader(letters, f'{name}@example.org')\n"
        "sending.send(make_frozen(letters), by=make_operator(), now=moments.now())\n"
    )
    house.run("backup", str(backup))
    house.do(
        "from localturn.agenda.actions import subscribing\n"
        "from localturn.agenda.domain.mailing import Why\n"
        "from localturn.agenda.models import Subscriber\n"
        "from localturn.foundation import moments\n"
        "ana = Subscriber.objects.get(email='ana@example.org')\n"
        "subscribing.leave(ana, why=Why.ONE_CLICK, now=moments.now())\n"
    )

    restored = house.run("restore", str(backup), "--replace")

    assert restored.returncode == 0, restored.stderr
    assert "2 letters of mailing lists." in restored.stdout
    assert "Left again, as they left since then: 1 readers" in restored.stdout
    assert house.rows("SELECT email, standing FROM agenda_subscriber ORDER BY email") == [
        ("ana@example.org", "left"),
        ("ben@example.org", "subscribed"),
    ]
    assert house.rows("SELECT stage FROM agenda_issue") == [("halted",)]


@pytest.mark.once
def test_what_the_manifest_does_not_name_is_refused(
    house: Installation, backup: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more.tar.gz"
    with tarfile.open(backup) as old, tarfile.open(more, "w:gz") as new:
        for member in old.getmembers():
            new.addfile(member, old.extractfile(member))
        added = tarfile.TarInfo("files/ab/planted.html")
        added.size = 3
        new.addfile(added, io.BytesIO(b"<p>"))

    refused = house.run("restore", str(more), "--replace")

    assert refused.returncode == 1
    assert "files/ab/planted.html, of which its manifest says nothing." in refused.stderr
    assert "Nothing was changed" in refused.stderr
    assert not (house.home / "files/ab/planted.html").exists()


def test_a_backup_is_its_owner_s_alone_and_holds_no_secret_key(
    house: Installation, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.tar.gz"
    house.run("backup", str(backup))

    assert backup.stat().st_mode & 0o777 == 0o600
    shutil.unpack_archive(backup, tmp_path / "unpacked")
    assert not list((tmp_path / "unpacked").rglob("secret-key"))


def test_backups_expire_on_schedule(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "localturn-20200101-010000.tar.gz").touch()
    (folder / "something-else.tar.gz").touch()
    with make_installation(tmp_path / "home", LOCALTURN_BACKUPS=str(folder)) as house:
        house.run("tick")

    kept = sorted(path.name for path in folder.iterdir())
    assert len(kept) == 2
    assert kept[0].startswith("localturn-2")
    assert kept[0] != "localturn-20200101-010000.tar.gz"
    assert kept[1] == "something-else.tar.gz"
