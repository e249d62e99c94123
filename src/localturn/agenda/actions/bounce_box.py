"""The mailbox of letters that came back, read from files: a mail, or a folder of mails (Maildir).

A mail server hands each over as it comes: `localturn import bounce /dev/stdin`.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.agenda import permissions
from localturn.agenda.actions.returning import take_in
from localturn.agenda.standards.bounces import LARGEST
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import require
from localturn.foundation.room import Mistake, Report

MOST = 10_000


def take_in_files(path: Path, *, by: Person, now: datetime) -> Report:
    """Every mail there; one that was taken in before changes nothing."""
    require(permissions.can_add_lists(by), _("Only operators may do this."))
    files = list(_files(path))[: MOST + 1]
    report = Report()
    if len(files) > MOST:
        words = _("There are more than %(most)d files. Bring them in several folders.")
        report.mistakes.append(Mistake(str(path), None, words % {"most": MOST}))
        return report
    proved = 0
    for each in files:
        with each.open("rb") as file:
            raw = file.read(LARGEST)
        if not raw.strip():
            report.left_behind.append(_("%(file)s is empty.") % {"file": each})
        else:
            proved += take_in(raw, now=now).is_proved
    taken = len(files) - len(report.left_behind)
    said = ngettext("%(number)d mail was read.", "%(number)d mails were read.", taken)
    report.done.append(said % {"number": taken})
    if proved < taken:
        rest = taken - proved
        said = ngettext(
            "%(number)d of them carries no mark of ours: it is kept, and nothing follows from it.",
            "%(number)d of them carry no mark of ours: they are kept, and nothing follows.",
            rest,
        )
        report.left_behind.append(said % {"number": rest})
    return report


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    yield from (each for each in sorted(path.rglob("*")) if each.is_file())
