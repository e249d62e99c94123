"""Transcripts: who is to have one, which there are, and what each says."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from localturn.academy.domain.schedule import Phase
from localturn.academy.models import Nomination, Run
from localturn.academy.queries.outcomes import Outcome, outcomes_of
from localturn.academy.queries.places import span_of
from localturn.exchange import permissions
from localturn.exchange.domain.transcripts import Record, Scale, record_from, scale_from
from localturn.exchange.models import Grading, Listing, Partner, Transcript
from localturn.foundation.people.models import Kind, Organisation
from localturn.foundation.people.reader import Reader
from localturn.foundation.refusals import NotFound

MOST = 1_000


@dataclass(frozen=True)
class ToIssue:
    """A student of a partner with what came of the course, and their transcript if there is one."""

    outcome: Outcome
    home: Organisation
    last: Transcript | None


@dataclass(frozen=True)
class Shown:
    """A transcript with what it says; `record` None where its student has left."""

    transcript: Transcript
    record: Record | None
    later: Transcript | None
    """The one that took its place."""


def listing_hosted_by(person: Reader, pk: int, *, now: datetime) -> Listing:
    """A listing whose students they give transcripts (1 statement). Raises NotFound."""
    rows = permissions.listings_hosted_by(person, now=now).filter(pk=pk)
    found = rows.select_related("host__place", "run__version__course").first()
    if found is None:
        raise NotFound
    return found


def is_over(listing: Listing, *, now: datetime) -> bool:
    """Whether the run that a listing leads to has ended."""
    return listing.run is not None and span_of(listing.run).phase(now) is Phase.ENDED


def scale_of(listing: Listing) -> Scale | None:
    """The scale that its host entered (1 statement)."""
    row = Grading.objects.filter(listing=listing).first()
    return scale_from(row.scale) if row else None


def last_scale_like(listing: Listing) -> Scale | None:
    """What its host entered last for a course of the same field, to begin with (1 statement)."""
    rows = Grading.objects.filter(listing__host=listing.host_id, listing__field=listing.field)
    row = rows.order_by("-changed_at", "-pk").first()
    return scale_from(row.scale) if row else None


def to_issue(listing: Listing) -> list[ToIssue]:
    """Everybody who took part to the end and was nominated by a partner, by university and name."""
    if listing.run is None:
        return []
    homes, last = _homes_in(listing, listing.run), _last_in(listing.run)
    found = [
        ToIssue(each, homes[each.enrolment.pk], last.get(each.enrolment.pk))
        for each in outcomes_of(listing.run)
        if each.enrolment.pk in homes
    ]
    return sorted(found, key=lambda row: (row.home.folded, row.home.pk))


def _homes_in(listing: Listing, run: Run) -> dict[int, Organisation]:
    """By seat, the university of the consortium whose nomination led to it (1 statement). An
    organisation that somebody chose when they came, or that is no partner, learns no points; a
    partner that has left since has a right to those of its students."""
    rows = Nomination.objects.filter(
        Exists(
            Partner.objects.filter(
                consortium=listing.consortium_id, organisation=OuterRef("organisation")
            )
        ),
        run=run,
        state=Nomination.State.ACCEPTED,
        seat__isnull=False,
        organisation__kind=Kind.UNIVERSITY,
    ).exclude(organisation=listing.host_id)
    return {
        each.seat_id: each.organisation
        for each in rows.select_related("organisation").order_by("pk")
        if each.seat_id is not None
    }


def _last_in(run: Run) -> dict[int | None, Transcript]:
    """By seat its last transcript, whichever listing led to the run (1 statement): the same credit
    points are stated once."""
    rows = Transcript.objects.filter(enrolment__run=run, replaced_by=None)
    return {each.enrolment_id: each for each in rows.order_by("pk")}


def transcripts_seen_by(person: Reader, *, now: datetime) -> list[Transcript]:
    """All that they may see and that nothing has replaced, the newest first (1 statement)."""
    rows = permissions.transcripts_visible_to(person, now=now).filter(replaced_by=None)
    return list(rows.select_related("listing__host", "home", "person", "enrolment")[:MOST])


def transcript_seen_by(person: Reader, number: str, *, now: datetime) -> Shown:
    """One of them, whatever has replaced it (1 statement). Raises NotFound."""
    rows = permissions.transcripts_visible_to(person, now=now).filter(number=number)
    found = rows.select_related("listing__host", "home", "replaces", "replaced_by", "pdf").first()
    if found is None:
        raise NotFound
    return shown(found)


def transcript_at(token: str) -> Shown:
    """The transcript to whoever has the address of its check (1 statement). Raises NotFound."""
    rows = Transcript.objects.filter(token=token)
    found = rows.select_related("listing__host", "home", "replaces", "replaced_by").first()
    if found is None:
        raise NotFound
    return shown(found)


def shown(transcript: Transcript) -> Shown:
    record = record_from(transcript.content) if transcript.content else None
    return Shown(transcript, record, getattr(transcript, "replaced_by", None))
