"""Who sees what failed and how threads fare, and whose searches are summed up for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import UserQuerySet


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose searches a viewer's figures sum up: everybody's, or those below these team paths."""

    everyone: bool
    team_paths: tuple[str, ...] = ()

    def people(self) -> UserQuerySet | None:
        """None means all. Of people who left their searches still count."""
        if self.everyone:
            return None
        below = (Q(team__path__startswith=path) for path in self.team_paths)
        found: UserQuerySet = User.objects.filter(reduce(or_, below, Q(pk=None)))
        return found


def can_see_failures(user: User | AnonymousUser) -> bool:
    """Leads, who order the writing, and managers. Administrators keep the service running: what
    people look for is not theirs to see, unless they lead or manage too.
    """
    return isinstance(user, User) and user.is_active and (user.is_lead or user.is_manager)


def can_see_thread_figures(user: User | AnonymousUser) -> bool:
    """Leads of their areas, managers and administrators of all that exist for them."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_lead or user.is_manager or user.is_administrator


def reach_of(user: User) -> Reach:
    """One reach a person, so that no two can be subtracted; at most one query."""
    if user.is_lead:
        return Reach(everyone=True)
    paths = user.managed_teams.order_by("path").values_list("path", flat=True)
    return Reach(everyone=False, team_paths=tuple(paths))
