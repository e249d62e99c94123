"""The library holds nothing about people; whose a document is, the room says that uses it."""

from localturn.foundation.languages import N_
from localturn.foundation.personal_data import Table

TABLES = [
    Table("library.Document", N_("Nothing: documents, by their titles")),
    Table("library.TextVersion", N_("Nothing: the texts of documents")),
]
