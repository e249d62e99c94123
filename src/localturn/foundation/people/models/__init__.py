from localturn.foundation.people.models.person import Person, PersonManager

__all__ = ["Person", "PersonManager"]
