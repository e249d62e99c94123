"""Announcing something to a run, and asking its facilitators."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.academy.actions import announcements, enquiries
from localturn.academy.forms.runs import WallClockField
from localturn.academy.models import Announcement


class AnnouncementForm(forms.Form):
    """What is announced; when and how as long as nobody has seen it."""

    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        max_length=announcements.LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    by_mail = forms.TypedChoiceField(
        label=_("How participants are told"),
        choices=[("mail", _("On the page and by mail")), ("page", _("On the page only"))],
        coerce=lambda value: value == "mail",
        widget=forms.RadioSelect,
        initial="mail",
    )

    def __init__(self, *arguments: Any, zone: str, was_seen: bool = False, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if was_seen:
            del self.fields["by_mail"]
        else:
            self.fields["shows_at"] = WallClockField(
                zone=zone,
                label=_("From when"),
                required=False,
                help_text=_("Left empty: at once. By the clocks of %(zone)s.")
                % {"zone": zone.replace("_", " ")},
            )

    @staticmethod
    def initial_of(announcement: Announcement) -> dict[str, Any]:
        return {
            "title": announcement.title,
            "body": announcement.body,
            "by_mail": "mail" if announcement.by_mail else "page",
            "shows_at": announcement.shows_at,
        }


class EnquiryForm(forms.Form):
    body = forms.CharField(
        label=_("Your question"),
        max_length=enquiries.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class EnquiryMessageForm(forms.Form):
    body = forms.CharField(
        label=_("Your text"),
        max_length=enquiries.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
