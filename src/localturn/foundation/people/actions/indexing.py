"""Keep what can be found of organisations in step with them, in the same transaction."""

from localturn.foundation.people.models import Organisation
from localturn.foundation.people.queries.documents import (
    documents_of_cities,
    documents_of_organisations,
    organisations_to_find,
)
from localturn.foundation.search import actions


def index_organisation(organisation: Organisation) -> None:
    """After it was added or changed; the city it sits in can be found from then on."""
    for found in organisations_to_find().filter(pk=organisation.pk):
        actions.put(documents_of_organisations([found]))
        if found.place is not None:
            actions.put(documents_of_cities([found.place]))
