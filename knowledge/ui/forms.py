"""How forms are drawn: one field template for the whole site, errors tied to their control."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.forms import (
    CheckboxInput,
    CheckboxSelectMultiple,
    HiddenInput,
    RadioSelect,
    Select,
    SelectMultiple,
)
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import MultiWidget, Widget
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from django.http import HttpRequest

_LISTS = (Select.template_name, SelectMultiple.template_name)
_WITHOUT_CLASS = (CheckboxInput, CheckboxSelectMultiple, RadioSelect, HiddenInput, MultiWidget)


class FormRenderer(TemplatesSetting):
    """FORM_RENDERER: finds templates where pages do (needs `django.forms` installed).

    Lists to choose from are written at once: a template takes half a millisecond for the options of
    ten teams.
    """

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """The template, or the same written at once."""
        if template_name in _LISTS:
            return mark_safe("".join(_select(context["widget"])))  # noqa: S308 - all is escaped
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> Iterator[str]:
    """As Django's template writes it, without the white space."""
    yield f'<select name="{_written(widget["name"])}"{_attrs(widget)}>'
    for group, options, _number in widget["optgroups"]:
        if group:
            yield f'<optgroup label="{_written(group)}">'
        for option in options:
            value, label = _written(str(option["value"])), _written(option["label"])
            yield f'<option value="{value}"{_attrs(option)}>{label}</option>\n'
        if group:
            yield "</optgroup>"
    yield "</select>\n"


def _attrs(widget: Mapping[str, Any]) -> str:
    """Those that are said, without a value where they are only there or not."""
    return "".join(
        f" {_written(name)}" if value is True else f' {_written(name)}="{_written(str(value))}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _written(value: Any) -> str:
    """As a template writes it."""
    return conditional_escape(localize(value))


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
