"""Keeping the watch list, and saying what is done about each kind of finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.audit import record_event
from knowledge.areas.folding import fold
from knowledge.passages.lint import Watchlist
from knowledge.passages.models import LintRule, WatchedName

if TYPE_CHECKING:
    from accounts.models import User

MOST_NAMES: Final = 2_000
FEWEST_SIGNS: Final = 2


@transaction.atomic
def watch_name(*, name: str, by: User, note: str = "") -> WatchedName:
    """Watch for a name; one that reads the same is changed instead. Raises ValidationError for what no
    text could be searched for, and when the list is full.
    """
    shown = " ".join(name.replace("\0", "").split())
    tokens = [
        tokens for rows in Watchlist.of([(shown, "")]).by_first.values() for tokens, _n in rows
    ]
    if not tokens or sum(map(len, tokens[0])) < FEWEST_SIGNS:
        raise ValidationError({"name": _("Write a name of at least two letters or digits.")})
    folded = fold(shown)
    row = WatchedName.objects.select_for_update().filter(folded=folded).first()
    if row is None:
        if WatchedName.objects.count() >= MOST_NAMES:
            raise ValidationError(
                {"name": _("The list is full. Remove names that are not needed.")}
            )
        row = WatchedName(folded=folded)
    row.name, row.note = shown, " ".join(note.replace("\0", "").split())
    row.added_by, row.added_at = by, timezone.now()
    row.full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(_("Somebody else changed this just now. Try again.")) from error
    record_event("name_watched", by=by, detail={"name": row.name})
    return row


@transaction.atomic
def forget_name(*, row: WatchedName, by: User) -> None:
    """Customers may read it again."""
    record_event("name_forgotten", by=by, detail={"name": row.name})
    row.delete()


@transaction.atomic
def set_policy(*, kind: str, policy: str, by: User) -> LintRule:
    """What is done from now on about a kind of finding. Raises ValidationError."""
    row = LintRule.objects.select_for_update().filter(kind=kind).first() or LintRule(kind=kind)
    before = row.policy
    row.policy, row.changed_by, row.changed_at = policy, by, timezone.now()
    row.full_clean()
    row.save()
    if before != policy:
        change = {"policy": {"from": before, "to": policy}}
        record_event("lint_policy", by=by, detail={"kind": kind, **change})
    return row
