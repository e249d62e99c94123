"""Documents that were brought in, when what reads or takes them fails."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django_tasks.base import TaskResultStatus

from localturn.corpus.actions import faults, fetching, giving_up, imports, seeing, trying_again
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import ImportBatch, ImportItem, Member, ProjectDocument
from localturn.corpus.todos import todos
from localturn.foundation import fetch, moments
from localturn.foundation.files.models import FOLDER, StoredFile
from localturn.foundation.refusals import NotAllowed, NotNow
from localturn.foundation.tasks.models import TaskRow
from makers.corpus import NOON, Work, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.both]

State = ImportItem.State
FAILED, READY = TaskResultStatus.FAILED, TaskResultStatus.READY
SENTENCE = "Something failed here that is not your doing, so it was not read. Try it again."


@pytest.fixture
def work() -> Work:
    return make_work()


@pytest.fixture(autouse=True)
def _answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def get(address: str, **_limits: Any) -> fetch.Answer:
        if address.endswith("/bad"):
            raise RuntimeError("a fault of ours")
        content = f"Towns at {address} stay open to people.".encode()
        return fetch.Answer(address, 200, {"content-type": "text/plain"}, content)

    monkeypatch.setattr(fetch, "get", get)
    monkeypatch.setattr(fetching, "BETWEEN", 0.0)


def _batch(work: Work, *addresses: str, kind: DocumentClass = DocumentClass.PUBLIC) -> ImportBatch:
    batch = imports.begin(kind=kind, by=work.coder, now=NOON)
    asked = [f"https://towns.example/{each}" for each in addresses]
    fetching.add_addresses(batch, asked, by=work.coder, now=NOON)
    return batch


def _states(batch: ImportBatch) -> list[str]:
    return list(batch.items.order_by("pk").values_list("state", flat=True))


def _tasks(which: Any) -> Any:
    return TaskRow.objects.filter(task_path=which.module_path)


def _as(member: Member) -> Client:
    client = Client()
    assert member.person is not None
    client.force_login(member.person)
    return client


def _asked_of(member: Member) -> list[tuple[str, str]]:
    assert member.person is not None
    groups = todos(member.person, now=NOON)
    return [(each.href, each.detail) for group in groups for each in group.todos]


def test_a_document_at_which_something_fails_keeps_no_other_from_being_read(work: Work) -> None:
    batch = _batch(work, "bad", "one")
    imports.add(batch, "a.txt", b"Cities ask.", by=work.coder, now=NOON)

    fetching.fetch_batch.call(batch.pk)
    imports.read_batch.call(batch.pk)

    assert _states(batch) == [State.REFUSED, State.READ, State.READ]
    page = _as(work.coder).get(batch.get_absolute_url())
    assert page.status_code == 200
    assert SENTENCE in page.text


@pytest.fixture
def store_away() -> Callable[[], AbstractContextManager[None]]:
    """Its folder is none for the length of the block."""

    @contextmanager
    def away() -> Iterator[None]:
        folder = Path(default_storage.path(""))
        beside = folder.with_name("away")
        folder.rename(beside)
        folder.touch()
        try:
            yield
        finally:
            folder.unlink()
            beside.rename(folder)

    return away


def test_while_the_store_of_files_is_away_no_file_is_refused_for_it(
    work: Work, store_away: Callable[[], AbstractContextManager[None]]
) -> None:
    for names in ("a", "abcd"):
        batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
        for name in names:
            content = f"Cities ask for {name} in {names}.".encode()
            imports.add(batch, f"{name}.txt", content, by=work.coder, now=NOON)

        with store_away(), pytest.raises(faults.Unstored):
            imports.read_batch.call(batch.pk)
        assert _states(batch) == [State.WAITING] * len(names)

        imports.read_batch.call(batch.pk)
        assert _states(batch) == [State.READ] * len(names)


def test_while_the_store_of_files_is_away_no_address_is_refused_for_it(
    work: Work, store_away: Callable[[], AbstractContextManager[None]]
) -> None:
    batch = _batch(work, "one", "two", "three", "four")

    with store_away(), pytest.raises(faults.Unstored):
        fetching.fetch_batch.call(batch.pk)
    assert _states(batch) == [State.WAITING] * 4

    fetching.fetch_batch.call(batch.pk)
    assert _states(batch) == [State.READ] * 4


def test_a_file_that_the_store_does_not_give_is_refused_once_it_gives_another(work: Work) -> None:
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    for name in ("a", "b", "c"):
        content = f"Cities ask for {name}.".encode()
        item = imports.add(batch, f"{name}.txt", content, by=work.coder, now=NOON)
        if name != "c":
            assert item.file is not None
            place = Path(default_storage.path(item.file.place))
            place.unlink()
            place.mkdir()

    imports.read_batch.call(batch.pk)

    assert _states(batch) == [State.REFUSED, State.REFUSED, State.READ]
    assert _as(work.coder).get(batch.get_absolute_url()).text.count(SENTENCE) == 2


def test_while_the_folder_of_files_is_not_there_no_file_is_told_as_gone(work: Work) -> None:
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    for name in "ab":
        imports.add(batch, f"{name}.txt", f"Cities ask {name}.".encode(), by=work.coder, now=NOON)
    there = Path(default_storage.path(FOLDER))
    away = there.rename(there.with_name("not-mounted"))

    with pytest.raises(faults.Unstored):
        imports.read_batch.call(batch.pk)
    assert _states(batch) == [State.WAITING] * 2

    away.rename(there)
    imports.read_batch.call(batch.pk)
    assert _states(batch) == [State.READ] * 2


def test_damaged_files_at_the_head_hold_up_no_other(work: Work) -> None:
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    for name in "abcd":
        content = f"Cities ask for {name}.".encode()
        item = imports.add(batch, f"{name}.txt", content, by=work.coder, now=NOON)
        if name != "d":
            assert item.file is not None
            place = Path(default_storage.path(item.file.place))
            place.unlink()
            place.mkdir()

    imports.read_batch.call(batch.pk)

    assert _states(batch) == [*[State.REFUSED] * 3, State.READ]


def test_a_batch_whose_task_has_failed_for_good_is_told_and_read_when_it_is_tried_again(
    work: Work,
) -> None:
    batch, coder = _batch(work, "one", "two"), _as(work.coder)
    page = batch.get_absolute_url()
    giving_up.give_up_imports.call()
    assert _states(batch) == [State.WAITING, State.WAITING]

    _tasks(fetching.fetch_batch).update(status=FAILED)
    giving_up.give_up_imports.call()

    assert _states(batch) == [State.REFUSED, State.REFUSED]
    told = coder.get(page)
    assert told.status_code == 200
    assert "2 of them were not read, for a reason that is not yours." in told.text
    assert f'action="{page}again/"' in told.text
    for _twice in range(2):
        assert coder.post(f"{page}again/").status_code == 302
    assert _tasks(fetching.fetch_batch).filter(status=READY).count() == 1
    assert coder.get(page).status_code == 202
    fetching.fetch_batch.call(batch.pk)
    assert _states(batch) == [State.READ, State.READ]
    assert "Something failed here" not in coder.get(page).text


def test_files_of_which_the_task_has_failed_are_told_and_read_again_too(work: Work) -> None:
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    imports.add(batch, "a.txt", b"Cities ask.", by=work.coder, now=NOON)
    _tasks(imports.read_batch).update(status=FAILED)
    giving_up.give_up_imports.call()
    assert _states(batch) == [State.REFUSED]

    trying_again.try_again(batch, by=work.coder)
    imports.read_batch.call(batch.pk)

    assert _states(batch) == [State.READ]


def test_letters_of_which_the_task_has_failed_can_be_asked_for_again_and_no_more_is_said(
    work: Work,
) -> None:
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    item = imports.add(batch, "a.pdf", b"%PDF", by=work.coder, now=NOON)
    _tasks(imports.read_batch).delete()
    ImportItem.objects.update(state=State.SEEING)
    seeing.see_item.enqueue("eng", item.pk)
    giving_up.give_up_imports.call()
    assert _states(batch) == [State.SEEING]

    _tasks(seeing.see_item).update(status=FAILED)
    giving_up.give_up_imports.call()

    item.refresh_from_db()
    assert (item.state, item.sentences) == (State.REFUSED, [faults.STOPPED])
    assert seeing.can_be_seen(item)


def test_what_is_only_in_part_in_the_project_is_told_and_gone_on_with(work: Work) -> None:
    batch, coder = _batch(work, "one"), _as(work.coder)
    page = batch.get_absolute_url()
    fetching.fetch_batch.call(batch.pk)
    imports.take(batch, by=work.coder, now=NOON)
    assert coder.get(page).status_code == 202

    _tasks(imports.take_batch).update(status=FAILED)
    told = coder.get(page)
    assert told.status_code == 200
    assert "Only a part of what was read is in the project." in told.text
    for _twice in range(2):
        assert coder.post(f"{page}again/").status_code == 302

    assert _tasks(imports.take_batch).filter(status=READY).count() == 1
    imports.take_batch.call(batch.pk)
    assert ProjectDocument.objects.exclude(pk=work.document.pk).count() == 1
    assert "Only a part" not in coder.get(page).text


def test_a_take_that_ends_while_its_page_is_made_is_not_called_stuck(work: Work) -> None:
    batch = _batch(work, "one")
    fetching.fetch_batch.call(batch.pk)
    imports.take(batch, by=work.coder, now=NOON)
    as_it_was = ImportBatch.objects.get(pk=batch.pk)
    imports.take_batch.call(batch.pk)
    _tasks(imports.take_batch).delete()

    assert as_it_was.done_at is None
    assert not imports.is_stuck(as_it_was)


def test_a_batch_that_is_only_in_part_in_the_project_can_be_found(work: Work) -> None:
    batch, coder = _batch(work, "one"), _as(work.coder)
    listed = f"/corpus/projects/{work.project.slug}/import/"
    fetching.fetch_batch.call(batch.pk)
    imports.take(batch, by=work.coder, now=NOON)
    assert _asked_of(work.coder) == []

    _tasks(imports.take_batch).update(status=FAILED)

    assert f'href="{batch.get_absolute_url()}"' in coder.get(listed).text
    said = "Only a part of what was read is in the project. Go on with it."
    assert _asked_of(work.coder) == [(batch.get_absolute_url(), said)]
    assert _asked_of(work.lead) == []
    imports.take_batch.call(batch.pk)
    assert f'href="{batch.get_absolute_url()}"' not in coder.get(listed).text
    assert _asked_of(work.coder) == []


def test_what_was_left_when_interviews_were_taken_in_part_is_forgotten_after_two_weeks(
    work: Work,
) -> None:
    batch = _batch(work, "one", "two", kind=DocumentClass.INTERVIEW)
    fetching.fetch_batch.call(batch.pk)
    imports.take(batch, by=work.coder, now=NOON)
    first, second = batch.items.select_related("version").order_by("pk")
    imports._take(ImportBatch.objects.get(pk=batch.pk), first, now=NOON)
    long_ago = moments.now() - imports.KEPT_UNTAKEN - timedelta(days=1)
    ImportBatch.objects.update(taken_at=long_ago)
    imports.forget_left_batches.call()
    assert _states(batch) == [State.TAKEN, State.READ]

    _tasks(imports.take_batch).update(status=FAILED)
    imports.forget_left_batches.call()

    assert _states(batch) == [State.TAKEN, State.LEFT]
    second.refresh_from_db()
    assert (second.name, second.address, second.file, second.version) == ("…", "", None, None)
    assert StoredFile.objects.filter(subject__startswith="corpus/import/").count() == 0
    assert ProjectDocument.objects.filter(kind=DocumentClass.INTERVIEW).count() == 1
    batch.refresh_from_db()
    assert batch.done_at is not None
    with pytest.raises(NotNow):
        trying_again.try_again(batch, by=work.coder)


def test_where_nothing_has_failed_nothing_is_tried_again(work: Work) -> None:
    batch = imports.begin(kind=DocumentClass.PUBLIC, by=work.coder, now=NOON)
    with pytest.raises(NotNow):
        trying_again.try_again(batch, by=work.coder)
    fetching.add_addresses(batch, ["https://towns.example/one"], by=work.coder, now=NOON)
    with pytest.raises(NotAllowed):
        trying_again.try_again(batch, by=work.reader)

    fetching.fetch_batch.call(batch.pk)
    imports.take(batch, by=work.coder, now=NOON)
    imports.take_batch.call(batch.pk)
    with pytest.raises(NotNow):
        trying_again.try_again(batch, by=work.coder)


def test_what_may_not_be_read_is_not_tried_again_by_others(work: Work) -> None:
    batch = _batch(work, "bad", kind=DocumentClass.INTERVIEW)
    fetching.fetch_batch.call(batch.pk)

    answer = _as(work.reader).post(f"{batch.get_absolute_url()}again/")

    assert answer.status_code == 404
    assert _states(batch) == [State.REFUSED]
