"""Keep what can be found of the agenda, and what programs are told, in step with what is there."""

from django.db import transaction

from localturn.agenda.actions.telling import written
from localturn.agenda.models import Event, Told
from localturn.agenda.queries.documents import ROOM, all_documents, documents_of, group_of
from localturn.agenda.queries.events import whole
from localturn.foundation.search import actions
from localturn.foundation.tasks import task

__all__ = ["all_documents", "index_event"]


def index_event(event: Event) -> None:
    """In the transaction of whoever changed it."""
    row = whole(Event.objects.filter(pk=event.pk)).get()
    actions.replace(documents_of(row), room=ROOM, group=group_of(event.pk))
    tell(row)


def tell(event: Event) -> None:
    """Write out what programs are told of one that is or was published."""
    Told.objects.filter(event=event).delete()
    if event.published_at is None:
        return
    Told.objects.bulk_create(
        Told(
            event=event,
            language=text.language,
            is_original=text.is_original,
            changed_at=event.changed_at,
            **vars(written(event, text)),
        )
        for text in event.texts.all()
    )


@task()
def tell_anew() -> None:
    """Write everything out again: names of organisations and topics may have changed, and the
    address of this house."""
    published = Event.objects.filter(published_at__isnull=False).order_by("pk")
    for pk in list(published.values_list("pk", flat=True)):
        _tell_as_it_is(pk)


@transaction.atomic
def _tell_as_it_is(pk: int) -> None:
    """Held, so that nobody takes it out between reading it and writing it out."""
    if Event.objects.select_for_update(of=("self",)).filter(pk=pk).first() is not None:
        tell(whole(Event.objects.filter(pk=pk)).get())
