"""PDFs on a web of our own, and their tasks run here."""

from collections.abc import Callable, Mapping

from localturn.agenda.actions import linked_reports
from localturn.agenda.models import LinkedReport
from localturn.agenda.standards.apart import read_here
from localturn.foundation import fetch
from makers.agenda import NOON
from makers.documents import make_pdf

LEAFLET = make_pdf(
    [
        [
            "Meeting of welcoming towns",
            "",
            "The meeting takes place on 22 October 2026, 10:00-16:00.",
            "Place: Town Hall, Malmö",
            "Please register before 1 October 2026.",
        ]
    ]
)


class Web:
    """Answers by address; what it has not, it says so."""

    def __init__(self, pages: Mapping[str, bytes | Exception]) -> None:
        self.pages, self.asked = dict(pages), list[str]()

    def __call__(self, address: str, **_more: object) -> fetch.Answer:
        self.asked.append(address)
        found = self.pages.get(address, b"")
        if isinstance(found, Exception):
            raise found
        return fetch.Answer(address, 200 if found else 404, {}, found)


def read(web: Callable[..., fetch.Answer], **more: object) -> None:
    """All that is to be read, as its tasks would."""
    for report in LinkedReport.objects.filter(asked_at=None).select_related("raw__source"):
        linked_reports.read_report(report, get=web, reader=read_here, now=NOON, **more)  # type: ignore[arg-type]
