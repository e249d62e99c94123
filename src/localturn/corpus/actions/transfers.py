"""Taking a project to another program, and bringing one from there: asked for, done by a task."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from localturn.corpus.actions.documents import require_work
from localturn.corpus.actions.incoming import put_in
from localturn.corpus.actions.incoming_steps import (
    Overtaken,
    Taking,
    remove_left_by,
    remove_what_nobody_takes,
)
from localturn.corpus.actions.placing import placed
from localturn.corpus.actions.taking_along import Made, made_of
from localturn.corpus.domain.interchange import Arriving, Guid, Losses, Unreadable
from localturn.corpus.domain.offsets import OURS, Basis, Detected
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.transfers import OUT, REPLICATION, Direction, State
from localturn.corpus.models import Member, ProjectDocument, Transfer
from localturn.corpus.permissions import can_lead, sight
from localturn.corpus.standards import apart
from localturn.corpus.standards.codings_csv import read_codings
from localturn.corpus.standards.looking import report_of_all, told
from localturn.corpus.standards.opening import CODINGS, is_table
from localturn.corpus.standards.refi.profiles import PROFILES
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
UNDER_WAY = (State.WAITING.value, State.TAKING.value)
NOT_ALLOWED = N_("You may not do this.")
GIVEN_UP = N_(
    "Something failed here that is not your doing. It was left, and those who run this installation"
    " can see what it was."
)


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
    with _told_why_not(transfer):
        made = made_of(transfer, sight(transfer.by))
        written = files.write(ContentFile(made.content))
        with transaction.atomic():
            _keep_made(transfer, made, written)


def _keep_made(transfer: Transfer, made: Made, written: files.Written) -> None:
    locked = _locked(transfer, State.WAITING)
    if locked is None:
        return
    now = moments.now()
    files.name_written(
        written,
        name=transfer.name,
        media_type=OUT[transfer.form].media_type,
        owner=None,  # It goes with their rights, not with their person.
        subject=transfer.subject,
        now=now,
    )
    locked.report = {"made": dict(made.counts or {}), "losses": told(made.left_behind)}
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
    if transfer is None or transfer.by is None:
        return
    with _told_why_not(transfer):
        content = content_of(transfer)
        look = _table(transfer.by, content) if _is_table(content) else apart.look(content)
        with transaction.atomic():
            locked = _locked(transfer, State.WAITING)
            if locked is not None:
                locked.form, locked.report = look.form, look.report
                locked.state = State.ASKED.value
                locked.save()


def _table(by: Member, content: bytes) -> apart.Look:
    """What is in a table, whose documents are all here."""
    found = placed(sight(by), read_codings(content)).arriving
    counted = Detected(OURS, 1.0)
    report = report_of_all(found.project, found.sources, counted, found.left_behind)
    return apart.Look(CODINGS, report)


def _is_table(content: bytes) -> bool:
    return is_table(content) and content.lstrip()[:1] != b"<"


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
    with _told_why_not(transfer):
        content = content_of(transfer)
        kind = DocumentClass(transfer.options["kind"])
        taking = Taking(transfer, kind, by=transfer.by, now=moments.now())
        try:
            taking.begin()
            if _is_table(content):
                found = placed(sight(transfer.by), read_codings(content))
                with transaction.atomic():
                    _take_all(found.arriving, taking, found.there)
            else:
                basis = Basis.from_key(transfer.options["basis"])
                with apart.arriving(content, basis=basis) as arriving:
                    _take_all(arriving, taking, {})
        except Overtaken:
            remove_what_nobody_takes()


def _take_all(arriving: Arriving, taking: Taking, there: Mapping[Guid, ProjectDocument]) -> None:
    finish = put_in(arriving, taking, there=there)
    with taking.step():
        finish()
        locked = Transfer.objects.get(pk=taking.transfer.pk)
        losses = Losses()
        losses.take_over(arriving.left_behind)
        losses.take_over(taking.losses.told())
        made = {what: number for what, number in taking.made.items() if number}
        locked.report = {**locked.report, "made": made, "losses": told(losses.told())}
        locked.options = {name: locked.options[name] for name in ("kind", "basis")}
        locked.state, locked.done_at = State.DONE.value, moments.now()
        locked.save()
        files.delete_of(locked.subject)


@transaction.atomic
def forget(transfer: Transfer, *, by: Member) -> None:
    """Let a file and its report go; what was taken in stays."""
    require(transfer.by_id == by.pk)
    held = Transfer.objects.select_for_update().filter(pk=transfer.pk).first()
    if held is not None and held.state == State.TAKING:
        raise NotNow(_under_way())
    files.delete_of(transfer.subject)
    transfer.delete()


@task()
def forget_old() -> None:
    """Retention: files and reports go after a week."""
    for transfer in Transfer.objects.filter(made_at__lte=moments.now() - KEPT).exclude(
        state=State.TAKING.value
    ):
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
    if Transfer.objects.filter(by=by, state__in=UNDER_WAY).count() >= MOST_UNDER_WAY:
        raise NotNow(_under_way())


def _under_way() -> str:
    return _("Some of your files are still under way. Wait for them first.")


def _waiting(pk: int, direction: Direction, state: State) -> Transfer | None:
    rows = Transfer.objects.select_related("project", "by__person", "by__project")
    return rows.filter(pk=pk, direction=direction.value, state=state.value).first()


def _locked(transfer: Transfer, state: State) -> Transfer | None:
    rows = Transfer.objects.select_for_update().filter(pk=transfer.pk, state=state.value)
    return rows.first()


@contextmanager
def _told_why_not(transfer: Transfer) -> Iterator[None]:
    """What cannot be done is told to who asked for it, whatever was the reason. A fault of ours is
    raised too, for the operators to see; where the database is away, the task is tried again."""
    try:
        yield
    except Refusal as refused:
        refuse(transfer, refused.sentence or NOT_ALLOWED)
    except Unreadable as unreadable:
        refuse(transfer, unreadable.reason)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        refuse(transfer, GIVEN_UP)
        raise


def refuse(transfer: Transfer, why: str) -> None:
    """Nothing of it is taken in, for this reason."""
    with transaction.atomic():
        mark_refused(transfer, why)
    remove_left_by(transfer.pk)


def mark_refused(transfer: Transfer, why: str) -> None:
    """Unless somebody else has come to an end with it meanwhile."""
    under_way = Transfer.objects.filter(pk=transfer.pk, state__in=UNDER_WAY)
    refused = under_way.update(
        state=State.REFUSED.value,
        report={**transfer.report, "why": why},
        done_at=moments.now(),
    )
    if refused:
        files.delete_of(transfer.subject)
