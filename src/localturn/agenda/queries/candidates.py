"""What waits for an editor: the queue, and one candidate with its words marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext as _

from localturn.agenda import permissions
from localturn.agenda.domain.content import Content, Document, Session
from localturn.agenda.domain.drafting import clock_of, day_of, drafted, short_part
from localturn.agenda.domain.extraction import Doubt, Field
from localturn.agenda.domain.extraction.links import documents_in
from localturn.agenda.domain.matching import Traits, Why, canonicals
from localturn.agenda.domain.sources import Licence, Stage
from localturn.agenda.domain.terms import Kind, State
from localturn.agenda.models import Candidate, Event, LinkedReport, Merge, Source
from localturn.foundation.languages import folded
from localturn.foundation.people.models import Organisation
from localturn.foundation.people.reader import Reader
from localturn.foundation.places.models import City
from localturn.foundation.refusals import NotFound, require

A_PAGE = 50
LATELY = timedelta(days=30)


def require_editor(person: Reader, *, now: datetime) -> None:
    require(permissions.can_edit(person, now=now), _("The agenda is looked after by its editors."))


def waiting(
    *, source: int | None = None, kind: str = "", assigned_to: int | None = None
) -> QuerySet[Candidate]:
    """Those that wait, warnings first."""
    found = Candidate.objects.filter(stage=Stage.WAITING.value)
    if source is not None:
        found = found.filter(source_id=source)
    if kind:
        found = found.filter(kind=kind)
    if assigned_to is not None:
        found = found.filter(assigned_to_id=assigned_to)
    return found.select_related("source", "assigned_to", "suggested").order_by(
        "-gravity", "made_at", "pk"
    )


def sources_with_work() -> QuerySet[Source]:
    """Sources of which something waits, with how much."""
    waits = Q(candidates__stage=Stage.WAITING.value)
    counted = Source.objects.annotate(waiting=Count("candidates", filter=waits))
    return counted.filter(waiting__gt=0).order_by("-waiting", "name", "pk")


def candidate_of(person: Reader, pk: int, *, now: datetime) -> Candidate:
    """One candidate with what its page shows. Raises NotAllowed, NotFound."""
    require_editor(person, now=now)
    rows = Candidate.objects.select_related(
        "raw", "source", "event", "suggested", "assigned_to", "decided_by"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def next_after(candidate: Candidate, *, source: int | None = None) -> Candidate | None:
    """The next one of the queue, from the same source where that is worked on; the first where
    this was the last."""
    queue = waiting(source=source).exclude(pk=candidate.pk)
    later = queue.filter(
        Q(gravity__lt=candidate.gravity)
        | Q(gravity=candidate.gravity, made_at__gt=candidate.made_at)
        | Q(gravity=candidate.gravity, made_at=candidate.made_at, pk__gt=candidate.pk)
    )
    return later.first() or queue.first()


def values_of(candidate: Candidate) -> dict[Field, str]:
    return {Field(name): str(found["value"]) for name, found in candidate.fields.items()}


def doubts_of(candidate: Candidate) -> list[str]:
    """Sentences."""
    return [_(Doubt(each).sentence) for each in candidate.doubts]


def why_of(candidate: Candidate) -> str:
    return _(Why(candidate.why).sentence) if candidate.why else ""


def content_of_candidate(candidate: Candidate) -> Content:
    """What a candidate says as it was read (at most 5 statements)."""
    return content_with(candidate, Kind(candidate.kind), values_of(candidate))


def content_with(candidate: Candidate, kind: Kind, values: Mapping[Field, str]) -> Content:
    """The content that a candidate makes with these values."""
    code = values.get(Field.CITY, "")
    city = City.objects.filter(code=code).first() if code else None
    zone = values.get(Field.ZONE) or (city.zone if city else candidate.source.zone)
    return drafted(
        kind,
        {**values, Field.ZONE: zone},
        sessions=[
            Session(
                title=each["title"][:300],
                day=day_of(each["day"]),
                begins=clock_of(each["begins"]),
                ends=clock_of(each["ends"]),
            )
            for each in candidate.sessions
        ],
        city=city.pk if city else None,
        organiser=_organiser(values.get(Field.ORGANISER, "")),
        topics=[each.slug for each in candidate.source.topics.all()],
        body=_body(candidate, values),
        documents=[
            Document(title=str(each)[:300], address=each.address, language=each.language)
            for each in reports_led_to(candidate)
            if each.text
        ],
    )


def reports_led_to(candidate: Candidate) -> list[LinkedReport]:
    """PDFs that it leads to, in the order in which its text does (at most 2 statements)."""
    reports = list(LinkedReport.objects.filter(raw=candidate.raw_id))
    if not reports:
        return []
    others = Candidate.objects.filter(raw=candidate.raw_id).exclude(pk=candidate.pk)
    addresses = [each.address for each in reports]
    own = own_addresses(candidate, addresses, is_only=not others.exists())
    return [each for each in reports if each.address in own]


def own_addresses(
    candidate: Candidate, addresses: Iterable[str], *, is_only: bool
) -> frozenset[str]:
    """Which of the PDFs of its raw item are its own: all where it is the only announcement in it;
    of several, as in a mail or a pasted text, each has those that its part names."""
    found = frozenset(addresses)
    return found if is_only else found & frozenset(documents_in(text_of(candidate)))


def _body(candidate: Candidate, values: Mapping[Field, str]) -> str:
    """As much of its source's words as the source's licence lets be told; a part only with the
    address of the whole."""
    match candidate.source.licence:
        case Licence.OPEN:
            return text_of(candidate)
        case Licence.QUOTE if values.get(Field.LINK):
            part = short_part(text_of(candidate), title=candidate.title)
            return f"> {part}" if part else ""
    return ""


def _organiser(name: str) -> int | None:
    words = folded(name)
    if not words:
        return None
    found = Organisation.objects.filter(folded=words).values_list("pk", flat=True)[:2]
    return found[0] if len(found) == 1 else None


def text_of(candidate: Candidate) -> str:
    """The part of its source's text that it was read from."""
    return candidate.raw.text[candidate.start : candidate.stop]


def traits_of_candidate(candidate: Candidate) -> Traits:
    values = values_of(candidate)
    return Traits(
        titles=(candidate.title,),
        language=values.get(Field.LANGUAGE, ""),
        first_day=candidate.first_day,
        city=values.get(Field.CITY, ""),
        is_online=bool(values.get(Field.ONLINE_LINK)),
        organiser=values.get(Field.ORGANISER, ""),
        addresses=frozenset(candidate.keys),
    )


def traits_of_event(event: Event) -> Traits:
    """Of one that was fetched with texts, city, organiser and addresses."""
    texts = list(event.texts.all())
    original = next((each for each in texts if each.is_original), texts[0] if texts else None)
    own = [event.website, event.registration_link]
    return Traits(
        titles=tuple(each.title for each in texts),
        language=original.language if original else "",
        first_day=event.first_day,
        city=event.city.code if event.city else "",
        is_online=bool(event.online_link),
        organiser=str(event.organiser) if event.organiser else event.organiser_name,
        addresses=frozenset(each.address for each in event.addresses.all()) | canonicals(own),
    )


@dataclass(frozen=True)
class Piece:
    """A part of a text: plain, or the words of fields."""

    text: str
    fields: tuple[str, ...] = ()

    @property
    def names(self) -> str:
        return ", ".join(_(Field(each).label) for each in self.fields)


def marked(candidate: Candidate) -> list[Piece]:
    """The text of a candidate, cut where the words of a field begin and end."""
    return pieces_of(text_of(candidate), found_in(candidate, None))


def found_in(candidate: Candidate, report: int | None) -> list[tuple[int, int, str]]:
    """From where to where the words of each field stand, in its own text or in a PDF."""
    return [
        (found["start"], found["stop"], name)
        for name, found in candidate.fields.items()
        if found.get("of") == report
    ]


def pieces_of(text: str, found: Iterable[tuple[int, int, str]]) -> list[Piece]:
    """A text, cut where the words of a field begin and end."""
    spans = [(start, min(stop, len(text)), name) for start, stop, name in found]
    spans = [each for each in spans if 0 <= each[0] < len(text)]
    cuts = sorted({0, len(text), *(at for start, stop, _name in spans for at in (start, stop))})
    pieces: list[Piece] = []
    for start, stop in pairwise(cuts):
        names = tuple(name for begin, end, name in spans if begin <= start and stop <= end)
        if pieces and pieces[-1].fields == names:
            pieces[-1] = Piece(pieces[-1].text + text[start:stop], names)
        else:
            pieces.append(Piece(text[start:stop], names))
    return pieces


def merges_into(event: Event) -> QuerySet[Merge]:
    """That stand, the newest first."""
    return event.merges.filter(undone_at=None).select_related("candidate__source", "by")


def usual_time(*, now: datetime) -> timedelta | None:
    """From opening to published, on average of the last month; None where nothing was."""
    lately = Candidate.objects.filter(
        stage=Stage.PUBLISHED.value, decided_at__gte=now - LATELY, opened_at__isnull=False
    )
    taken = ExpressionWrapper(F("decided_at") - F("opened_at"), output_field=DurationField())
    found: timedelta | None = lately.aggregate(mean=Avg(taken))["mean"]
    return found


def on_days(days: set[date]) -> QuerySet[Event]:
    """Announcements that stand, of these days, with what they are compared by."""
    standing = Event.objects.exclude(state=State.WITHDRAWN.value)
    return (
        standing.filter(first_day__in=days)
        .select_related("city", "organiser")
        .prefetch_related("texts", "addresses")
        .order_by("pk")
    )
