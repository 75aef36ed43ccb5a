"""Fields of contribution time: a duration as people write it, a kind, an area that exists for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.queries import pickable_areas
from knowledge.contributions.durations import WrongDuration, read_minutes
from knowledge.contributions.models import OUTSIDE, Kind

if TYPE_CHECKING:
    from django.forms.renderers import BaseRenderer
    from django.utils.safestring import SafeString

    from accounts.models import User
    from knowledge.areas.models import Area

AS_IS = "as-is"
"""Value of the option for an area that is closed to the person: “other” stays as it is."""
Choices = Sequence[tuple[str, str]]


class MinutesField(forms.CharField):
    """90, 1h30, 1:30, 1,5 h: cleaned to whole minutes."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "text", "class": "input--minutes", "size": 6})
        defaults: dict[str, Any] = {"label": _("Minutes"), "max_length": 30, "widget": widget}
        super().__init__(**defaults | kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return read_minutes(typed)
        except WrongDuration as error:
            raise ValidationError(
                _("“%(typed)s” is no duration. Write 90, 1h30, 1:30 or 1.5 h."),
                params={"typed": typed},
            ) from error


class PlainSelect(forms.Select):
    """A select drawn at once: a sheet has many, each with every area."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        attributes = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen = "" if value is None else str(value)
        return format_html(
            "<select{}>{}</select>",
            format_html_join("", ' {}="{}"', _attributes(attributes)),
            format_html_join("", "{}", ((_part(one, chosen),) for one in self.choices)),
        )


def _attributes(attributes: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in attributes.items():
        if value not in (None, False):
            yield name, "" if value is True else value


def _part(choice: tuple[Any, Any], chosen: str) -> SafeString:
    value, label = choice
    if isinstance(label, list | tuple):
        options = format_html_join("", "{}", ((_part(one, chosen),) for one in label))
        return format_html('<optgroup label="{}">{}</optgroup>', value, options)
    draw = partial(format_html, '<option value="{}"{}>{}</option>', value)
    return draw(" selected" if str(value) == chosen else "", label)


def kind_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    inside = [(kind.value, str(kind.label)) for kind in Kind if kind not in OUTSIDE]
    outside = [(kind.value, str(kind.label)) for kind in Kind if kind in OUTSIDE]
    return [(gettext("In Terroir"), inside), (gettext("Outside"), outside)]


class KindField(forms.ChoiceField):
    def __init__(self, *, empty: bool = False, **kwargs: Any) -> None:
        first: list[Any] = [("", _("Choose"))] if empty else []
        super().__init__(
            **{
                "label": pgettext_lazy("contribution", "Kind"),
                "choices": lambda: [*first, *kind_choices()],
                "widget": PlainSelect(),
                **kwargs,
            }
        )


class AreaList:
    """The areas that a person may choose, read once for all lines of a page."""

    def __init__(self, person: User) -> None:
        self.areas = {str(area.pk): area for area in pickable_areas(person)}

    def choices(self, area: Area | None, name: str) -> Choices:
        """With what an entry has already, be it archived, or closed and so only “other”."""
        options = [("", gettext("No area"))]
        if area is not None and str(area.pk) not in self.areas:
            options.append((AS_IS, name))
        return options + [(pk, "\u2003" * a.depth + a.label) for pk, a in self.areas.items()]


class AreaField(forms.ChoiceField):
    """Cleaned to an area or None; `AS_IS` stays itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"label": _("Product area"), "required": False, "widget": PlainSelect(), **kwargs}
        )
        self.areas: dict[str, Area] = {}

    def offer(self, areas: AreaList, area: Area | None = None, name: str = "") -> None:
        self.areas = areas.areas
        self.choices = areas.choices(area, name)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return typed if typed == AS_IS else self.areas.get(typed)
