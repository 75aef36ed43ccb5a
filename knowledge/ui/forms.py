"""How forms are drawn: one field template for the whole site, errors tied to their control."""

from __future__ import annotations

from django.forms import CheckboxInput, CheckboxSelectMultiple, HiddenInput, RadioSelect
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import MultiWidget, Widget
from django.utils.safestring import SafeString

_WITHOUT_CLASS = (CheckboxInput, CheckboxSelectMultiple, RadioSelect, HiddenInput, MultiWidget)


class FormRenderer(TemplatesSetting):
    """FORM_RENDERER: finds templates where pages do (needs `django.forms` installed)."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"


def kind_of(field: BoundField) -> str:
    """How its template draws it: “hidden”, “check” (one box), “choices” or “input”."""
    widget = field.field.widget
    if isinstance(widget, HiddenInput) or field.is_hidden:
        return "hidden"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "input"


def control(field: BoundField, extra: str = "") -> SafeString:
    """The control with our class, beside `extra` ones and any class the form gave it."""
    return field.as_widget(attrs=_attributes(field.field.widget, extra))


def _attributes(widget: Widget, extra: str) -> dict[str, str | bool]:
    if isinstance(widget, _WITHOUT_CLASS):
        return {}
    classes = ["input", extra, str(widget.attrs.get("class", ""))]
    return {"class": " ".join(filter(None, classes))}
