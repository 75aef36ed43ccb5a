"""`{% load entries %}{% what entry %}`: what an entry or active minutes were about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from knowledge.contributions.models import Activity, Entry

register = template.Library()

SHOWN = 80


@register.simple_tag
def what(thing: Entry | Activity) -> SafeString:
    """Its words, leading where its link leads; a reference stands beside them. Nothing is fetched.

    Only http(s) addresses and pages of this site are links, whatever was typed.
    """
    words = thing.label or (_host(thing.url) if thing.url else "") or thing.get_kind_display()
    if _leads_away(thing.url):
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', thing.url, words)
    if thing.url.startswith("/") and not thing.url.startswith(("//", "/\\")):
        return format_html('<a href="{}">{}</a>', thing.url, words)
    if not thing.url or words == thing.url:
        return format_html("<span>{}</span>", words)
    return format_html('<span>{} <span class="quiet">{}</span></span>', words, thing.url[:SHOWN])


def _leads_away(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _host(url: str) -> str:
    """What names a link without words: the site it leads to; the reference itself."""
    return urlsplit(url).netloc if _leads_away(url) else url[:SHOWN]
