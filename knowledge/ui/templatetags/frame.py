"""The parts of the frame as tags, for base.html and for the gallery that shows them.

Of a page that is drawn to be kept (`page.kept_page`) the context holds them, as holes.
"""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from knowledge.ui import frame

register = template.Library()


@register.simple_tag(takes_context=True)
def page_head(context: Context) -> SafeString:
    """What the `<head>` of every page begins with."""
    return frame.head(context["theme"])


@register.simple_tag(takes_context=True)
def page_scripts(context: Context) -> SafeString:
    """The scripts of every page."""
    return context.get("frame_scripts") or frame.scripts(context["request"])


@register.simple_tag(takes_context=True)
def bar(context: Context) -> SafeString:
    """The bar on top with the page's `query` in its field; without the field when the page has its
    own and says so with `lead_search`.
    """
    held, query, leads = (context.get(name) for name in ("frame_bar", "query", "lead_search"))
    return held or frame.bar(context["request"], query=str(query or ""), with_search=not leads)


@register.simple_tag(takes_context=True)
def page_messages(context: Context) -> SafeString:
    """What Django's messages say, if there are any."""
    return context.get("frame_messages") or frame.messages(context["request"])


@register.simple_tag(takes_context=True)
def foot(context: Context) -> SafeString:
    """The last line of every page."""
    return context.get("frame_foot") or frame.foot(context["request"])


@register.simple_tag
def palette() -> SafeString:
    """The search dialog of every page."""
    return frame.palette()


@register.simple_tag(takes_context=True)
def shortcuts(context: Context) -> SafeString:
    """The dialog of keys, opened by `data-opens="shortcuts"`."""
    return context.get("frame_shortcuts") or frame.shortcuts(context["request"])
