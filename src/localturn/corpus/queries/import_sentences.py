"""What is said of a file or an address that was brought in, in the reader's language."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from localturn.corpus.models import ImportItem
from localturn.corpus.permissions import Sight
from localturn.foundation.fetch import NotFetched, Reason, explain
from localturn.foundation.languages import N_

Said = str | tuple[str, Mapping[str, str]]
"""A message, or a message and the values in it."""
DOCUMENT = "document"
"""The number of a document of the project. Its title is looked up when it is shown: it may have
another by then, because the one that it had says who was asked."""
MET = N_(
    "The project has “%(title)s” from this address already. What is there now is another text."
)
MET_ON = N_(
    "The project has “%(title)s” from this address already, as it was on %(day)s. What is there now"
    " is another text."
)


def not_fetched(refused: NotFetched) -> Said:
    """Why an address did not answer, to be kept."""
    return "", {"reason": refused.reason.value, "about": refused.about}


def said_of(items: Iterable[ImportItem], sight: Sight) -> dict[int, list[str]]:
    """What is said of each, in words, by its number (1 statement, or none)."""
    said = {item.pk: item.sentences for item in items}
    met = {int(each[1][DOCUMENT]) for kept in said.values() for each in kept if _names(each)}
    titles = dict(sight.documents().filter(pk__in=met).values_list("pk", "title")) if met else {}
    return {pk: [_sentence(each, titles) for each in kept] for pk, kept in said.items()}


def _names(said: Said) -> bool:
    return not isinstance(said, str) and DOCUMENT in said[1]


def _sentence(said: Said, titles: Mapping[int, str]) -> str:
    """As it is kept, in words."""
    if isinstance(said, str):
        return _(said)
    message, values = said
    if "reason" in values:
        return explain(Reason(values["reason"]), values["about"])
    if DOCUMENT in values:
        title = titles.get(int(values[DOCUMENT]))
        if title is None:
            return _("The project had another text from this address.")
        return _(message) % {**values, "title": title}
    return _(message) % values
