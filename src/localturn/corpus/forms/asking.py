"""Questions as addresses: what a form sends is what the address keeps."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localturn.corpus.domain.asking import FARTHEST, Asked, Filter, Kind, Layer, withheld
from localturn.corpus.domain.nearness import Nearness
from localturn.corpus.models import Attribute, AttributeValue, Member, Round
from localturn.corpus.permissions import Sight
from localturn.corpus.queries.codebook import tree_of
from localturn.corpus.queries.counted import leaves_of, out_of_use
from localturn.foundation.languages import own_name
from localturn.foundation.prepared import prepared
from localturn.foundation.refusals import Invalid

MOST_VALUES = 200


@dataclass(frozen=True)
class Choice:
    value: str
    text: str
    depth: int = 0


@dataclass(frozen=True)
class Choices:
    """What can be asked in a project: each asked for when it is first needed, and then kept."""

    sight: Sight

    @cached_property
    def codes(self) -> Sequence[Choice]:
        """1 statement."""
        nodes = tree_of(self.sight.project)
        return [Choice(str(node.pk), node.name, depth) for node, depth in nodes]

    @cached_property
    def all_codes(self) -> Sequence[Choice]:
        """With those no longer in use, of which a question that was kept may ask (1 statement)."""
        return [
            Choice(str(node.pk), out_of_use(node.name) if node.retired_at else node.name)
            for node in leaves_of(self.sight.project)
        ]

    def gone(self, chosen: Collection[str]) -> Sequence[Choice]:
        """Those of the chosen codes that are no longer in use (2 statements, none of none)."""
        in_use = {each.value for each in self.codes} if chosen else set()
        if in_use.issuperset(chosen):
            return []
        return [e for e in self.all_codes if e.value in chosen and e.value not in in_use]

    @cached_property
    def attributes(self) -> Sequence[Choice]:
        """1 statement."""
        return [
            Choice(str(pk), _("%(name)s (of cases)") % {"name": name} if of_cases else name)
            for pk, name, of_cases in _attributes(self.sight.project.pk)
        ]

    @cached_property
    def values(self) -> dict[int, list[str]]:
        """Of each attribute those of documents or cases in sight, sorted (1 statement)."""
        found: dict[int, list[str]] = {}
        rows = AttributeValue.objects.filter(
            Q(document__in=self.sight.documents().order_by())
            | Q(case__in=self.sight.cases().order_by()),
            attribute__in=[int(each.value) for each in self.attributes],
        )
        for attribute, value in (
            rows.order_by("attribute", "value").values_list("attribute_id", "value").distinct()
        ):
            found.setdefault(attribute, []).append(value)
        return found

    @cached_property
    def layers(self) -> Sequence[Choice]:
        """2 statements."""
        project = self.sight.project
        layers = [Choice(Layer.ALL.value, _("All coders"))]
        coders = Member.objects.filter(project=project).exclude(role="reader")
        layers += [
            Choice(f"{Layer.CODER.value}-{each.pk}", _("Only %(name)s") % {"name": each})
            for each in coders.select_related("person").order_by("pk")
        ]
        rounds = Round.objects.filter(project=project, closed_at__isnull=False)
        layers += [
            Choice(
                f"{Layer.SETTLED.value}-{each.pk}", _("Settled in %(name)s") % {"name": each.name}
            )
            for each in rounds.order_by("begun_at", "pk")
        ]
        return layers

    @cached_property
    def languages(self) -> Sequence[Choice]:
        """1 statement."""
        rows = self.sight.documents().order_by("language").values_list("language", flat=True)
        return [Choice(code, own_name(code)) for code in rows.distinct() if code]

    @cached_property
    def sets(self) -> Sequence[Choice]:
        """1 statement."""
        return [Choice(str(pk), name) for pk, name in self.sight.sets().values_list("pk", "name")]

    @cached_property
    def cases(self) -> Sequence[Choice]:
        """1 statement."""
        return [Choice(str(pk), name) for pk, name in self.sight.cases().values_list("pk", "name")]


@prepared
def _attributes(project: int) -> QuerySet[Attribute, tuple[int, str, bool]]:
    rows = Attribute.objects.filter(project=project).order_by("of_cases", "position", "pk")
    return rows.values_list("pk", "name", "of_cases")


def read_question(said: QueryDict, of: Choices) -> Asked:
    """What an address asks. Raises Invalid with a sentence where it cannot be read."""
    try:
        kind = Kind(said.get("kind", Kind.CROSSTAB.value))
        nearness = Nearness(said.get("nearness", Nearness.OVERLAP.value))
    except ValueError:
        raise Invalid(_("This question is not one that can be asked here.")) from None
    unknown = _("One of the codes is not in the codebook.")
    codes = _known(said.getlist("code"), lambda: of.all_codes, unknown)
    attribute = _known(
        [each for each in [said.get("attribute", "")] if each],
        lambda: of.attributes,
        _("Documents of this project have no such attribute."),
    )
    if kind in {Kind.SIDES, Kind.TIMELINE} and not attribute:
        raise Invalid(_("Choose by which attribute documents are told apart."))
    layer, coder, round_ = _layer(said.get("layer", Layer.ALL.value), of)
    asked_for = said.getlist("language")
    languages = {each.value for each in of.languages} if asked_for else set()
    return Asked(
        kind=kind,
        codes=codes,
        with_below="flat" not in said,
        attribute=attribute[0] if attribute else None,
        sides=(tuple(said.getlist("left")), tuple(said.getlist("right"))),
        nearness=nearness,
        reach=_reach(said.get("reach", "200")),
        layer=layer,
        coder=coder,
        round=round_,
        filters=tuple(
            Filter(int(each.value), tuple(said.getlist(f"only-{each.value}")))
            for each in of.attributes
            if said.getlist(f"only-{each.value}")
        ),
        languages=tuple(each for each in asked_for if each in languages),
        sets=_known(said.getlist("set"), lambda: of.sets, _("There is no such set.")),
        cases=_known(said.getlist("case"), lambda: of.cases, _("There is no such case.")),
    )


def as_seen(asked: Asked, of: Choices) -> Asked:
    """A question that somebody else has asked, without values, sets and cases of documents that are
    out of sight: they may say who was asked. In sight nothing has them, so the answer is the
    same."""
    if of.sight.sees_all_documents:
        return asked
    return replace(
        withheld(asked, of.values),
        sets=_seen(asked.sets, of.sets if asked.sets else ()),
        cases=_seen(asked.cases, of.cases if asked.cases else ()),
    )


def _seen(asked: Collection[int], among: Sequence[Choice]) -> tuple[int, ...]:
    """0 in the place of what is out of sight, which no document is in."""
    known = {each.value for each in among}
    return tuple(each if str(each) in known else 0 for each in asked)


def address_of(asked: Asked) -> str:
    """The question as the part of an address behind its question mark."""
    pairs: list[tuple[str, str]] = [("kind", asked.kind.value)]
    pairs += [("code", str(each)) for each in asked.codes]
    if not asked.with_below:
        pairs.append(("flat", "1"))
    if asked.attribute is not None:
        pairs.append(("attribute", str(asked.attribute)))
    pairs += [("left", each) for each in asked.sides[0]]
    pairs += [("right", each) for each in asked.sides[1]]
    if asked.kind is Kind.TOGETHER:
        pairs += [("nearness", asked.nearness.value), ("reach", str(asked.reach))]
    if asked.layer is Layer.CODER:
        pairs.append(("layer", f"{asked.layer.value}-{asked.coder}"))
    elif asked.layer is Layer.SETTLED:
        pairs.append(("layer", f"{asked.layer.value}-{asked.round}"))
    pairs += [(f"only-{f.attribute}", value) for f in asked.filters for value in f.values]
    pairs += [("language", each) for each in asked.languages]
    pairs += [("set", str(each)) for each in asked.sets]
    pairs += [("case", str(each)) for each in asked.cases]
    return urlencode(pairs)


def _known(
    said: Sequence[str], of: Callable[[], Sequence[Choice]], sentence: str
) -> tuple[int, ...]:
    if not said:
        return ()
    known = {each.value for each in of()}
    if not set(said) <= known:
        raise Invalid(sentence)
    return tuple(int(each) for each in dict.fromkeys(said))


def _layer(said: str, of: Choices) -> tuple[Layer, int | None, int | None]:
    if said == Layer.ALL.value:
        return Layer.ALL, None, None
    if said not in {each.value for each in of.layers}:
        raise Invalid(_("There is no such layer of codings."))
    name, _dash, number = said.partition("-")
    layer = Layer(name)
    if layer is Layer.CODER:
        return layer, int(number), None
    return layer, None, int(number) if layer is Layer.SETTLED else None


def _reach(said: str) -> int:
    if not said.isdecimal() or len(said) > 6 or int(said) > FARTHEST:
        raise Invalid(
            _("How far apart is a whole number of characters from 0 to %(most)s.")
            % {"most": FARTHEST}
        )
    return int(said)


class KeepForm(forms.Form):
    """A name for a question that is to be kept."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    note = forms.CharField(
        label=gettext_lazy("What it is to show"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
