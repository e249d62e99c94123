"""The one gate through which a file leaves a project: it says what people have written in it, and
does not leave where that would say who is speaking."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from localturn.corpus.actions.holding_back import names_with_pseudonyms, require_harmless_words
from localturn.corpus.domain.terms import DocumentClass
from localturn.corpus.models import Pseudonym, Transfer
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.leftovers import cleared_in, names_in
from localturn.foundation.refusals import NotNow


@dataclass(frozen=True)
class Outgoing:
    """A file that somebody has asked for."""

    name: str
    media_type: str
    written: Callable[[], bytes | str]
    """Makes it; asked only when it may leave."""
    says: Mapping[str, Iterable[object]] = field(default_factory=dict)
    """What people wrote that stands in it, by what that is; what is no text is passed over."""


def hand_out(sight: Sight, outgoing: Outgoing) -> bytes | str:
    """Its content; raises NotNow where a name that has a pseudonym stands in it."""
    words = {
        what: [each for each in said if isinstance(each, str) and each]
        for what, said in outgoing.says.items()
    }
    require_harmless_words(sight, _without_public_titles(sight, words))
    return outgoing.written()


def require_no_name_since(transfer: Transfer) -> None:
    """Raise NotNow where a name was given a pseudonym after a file was made, which may say it."""
    if Pseudonym.objects.filter(project=transfer.project_id, made_at__gt=transfer.made_at).exists():
        raise NotNow(_("Names have got a pseudonym since this file was made. Have it made anew."))


def _without_public_titles(sight: Sight, words: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    """What a public document is called is said to everybody."""
    names, cleared = names_with_pseudonyms(sight), cleared_in(sight.project.pk)
    if not names:
        return {}
    told = {each for said in words.values() for each in said}
    named = [each for each in told if names_in([each], names=names, cleared=cleared)]
    public = set(
        sight.documents()
        .filter(kind=DocumentClass.PUBLIC.value, title__in=named)
        .values_list("title", flat=True)
    )
    held = set(named) - public
    return {what: sorted(held.intersection(said)) for what, said in words.items()}
