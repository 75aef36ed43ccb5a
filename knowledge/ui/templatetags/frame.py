"""The parts of the frame as tags, for base.html and for the gallery that shows them."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from knowledge.ui import frame

register = template.Library()


@register.simple_tag(takes_context=True)
def page_head(context: Context) -> SafeString:
    """What the `<head>` of every page begins with."""
    return frame.head(context["request"])


@register.simple_tag(takes_context=True)
def page_scripts(context: Context) -> SafeString:
    """The scripts of every page."""
    return frame.scripts(context["request"])


@register.simple_tag(takes_context=True)
def bar(context: Context) -> SafeString:
    """The bar on top with the page's `query` in its field; without the field when the page has its
    own and says so with `lead_search`.
    """
    query, leads = context.get("query"), context.get("lead_search")
    return frame.bar(context["request"], query=str(query or ""), with_search=not leads)


@register.simple_tag(takes_context=True)
def foot(context: Context) -> SafeString:
    """The last line of every page."""
    return frame.foot(context["request"])


@register.simple_tag(takes_context=True)
def palette(context: Context) -> SafeString:
    """The search dialog of every page."""
    return frame.palette(context["request"])


@register.simple_tag(takes_context=True)
def shortcuts(context: Context) -> SafeString:
    """The dialog of keys, opened by `data-opens="shortcuts"`."""
    return frame.shortcuts(context["request"])
