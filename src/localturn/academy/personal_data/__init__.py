"""What the academy holds about people, and what becomes of it when they leave."""

from localturn.academy.personal_data.copying import export
from localturn.academy.personal_data.erasing import erase, handed_over_first
from localturn.academy.personal_data.merging import merge
from localturn.academy.personal_data.tables import TABLES

__all__ = ["TABLES", "erase", "export", "handed_over_first", "merge"]
