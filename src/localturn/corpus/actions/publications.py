"""Publications are written, saved in versions, and taken back. None says what must stay in the
project: neither words of a document that is not public, but for passages that were released, nor,
once it leaves, a name that has a pseudonym."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from localturn.corpus import permissions
from localturn.corpus.actions.documents import require_work
from localturn.corpus.actions.handing_out import Outgoing
from localturn.corpus.domain.publications import (
    Kind,
    Unusable,
    Written,
    read_literature,
    with_references,
)
from localturn.corpus.models import Member, Publication, PublicationVersion
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.private_words import taken_from_private
from localturn.corpus.queries.publications import thing_of, things_quoted, written_of
from localturn.corpus.standards.publications import write_docx, write_markdown
from localturn.corpus.standards.references import Cited, write_bibtex, write_ris
from localturn.foundation.links.actions import set_links
from localturn.foundation.prose import TooLong, render
from localturn.foundation.refusals import Invalid, NotNow, require

MOST = 1_000
LONGEST = 200_000


@dataclass(frozen=True)
class Words:
    kind: Kind
    title: str
    authors: str
    language: str
    text: str
    literature: str = ""


@transaction.atomic
def begin(words: Words, *, sight: Sight, now: datetime) -> Publication:
    by = sight.member
    require_work(by)
    if Publication.objects.filter(project=by.project_id).count() >= MOST:
        raise NotNow(_("A project has at most %(most)s publications.") % {"most": MOST})
    made = Publication(project=by.project, by=by, made_at=now)
    _say(made, words, sight, now)
    return made


@transaction.atomic
def save(publication: Publication, words: Words, *, seen: int, sight: Sight, now: datetime) -> None:
    """A new version. Raises NotNow where somebody else has saved one since `seen`, the number of
    the one that was changed."""
    require_work(sight.member)
    held = Publication.objects.select_for_update().get(pk=publication.pk)
    _require_own_project(held, sight.member)
    if held.withdrawn_at is not None:
        raise NotNow(_("This publication has been taken back."))
    if held.number != seen:
        raise NotNow(
            _("Somebody else has changed this text meanwhile. Copy yours, then load the page anew.")
        )
    held.project = sight.project
    held.number += 1
    _say(held, words, sight, now)
    publication.number = held.number


@transaction.atomic
def withdraw(publication: Publication, *, by: Member, now: datetime) -> None:
    """Out of the list; what it quoted is no longer used by it."""
    require_work(by)
    _require_own_project(publication, by)
    require(
        permissions.can_lead(by) or publication.by_id == by.pk,
        _("Only who began a publication, or who leads the project, may take it back."),
    )
    Publication.objects.filter(pk=publication.pk, withdrawn_at=None).update(withdrawn_at=now)
    set_links(thing_of(publication), [], now=now)


def preview(publication: Publication, words: Words, *, sight: Sight) -> Written:
    """As it would be; raises Invalid as `save` does."""
    require_work(sight.member)
    _put(publication, words)
    _require_writable(words, sight)
    return written_of(publication, project=sight.project, withheld=withheld())


FORMS = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
}


def file_of(publication: Publication, form: str, *, sight: Sight) -> Outgoing:
    """To take along."""
    written = written_of(publication, project=sight.project, withheld=withheld())
    words = [publication.title, publication.authors, publication.literature, written.body]
    words += [
        part
        for source, quoted in written.references
        for part in (source.title, *(each.words for each in quoted))
    ]
    name = slugify(publication.title)[:80] or "publication"
    body = partial(_file, publication, written, form)
    return Outgoing(f"{name}.{form}", FORMS[form], body, {publication.title: words})


def _file(publication: Publication, written: Written, form: str) -> bytes:
    authors = publication.authors.splitlines()
    match form:
        case "ris":
            return write_ris([Cited(source, said) for source, said in written.references])
        case "bib":
            return write_bibtex([Cited(source, said) for source, said in written.references])
        case "docx":
            body = with_references(written, heading=_("References"))
            return write_docx(publication.title, authors, body, language=publication.language)
        case _:
            body = with_references(written, heading=_("References"))
            return write_markdown(publication.title, authors, body)


def withheld() -> str:
    return _("This passage may not be shown here.")


def _say(publication: Publication, words: Words, sight: Sight, now: datetime) -> None:
    _require_writable(words, sight)
    _put(publication, words)
    publication.changed_at = now
    publication.save()
    PublicationVersion.objects.create(
        publication=publication,
        number=publication.number,
        title=publication.title,
        authors=publication.authors,
        text=publication.text,
        literature=publication.literature,
        saved_by=sight.member,
        saved_at=now,
    )
    set_links(thing_of(publication), things_quoted(publication), now=now)


def _put(publication: Publication, words: Words) -> None:
    publication.kind, publication.title = words.kind.value, words.title.strip()[:300]
    publication.authors = "\n".join(line.strip() for line in words.authors.splitlines() if line)
    publication.language = words.language
    publication.text = words.text.replace("\r\n", "\n")
    publication.literature = words.literature.replace("\r\n", "\n")


def _require_writable(words: Words, sight: Sight) -> None:
    if not words.title.strip():
        raise Invalid(_("A publication needs a title."))
    try:
        read_literature(words.literature)
    except Unusable as unusable:
        raise Invalid(
            _(
                "Line %(line)s of the literature cannot be read. Write: key | authors | year |"
                " title | publisher | address."
            )
            % {"line": unusable.line}
        ) from None
    try:
        render(words.text)
    except TooLong:
        raise Invalid(_("This text is too long, or has too many marks.")) from None
    _require_nothing_withheld(words, sight)


def _require_nothing_withheld(words: Words, sight: Sight) -> None:
    """Of what the writer may read themselves; what is out of their sight they cannot have from
    here."""
    said = f"{words.title}\n{words.text}\n{words.literature}"
    if taken := taken_from_private(sight, said):
        raise Invalid(
            _(
                "These words are from a document that is not public: “%(words)s …”. Release the"
                " passage and quote it by its address, or say it in your own words."
            )
            % {"words": taken}
        )


def _require_own_project(publication: Publication, by: Member) -> None:
    require(publication.project_id == by.project_id)
