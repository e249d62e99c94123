"""Taking a project to another program, and bringing one from there: asked for, done by a task."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from localturn.corpus.actions.documents import require_work
from localturn.corpus.actions.incoming import put_in, put_in_codes
from localturn.corpus.actions.placing import placed
from localturn.corpus.actions.taking_along import made_of
from localturn.corpus.domain.interchange import Loss, Project, Unreadable
from localturn.corpus.domain.offsets import Basis
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.transfers import OUT, REPLICATION, Direction, State
from localturn.corpus.models import Member, ProjectDocument, Transfer
from localturn.corpus.permissions import can_lead, sight
from localturn.corpus.standards.codings_csv import read_codings
from localturn.corpus.standards.opening import CODINGS, QDC, is_table, opened
from localturn.corpus.standards.refi.profiles import PROFILES
from localturn.corpus.standards.refi.reading import Opened
from localturn.foundation import moments
from localturn.foundation.files import actions as files
from localturn.foundation.files.models import StoredFile
from localturn.foundation.languages import N_
from localturn.foundation.refusals import Invalid, NotNow, Refusal, require
from localturn.foundation.tasks import task

KEPT = timedelta(days=7)
"""How long a file can be fetched, and a report be read."""
MOST_BYTES = 256 * 1024 * 1024
MOST_UNDER_WAY = 3


@transaction.atomic
def ask_out(
    form: str,
    *,
    profile: str,
    classes: Iterable[DocumentClass],
    with_texts: bool = False,
    by: Member,
    now: datetime,
) -> Transfer:
    """Have what this member sees of their project made into a file."""
    require(by.left_at is None)
    if form not in OUT or profile not in PROFILES:
        raise Invalid(_("Choose one of the forms."))
    require(
        form != REPLICATION or can_lead(by),
        _("Only who leads the project may make its replication package."),
    )
    wanted = frozenset(classes)
    if not wanted <= by.rights.classes:
        raise Invalid(_("You may not read documents of this class yourself."))
    _require_few(by)
    transfer = Transfer.objects.create(
        project=by.project,
        by=by,
        direction=Direction.OUT.value,
        form=form,
        name=f"{slugify(by.project.name)[:80] or 'project'}.{OUT[form].ending}",
        options={"profile": profile, "classes": sorted(wanted), "with_texts": with_texts},
        made_at=now,
    )
    make_out.enqueue(transfer.pk)
    return transfer


@task()
def make_out(pk: int) -> None:
    """Make the file; run twice, it is made once."""
    transfer = _waiting(pk, Direction.OUT, State.WAITING)
    if transfer is None or transfer.by is None:
        return
    try:
        made = made_of(transfer, sight(transfer.by))
    except Refusal as refused:
        refuse(transfer, refused.sentence)
        return
    form = OUT[transfer.form]
    written = files.write(ContentFile(made.content))
    with transaction.atomic():
        locked = _locked(transfer, State.WAITING)
        if locked is None:
            return
        now = moments.now()
        files.name_written(
            written,
            name=transfer.name,
            media_type=form.media_type,
            owner=None,  # It goes with their rights, not with their person.
            subject=transfer.subject,
            now=now,
        )
        locked.report = {"made": dict(made.counts or {}), "losses": _told(made.left_behind)}
        locked.state, locked.done_at = State.DONE.value, now
        locked.save()


@transaction.atomic
def receive(content: bytes, *, name: str, by: Member, now: datetime) -> Transfer:
    """Keep a file of another program, and have it looked at; nothing is taken in yet."""
    if not content:
        raise Invalid(_("This file is empty."))
    if len(content) > MOST_BYTES:
        raise Invalid(_("This file is larger than can be taken."))
    transfer = expect(name, by=by, now=now)
    put_beside(transfer, files.write(ContentFile(content)), now=now)
    return transfer


@transaction.atomic
def expect(name: str, *, by: Member, now: datetime) -> Transfer:
    """A file of another program whose content is put beside it next."""
    require_work(by)
    _require_few(by)
    return Transfer.objects.create(
        project=by.project, by=by, direction=Direction.IN.value, name=name[:200], made_at=now
    )


def put_beside(transfer: Transfer, written: files.Written, *, now: datetime) -> None:
    """Its content, and have it looked at; nothing is taken in yet."""
    files.name_written(
        written,
        name=transfer.name or "project",
        media_type="application/octet-stream",
        owner=transfer.by.person if transfer.by else None,
        subject=transfer.subject,
        now=now,
    )
    look_at.enqueue(transfer.pk)


def has_content(transfer: Transfer) -> bool:
    return StoredFile.objects.filter(subject=transfer.subject).exists()


@task()
def look_at(pk: int) -> None:
    """Say what is in a file, and what of it cannot be taken."""
    transfer = _waiting(pk, Direction.IN, State.WAITING)
    if transfer is None:
        return
    try:
        form, found, _there = _read(transfer, None)
    except Unreadable as unreadable:
        refuse(transfer, unreadable.reason)
        return
    with transaction.atomic():
        locked = _locked(transfer, State.WAITING)
        if locked is not None:
            locked.form = form
            locked.report = _found(found)
            locked.state = State.ASKED.value
            locked.save()


def _read(
    transfer: Transfer, basis: Basis | None
) -> tuple[str, Opened, dict[str, ProjectDocument]]:
    """What a file is, what is in it, and which of its documents are here already."""
    content = content_of(transfer)
    if transfer.by is None or not is_table(content) or content.lstrip()[:1] == b"<":
        return *opened(content, basis=basis), {}
    table = read_codings(content)
    project, there, losses = placed(sight(transfer.by), table.value)
    return CODINGS, Opened(project, (*table.left_behind, *losses)), there


def _found(found: Opened) -> dict[str, Any]:
    project, detected = found.value, found.detected
    report: dict[str, Any] = {
        "project": project.name[:200],
        "origin": project.origin[:200],
        "found": {
            "documents": sum(bool(source.text.strip()) for source in project.sources),
            "codes": len(project.codes),
            "coders": len(project.coders),
            "passages": sum(len(source.passages) for source in project.sources),
            "codings": sum(1 for _each in project.codings()),
            "memos": len(project.notes),
            "attributes": len(project.attributes),
            "cases": len(project.cases),
        },
        "losses": _told(found.left_behind),
        "basis": detected.basis.key,
        "is_sure": detected.is_sure,
        "score": round(detected.score, 3),
        "passages": _samples(project),
    }
    if not detected.is_sure:
        report["samples"] = _different(found.samples)
    return report


def _samples(project: Project) -> list[list[str]]:
    """Some passages as they would be taken, with their document."""
    found = []
    for source in project.sources:
        for passage in source.passages[:: max(1, len(source.passages) // 2)][:2]:
            found.append([source.name[:80], source.text[passage.start : passage.end][:160]])
        if len(found) >= 6:
            break
    return found


def _different(samples: Mapping[Basis, Sequence[str]]) -> list[list[Any]]:
    """Ways of counting that make a difference."""
    seen: list[list[Any]] = []
    for basis, passages in samples.items():
        if list(passages) not in [each[1] for each in seen]:
            seen.append([basis.key, list(passages)])
    return seen


@transaction.atomic
def take_in(
    transfer: Transfer, *, kind: DocumentClass, basis: str, by: Member, now: datetime
) -> None:
    """Have what was found put into the project, its documents in this class."""
    require_work(by)
    require(transfer.project_id == by.project_id and transfer.by_id == by.pk)
    if kind not in by.rights.classes:
        raise Invalid(_("You may not read documents of this class yourself."))
    try:
        Basis.from_key(basis)
    except ValueError:
        raise Invalid(_("Choose how the positions are to be counted.")) from None
    locked = _locked(transfer, State.ASKED)
    if locked is None:
        raise NotNow(_("This file has been taken in already, or is no longer kept."))
    locked.options = {"kind": kind.value, "basis": basis}
    locked.state = State.TAKING.value
    locked.save()
    finish_in.enqueue(transfer.pk)


@task()
def finish_in(pk: int) -> None:
    """Put it in, all or nothing; run twice, it is put in once."""
    transfer = _waiting(pk, Direction.IN, State.TAKING)
    if transfer is None or transfer.by is None:
        return
    try:
        basis = Basis.from_key(transfer.options["basis"])
        form, found, there = _read(transfer, basis)
        with transaction.atomic():
            locked = _locked(transfer, State.TAKING)
            if locked is None:
                return
            now = moments.now()
            if form == QDC:
                made = {"codes": put_in_codes(tuple(found.value.codes), by=transfer.by, now=now)}
            else:
                kind = DocumentClass(transfer.options["kind"])
                made = put_in(found.value, kind=kind, there=there, by=transfer.by, now=now)
            locked.report = {**locked.report, "made": made}
            locked.state, locked.done_at = State.DONE.value, now
            locked.save()
            files.delete_of(transfer.subject)
    except Refusal as refused:
        refuse(transfer, refused.sentence)
    except Unreadable as unreadable:
        refuse(transfer, unreadable.reason)


@transaction.atomic
def forget(transfer: Transfer, *, by: Member) -> None:
    """Let a file and its report go; what was taken in stays."""
    require(transfer.by_id == by.pk)
    files.delete_of(transfer.subject)
    transfer.delete()


@task()
def forget_old() -> None:
    """Retention: files and reports go after a week."""
    for transfer in Transfer.objects.filter(made_at__lte=moments.now() - KEPT):
        with transaction.atomic():
            files.delete_of(transfer.subject)
            transfer.delete()


def content_of(transfer: Transfer) -> bytes:
    from django.core.files.storage import default_storage

    file = StoredFile.objects.filter(subject=transfer.subject).first()
    if file is None:
        raise Unreadable(N_("The content of this file is no longer here."))
    with default_storage.open(file.place) as stored:
        return bytes(stored.read())


def _require_few(by: Member) -> None:
    under_way = (State.WAITING.value, State.TAKING.value)
    if Transfer.objects.filter(by=by, state__in=under_way).count() >= MOST_UNDER_WAY:
        raise NotNow(_("Some of your files are still under way. Wait for them first."))


def _waiting(pk: int, direction: Direction, state: State) -> Transfer | None:
    rows = Transfer.objects.select_related("project", "by__person", "by__project")
    return rows.filter(pk=pk, direction=direction.value, state=state.value).first()


def _locked(transfer: Transfer, state: State) -> Transfer | None:
    rows = Transfer.objects.select_for_update().filter(pk=transfer.pk, state=state.value)
    return rows.first()


def refuse(transfer: Transfer, why: str) -> None:
    """Nothing of it is taken in, for this reason."""
    with transaction.atomic():
        Transfer.objects.filter(pk=transfer.pk).update(
            state=State.REFUSED.value,
            report={**transfer.report, "why": why},
            done_at=moments.now(),
        )
        files.delete_of(transfer.subject)


def _told(losses: Iterable[Loss]) -> list[list[Any]]:
    return [[loss.what, loss.count, [each[:120] for each in loss.examples]] for loss in losses]
