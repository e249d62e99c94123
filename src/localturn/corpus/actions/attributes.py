"""What documents and cases are compared by: defined, and filled in by a grid or a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localturn.corpus import permissions
from localturn.corpus.actions.changes import held
from localturn.corpus.actions.documents import require_work
from localturn.corpus.domain.attributes import Unfit, fitted
from localturn.corpus.domain.terms import AttributeKind
from localturn.corpus.models import Attribute, AttributeValue, Member
from localturn.corpus.permissions import Sight
from localturn.foundation.refusals import Invalid, require

MOST = 60
MOST_CHOICES = 200
Cell = tuple[int, int]
"""The number of a document or case, and of an attribute."""


@dataclass(frozen=True)
class Definition:
    name: str
    kind: AttributeKind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What somebody saw in a cell, and what is to stand there; what they saw is None where that is
    not asked."""

    said: str
    was: str | None = None


@dataclass
class Filled:
    """How many values were changed; where any sentence stands, none."""

    changed: int = 0
    sentences: dict[Cell, str] = field(default_factory=dict)
    found: dict[Cell, str] = field(default_factory=dict)
    """Where somebody else has put another value meanwhile, that value."""


@transaction.atomic
def define(definition: Definition, *, of_cases: bool, by: Member) -> Attribute:
    """A new attribute, the last of them."""
    require_work(by)
    _check(definition)
    rows = Attribute.objects.filter(project=by.project_id)
    if rows.count() >= MOST:
        raise Invalid(_("A project has at most %(most)s attributes.") % {"most": MOST})
    last = rows.aggregate(last=Max("position"))["last"]
    made = Attribute(
        project=by.project, of_cases=of_cases, position=0 if last is None else last + 1
    )
    return _save(made, definition)


@transaction.atomic
def redefine(attribute: Attribute, definition: Definition, *, sight: Sight) -> None:
    """Another name, kind or choices; every value that is there must fit. Of those out of sight
    it is told how many do not."""
    require_work(sight.member)
    require(attribute.project_id == sight.project.pk)
    _check(definition)
    seen = set(_values_in(sight, attribute).values_list("pk", flat=True))
    unfit, hidden = list[str](), 0
    for value in AttributeValue.objects.filter(attribute=attribute):
        try:
            said = fitted(value.value, definition.kind, definition.choices)
        except Unfit:
            if value.pk in seen:
                unfit.append(value.value)
            else:
                hidden += 1
            continue
        if said != value.value:
            value.value = said
            value.save(update_fields=["value"])
    sentences = list[str]()
    if unfit:
        sentences.append(
            ngettext(
                "%(num)s value does not fit: %(values)s. Change it first.",
                "%(num)s values do not fit: %(values)s. Change them first.",
                len(unfit),
            )
            % {"num": len(unfit), "values": ", ".join(sorted(set(unfit))[:5])}
        )
    if hidden:
        sentences.append(
            ngettext(
                "%(num)s value that is out of your sight does not fit. Ask who leads the project.",
                "%(num)s values that are out of your sight do not fit. Ask who leads the project.",
                hidden,
            )
            % {"num": hidden}
        )
    if sentences:
        raise Invalid(" ".join(sentences))
    _save(attribute, definition)


@transaction.atomic
def remove(attribute: Attribute, *, by: Member) -> None:
    """With all its values, for good."""
    require_work(by)
    require(
        permissions.can_lead(by) and attribute.project_id == by.project_id,
        _("Only who leads the project may do this."),
    )
    attribute.delete()


@transaction.atomic
def fill(wishes: Mapping[Cell, Wish], *, of_cases: bool, sight: Sight) -> Filled:
    """Put values into cells; all of them, or none where any does not fit, or was changed by
    somebody else meanwhile. Only what is in sight can be filled in."""
    require_work(sight.member)
    held(sight.project)
    column = "case_id" if of_cases else "document_id"
    attributes = {
        each.pk: each for each in Attribute.objects.filter(project=sight.project, of_cases=of_cases)
    }
    asked = {row for row, _attribute in wishes}
    things = (sight.cases() if of_cases else sight.documents()).order_by()
    seen = set(things.filter(pk__in=asked).values_list("pk", flat=True))
    values = AttributeValue.objects.filter(
        attribute__in=list(attributes), **{f"{column}__in": seen}
    )
    present = {(getattr(each, column), each.attribute_id): each for each in values}
    filled, new, changed, gone = (
        Filled(),
        list[AttributeValue](),
        list[AttributeValue](),
        list[int](),
    )
    for cell, wish in wishes.items():
        row, key = cell
        if row not in seen or key not in attributes:
            filled.sentences[cell] = _("There is no such document or attribute.")
            continue
        attribute, there = attributes[key], present.get(cell)
        now_there = there.value if there else ""
        try:
            said = fitted(wish.said, AttributeKind(attribute.kind), attribute.choices)
        except Unfit as unfit:
            filled.sentences[cell] = _(unfit.message) % unfit.values
            continue
        if said == now_there:
            continue
        if wish.was is not None and wish.was != now_there:
            filled.sentences[cell] = _(
                "Somebody else has put “%(value)s” here meanwhile. Save again to put yours."
            ) % {"value": now_there or "–"}
            filled.found[cell] = now_there
            continue
        if there is None:
            new.append(AttributeValue(attribute=attribute, value=said, **{column: row}))
        elif said:
            there.value = said
            changed.append(there)
        else:
            gone.append(there.pk)
    if not filled.sentences:
        AttributeValue.objects.bulk_create(new, batch_size=500)
        AttributeValue.objects.bulk_update(changed, ["value"], batch_size=200)
        AttributeValue.objects.filter(pk__in=gone).delete()
        filled.changed = len(new) + len(changed) + len(gone)
    return filled


def _values_in(sight: Sight, attribute: Attribute) -> QuerySet[AttributeValue]:
    """Of documents and cases that are in sight."""
    return AttributeValue.objects.filter(
        Q(document__in=sight.documents().order_by()) | Q(case__in=sight.cases().order_by()),
        attribute=attribute,
    )


def _check(definition: Definition) -> None:
    if not definition.name.strip():
        raise Invalid(_("An attribute needs a name."))
    if definition.kind is not AttributeKind.CHOICE:
        return
    if not 2 <= len(definition.choices) <= MOST_CHOICES:
        raise Invalid(_("Write at least two that it can be, one a line."))
    if len({each.casefold() for each in definition.choices}) < len(definition.choices):
        raise Invalid(_("The same stands there twice."))


def _save(attribute: Attribute, definition: Definition) -> Attribute:
    attribute.name, attribute.kind = definition.name.strip(), definition.kind.value
    is_choice = definition.kind is AttributeKind.CHOICE
    attribute.choices = list(definition.choices) if is_choice else []
    try:
        with transaction.atomic():
            attribute.save()
    except IntegrityError:
        raise Invalid(_("There is one of this name here already.")) from None
    return attribute
