"""Places hold nothing about people."""

from localturn.foundation.languages import N_
from localturn.foundation.personal_data import Table

TABLES = [
    Table("places.City", N_("Nothing: the names of places"), impersonal=("name",)),
    Table("places.Country", N_("Nothing: the names of countries"), impersonal=("name",)),
]
