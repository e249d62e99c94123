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
from localturn.foundation.people.models.token import ApiToken

__all__ = [
    "ApiToken",
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
