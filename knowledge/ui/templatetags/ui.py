"""The components as template tags. Signatures are typed: a wrong keyword is a TemplateSyntaxError.

Every tag has its markup in knowledge/ui/pieces.py or templates/ui/, its CSS file, and its place in
the gallery.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from knowledge.ui import (
    drafts,
    forms,
    frame,
    icons,
    kept,
    numbers,
    pieces,
    slots,
    times,
    typography,
)
from knowledge.ui.addresses import address_of
from knowledge.ui.page import Paging, pages

register = template.Library()


# Small pieces


# What `url` says of a view without arguments, found once: for the pages that are asked for most.
register.simple_tag(address_of, name="address")


@register.simple_tag
def icon(name: str, *, label: str = "", extra: str = "") -> SafeString:
    """A drawn symbol; without a label it is decoration."""
    return icons.icon(name, str(label), extra)


@register.simple_tag
def face(person: Any, *, size: str = "") -> SafeString:
    """Photograph or initials; size "", middle or large."""
    return pieces.face(person, size)


@register.simple_tag
def person(who: Any, *, link: bool = True, note: str = "", strong: bool = False) -> SafeString:
    """Face and linked name, with a quiet note after it."""
    return pieces.person_tag(who, link=link, note=note, strong=strong)


@register.simple_tag
def facepile(people: Sequence[Any], *, limit: int = 5) -> SafeString:
    """Overlapping faces."""
    return pieces.facepile(list(people), limit)


@register.simple_tag
def audience(level: object, *, strong: bool = True) -> SafeString:
    """The audience tag: lock, two circles, or a speech mark, with its word."""
    return pieces.audience_tag(level, strong=strong)


@register.simple_tag
def audience_hint(level: object) -> str:
    """“Stays in the house”, “May go to partners”, “May be told”."""
    return str(pieces.AUDIENCE_HINTS.get(str(level), pieces.AUDIENCE_HINTS["internal"]))


@register.simple_tag
def confidence(state: object) -> SafeString:
    """The confidence tag of an article."""
    return pieces.confidence_tag(state)


@register.simple_tag
def ago(moment: datetime | date | None, *, words: str = "") -> SafeString:
    """`<time>` saying how long ago, or `words`; the absolute date on hover. None says nothing."""
    return times.time_tag(moment, words) if moment else mark_safe("")


@register.simple_tag
def day(moment: datetime | date | None) -> SafeString:
    """`<time>` saying the date, without the year when it is this one."""
    if moment is None:
        return mark_safe("")
    return times.time_tag(moment, times.short_date(_date(moment)))


def _date(moment: datetime | date) -> date:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


@register.simple_tag
def area(thing: Any, *, link: bool = True) -> SafeString:
    """One product area with the mark of its colour."""
    return pieces.area_tag(thing, link=link)


@register.simple_tag
def areas(things: Iterable[Any], *, link: bool = True) -> SafeString:
    """Several product areas in a line."""
    return format_html('<span class="areas">{}</span>', pieces.areas(things, link=link))


@register.simple_tag
def topics(things: Iterable[Any]) -> SafeString:
    """A list of free tags."""
    return pieces.topics(things)


@register.simple_tag
def kbd(key: str) -> SafeString:
    """A key cap; hidden from screen readers, which are told the shortcut elsewhere."""
    return format_html('<kbd aria-hidden="true">{}</kbd>', key)


@register.simple_tag
def crumbs(things: Iterable[Any], *, label: str = "") -> SafeString:
    """Breadcrumb of areas or `Crumb`s, outermost first."""
    pairs = [(pieces.label_of(thing), pieces.url_of(thing)) for thing in things]
    return mark_safe(render_to_string("ui/crumbs.html", {"pairs": pairs, "label": label}))  # noqa: S308


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str) -> SafeString:
    """What higher packages registered for this place of the frame."""
    held, request = context.get(f"slot_{name}"), context.get("request")
    return held or (slots.render(name, request) if request is not None else mark_safe(""))


# Components drawn by a template


@register.simple_tag(takes_context=True)
def pager(
    context: Context, paging: Paging[Any], *, target: str = "", label: str = ""
) -> SafeString:
    """Links to the pages of a list, keeping the query; `target` swaps it in place with htmx. `label` tells
    it from another one on the page.
    """
    return pages(context["request"], paging, target=target, label=label)


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[pieces.Tab], *, label: str) -> dict[str, Any]:
    """Tabs as links; `label` names them for screen readers."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("ui/segmented.html")
def segmented(items: Iterable[pieces.Option], *, label: str) -> dict[str, Any]:
    """A segmented control of links; for radios use `{% field … segmented=True %}`."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("ui/field.html", takes_context=True)
def field(
    context: Context,
    bound: BoundField,
    *,
    help_text: str = "",
    segmented: bool = False,
    hide_label: bool = False,
) -> dict[str, Any]:
    """Label, help, control and errors of a form field; the errors are tied to the control."""
    return {
        "field": bound,
        "kind": forms.kind_of(bound),
        "help_text": help_text or bound.help_text,
        "segmented": segmented,
        "hide_label": hide_label,
    }


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """The control alone, with our class. Its label is the caller's affair."""
    return forms.control(bound)


@register.filter
def field_kind(bound: BoundField) -> str:
    """How the field template draws it."""
    return forms.kind_of(bound)


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong with the form, first thing in it, each line leading to its field."""
    fields = [bound for bound in form if bound.errors] if form.is_bound else []
    general = form.non_field_errors() if form.is_bound else []
    return {"fields": fields, "general": general, "count": len(fields) + len(general)}


@register.simple_tag(takes_context=True)
def copy(
    context: Context,
    url: str,
    *,
    label: str = "",
    primary: bool = False,
    bare: bool = False,
    key: str = "",
    icon: str = "copy",
    channel: str = "",
    told: Literal["", "page", "row"] = "",
    collect: str = "",
) -> SafeString:
    """A key that copies what `url` answers, with `told` another that notes it was said aloud: its letter
    acts on the whole page, or in the focused row alone. A passage has a key that collects it: `collect`
    is for a `url` that is filled in later. Without JavaScript the form shows the text.
    """
    collect_url = collect or frame.collect_url_of(url)
    facts = {
        "label": str(label), "primary": primary, "bare": bare, "key": key,
        "icon": icon, "channel": channel, "told": told, "collects": bool(collect_url),
    }  # fmt: skip
    holes = {
        "url": url, "csrf_token": context.get("csrf_token") or "", "collect_url": collect_url,
    }  # fmt: skip
    return kept.draw("ui/copy.html", facts, holes)


@register.inclusion_tag("ui/markdown_editor.html")
def markdown_editor(
    bound: BoundField,
    *,
    upload_url: str = "",
    complete_url: str = "",
    preview_url: str = "",
    preview_target: str = "preview",
    hide_label: bool = False,
) -> dict[str, Any]:
    """A Markdown field with toolbar, completion, uploads, preview; the plain textarea without
    JavaScript. `preview_target` is the id of the element that shows the preview.
    """
    source = forms.control(bound, extra="editor__source")
    return {
        "field": bound, "control": source, "upload_url": upload_url, "hide_label": hide_label,
        "complete_url": complete_url, "preview_url": preview_url, "preview_target": preview_target,
    }  # fmt: skip


@register.inclusion_tag("ui/draft_states.html")
def draft_states(*, stored_url: str = "") -> dict[str, Any]:
    """What a <draft-keeper> says: saved, kept on this device, conflict, found, not kept."""
    return {"stored_url": stored_url}


@register.simple_tag(takes_context=True)
def draft_key(context: Context) -> str:
    """For `data-key` of a <draft-keeper>: seals what is kept on the device for this person."""
    user = context.get("user")
    return drafts.draft_key(user.pk) if user is not None and user.is_authenticated else ""


@register.inclusion_tag("ui/bar_link.html")
def bar_link(
    url: str, label: str, *, icon: str, count: int | None = None, wide: bool = False
) -> dict[str, Any]:
    """A link of the top bar. With a count the word is for screen readers only; `wide` hides it
    below 64 rem, where it belongs in the menu slot.
    """
    return {"url": url, "label": label, "icon": icon, "count": count, "wide": wide}


@register.inclusion_tag("ui/messages.html")
def message_list(messages: Iterable[Any]) -> dict[str, Any]:
    """Django's messages, each with the icon of its level."""
    return {"messages": frame.said(messages)}


@register.inclusion_tag("ui/loading.html")
def loading(*, lines: int = 3, label: str = "", tall: bool = False) -> dict[str, Any]:
    """Keeps the place of what is coming."""
    return {"lines": range(lines), "label": label, "tall": tall}


@register.inclusion_tag("ui/chart_bars.html")
def chart_bars(chart: Any, *, title: str, key: str, unit: str = "") -> dict[str, Any]:
    """Upright bars from `charts.bars`; `key` is unique on the page and ties title and drawing."""
    return {"chart": chart, "title": title, "key": key, "unit": unit}


@register.inclusion_tag("ui/chart_lines.html")
def chart_lines(chart: Any, *, title: str, key: str, unit: str = "") -> dict[str, Any]:
    """Lines from `charts.lines`, the first drawn whole and the others dashed."""
    return {"chart": chart, "title": title, "key": key, "unit": unit}


# Wrappers with a body


@register.simple_block_tag
def tag(content: str, *, icon: str = "", tone: str = "", strong: bool = False) -> SafeString:
    """Icon and word; tone "", ok, attention or alarm."""
    return pieces.tag(mark_safe(content.strip()), icon, tone, strong=strong)  # noqa: S308


@register.simple_block_tag
def rubric(content: str, title: str, *, key: str = "", level: int = 2) -> SafeString:
    """Section head: one heavy rule, the title, and the body as its quiet note. `key` is its id."""
    return _block("ui/rubric.html", content, title=title, key=key, level=level)


@register.simple_block_tag
def empty(content: str, title: str, *, icon: str = "", level: int = 2) -> SafeString:
    """Nothing here yet: the body says what to do next."""
    return _block("ui/empty.html", content, title=title, icon=icon, level=level)


@register.simple_block_tag
def callout(content: str, *, tone: str = "note", title: str | None = None) -> SafeString:
    """One thing that changes what you do; `title` "" leaves the title out."""
    name, word = pieces.CALLOUTS[tone]
    shown = word if title is None else title
    return _block("ui/callout.html", content, tone=tone, icon=name, title=shown)


@register.simple_block_tag
def banner(content: str, title: str, *, tone: str = "", icon: str = "info") -> SafeString:
    """A state of the whole page; tone "", attention or alarm."""
    return _block("ui/banner.html", content, title=title, tone=tone, icon=icon)


@register.simple_block_tag
def dialog(content: str, key: str, *, title: str, wide: bool = False) -> SafeString:
    """A dialog; open it with `<button data-opens="KEY">`."""
    return _block("ui/dialog.html", content, key=key, title=title, wide=wide)


def _block(name: str, content: str, **values: Any) -> SafeString:
    body = mark_safe(content.strip())  # noqa: S308 - rendered by the template around it
    return mark_safe(render_to_string(name, {"content": body, **values}))  # noqa: S308


# Filters


@register.filter
def typo(text: str | Promise, language: str = "") -> SafeString | str:
    """French spaces when the interface (or `language`) is French."""
    return typography.typo(text, language)


@register.filter
def number(value: float | Decimal | None, places: int | None = None) -> str:
    """The figure as the language writes it; nothing for None."""
    return "" if value is None else numbers.number(value, places)


@register.filter
def percent(value: float | Decimal | None, places: int = 1) -> str:
    """A share as a percentage; nothing for None."""
    return "" if value is None else numbers.percent(value, places)


@register.filter
def minutes(value: int | None) -> str:
    """A duration in minutes, in words; nothing for None."""
    return "" if value is None else numbers.minutes(value)


@register.filter
def file_size(octets: int | None) -> str:
    """A size in bytes, in words; nothing for None."""
    return "" if octets is None else numbers.file_size(octets)


@register.filter
def reading_minutes(words: int) -> int:
    """Whole minutes to read so many words."""
    return times.reading_minutes(words)
