"""What a facilitator fills in to regrade a question for a run."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localturn.academy.domain.marking import number
from localturn.academy.domain.questions import (
    Essay,
    Gap,
    GapText,
    Matching,
    Multiple,
    Numerical,
    Ordering,
    Pair,
    ShortAnswer,
    Single,
    Task,
    TrueFalse,
)
from localturn.academy.domain.regrading import AS_PUBLISHED, How, Rule, fits_rule, shown_key

BACK = "back"
"""The choice of what held before."""


class RegradeForm(forms.Form):
    """What shall hold for a question in a run, what is right, and why."""

    def __init__(
        self, *arguments: Any, task: Task, holds: Rule, before: Rule, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.task, self.holds, self.before = task, holds, before
        self.fields["how"] = forms.ChoiceField(
            label=_("What shall hold in this run"),
            choices=self._ways(),
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose what shall hold.")},
        )
        self.key_fields = [] if isinstance(task, Essay) else self._add_key(shown_key(task, holds))
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            help_text=_(
                "Participants read it, also those who may still sit a test with this question: "
                "do not tell the answer then. It is kept in the audit trail."
            ),
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def _ways(self) -> list[tuple[str, str]]:
        ways = []
        if not isinstance(self.task, Essay):
            ways += [
                (How.ALSO.value, _("Also accept the answer below, beside what the course has")),
                (How.INSTEAD.value, _("Accept the answer below instead of what the course has")),
            ]
        ways += [
            (How.EVERYBODY.value, _("Everybody who met the question gets its points")),
            (
                How.UNCOUNTED.value,
                _("The question does not count; the others of the attempt weigh more"),
            ),
        ]
        if self.holds != AS_PUBLISHED:
            ways.append((How.PUBLISHED.value, _("Mark it as the course has it: take it back")))
            if self.before not in (AS_PUBLISHED, self.holds):
                ways.append((BACK, _("What held before the last regrade")))
        return ways

    def _add_key(self, key: Task) -> list[str]:
        """The fields for what is right, filled with what is right now."""
        before = set(self.fields)
        match key:
            case Single(choices):
                self._choose("key", _("Right answer"), [each.text for each in choices])
            case Multiple(choices):
                self.fields["key"] = forms.MultipleChoiceField(
                    label=_("Right answers"),
                    choices=[(str(i), each.text) for i, each in enumerate(choices)],
                    initial=[str(i) for i, each in enumerate(choices) if each.correct],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                )
            case TrueFalse():
                self._choose("key", _("Right answer"), [_("True"), _("False")])
            case Numerical(right, tolerance, unit):
                label = _("Right number (%(unit)s)") % {"unit": unit} if unit else _("Right number")
                self._write("key", label, f"{right.normalize():f}")
                self._write(
                    "tolerance",
                    _("How far off an answer may be"),
                    f"{tolerance.normalize():f}",
                )
            case ShortAnswer(accepted):
                self._lines("key", _("Right answers, one a line"), accepted)
            case _:
                self._add_parts(key)
        return [name for name in self.fields if name not in before]

    def _add_parts(self, key: Task) -> None:
        """A field for each part of a question that has several."""
        match key:
            case Matching(pairs, distractors):
                rights = sorted({*(pair.right for pair in pairs), *distractors})
                for i, pair in enumerate(pairs):
                    self._select(f"key-{i}", pair.left, rights, pair.right)
            case Ordering(items):
                for i, item in enumerate(sorted(items)):
                    places = [str(place) for place in range(1, len(items) + 1)]
                    self._select(f"key-{i}", item, places, str(items.index(item) + 1))
            case GapText(_passage, gaps):
                for i, gap in enumerate(gaps):
                    label = _("Gap %(number)s") % {"number": i + 1}
                    if gap.distractors:
                        texts = sorted({*gap.accepted, *gap.distractors})
                        self._select(f"key-{i}", label, texts, gap.accepted[0])
                    else:
                        self._lines(f"key-{i}", label, gap.accepted)

    def _choose(self, name: str, label: str, texts: Sequence[str]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=[(str(i), text) for i, text in enumerate(texts)],
            widget=forms.RadioSelect,
            required=False,
        )

    def _select(self, name: str, label: str, texts: Sequence[str], initial: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[(text, text) for text in texts], initial=initial, required=False
        )

    def _write(self, name: str, label: str, initial: str) -> None:
        self.fields[name] = forms.CharField(
            label=label,
            initial=initial,
            required=False,
            max_length=60,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )

    def _lines(self, name: str, label: str, accepted: Sequence[str]) -> None:
        self.fields[name] = forms.CharField(
            label=label,
            initial="\n".join(accepted),
            required=False,
            max_length=5_000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        how = said.get("how")
        if not how or self.errors:
            return said
        if how == BACK:
            said["rule"] = self.before
        elif not How(how).has_key:
            said["rule"] = Rule(How(how))
        else:
            key = self._key(said)
            rule = Rule(How(how), key)
            if key is None or not fits_rule(self.task, rule):
                raise forms.ValidationError(_("Say what is right, for each part of the question."))
            if key == self.task:
                raise forms.ValidationError(
                    _("This is what the course has. Choose another answer, or take it back.")
                )
            said["rule"] = rule
        if said["rule"] == self.holds:
            raise forms.ValidationError(_("This is how the question is marked already."))
        return said

    @property
    def rule(self) -> Rule:
        rule: Rule = self.cleaned_data["rule"]
        return rule

    def _key(self, said: dict[str, Any]) -> Task | None:
        """The question's own kind with another key; None where something is left open."""
        chosen = said.get("key", "")
        match self.task:
            case Single(choices):
                return Single(_marked(choices, {chosen})) if chosen else None
            case Multiple(choices):
                return Multiple(_marked(choices, set(chosen))) if chosen else None
            case TrueFalse():
                return TrueFalse(chosen == "0") if chosen else None
            case Numerical(_right, _tolerance, unit):
                right, tolerance = number(chosen), number(said.get("tolerance") or "0")
                if right is None or tolerance is None or tolerance < 0:
                    return None
                return Numerical(right, tolerance, unit)
            case ShortAnswer():
                accepted = _texts(chosen)
                return ShortAnswer(accepted) if accepted else None
            case _:
                return self._key_of_parts(said)

    def _key_of_parts(self, said: dict[str, Any]) -> Task | None:
        match self.task:
            case Matching(pairs):
                rights = [said.get(f"key-{i}") for i in range(len(pairs))]
                return _matched(self.task, rights)
            case Ordering(items):
                places = [int(said.get(f"key-{i}") or 0) for i in range(len(items))]
                if sorted(places) != list(range(1, len(items) + 1)):
                    return None
                placed = zip(places, sorted(items), strict=True)
                return Ordering(tuple(item for _place, item in sorted(placed)))
            case GapText(passage, gaps):
                filled = [_filled(gap, said.get(f"key-{i}") or "") for i, gap in enumerate(gaps)]
                whole = tuple(gap for gap in filled if gap is not None)
                return GapText(passage, whole) if len(whole) == len(gaps) else None
            case _:
                return None


class CertificatesForm(forms.Form):
    """What becomes of certificates that would no longer be earned: none is taken silently."""

    use_required_attribute = False  # the button that goes back is in the same form

    certificates = forms.ChoiceField(
        label=gettext_lazy("Certificates that would no longer be earned"),
        help_text=gettext_lazy("None is taken by this. Should they stand?"),
        choices=[
            ("uphold", gettext_lazy("Yes: let them stand, for the same reason")),
            (
                "decide",
                gettext_lazy("I decide on each: they wait on the desk, and are valid until then"),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what becomes of the certificates.")},
    )


def _marked(choices: Sequence[Any], right: set[str]) -> tuple[Any, ...]:
    return tuple(replace(each, correct=str(i) in right) for i, each in enumerate(choices))


def _matched(task: Matching, rights: Sequence[str | None]) -> Matching | None:
    """Texts that belong to no left side any more are distractors."""
    texts = [text for text in rights if text]
    if len(texts) != len(task.pairs):
        return None
    pairs = tuple(Pair(pair.left, text) for pair, text in zip(task.pairs, texts, strict=True))
    every = dict.fromkeys([*(pair.right for pair in task.pairs), *task.distractors])
    return Matching(pairs, tuple(text for text in every if text not in texts))


def _filled(gap: Gap, said: str) -> Gap | None:
    if gap.distractors:
        every = dict.fromkeys([*gap.accepted, *gap.distractors])
        return Gap((said,), tuple(text for text in every if text != said)) if said else None
    accepted = _texts(said)
    return Gap(accepted) if accepted else None


def _texts(said: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip()[:500] for line in said.splitlines() if line.strip()))
