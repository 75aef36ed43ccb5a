"""A form with every kind of field, empty and with errors, for the gallery."""

from __future__ import annotations

from django import forms


class SampleForm(forms.Form):
    """Labels are in English on purpose: the gallery shows components, not screens."""

    title = forms.CharField(help_text="One sentence a colleague would search for.")
    email = forms.EmailField(label="E-mail")
    answer = forms.CharField(label="Short answer", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(choices=[("article", "Article"), ("howto", "How-to")])
    areas = forms.MultipleChoiceField(
        label="Product areas",
        choices=[("fibre", "Fibre"), ("billing", "Billing"), ("meters", "Meters")],
        widget=forms.CheckboxSelectMultiple,
    )
    audience = forms.ChoiceField(
        choices=[("internal", "Internal"), ("partner", "Partner"), ("customer", "Customer")],
        widget=forms.RadioSelect,
        initial="internal",
    )
    rights = forms.ChoiceField(
        label="Editing rights",
        choices=[("experience", "Anyone with experience"), ("owner", "The owner only")],
        widget=forms.RadioSelect,
    )
    expires_on = forms.DateField(
        label="Expires on", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    minutes = forms.IntegerField(
        required=False, widget=forms.NumberInput(attrs={"class": "input--minutes"})
    )
    photo = forms.FileField(required=False, help_text="JPEG or PNG, 5 MB at most.")
    notify = forms.BooleanField(
        label="Tell the people who follow it", help_text="They get one line in their inbox."
    )


def wrong_form() -> SampleForm:
    """The form as it comes back with nothing right."""
    return SampleForm({"title": "", "email": "helene", "minutes": "many", "expires_on": "soon"})
