"""A coded passage as a quotation, with what the project knows of its source."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.conf import settings

from localturn.corpus.domain.citing import Quotation, Source, authors_named
from localturn.corpus.models import AttributeValue, Coding, ProjectDocument
from localturn.foundation.languages import folded
from localturn.foundation.library.models import TextVersion
from localturn.foundation.library.queries import page_at
from localturn.foundation.links import Thing

_NAMES = {
    "authors": ("author", "authors", "auteur", "auteurs", "forfattare", "network"),
    "year": ("year", "date", "published", "annee", "ar", "datum"),
    "kind": ("type", "kind", "document type", "genre", "typ"),
    "publisher": ("publisher", "editeur", "utgivare"),
    "place": ("place", "lieu", "ort"),
    "address": ("url", "web address", "adresse web", "webbadress"),
}
"""Under which names of attributes a project keeps what a reference says, folded; the first that a
document has counts."""


def source_of(document: ProjectDocument) -> Source:
    """1 statement; the document's library row is asked for."""
    return sources_of([document])[document.pk]


def sources_of(documents: Iterable[ProjectDocument]) -> dict[int, Source]:
    """By number (1 statement); the documents' library rows are asked for."""
    known = {each.pk: each for each in documents}
    values = defaultdict[int, dict[str, str]](dict)
    rows = AttributeValue.objects.filter(document__in=known, attribute__of_cases=False)
    for document, name, value in rows.values_list("document_id", "attribute__name", "value"):
        values[document][folded(name)] = value
    return {pk: _source(each, values[pk]) for pk, each in known.items()}


def _source(document: ProjectDocument, values: Mapping[str, str]) -> Source:
    said = {
        field: next((values[name] for name in names if name in values), "")
        for field, names in _NAMES.items()
    }
    year, month_and_day = _date(said["year"])
    accessed = document.document.fetched_at
    return Source(
        title=document.title,
        authors=authors_named(said["authors"]),
        year=year,
        month_and_day=month_and_day,
        kind=said["kind"],
        publisher=said["publisher"],
        place=said["place"],
        address=document.document.source or _on_the_web(said["address"]),
        accessed=accessed.date() if accessed else None,
        language=document.language,
    )


def quotation_of(coding: Coding) -> Quotation:
    """With its pages, or the number of its paragraph where the text has none (3 statements)."""
    return quotations_of([coding])[coding.pk]


def quotations_of(codings: Sequence[Coding]) -> dict[int, Quotation]:
    """By number (2 statements); the codings' documents and library rows are asked for."""
    versions = {each.version_id for each in codings}
    texts = TextVersion.objects.only("pages", "paragraphs").in_bulk(versions)
    sources = sources_of(each.document for each in codings)
    return {
        each.pk: _quotation(each, texts[each.version_id], sources[each.document_id])
        for each in codings
    }


def _quotation(coding: Coding, text: TextVersion, source: Source) -> Quotation:
    return Quotation(
        words=coding.quote,
        source=source,
        page=page_at(text, coding.start),
        last_page=page_at(text, coding.end - 1),
        paragraph=_paragraph(text.paragraphs, coding.start) if not text.pages else None,
        permanent=settings.PUBLIC_URL + coding.get_absolute_url(),
    )


def thing_of(coding: Coding) -> Thing:
    """The passage as others link to it."""
    return Thing("corpus", "passage", str(coding.pk))


def _on_the_web(said: str) -> str:
    return said if said.startswith(("https://", "http://")) else ""


def _date(said: str) -> tuple[int | None, tuple[int, int] | None]:
    found = re.match(r"(\d{4})(?:-(\d\d)-(\d\d))?", said)
    if found is None:
        return None, None
    try:
        day = date.fromisoformat(said[:10]) if found[2] else None
    except ValueError:
        day = None
    return int(found[1]), (day.month, day.day) if day else None


def _paragraph(paragraphs: Sequence[Sequence[object]], start: int) -> int | None:
    """Counted from 1."""
    number = sum(1 for each in paragraphs if isinstance(each[0], int) and each[0] <= start)
    return number or None
