"""Who looks after the agenda, and its topics."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from localturn.agenda.models import Topic
from localturn.foundation.languages import INTERFACE_LANGUAGES, own_name
from localturn.foundation.people.forms.organisations import OrganisationField


class OfficeForm(forms.Form):
    organisation = OrganisationField(
        label=_("Organisation"),
        max_length=200,
        help_text=_("Its coordinators and administrators will edit the agenda."),
    )


class TopicForm(forms.Form):
    """The name of a topic in each language of the interface; English is needed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code in INTERFACE_LANGUAGES:
            self.fields[code] = forms.CharField(
                label=own_name(code), max_length=60, required=code == "en"
            )

    @classmethod
    def filled(cls, topic: Topic) -> "TopicForm":
        return cls(initial=topic.names)

    @property
    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data[code] for code in INTERFACE_LANGUAGES}


class MakeOneForm(forms.Form):
    """With which other topic one becomes one."""

    into = forms.ModelChoiceField(
        label=_("The topic that stays"), queryset=Topic.objects.none(), to_field_name="slug"
    )

    def __init__(self, *args: Any, topic: Topic, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        into: Any = self.fields["into"]
        into.queryset = Topic.objects.exclude(pk=topic.pk)
        into.label_from_instance = lambda each: each.called(language)
