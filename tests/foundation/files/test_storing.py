import hashlib
import os
import time
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from pytest_django import Settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from localturn.foundation.files import actions
from localturn.foundation.files.models import StoredFile
from localturn.foundation.refusals import Invalid
from makers import files
from makers.academy import NOON
from makers.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def on_disk(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def store(name: str = "plan.pdf", content: bytes = files.PDF) -> StoredFile:
    upload = files.upload(name, content)
    return actions.store(upload, owner=None, subject="library/book/1", now=NOON)


def test_a_stored_file_is_known_by_what_it_is(tmp_path: Path) -> None:
    owner = make_person()

    file = actions.store(
        files.upload("../Plan für Malmö.PDF"), owner=owner, subject="library/book/1", now=NOON
    )

    file.refresh_from_db()
    assert (file.name, file.media_type, file.size) == (
        "Plan für Malmö.pdf", "application/pdf", len(files.PDF),
    )  # fmt: skip
    assert file.sha256 == hashlib.sha256(files.PDF).hexdigest()
    assert (file.owner, file.subject, file.room) == (owner, "library/book/1", "library")
    assert file.stored_at == NOON
    assert on_disk(tmp_path) == [files.PDF]


def test_nothing_of_a_files_name_is_in_its_place(tmp_path: Path) -> None:
    file = store("../../evil.pdf")

    assert default_storage.path(file.place).startswith(str(tmp_path / "stored"))
    assert "evil" not in file.place
    assert len(file.token) >= 32


def test_a_file_without_an_ending_gets_that_of_its_kind() -> None:
    assert [store("plan").name, store("plan", b"Text.").name] == ["plan.pdf", "plan.txt"]


def test_what_cannot_be_taken_leaves_nothing_behind(tmp_path: Path) -> None:
    for content in (b"", b"GIF89a\x00", b"x" * (4 * 1024 * 1024 + 1)):
        with pytest.raises(Invalid):
            store("plan.txt", content)

    assert StoredFile.objects.count() == 0
    assert on_disk(tmp_path) == []


def test_the_refusal_is_in_the_readers_language_and_says_how_large_it_is() -> None:
    with translation.override("en"), pytest.raises(Invalid) as refusal:
        store("plan.txt", b"x" * (5 * 1024 * 1024))

    assert refusal.value.sentence == (
        "This file has 5.0 MiB. At most 4 MiB can be handed over at once."
    )


def test_four_mebibytes_are_taken() -> None:
    assert store("plan.txt", b"x" * (4 * 1024 * 1024)).size == 4 * 1024 * 1024


def test_a_deleted_file_goes_from_the_disk_when_that_is_committed(
    tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file = store()

    with django_capture_on_commit_callbacks() as committed:
        actions.delete(file)

    assert StoredFile.objects.count() == 0
    assert on_disk(tmp_path) == [files.PDF]

    for callback in committed:
        callback()

    assert on_disk(tmp_path) == []


def test_all_files_of_a_subject_are_deleted_together() -> None:
    store()
    store()
    other = actions.store(files.upload(), owner=None, subject="library/book/2", now=NOON)

    assert actions.delete_of("library/book/1") == 2
    assert list(StoredFile.objects.all()) == [other]


def test_what_a_cut_transaction_left_is_cleared_away_after_a_day(tmp_path: Path) -> None:
    kept = store()
    with transaction.atomic():
        lost = store()
        transaction.set_rollback(True)
    lost_path, kept_path = (Path(default_storage.path(each.place)) for each in (lost, kept))

    assert actions.clear_away_orphans() == 0

    long_ago = time.time() - 2 * 24 * 3600
    for path in (lost_path, kept_path):
        os.utime(path, (long_ago, long_ago))

    assert actions.clear_away_orphans() == 1
    assert (kept_path.exists(), lost_path.exists()) == (True, False)
    assert actions.clear_away_orphans() == 0


def test_an_installation_without_files_has_nothing_to_clear_away() -> None:
    actions.clear_away.func()


def test_erasing_a_person_keeps_the_file_without_them() -> None:
    owner = make_person()
    file = actions.store(files.upload(), owner=owner, subject="library/book/1", now=NOON)

    owner.delete()

    file.refresh_from_db()
    assert file.owner is None
