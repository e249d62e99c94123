"""The working paper of the demonstration's team, in which every quotation is a passage."""

from datetime import datetime, timedelta

from localturn.corpus.actions import publications
from localturn.corpus.actions.publications import Words
from localturn.corpus.domain.publications import Kind
from localturn.corpus.models import Coding, Member
from localturn.corpus.permissions import sight
from localturn.corpus.queries.releases import quotable

LITERATURE = """\
hooghe-marks2003 | Hooghe, Liesbet; Marks, Gary | 2003 | Unraveling the Central State, but How? \
Types of Multi-level Governance | American Political Science Review 97 (2)
piattoni2010 | Piattoni, Simona | 2010 | The Theory of Multi-level Governance: Conceptual, \
Empirical, and Normative Challenges | Oxford University Press
"""
TEXT = """\
## What networks ask for

Networks of cities turn to those above them [@piattoni2010, pp. 17–31], and they do so in words \
that are much alike:

![]({money})

Money is not all. One network writes {aside}, which is a demand for powers.

## What they do without asking

Where nobody answers, they learn from each other:

![]({learning})

That fits what has been called governance of the second type [@hooghe-marks2003]: many \
overlapping bodies, each for a task. All documents quoted here are invented, such as \
[@document-{document}].
"""


def furnish_paper(lead: Member, *, now: datetime) -> None:
    """Written yesterday, and once more today."""
    seen = sight(lead)
    money = _passage(lead, "Asks for money")
    text = TEXT.format(
        money=money.get_absolute_url(),
        aside=f"![]({_passage(lead, 'Asks for powers').get_absolute_url()})",
        learning=_passage(lead, "Learns from each other").get_absolute_url(),
        document=money.document_id,
    )
    first = Words(
        Kind.WORKING_PAPER,
        "What city networks ask for",
        f"{lead}\nTeam Networks of cities",
        "en",
        text.split("## What they do")[0],
        LITERATURE,
    )
    made = publications.begin(first, sight=seen, now=now - timedelta(days=1))
    whole = Words(first.kind, first.title, first.authors, first.language, text, LITERATURE)
    publications.save(made, whole, seen=1, sight=seen, now=now - timedelta(hours=3))


def _passage(lead: Member, code: str) -> Coding:
    """The first of its code in a public document in English."""
    rows = quotable().filter(project=lead.project, code__name=code, document__language="en")
    return rows[:1].get()
