"""Files of a batch whose pages are pictures, read once more by their letters when somebody asks for
it: a page at a time, in the background, with limits."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from localturn.corpus.actions.faults import STOPPED
from localturn.corpus.actions.imports import (
    UNREAD,
    State,
    keep_read,
    require_open_item,
    settle,
)
from localturn.corpus.models import ImportItem, Member
from localturn.corpus.standards.documents.bounded import Read, Readers
from localturn.corpus.standards.documents.language import language_of
from localturn.corpus.standards.documents.letters import SECONDS, languages
from localturn.corpus.standards.documents.refusing import (
    EMPTY,
    NO_LETTERS,
    PICTURES,
    TOO_LARGE,
    Refused,
)
from localturn.foundation import moments
from localturn.foundation.languages import N_
from localturn.foundation.library.models import Document
from localturn.foundation.library.text import Text
from localturn.foundation.refusals import Invalid, NotNow
from localturn.foundation.tasks import task

MOST_PAGES = 400
GONE = N_("This file is no longer there. Bring it in again.")


@transaction.atomic
def ask(item: ImportItem, language: str, *, by: Member) -> None:
    """Have its letters read; asked twice, it is done once."""
    require_open_item(item, by=by)
    if language not in languages():
        raise Invalid(_("Choose the language of the pages."))
    held = ImportItem.objects.select_for_update().get(pk=item.pk)
    if held.state in UNREAD:
        return
    if not can_be_seen(held):
        raise NotNow(_("The letters of this file cannot be read otherwise."))
    left, held.version = held.version, None
    held.state, held.sentences = State.SEEING, []
    held.save(update_fields=["state", "sentences", "version"])
    if left is not None:
        Document.objects.filter(pk=left.document_id, in_projects=None).delete()
    see_item.enqueue(language, held.pk)


def can_be_seen(item: ImportItem) -> bool:
    """Whether it is a PDF of which some pages hold no text, or that could not be read for a fault
    of ours: it may have been its letters that were asked for."""
    said = any(each in item.sentences for each in (EMPTY, PICTURES, STOPPED))
    return said and item.file_id is not None and item.name.lower().endswith(".pdf")


@task(tries=2)
def see_item(language: str, pk: int) -> None:
    """Read it page by page; run twice, it is read into one version."""
    item = ImportItem.objects.select_related("file", "batch").filter(pk=pk).first()
    if item is None or item.file is None or item.state != State.SEEING:
        return
    try:
        with default_storage.open(item.file.place) as content:
            text = read_letters(content.read(), language)
    except FileNotFoundError:
        settle(item, State.REFUSED, [GONE])
        return
    except Refused as refused:
        settle(item, State.REFUSED, [str(refused)])
        return
    found = Read("application/pdf", text, language_of(text.text))
    with transaction.atomic():
        held = ImportItem.objects.select_for_update().filter(pk=pk, state=State.SEEING)
        if held.first() is not None:
            keep_read(item, found, now=moments.now())


def read_letters(content: bytes, language: str) -> Text:
    """Raises Refused."""
    from localturn.corpus.standards.documents.pdf import put_together

    pages, heights, labels = [], [], []
    with Readers(seconds=SECONDS) as readers:
        number, of = 0, 1
        while number < of:
            found = readers.see(content, number, language)
            of = found.pages
            if of > MOST_PAGES:
                raise Refused(TOO_LARGE)
            pages.append(found.lines)
            heights.append(found.height)
            labels.append(found.label)
            number += 1
    text = put_together(pages, heights, labels)
    if not text.text.strip():
        raise Refused(NO_LETTERS)
    return text
