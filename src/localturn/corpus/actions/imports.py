"""Bringing documents in, many at a time: read first by a task, with a report, and taken into the
project only when somebody has seen it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from localturn.corpus.actions.documents import MOST_IN_PROJECT, require_work
from localturn.corpus.actions.faults import Faults, in_store
from localturn.corpus.actions.finding import index_what_is_missing
from localturn.corpus.actions.meeting_again import fetched_of, met_before
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import ImportBatch, ImportItem, Member, ProjectDocument
from localturn.corpus.queries.import_sentences import Said
from localturn.corpus.standards.documents.bounded import Read, Readers
from localturn.corpus.standards.documents.refusing import Refused
from localturn.foundation import moments
from localturn.foundation.files.actions import (
    Written,
    delete,
    discard_written,
    name_written,
    write,
)
from localturn.foundation.files.names import cleaned
from localturn.foundation.languages import N_, folded
from localturn.foundation.library.actions import keep
from localturn.foundation.library.models import Document
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.tasks import task

MOST_FILES = 1_000
MOST_BYTES = 4 * 1024 * 1024
TRIES = 5
"""Of a task that reads: the store of files may be away for three quarters of an hour."""
KEPT_UNTAKEN = timedelta(days=14)
SAME = N_("The project has a document that says the same. It was left out.")
HARMLESS = "application/octet-stream"

State = ImportItem.State
UNREAD = (State.WAITING, State.SEEING)
"""What is still to be read, plainly or by its letters."""


@transaction.atomic
def begin(*, kind: DocumentClass, by: Member, now: datetime) -> ImportBatch:
    """A batch to which files are added."""
    require_work(by)
    if kind not in by.rights.classes:
        raise Invalid(_("You cannot read documents of this class."))
    return ImportBatch.objects.create(project=by.project, by=by, kind=kind.value, made_at=now)


@transaction.atomic
def add(batch: ImportBatch, name: str, content: bytes, *, by: Member, now: datetime) -> ImportItem:
    """One more file, to be read by the task; sent twice, it is taken once."""
    require_open(batch, by=by)
    if not content:
        raise Invalid(_("This file is empty."))
    if len(content) > MOST_BYTES:
        raise Invalid(
            _("This file is larger than %(most)s MiB.") % {"most": MOST_BYTES // 1024 // 1024}
        )
    return add_written(batch, name, write(ContentFile(content)), by=by, now=now)


def require_open(batch: ImportBatch, *, by: Member, more: int = 1) -> None:
    """Raise a refusal unless they may add so many more files."""
    require_own(batch, by)
    if batch.taken_at is not None:
        raise NotNow(_("These documents have been taken. Bring in others anew."))
    if batch.items.count() + more > MOST_FILES:
        raise Invalid(_("At most %(most)s files are brought in at once.") % {"most": MOST_FILES})


@transaction.atomic
def add_written(
    batch: ImportBatch, name: str, written: Written, *, by: Member, now: datetime
) -> ImportItem:
    """The same with content that lies in the storage already."""
    require_open(batch, by=by)
    stem, ending = cleaned(name)
    called = f"{stem}.{ending}" if ending else stem
    before = batch.items.filter(name=called[:300], file__sha256=written.sha256).first()
    if before is not None:
        discard_written(written)
        return before
    file = name_written(
        written,
        name=called[:200],
        media_type=HARMLESS,
        owner=None,
        subject=f"corpus/import/{batch.pk}",
        now=now,
    )
    item = ImportItem.objects.create(batch=batch, name=called[:300], file=file)
    read_batch.enqueue(batch.pk)
    return item


@task(tries=TRIES)
def read_batch(pk: int) -> None:
    """Read what is waiting; run twice, or at the same time, each file is read into one version."""
    waiting = ImportItem.objects.filter(batch=pk, state=State.WAITING, file__isnull=False)
    if not waiting.exists():
        return
    faults, rows = Faults(), waiting.select_related("file", "batch").order_by("pk")
    with Readers() as readers:
        while (item := rows.exclude(pk__in=faults.undecided).first()) is not None:
            with faults.left(item):
                read_item(item, readers, now=moments.now())
    faults.settle()


def read_item(item: ImportItem, readers: Readers, *, now: datetime) -> None:
    """Read one file; what is wrong with it becomes its sentence. Raises Unstored."""
    assert item.file is not None  # noqa: S101 (the queryset says so)
    try:
        with in_store(), default_storage.open(item.file.place) as stored:
            content = stored.read()
        found = readers.read(content, item.name, item.charset)
    except Refused as refused:
        settle(item, State.REFUSED, [str(refused)])
        return
    except FileNotFoundError:
        settle(item, State.REFUSED, [N_("This file is no longer there. Bring it in again.")])
        return
    with transaction.atomic():
        held = ImportItem.objects.select_for_update().filter(pk=item.pk, state=State.WAITING)
        if held.first() is None:
            return
        keep_read(item, found, now=now)


def keep_read(item: ImportItem, found: Read, *, now: datetime) -> None:
    batch, digest = item.batch, found.text.sha256
    in_project = ProjectDocument.objects.filter(
        project=batch.project_id, version__sha256=digest, removed_at=None
    )
    in_batch = ImportItem.objects.filter(batch=batch, version__sha256=digest)
    if in_project.exists() or in_batch.exists():
        settle(item, State.LEFT, [SAME])
        return
    version = keep(
        found.text,
        title=title_of(item, found),
        fetched=fetched_of(item),
        language=found.language,
        media_type=found.media_type,
        file=item.file,
        now=now,
    )
    item.version = version
    item.title = version.document.title
    item.save(update_fields=["version", "title"])
    settle(item, State.READ, [*met_before(item), *found.text.notes])


def settle(item: ImportItem, state: str, sentences: Iterable[Said]) -> None:
    """What became of it, unless another task was faster: then it is not as it was found here."""
    found = ImportItem.objects.filter(pk=item.pk, state=item.state, file=item.file_id)
    found.update(state=state, sentences=list(sentences))


def title_of(item: ImportItem, found: Read) -> str:
    """Of the file's name, which whoever collected documents has chosen; what was fetched is called
    as whoever led there calls it, or a page as it says itself."""
    if item.title:
        return item.title
    if item.address and found.title:
        return found.title[:300]
    stem = item.name.rsplit(".", 1)[0] if "." in item.name else item.name
    return " ".join(stem.replace("_", " ").split())[:300] or item.name[:300]


@transaction.atomic
def take(batch: ImportBatch, *, by: Member, now: datetime) -> None:
    """Have what was read put into the project, by a task; asked twice, it is done once."""
    require_own(batch, by)
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if held.taken_at is not None:
        return
    if held.items.filter(state__in=UNREAD).exists():
        raise NotNow(_("Some files are still being read. Wait until all are."))
    if not held.items.filter(state=State.READ).exists():
        raise NotNow(_("There is nothing to take."))
    there = ProjectDocument.objects.filter(project=held.project_id).count()
    if there + held.items.filter(state=State.READ).count() > MOST_IN_PROJECT:
        raise NotNow(_("A project has at most %(most)s documents.") % {"most": MOST_IN_PROJECT})
    held.taken_at = now
    held.save(update_fields=["taken_at"])
    take_batch.enqueue(held.pk)


@task(tries=3)
def take_batch(pk: int) -> None:
    """Each document in a transaction of its own; run again, it goes on where it was."""
    batch = ImportBatch.objects.select_related("project", "by").get(pk=pk)
    items = ImportItem.objects.filter(batch=batch, state=State.READ, version__isnull=False)
    for item in items.select_related("version", "file").order_by("pk"):
        with transaction.atomic():
            _take(batch, item, now=moments.now())
    with transaction.atomic():
        _forget_what_is_left(batch)
        ImportBatch.objects.filter(pk=pk, done_at=None).update(done_at=moments.now())
    index_what_is_missing.enqueue()


def _take(batch: ImportBatch, item: ImportItem, *, now: datetime) -> None:
    version = item.version
    assert version is not None  # noqa: S101 (the queryset says so)
    document, _is_new = ProjectDocument.objects.get_or_create(
        project=batch.project,
        document_id=version.document_id,
        defaults={
            "version": version,
            "kind": batch.kind,
            "title": item.title,
            "folded": folded(item.title)[:300],
            "language": version.language,
            "words": version.words,
            "characters": version.characters,
            "added_at": now,
            "added_by": batch.by,
        },
    )
    if item.file is not None:
        item.file.subject = f"corpus/document/{document.pk}"
        item.file.save(update_fields=["subject"])
    item.state, item.taken_as = State.TAKEN, document
    item.save(update_fields=["state", "taken_as"])


def _forget_what_is_left(batch: ImportBatch) -> None:
    """Files that were not taken, and what was read of them. The name of one that is not public may
    say who was asked."""
    left = batch.items.exclude(state=State.TAKEN)
    items = list(left.select_related("file", "version"))
    if batch.kind != DocumentClass.PUBLIC:
        left.update(name="…", title="", address="", found_at="", sentences=[])
    _delete_read(items)


@transaction.atomic
def leave(item: ImportItem, *, by: Member) -> None:
    """Do not take this one."""
    require_own(item.batch, by)
    if item.batch.taken_at is not None or item.state != State.READ:
        raise NotNow(_("This file cannot be left out any more."))
    ImportItem.objects.filter(pk=item.pk).update(state=State.LEFT)


@transaction.atomic
def discard(batch: ImportBatch, *, by: Member) -> None:
    """Forget what was brought in and not taken."""
    require_own(batch, by)
    if batch.taken_at is not None:
        raise NotNow(_("These documents have been taken."))
    _discard(batch)


@task()
def forget_left_batches() -> None:
    """What nobody took for two weeks is forgotten."""
    before = moments.now() - KEPT_UNTAKEN
    for batch in ImportBatch.objects.filter(taken_at=None, made_at__lt=before):
        with transaction.atomic():
            _discard(batch)


def require_open_item(item: ImportItem, *, by: Member) -> None:
    """Raise a refusal unless they may have this one read otherwise."""
    require_own(item.batch, by)
    if item.batch.taken_at is not None:
        raise NotNow(_("These documents have been taken. Bring in others anew."))


def _discard(batch: ImportBatch) -> None:
    items = list(batch.items.select_related("file", "version"))
    batch.delete()
    _delete_read(items)


def _delete_read(items: Iterable[ImportItem]) -> None:
    documents = [each.version.document_id for each in items if each.version is not None]
    files = [each.file for each in items if each.file is not None]
    Document.objects.filter(pk__in=documents, in_projects=None).delete()
    for file in files:
        delete(file)


def require_own(batch: ImportBatch, by: Member) -> None:
    """Raise a refusal unless they work on its project and may read what is in it."""
    require_work(by)
    if batch.project_id != by.project_id or DocumentClass(batch.kind) not in by.rights.classes:
        raise Invalid(_("You cannot read documents of this class."))


def content_of(upload: "File[bytes]") -> bytes:
    """All of a file that is no larger than may be."""
    content: bytes = upload.read(MOST_BYTES + 1)
    return content
