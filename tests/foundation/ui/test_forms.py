"""Fields say their label, their hint, what is wrong with them, and belong together for all."""

from django import forms

from localturn.foundation.ui.forms import field, form_errors, form_fields
from localturn.foundation.ui.widgets import Day, Moment


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As on your <passport>")
    email = forms.EmailField(label="E-mail", required=False)
    secret = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)
    why = forms.CharField(label="Why", widget=forms.Textarea, required=False)
    city = forms.ChoiceField(label="City", choices=[("a", "Niš"), ("b", "Bar")], required=False)
    way = forms.ChoiceField(
        label="Way", choices=[("x", "By <b>post</b>"), ("y", "By mail")], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        choices=[("1", "One"), ("2", "Two")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agree = forms.BooleanField(label="I agree")
    file = forms.FileField(label="File", required=False)
    born = forms.DateField(label="Born", widget=Day, required=False)
    meets = forms.DateTimeField(label="Meets", widget=Moment, required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_ties_its_hint_to_its_control() -> None:
    html = field(Sample()["name"])

    assert '<label class="ds-label" for="id_name">Name' in html
    assert "(required)" in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext">As on your &lt;passport&gt;' in html


def test_a_field_ties_its_error_to_its_control() -> None:
    html = field(Sample({"email": "ana@"})["email"])

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_email_error"' in html
    assert 'id="id_email_error"' in html
    assert 'value="ana@"' in html


def test_choices_stand_in_a_fieldset_with_their_question() -> None:
    html = field(Sample({"way": "z"})["way"])

    assert '<legend class="ds-label">Way' in html
    assert 'aria-describedby="id_way_error"' in html
    assert html.count('type="radio"') == 2
    assert 'aria-invalid="true"' in html
    assert "By &lt;b&gt;post&lt;/b&gt;" in html


def test_what_was_ticked_stays_ticked() -> None:
    assert 'value="2" id="id_topics_1" checked' in field(Sample({"topics": ["2"]})["topics"])


def test_days_and_moments_are_the_browser_s_own() -> None:
    form = Sample({"born": "2001-02-03", "meets": "2026-11-23T14:03"})

    assert 'type="date" name="born" value="2001-02-03"' in field(form["born"])
    assert 'type="datetime-local" name="meets" value="2026-11-23T14:03"' in field(form["meets"])


def test_a_form_is_drawn_whole_with_its_summary_once() -> None:
    form = Sample({"email": "ana@"})

    html = form_errors(form) + form_fields(form)

    assert html.count("lt-summary") == 1
    assert 'href="#id_name"' in html
    assert 'href="#id_way_0"' in html
    assert '<input type="hidden" name="token"' in html
    assert html.count("autofocus") == 1


def test_a_form_not_yet_sent_has_no_errors() -> None:
    assert form_errors(Sample()) == ""
    assert "lt-error" not in form_fields(Sample())


def test_a_form_written_plainly_looks_the_same() -> None:
    assert str(Sample()).strip() == form_fields(Sample()).strip()
