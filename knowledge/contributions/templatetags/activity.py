"""`{% load activity %}{% active_minutes %}` on a page where people write, or review with `reads=True`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from knowledge.contributions.queries.recording import recording_of

register = template.Library()


@register.inclusion_tag("contributions/_active_minutes.html", takes_context=True)
def active_minutes(context: Context, *, reads: bool = False) -> dict[str, Any]:
    """Counts here, and says so; nothing at all for whoever has no time to share or switched it off.

    `reads`: reading counts too, where somebody decides on what others wrote. At most one query.
    """
    request = context["request"]
    person = request.user
    if not (person.is_active and person.is_expert and recording_of(person).counts_activity):
        return {"counts": False}
    nonce = getattr(request, "csp_nonce", "")
    return {"counts": True, "reads": reads, "path": request.path, "csp_nonce": nonce}
