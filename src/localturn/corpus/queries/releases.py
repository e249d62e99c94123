"""Which passages may be quoted outside a project."""

from django.db.models import F, Q, QuerySet

from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Coding, Release
from localturn.corpus.permissions import Sight


def is_released(coding: Coding) -> bool:
    """Those of public documents always; others where somebody has released them (1 statement)."""
    if coding.document.kind == DocumentClass.PUBLIC:
        return True
    return Release.objects.filter(coding=coding.pk).exists()


def released(sight: Sight) -> QuerySet[Coding]:
    """The codings in sight whose passages may be quoted outside."""
    public = Q(document__kind=DocumentClass.PUBLIC.value)
    return sight.codings().filter(public | Q(release__isnull=False))


def quotable() -> QuerySet[Coding]:
    """The codings that may be quoted before everybody, of all projects: that count, in the text
    that is read, of no round that is still blind."""
    public = Q(document__kind=DocumentClass.PUBLIC.value)
    is_open = Q(round__isnull=False, round__closed_at=None)
    rows = Coding.objects.filter(
        public | Q(release__isnull=False), withdrawn_at=None, document__removed_at=None
    )
    rows = rows.filter(version=F("document__version")).exclude(is_open)
    return rows.select_related("document__document").order_by("pk")
