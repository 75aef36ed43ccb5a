"""`{% load following %}{% follow_button "article" article.pk %}`: the button of any page."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("notifications/_follow.html")
def follow_button(kind: str, object_id: int) -> dict[str, Any]:
    """Fetched by itself, so that a page that is kept drawn holds nothing of one person; a link without
    JavaScript.
    """
    return {"kind": kind, "object_id": object_id}
