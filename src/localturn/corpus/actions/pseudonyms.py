"""Names in interviews: given pseudonyms, replaced for good, cleared; and passages released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from unicodedata import normalize

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.actions.carrying import carry
from localturn.corpus.actions.documents import require_work
from localturn.corpus.actions.drawing import forget_pages_of
from localturn.corpus.actions.finding import forget_text, forget_words, index_texts
from localturn.corpus.actions.holding import next_change
from localturn.corpus.actions.names_elsewhere import replace_elsewhere
from localturn.corpus.actions.sealing import opened, seal
from localturn.corpus.domain.pseudonyms import About, Name, Replaced, remaining, replaced
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import (
    ClearedWord,
    Coding,
    ImportItem,
    Member,
    ProjectDocument,
    Pseudonym,
    Pseudonymisation,
    Release,
    WordForm,
)
from localturn.corpus.queries.leftovers import SENSITIVE, cleared_in, names_in
from localturn.corpus.queries.recordings import subject_of
from localturn.foundation.files import actions as files
from localturn.foundation.languages import folded
from localturn.foundation.library.actions import keep
from localturn.foundation.library.text import Page, Paragraph, Part, Text
from localturn.foundation.refusals import Invalid, NotNow, require
from localturn.foundation.search.words import words_of

MOST_NAMES = 2_000
MOST_FORMS = 20


@dataclass(frozen=True)
class Known:
    """A pseudonym with what it stands for."""

    pseudonym: Pseudonym
    says: tuple[str, ...]


def known_names(by: Member) -> list[Known]:
    """The table of who leads the project; raises NotNow without its key."""
    require(permissions.can_lead(by), _only_leads())
    rows = Pseudonym.objects.filter(project=by.project_id)
    return [Known(row, opened(by.project, row.sealed)) for row in rows]


@transaction.atomic
def give(
    says: Sequence[str], *, stands_as: str, about: About, by: Member, now: datetime
) -> Pseudonym:
    """Let something stand in the place of a name and its other forms."""
    require_work(by)
    require(permissions.can_lead(by), _only_leads())
    said = (normalize("NFC", " ".join(each.split())) for each in says)
    forms = list(dict.fromkeys(each for each in said if each))
    stands_as = normalize("NFC", " ".join(stands_as.split()))
    if not forms or not stands_as:
        raise Invalid(_("Say the name, and what is to stand in its place."))
    if len(forms) > MOST_FORMS or max(len(form) for form in forms) > 200:
        raise Invalid(_("A name has at most 20 forms of at most 200 characters."))
    if any(form.casefold() in stands_as.casefold() for form in forms):
        raise Invalid(_("What stands in the place of a name must not hold it."))
    if Pseudonym.objects.filter(project=by.project_id).count() >= MOST_NAMES:
        raise NotNow(_("A project has at most %(most)s pseudonyms.") % {"most": MOST_NAMES})
    taken = {form.casefold() for known in known_names(by) for form in known.says}
    if any(form.casefold() in taken for form in forms):
        raise Invalid(_("One of these names has a pseudonym already."))
    sealed = seal(by.project, forms)
    try:
        with transaction.atomic():
            made = Pseudonym.objects.create(
                project=by.project,
                about=about.value,
                stands_as=stands_as,
                sealed=sealed,
                made_at=now,
                made_by=by,
            )
    except IntegrityError:
        raise Invalid(_("This stands for another name already.")) from None
    _withhold_named(by.project_id, forms)
    return made


@transaction.atomic
def remove(pseudonym: Pseudonym, *, by: Member) -> None:
    """Forget what it stood for. Texts in which it stands stay as they are."""
    require_work(by)
    require(permissions.can_lead(by) and pseudonym.project_id == by.project_id, _only_leads())
    pseudonym.delete()


@transaction.atomic
def clear(word: str, *, by: Member, now: datetime) -> None:
    """Say that something found does not tell who is speaking."""
    require_work(by)
    require(permissions.can_lead(by), _only_leads())
    if not word.strip() or len(word) > 200:
        raise Invalid(_("Say which words may stand."))
    ClearedWord.objects.get_or_create(
        project=by.project, word=word, defaults={"cleared_at": now, "cleared_by": by}
    )


def preview(document: ProjectDocument, *, by: Member) -> Replaced:
    """The text as it would be."""
    _require_interview(document, by)
    names = [Name(each.says, each.pseudonym.stands_as) for each in known_names(by)]
    return replaced(document.version.text, names)


@transaction.atomic
def replace_for_good(document: ProjectDocument, *, by: Member, now: datetime) -> int:
    """Put pseudonyms in the place of names, here and in all that the project has written, and let
    go of every text and file that has the names; codings and settlements are carried over. How many
    names were replaced in the text."""
    _require_interview(document, by)
    change = next_change(by.project_id)
    document = ProjectDocument.objects.select_for_update().get(pk=document.pk)
    done = preview(document, by=by)
    if not done.edits:
        raise NotNow(_("None of the names that have a pseudonym stands in this text."))
    if ProjectDocument.objects.filter(document=document.document_id).count() > 1:
        raise NotNow(_("This document is in another project too. Take it out there first."))
    names = [Name(each.says, each.pseudonym.stands_as) for each in known_names(by)]
    title = replaced(document.title, names).text[:300]
    old, present = document.document, document.version
    version = keep(
        _text(document, done),
        title=title,
        language=document.version.language,
        now=now,
    )
    document.document, document.version = version.document, version
    document.title, document.folded = title, folded(title)[:300]
    document.words, document.characters = version.words, version.characters
    document.save()
    carry(document, done, names, old=present, change=change, now=now)
    replace_elsewhere(document.project_id, names)
    _let_go(document, old.pk)
    _forget_words(names)
    index_texts.enqueue([version.pk])
    forget_words.enqueue()
    Pseudonymisation.objects.create(document=document, replaced=len(done.edits), at=now, by=by)
    return len(done.edits)


def _text(document: ProjectDocument, done: Replaced) -> Text:
    """With its paragraphs and pages where they are now; lines of a PDF have no place in it."""
    version = document.version
    paragraphs = tuple(
        Paragraph(*done.moved(start, end), Part(part), level)
        for start, end, part, level in version.paragraphs
    )
    pages = tuple(Page(done.moved(start, start)[0], label) for start, label in version.pages)
    return Text(done.text, paragraphs, pages)


def _forget_words(names: Sequence[Name]) -> None:
    """What the search knows of the words of these names; texts that still have one are found by
    the word itself."""
    words = {word for name in names for form in name.says for word in words_of(form)}
    WordForm.objects.filter(form__in=words).delete()


def _let_go(document: ProjectDocument, old: int) -> None:
    """The earlier text in all its versions, the file it was read from and its recording."""
    from localturn.foundation.library.models import Document

    earlier = Document.objects.get(pk=old)
    kept = [earlier.file] if earlier.file else []
    for item in ImportItem.objects.filter(taken_as=document).select_related("file"):
        kept += [item.file] if item.file else []
        item.name, item.title, item.address, item.found_at = "…", document.title, "", ""
        item.save(update_fields=["name", "title", "address", "found_at"])
    files.delete_of(subject_of(document))
    for version in earlier.versions.values_list("pk", flat=True):
        forget_text(version)
    earlier.delete()
    for file in {each.pk: each for each in kept}.values():
        files.delete(file)
        transaction.on_commit(partial(forget_pages_of, file.token))


@transaction.atomic
def release(coding: Coding, *, by: Member, now: datetime) -> None:
    """Let a passage of an interview be quoted outside the project; raises NotNow where it may still
    say who is speaking."""
    _require_release(coding, by)
    names = [form for known in known_names(by) for form in known.says]
    if left := remaining(coding.quote, names=names, cleared=cleared_in(by.project_id)):
        raise NotNow(
            _("This passage may still say who is speaking: “%(words)s”. Replace or clear it first.")
            % {"words": left[0].text}
        )
    Release.objects.get_or_create(coding=coding, defaults={"released_at": now, "released_by": by})


@transaction.atomic
def withhold(coding: Coding, *, by: Member) -> None:
    """It may be quoted no longer."""
    _require_release(coding, by)
    Release.objects.filter(coding=coding).delete()


def _withhold_named(project: int, names: Sequence[str]) -> None:
    """What was released and has this name is not any more."""
    cleared = cleared_in(project)
    for row in Release.objects.filter(coding__project=project).select_related("coding"):
        if names_in([row.coding.quote], names=names, cleared=cleared):
            row.delete()


def _require_release(coding: Coding, by: Member) -> None:
    require_work(by, coding.document)
    require(permissions.can_lead(by), _only_leads())
    if coding.document.kind == DocumentClass.PUBLIC:
        raise NotNow(_("Public documents may be quoted as they are."))


def _require_interview(document: ProjectDocument, by: Member) -> None:
    require_work(by, document)
    require(permissions.can_lead(by), _only_leads())
    if document.kind not in SENSITIVE:
        raise NotNow(_("Names are replaced in interviews and field notes only."))


def _only_leads() -> str:
    return _("Only who leads the project may see or change whose name is whose.")
