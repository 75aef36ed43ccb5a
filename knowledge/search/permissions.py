"""Who may see more of a search than its results."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def can_explain(user: User | AnonymousUser) -> bool:
    """Whether they are told why a result ranks where it does: who keeps the words and the areas."""
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(user.is_lead or user.is_administrator)
