"""Every write to people, teams, rights and tokens. A changed right leaves an AccountEvent."""

from accounts.actions.areas import (
    archive_area,
    change_area,
    create_area,
    restrict_area,
    set_area_owners,
)
from accounts.actions.expertise import (
    confirm_expertise,
    declare_expertise,
    withdraw_expertise,
)
from accounts.actions.people import (
    change_person,
    change_preferences,
    change_profile,
    create_person,
    deactivate_person,
    end_sessions,
    reactivate_person,
)
from accounts.actions.teams import change_team, create_team
from accounts.actions.tokens import create_token, person_for_token, revoke_token

__all__ = [
    "archive_area",
    "change_area",
    "change_person",
    "change_preferences",
    "change_profile",
    "change_team",
    "confirm_expertise",
    "create_area",
    "create_person",
    "create_team",
    "create_token",
    "deactivate_person",
    "declare_expertise",
    "end_sessions",
    "person_for_token",
    "reactivate_person",
    "restrict_area",
    "revoke_token",
    "set_area_owners",
    "withdraw_expertise",
]
