"""The printed form of a transcript, made by a task from what is frozen.

It is in English, which every university of a consortium reads, whatever its student's language.
"""

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from localturn.exchange.domain.transcripts import Record, record_from
from localturn.exchange.models import Transcript, TranscriptPdf
from localturn.exchange.queries.transcript_words import (
    course_facts,
    credit_rows,
    result_facts,
    scale_rows,
    scale_words,
)
from localturn.exchange.standards import transcript_pdf
from localturn.exchange.standards.transcript_pdf import Printed
from localturn.foundation import moments
from localturn.foundation.tasks import task
from localturn.foundation.ui.times import day_text

LANGUAGE = "en"


@task()
def print_transcript(transcript_id: int) -> None:
    """Make the PDF of a transcript, or make it anew; nothing for one whose student has left."""
    transcript = Transcript.objects.filter(pk=transcript_id).first()
    if transcript is None or not transcript.content:
        return
    record = record_from(transcript.content)
    file = transcript_pdf.write(printed(transcript, record))
    TranscriptPdf.objects.update_or_create(
        transcript=transcript, defaults={"file": file, "made_at": moments.now()}
    )


def printed(transcript: Transcript, record: Record) -> Printed:
    """What the paper says."""
    with translation.override(LANGUAGE):
        issued_on = date.fromisoformat(record.issued_on)
        again = ""
        if record.supersedes:
            again = _("In the place of %(number)s.") % {"number": record.supersedes}
        return Printed(
            number=record.number,
            digest=transcript.digest,
            address=settings.PUBLIC_URL + transcript.get_check_url(),
            language=LANGUAGE,
            issued_on=issued_on,
            title=_("Transcript of records"),
            host=record.host.name,
            course=course_facts(record),
            result=result_facts(record),
            credits=credit_rows(record),
            scale_name=record.scale.name,
            scale=scale_rows(record),
            scale_words=scale_words(record),
            words={
                "course": _("Course"),
                "result": _("Result"),
                "credits": _("Credit points"),
                "scale": _("Grading scale with its distribution table"),
                "grade": _("Grade"),
                "least": _("From … of the points"),
                "share": _("Share of those who passed"),
                "issued": _("Issued on %(day)s") % {"day": day_text(issued_on)},
                "digest": _("SHA-256 of what this transcript says:"),
                "again": again,
                "qr": _("Code that leads to the page on which this transcript is checked"),
            },
        )
