"""A project of another program is taken in by steps, so that nobody waits long for the database:
its documents stay out of sight until the last one. What a file that could not be taken in as a
whole has left here is removed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, ProtectedError, Q

from localturn.corpus.actions.documents import require_work
from localturn.corpus.actions.finding import forget_text
from localturn.corpus.actions.holding import next_change
from localturn.corpus.domain.interchange import Losses
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.domain.transfers import State
from localturn.corpus.models import Attribute, Coding, Member, Node, ProjectDocument, Transfer
from localturn.foundation.library.models import Document

REMOVED_AT_ONCE = 200
_MADE: dict[str, type[Model]] = {"attributes": Attribute, "members": Member, "nodes": Node}
"""What is made before the documents, and goes with them where nothing else has come to use it."""

_TOLD_AS = {"attributes": "attributes", "members": "coders", "nodes": "codes"}


class Overtaken(Exception):
    """The file is gone, or somebody else is at it."""


@dataclass
class Taking:
    """A file while it is taken in: who has sent it, where to, and what has become of it so far."""

    transfer: Transfer
    kind: DocumentClass
    by: Member
    now: datetime
    run: str = field(default_factory=lambda: uuid4().hex)
    made: Counter[str] = field(default_factory=Counter)
    losses: Losses = field(default_factory=Losses)

    @property
    def project(self) -> int:
        return self.transfer.project_id

    def begin(self) -> None:
        """Nobody else's any more, and without what an earlier run has left."""
        with transaction.atomic():
            held = self._held()
            held.options = {**held.options, "run": self.run}
            held.save(update_fields=["options"])
        remove_left_by(self.transfer.pk)

    @contextmanager
    def step(self) -> Iterator[int]:
        """A part that is kept together, under the number of its change; raises Overtaken, and a
        refusal where its member may no longer work here."""
        with transaction.atomic():
            change = next_change(self.project)
            held = self._held()
            if held.options.get("run") != self.run:
                raise Overtaken
            require_work(Member.objects.select_related("project").get(pk=self.by.pk))
            yield change

    def note_made(self, what: str, rows: "list[Any]") -> None:
        """With the step that makes them, so that they are found again whatever happens next."""
        if not rows:
            return
        self.made[_TOLD_AS[what]] += len(rows)
        held = Transfer.objects.get(pk=self.transfer.pk)
        made = held.options.get("made", {})
        made[what] = [*made.get(what, []), *(row.pk for row in rows)]
        held.options = {**held.options, "made": made}
        held.save(update_fields=["options"])

    def _held(self) -> Transfer:
        rows = Transfer.objects.select_for_update().filter(pk=self.transfer.pk)
        held = rows.filter(state=State.TAKING.value).first()
        if held is None:
            raise Overtaken
        return held


def remove_left_by(transfer: int) -> None:
    """Documents that a file has brought and that are not in sight yet, and what was made for
    them; one after the other, so that nobody waits for long."""
    for document in ProjectDocument.objects.filter(coming=transfer).order_by("pk"):
        with transaction.atomic():
            _remove(document)
    while _remove_some_made(transfer):
        pass


def remove_what_nobody_takes() -> None:
    """The same of files that are gone, or were given up."""
    taking = Transfer.objects.filter(pk=OuterRef("coming"), state=State.TAKING.value)
    left = ProjectDocument.objects.filter(Q(coming__isnull=False) & ~Exists(taking))
    for transfer in set(left.values_list("coming", flat=True)):
        remove_left_by(transfer)


def _remove(document: ProjectDocument) -> None:
    held = ProjectDocument.objects.select_for_update().filter(
        pk=document.pk, coming=document.coming_id
    )
    if held.first() is None:
        return
    Coding.objects.filter(document=document.pk).delete()
    document.delete()
    text = Document.objects.filter(pk=document.document_id, in_projects=None).first()
    if text is not None:
        for version in text.versions.values_list("pk", flat=True):
            forget_text(version)
        text.delete()


@transaction.atomic
def _remove_some_made(transfer: int) -> bool:
    """Whether there is more: of codes, those that stand under others first."""
    held = Transfer.objects.select_for_update().filter(pk=transfer).first()
    if held is None or held.state == State.DONE:
        return False
    made: dict[str, list[int]] = held.options.get("made", {})
    what = next((each for each in _MADE if made.get(each)), None)
    if what is None:
        return False
    for pk in reversed(made[what][-REMOVED_AT_ONCE:]):
        _remove_unused(_MADE[what], pk)
    made[what] = made[what][:-REMOVED_AT_ONCE]
    held.save(update_fields=["options"])
    return True


def _remove_unused(model: type[Model], pk: int) -> None:
    unused = model._default_manager.filter(pk=pk)
    if model is Attribute:
        unused = unused.filter(values=None)
    elif model is Node:
        unused = unused.filter(codings=None, memos=None, changes=None, children=None)
    try:
        with transaction.atomic():
            unused.delete()
    except ProtectedError:
        return
