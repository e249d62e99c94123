"""What the academy gives to the search of the house."""

from collections.abc import Mapping

from localturn.academy.actions.indexing import all_documents
from localturn.academy.domain.kinds import KINDS
from localturn.academy.queries.documents import audiences_of
from localturn.foundation.languages import N_
from localturn.foundation.search import KindName

__all__ = ["all_documents", "audiences_of", "kinds"]


def kinds() -> Mapping[str, KindName]:
    """How the kinds of documents are called: courses, runs, kinds of activity, posts."""
    return {
        "course": KindName(N_("Course"), N_("Courses")),
        "run": KindName(N_("Run of a course"), N_("Runs of courses")),
        **{kind.name: KindName(kind.label, kind.plural) for kind in KINDS.values()},
        "post": KindName(N_("Contribution to a discussion"), N_("Contributions")),
    }
