"""Projects on their way in and out: in which forms, and how far they are."""

from dataclasses import dataclass
from enum import StrEnum

from localturn.foundation.languages import N_


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class State(StrEnum):
    WAITING = "waiting"
    """Being read, or being made."""
    ASKED = "asked"
    """Read; somebody is asked whether it is to be taken."""
    TAKING = "taking"
    DONE = "done"
    REFUSED = "refused"


STATES = {
    State.WAITING: N_("Under way"),
    State.ASKED: N_("Waits for your decision"),
    State.TAKING: N_("Being taken in"),
    State.DONE: N_("Done"),
    State.REFUSED: N_("Could not be done"),
}


@dataclass(frozen=True)
class Form:
    """A form in which a project goes out."""

    key: str
    title: str
    explained: str
    ending: str
    media_type: str


REPLICATION = "replication"

OUT: dict[str, Form] = {
    form.key: form
    for form in (
        Form(
            "qdpx",
            N_("REFI-QDA project"),
            N_("Documents, codes, codings, memos and attributes, for other programs"),
            "qdpx",
            "application/zip",
        ),
        Form(
            "qdc",
            N_("REFI-QDA codebook"),
            N_("Codes with their definitions, for other programs"),
            "qdc",
            "application/xml",
        ),
        Form(
            "codings-csv",
            N_("Codings as CSV"),
            N_("A row for each coding, with its passage"),
            "csv",
            "text/csv; charset=utf-8",
        ),
        Form(
            "codings-xlsx",
            N_("Codings as XLSX"),
            N_("The same for a spreadsheet"),
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        Form(
            "annotations",
            N_("W3C Web Annotations"),
            N_("JSON-LD with position and wording of each passage"),
            "jsonld",
            "application/ld+json",
        ),
        Form(
            "html",
            N_("Documents to read"),
            N_("One HTML page with every text, its passages marked and their codes behind them"),
            "html",
            "text/html; charset=utf-8",
        ),
        Form(
            REPLICATION,
            N_("Replication package"),
            N_("Data, codebook, tables and a script by which others can check the study"),
            "zip",
            "application/zip",
        ),
    )
}
