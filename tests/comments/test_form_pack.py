"""The template pack with which crispy renders every form of the site."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Hidden, Layout, Reset, Submit
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

pytestmark = pytest.mark.once


class SampleForm(forms.Form):
    word = forms.CharField(help_text="A help.")
    choice = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    tick = forms.BooleanField(required=False)
    maybe = forms.CharField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def rendered(form: forms.Form, helper: FormHelper | None = None) -> str:
    template = Template("{% load crispy_forms_tags %}{% crispy form helper %}")
    request = RequestFactory().get("/")
    return template.render(
        Context(
            {
                "form": form,
                "helper": FormHelper() if helper is None else helper,
                "csrf_token": "proof",
                "request": request,
            }
        )
    )


def references(html: str) -> set[str]:
    return {name for value in re.findall(r'aria-describedby="([^"]+)"', html) for name in value.split()}


def test_every_reference_to_help_or_error_leads_somewhere() -> None:
    html = rendered(SampleForm({"word": "", "choice": "c"}))
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    assert {"id_word_error", "id_word_helptext"} <= references(html)
    assert references(html) <= ids
    assert html.count('aria-invalid="true"') == 3


def test_the_errors_stand_on_top_as_links_and_beside_their_fields() -> None:
    form = SampleForm({"word": ""})
    form.add_error(None, "All of it is wrong.")
    html = rendered(form)
    summary = html[: html.index("</ul>")]
    assert 'role="alert" tabindex="-1" autofocus' in summary
    assert "<li>All of it is wrong.</li>" in summary
    assert '<a href="#id_word">This field is required.</a>' in summary
    assert html.count("This field is required.") == 4


def test_without_errors_there_is_no_list() -> None:
    assert "form-errors" not in rendered(SampleForm())


def test_labels_belong_to_fields_and_choices_to_a_legend() -> None:
    html = rendered(SampleForm())
    assert '<label class="field-label" for="id_word">Word</label>' in html
    assert '<legend class="field-label">Choice</legend>' in html
    assert 'for="id_maybe">Maybe <span class="field-optional">(optional)</span>' in html
    assert html.index('id="id_tick"') < html.index('for="id_tick"')


def test_hidden_fields_are_bare() -> None:
    html = rendered(SampleForm())
    assert '<input type="hidden" name="secret" id="id_secret">' in html
    assert "Secret" not in html


@pytest.mark.parametrize(("disabled", "times"), [(False, 1), (True, 0)])
def test_a_form_has_its_proof_unless_that_is_switched_off(disabled: bool, times: int) -> None:
    helper = FormHelper()
    helper.disable_csrf = disabled
    assert rendered(SampleForm(), helper).count('name="csrfmiddlewaretoken" value="proof"') == times


def test_buttons_fieldsets_and_attributes_of_a_layout() -> None:
    helper = FormHelper()
    helper.form_action = "/there/"
    helper.layout = Layout(
        Fieldset("Words", "word", css_id="words"), Hidden("h", "1"), Submit("go", "Go"), Reset("r", "Clear")
    )
    html = rendered(SampleForm(), helper)
    assert 'action="/there/"' in html
    assert '<fieldset id="words" class="field-group"' in html
    assert "<legend>Words</legend>" in html
    assert '<input type="hidden" name="h" value="1"' in html
    assert '<button type="submit" name="go" value="Go" id="submit-id-go" class="button"' in html
    assert '<button type="reset"' in html


def test_inputs_of_the_helper_follow_the_fields() -> None:
    helper = FormHelper()
    helper.add_input(Submit("go", "Go"))
    html = rendered(SampleForm(), helper)
    assert html.index("id_maybe") < html.index('<div class="form-acts">') < html.index(">Go</button>")
