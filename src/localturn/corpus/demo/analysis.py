"""What the demonstration's team did with its codings: a closed round, relations, questions."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from localturn.corpus.actions import coding, finding, questions, relations, rounds
from localturn.corpus.domain.asking import Asked, Kind, Layer
from localturn.corpus.domain.disagreements import Verdict
from localturn.corpus.domain.nearness import Nearness
from localturn.corpus.domain.networks import Direction, Government, Stance
from localturn.corpus.domain.passages import Span
from localturn.corpus.domain.terms import DocumentClass, Role
from localturn.corpus.models import (
    Actor,
    Attribute,
    AttributeValue,
    Coding,
    Member,
    Node,
    Project,
    ProjectDocument,
    Round,
)
from localturn.corpus.permissions import Sight, sight
from localturn.corpus.queries.rounds import regions_of

IN_ROUND = 8
"""Documents."""
RELATED = 48
_KEYS = UUID("5b0f3a52-6f0e-4d6d-9d0c-0d1a5c2e7b11")
_SAYS = {
    "Asks for money": (Stance.DEMANDS, Direction.VERTICAL),
    "Asks for powers": (Stance.DEMANDS, Direction.VERTICAL),
    "Asks to be heard": (Stance.DEMANDS, Direction.VERTICAL),
    "Carries out": (Stance.COOPERATES, Direction.VERTICAL),
    "Acts without the state": (Stance.CRITICISES, Direction.VERTICAL),
    "Learns from each other": (Stance.COOPERATES, Direction.HORIZONTAL),
    "Pledges a standard": (Stance.COOPERATES, Direction.HORIZONTAL),
}
_ABOVE = {
    "supranational": ("The union", Government.SUPRANATIONAL),
    "national": ("The national government", Government.NATIONAL),
    "regional": ("The regions", Government.REGIONAL),
}
_ALIASES = {
    "The union": ("the Union", "die Union", "l’Union", "unionen"),
    "The national government": ("the state", "the government", "der Bund", "l’État", "staten"),
    "Member cities": ("the cities", "our cities", "die Städte", "les villes", "städerna"),
}


def analyse(project: Project, *, now: datetime, report: Callable[[str], None]) -> None:
    """The lead and the coders code the same documents blind, and compare."""
    report("Two researchers code blind, and are compared")
    lead = Member.objects.select_related("project", "person").get(project=project, role=Role.LEAD)
    coders = list(
        Member.objects.filter(project=project, role=Role.CODER)
        .select_related("project", "person")
        .order_by("pk")[:2]
    )
    round_ = _code_blind(lead, coders, now)
    _settle(sight(lead), round_, now)
    _relate(sight(lead), now)
    _ask(lead, round_, now)
    finding.index_what_is_missing.enqueue()


def _code_blind(lead: Member, coders: list[Member], now: datetime) -> Round:
    """The second coder overlooks a passage in five and ends another one later than the first."""
    begun = now - timedelta(days=6)
    chosen = list(
        ProjectDocument.objects.filter(
            project=lead.project, kind=DocumentClass.PUBLIC, language="en"
        )
        .select_related("version")
        .order_by("pk")[:IN_ROUND]
    )
    made = rounds.begin("English documents, twice", by=lead, now=begun)
    before = {
        document.pk: list(
            Coding.objects.filter(document=document, withdrawn_at=None)
            .select_related("code")
            .order_by("start", "pk")
        )
        for document in chosen
    }
    rounds.give(made, dict.fromkeys(chosen, coders), by=lead, now=begun)
    turn = 0
    for document in chosen:
        for first in before[document.pk]:
            turn += 1
            wide = Span(first.start, _one_word_on(document.version.text, first.end))
            own = Span(first.start, first.end)
            for place, member in enumerate(coders):
                if place == 1 and turn % 5 == 0:
                    continue
                span = wide if place == 1 and turn % 4 == 0 else own
                key = uuid5(_KEYS, f"{document.title} {first.pk} {place}")
                at = begun + timedelta(hours=2, minutes=turn)
                coding.apply(first.code, to=document, span=span, key=key, by=member, now=at)
    for member in coders:
        for given in made.assignments.filter(member=member).select_related("round"):
            rounds.mark_done(given, is_done=True, by=member, now=now - timedelta(days=3))
    rounds.close(made, by=lead, now=now - timedelta(days=2))
    rounds.work_out_agreement.func(made.pk)
    return made


def _one_word_on(text: str, end: int) -> int:
    further = text.find(" ", end + 2)
    return further if further > 0 else end


def _settle(seen: Sight, round_: Round, now: datetime) -> None:
    """Half of what differs is settled; the rest waits."""
    differing = [r for r in regions_of(seen, round_) if r.verdict is not Verdict.AGREED]
    for number, region in enumerate(differing[: len(differing) // 2]):
        rounds.settle(
            seen,
            round_,
            document=region.document,
            code=region.code,
            region_start=region.start,
            choice=rounds.NOTHING if number % 5 == 4 else str(region.marks[0].coder),
            note="The shorter one says it." if region.verdict is Verdict.BOUNDS else "",
            now=now - timedelta(days=1),
        )


def _relate(seen: Sight, now: datetime) -> None:
    values = _values(seen.project, ("Network", "Level"))
    actors = _actors(seen, {each["Network"] for each in values.values()}, now)
    cities = actors["Member cities"]
    rows = seen.codings().filter(code__name__in=_SAYS, round=None)
    made = 0
    for each in rows.select_related("code", "document").order_by("document", "start"):
        about = values.get(each.document_id)
        if about is None or made == RELATED:
            continue
        stance, direction = _SAYS[each.code.name]
        above = _ABOVE.get(about["Level"], _ABOVE["national"])[0]
        target = cities if direction is Direction.HORIZONTAL else actors[above]
        source = actors.get(about["Network"])
        if source is not None:
            relations.relate(
                seen, each, source, target, direction=direction, stance=stance, now=now
            )
            made += 1


def _actors(seen: Sight, networks: Iterable[str], now: datetime) -> dict[str, Actor]:
    known = dict.fromkeys(sorted(networks), Government.NETWORK)
    known |= {"Member cities": Government.LOCAL}
    known |= dict(_ABOVE.values())
    return {
        name: relations.add_actor(
            name, level=level, aliases=_ALIASES.get(name, ()), by=seen.member, now=now
        )
        for name, level in known.items()
    }


def _values(project: Project, names: Iterable[str]) -> dict[int, dict[str, str]]:
    """Of documents that have all of these attributes."""
    wanted, found = list(names), dict[int, dict[str, str]]()
    rows = AttributeValue.objects.filter(
        attribute__project=project, attribute__name__in=wanted, document__kind=DocumentClass.PUBLIC
    )
    for document, name, value in rows.values_list("document_id", "attribute__name", "value"):
        found.setdefault(document, {})[name] = value
    return {document: each for document, each in found.items() if len(each) == len(wanted)}


def _ask(lead: Member, round_: Round, now: datetime) -> None:
    attributes = dict(Attribute.objects.filter(project=lead.project).values_list("name", "pk"))
    codes = list(
        Node.objects.filter(project=lead.project, name__in=list(_SAYS)).values_list("pk", flat=True)
    )
    continents = ("Europe",), ("North America",)
    kept = (
        (
            "Two continents, code by code",
            Asked(Kind.SIDES, attribute=attributes["Continent"], sides=continents),
            "Whether networks of the two continents turn to the state in the same way.",
        ),
        (
            "What each kind of document says",
            Asked(Kind.CROSSTAB, tuple(codes), attribute=attributes["Type"]),
            "",
        ),
        (
            "Demands and what stands beside them",
            Asked(Kind.TOGETHER, with_below=False, nearness=Nearness.PARAGRAPH),
            "Which frames come in the paragraph in which something is demanded.",
        ),
        ("Over the years", Asked(Kind.TIMELINE, tuple(codes), attribute=attributes["Year"]), ""),
        (
            "What was settled in the round",
            Asked(Kind.CROSSTAB, layer=Layer.SETTLED, round=round_.pk),
            "Only what both coders agreed on, or what was decided afterwards.",
        ),
    )
    for number, (name, asked, note) in enumerate(kept):
        at = now - timedelta(hours=20 - number)
        questions.keep(name, asked, note=note, by=lead, now=at)
