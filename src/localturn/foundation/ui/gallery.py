"""The page that shows every component in every state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from localturn.foundation import moments
from localturn.foundation.refusals import NotFound
from localturn.foundation.ui.widgets import Day, Moment


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Full name"))
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("We write to you about this course only.")
    )
    secret = forms.CharField(label=_("Password"), widget=forms.PasswordInput, required=False)
    city = forms.ChoiceField(
        label=_("City"), choices=[("nis", "Niš"), ("bar", "Bar"), ("malmo", "Malmö")]
    )
    why = forms.CharField(
        label=_("Why this course?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Two or three sentences are enough."),
    )
    day = forms.DateField(label=_("Day of birth"), widget=Day, required=False)
    meeting = forms.DateTimeField(
        label=_("First meeting"), widget=Moment, required=False, help_text="Central European Time"
    )
    way = forms.ChoiceField(
        label=_("How shall we write to you?"),
        choices=[("mail", _("By e-mail")), ("post", _("By post")), ("none", _("Not at all"))],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label=_("What interests you?"),
        choices=[("h", _("Housing")), ("w", _("Work")), ("s", _("Schools"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(
        label=_("Your letter"), required=False, help_text=_("PDF, at most 4 MiB.")
    )
    agree = forms.BooleanField(label=_("I have read the privacy notice"))
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@dataclass(frozen=True)
class SampleTodo:
    title: str
    href: str = "#"
    detail: str | None = None
    due: datetime | None = None
    tone: str | None = None
    count: int | None = None


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All components; `?dir=rtl` writes the page from right to left.

    It is for who builds and who operates: elsewhere than in a demonstration, for operators alone.
    """
    is_open = settings.DEBUG or settings.DEMONSTRATION
    if not is_open and not (request.user.is_active and request.user.is_staff):
        raise NotFound
    now = moments.now()
    context: dict[str, Any] = {
        "right_to_left": request.GET.get("dir") == "rtl",
        "when": now + timedelta(days=3),
        "page": Paginator(range(240), 20).page(4),
        "form": SampleForm(auto_id="plain_%s"),
        "form_with_faults": SampleForm({"email": "ana@", "way": "mail"}),
        "todos": [
            SampleTodo(
                "Answer the quiz of module 2",
                detail="Eight questions, one attempt.",
                due=now + timedelta(days=2),
                tone="warning",
            ),
            SampleTodo("Read “Who decides on housing?”", detail="20 minutes"),
            SampleTodo("Assignments to mark", count=4),
        ],
    }
    return render(request, "ui/gallery.html", context)
