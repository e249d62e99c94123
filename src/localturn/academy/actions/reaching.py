"""A facilitator writes to people who have fallen behind: one text, each in their own frame."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from localturn.academy.models import Letter, LetterTo, Run
from localturn.academy.permissions import can_facilitate
from localturn.academy.queries.behind import Behind, people_behind
from localturn.foundation.mail.actions import post
from localturn.foundation.people.models import Person
from localturn.foundation.refusals import Invalid, require

TEMPLATE = "academy/mail/behind"
LONGEST = 5_000


@transaction.atomic
def write_to(
    run: Run, *, to: Collection[int], text: str, token: str, by: Person, now: datetime
) -> Letter:
    """Send a text to the seats named, each once; the same form sent again is the same letter."""
    require(can_facilitate(by, run))
    text = text.replace("\r\n", "\n").strip()
    Run.objects.select_for_update().get(pk=run.pk)
    sent = Letter.objects.filter(run=run, token=token).first()
    if sent is not None:
        return sent
    chosen = chosen_of(people_behind(run, now=now), to)
    check(chosen, text)
    letter = Letter.objects.create(run=run, written_by=by, token=token, text=text, sent_at=now)
    LetterTo.objects.bulk_create(LetterTo(letter=letter, enrolment_id=b.enrolment) for b in chosen)
    people = Person.objects.in_bulk([each.person for each in chosen])
    for each in chosen:
        post(
            to=people[each.person],
            template=TEMPLATE,
            key=f"academy/letter/{letter.pk}/{each.enrolment}",
            context=context(run, each, text=text, by=by),
        )
    return letter


def chosen_of(behind: Sequence[Behind], to: Collection[int]) -> list[Behind]:
    """Those of the people behind who are meant; whoever has caught up is left out."""
    return [each for each in behind if each.enrolment in to]


def check(chosen: Sequence[Behind], text: str) -> None:
    """Raise Invalid where there is nobody to write to, or nothing to say."""
    if not chosen:
        raise Invalid(_("Choose at least one person."))
    if not text.strip():
        raise Invalid(_("Write what you want to say to them."))
    if len(text) > LONGEST:
        raise Invalid(_("The text is longer than %(most)s characters.") % {"most": LONGEST})


def context(run: Run, behind: Behind, *, text: str, by: Person) -> dict[str, Any]:
    """What the letter to one of them says beside the text."""
    return {
        "course": run.version.title,
        "zone": run.zone,
        "text": text,
        "by": str(by),
        "items": [
            {
                "title": each.title,
                "due": each.due,
                "address": reverse("academy:activity", args=[run.slug, each.activity]),
            }
            for each in behind.owed
        ],
        "since": behind.idle_since,
        "address": reverse("academy:run", args=[run.slug]),
    }
