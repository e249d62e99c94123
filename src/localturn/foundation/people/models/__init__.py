from localturn.foundation.people.models.organisation import Organisation
from localturn.foundation.people.models.person import Person, PersonManager

__all__ = ["Organisation", "Person", "PersonManager"]
