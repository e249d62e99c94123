"""How the corpus draws its passages and publications on other rooms' pages, for one reader, and how
other texts quote its passages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from localturn.corpus.domain.citing import Style, in_text
from localturn.corpus.domain.publications import KINDS, Kind
from localturn.corpus.models import Publication
from localturn.corpus.permissions import codings_visible_to, projects_visible_to
from localturn.corpus.queries.citing import quotations_of
from localturn.corpus.queries.citing import thing_of as passage_thing
from localturn.corpus.queries.entering import working
from localturn.corpus.queries.publications import thing_of
from localturn.corpus.queries.releases import quotable
from localturn.foundation.links import Card, Thing
from localturn.foundation.people.reader import Reader
from localturn.foundation.prose.embedding import Shown

MOST = 200
PASSAGE, PUBLICATION = "passage", "publication"


def cards(things: Sequence[Thing], *, reader: Reader) -> list[Card]:
    """Passages that the reader may see and that may be quoted, and publications of projects in
    which they take part (1 statement of each)."""
    passages, publications = _keys(things, PASSAGE), _keys(things, PUBLICATION)
    found = _passages(passages, reader) if passages else []
    return found + (_publications(publications, reader) if publications else [])


def thing_at(name: str, words: Mapping[str, Any]) -> Thing | None:
    """A passage by its address that stays."""
    return Thing("corpus", PASSAGE, str(words["coding"])) if name == "coding" else None


def taking(address: str, *, reader: Reader) -> str:
    """Where who works on a project chooses into which one (1 statement)."""
    if not working(reader):
        return ""
    return f"{reverse('corpus:take')}?{urlencode({'of': address})}"


def quotations(things: Collection[Thing], *, reader: Reader | None = None) -> Mapping[Thing, Shown]:
    """Passages that may be quoted before everybody; with a reader, those of them that the reader
    sees (3 statements)."""
    rows = quotable().filter(pk__in=_keys(things, PASSAGE)[:MOST])
    if reader is not None:
        rows = rows.filter(pk__in=codings_visible_to(reader).order_by())
    codings = list(rows)
    said = quotations_of(codings) if codings else {}
    return {
        passage_thing(each): Shown(
            words=" ".join(each.quote.split()),
            source=in_text(said[each.pk], Style.APA),
            address=_on_the_web(said[each.pk].source.address),
            language=each.document.language,
        )
        for each in codings
    }


def _keys(things: Iterable[Thing], kind: str) -> list[int]:
    return [
        int(each.id)
        for each in things
        if each.room == "corpus" and each.kind == kind and each.id.isdecimal()
    ]


def _on_the_web(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""


def _passages(keys: Sequence[int], reader: Reader) -> list[Card]:
    seen = codings_visible_to(reader).order_by()
    return [
        Card(
            thing=passage_thing(row),
            kind=_("Passage"),
            title=Truncator(" ".join(row.quote.split())).chars(140),
            href=row.get_absolute_url(),
            detail=row.document.title,
            language="" if row.document.language == get_language() else row.document.language,
        )
        for row in quotable().filter(pk__in=keys).filter(pk__in=seen)[:MOST]
    ]


def _publications(keys: Sequence[int], reader: Reader) -> list[Card]:
    rows = Publication.objects.filter(
        pk__in=keys, withdrawn_at=None, project__in=projects_visible_to(reader).order_by()
    )
    return [
        Card(
            thing=thing_of(row),
            kind=_(KINDS[Kind(row.kind)]),
            title=row.title,
            href=row.get_absolute_url(),
            detail=row.project.name,
            language="" if row.language == get_language() else row.language,
        )
        for row in rows.select_related("project").order_by("title", "pk")[:MOST]
    ]
