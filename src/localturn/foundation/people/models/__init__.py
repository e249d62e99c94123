from localturn.foundation.people.models.consent import Consent
from localturn.foundation.people.models.data_copy import DataCopy
from localturn.foundation.people.models.membership import Membership, Role
from localturn.foundation.people.models.organisation import (
    Kind,
    Organisation,
    OrganisationIdentifier,
    OrganisationMembership,
    OrganisationName,
    Scheme,
)
from localturn.foundation.people.models.person import Person, PersonManager
from localturn.foundation.people.models.session import Session

__all__ = [
    "Consent",
    "DataCopy",
    "Kind",
    "Membership",
    "Organisation",
    "OrganisationIdentifier",
    "OrganisationMembership",
    "OrganisationName",
    "Person",
    "PersonManager",
    "Role",
    "Scheme",
    "Session",
]
