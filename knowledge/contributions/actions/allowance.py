"""Setting how much of their working time people are given for sharing."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.audit import record_event
from accounts.models import Team, User
from accounts.settled import refuse_settled
from knowledge.contributions.models import AllowancePolicy
from knowledge.contributions.permissions import can_set_allowance

HUNDREDTHS = 100


@transaction.atomic
def set_allowance(
    *,
    by: User,
    since: date,
    lowest: int,
    highest: int,
    unit: str = AllowancePolicy.Unit.SHARE,
    team: Team | None = None,
    person: User | None = None,
    at: datetime | None = None,
) -> AllowancePolicy:
    """From `since` on, for a person, a team with those below it, or the company.

    In hundredths, as AllowancePolicy says. What was set for the same day before is replaced. Raises
    ValidationError (upside down, more than all of their time, in a month that is closed, for a
    person and a team at once), PermissionDenied.
    """
    if not can_set_allowance(by, team=team, person=person):
        raise PermissionDenied
    now = at or timezone.now()
    _refuse_closed(since)
    policy = AllowancePolicy(
        team=team,
        person=person,
        since=since,
        unit=unit,
        lowest=lowest,
        highest=highest,
        declared_by=by,
        declared_at=now,
    )
    if highest < lowest:
        said = _("The upper end is less than the lower one.")
        raise ValidationError({"highest": said})
    same = AllowancePolicy.objects.in_force().filter(team=team, person=person, since=since)
    same.update(replaced_at=now)
    policy.full_clean()
    policy.save()
    record_event("allowance_set", by=by, person=person, team=team, detail=_facts(policy))
    return policy


@transaction.atomic
def take_back_allowance(*, policy: AllowancePolicy, by: User, at: datetime | None = None) -> None:
    """It holds no more, on none of its days: what is less near, or was set before, does again.

    Raises ValidationError when it began in a month that is closed, PermissionDenied.
    """
    if not can_set_allowance(by, team=policy.team, person=policy.person):
        raise PermissionDenied
    _refuse_closed(policy.since)
    rows = AllowancePolicy.objects.in_force().filter(pk=policy.pk)
    if rows.update(replaced_at=at or timezone.now()):
        record_event(
            "allowance_taken_back",
            by=by,
            person=policy.person,
            team=policy.team,
            detail=_facts(policy),
        )


def _refuse_closed(since: date) -> None:
    """The bands of settled months stay as people have read them."""
    refuse_settled([since])


def _facts(policy: AllowancePolicy) -> dict[str, str]:
    """As the log shows them: the ends as people write them, under what they are of."""
    name = "days" if policy.unit == AllowancePolicy.Unit.DAYS else "per_cent"
    ends = f"{policy.lowest / HUNDREDTHS:g}–{policy.highest / HUNDREDTHS:g}"
    return {"since": policy.since.isoformat(), name: ends}
