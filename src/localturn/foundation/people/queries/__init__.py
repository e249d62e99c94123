from localturn.foundation.people.queries.memberships import (
    administered_by,
    coordinated_by,
    memberships_of,
    organisations_of,
    people_of,
)
from localturn.foundation.people.queries.organisations import (
    members_of,
    organisations_in,
    organisations_matching,
    wholes_of,
)

__all__ = [
    "administered_by",
    "coordinated_by",
    "members_of",
    "memberships_of",
    "organisations_in",
    "organisations_matching",
    "organisations_of",
    "people_of",
    "wholes_of",
]
