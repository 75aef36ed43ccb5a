"""The record of changes to rights: rows are only ever added."""

from collections.abc import Mapping
from typing import Any

from accounts.models import AccountEvent, Team, User
from knowledge.areas.models import Area


def changes_between(*, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What differs, as `AccountEvent.facts` shows it; empty when nothing does."""
    return {
        key: {"from": before[key], "to": after[key]} for key in after if before[key] != after[key]
    }


def record_event(
    kind: str,
    *,
    by: User | None,
    person: User | None = None,
    area: Area | None = None,
    team: Team | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AccountEvent:
    """Writes in the caller's transaction. `by` is None for the system or a command."""
    return AccountEvent.objects.create(
        kind=kind, actor=by, person=person, area=area, team=team, detail=dict(detail or {})
    )
