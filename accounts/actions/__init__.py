"""Every write to people, teams, rights and tokens. A changed right leaves an AccountEvent."""

from accounts.actions.administrator import (
    create_first_administrator,
    create_first_administrator_link,
    first_administrator_link_is_good,
)
from accounts.actions.areas import (
    archive_area,
    change_area,
    create_area,
    restrict_area,
    set_area_owners,
)
from accounts.actions.avatars import remove_avatar, set_avatar
from accounts.actions.contracts import (
    Employment,
    add_company_day,
    declare_contract,
    declare_contracts,
    remove_company_day,
    take_back_contract,
)
from accounts.actions.expertise import (
    confirm_expertise,
    declare_expertise,
    withdraw_expertise,
)
from accounts.actions.invitations import send_invitation
from accounts.actions.memberships import add_matrix_line, end_matrix_line
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
from accounts.actions.working_time import (
    add_away,
    declare_working_time,
    remove_away,
    take_back_working_time,
)

__all__ = [
    "Employment",
    "add_away",
    "add_company_day",
    "add_matrix_line",
    "archive_area",
    "change_area",
    "change_person",
    "change_preferences",
    "change_profile",
    "change_team",
    "confirm_expertise",
    "create_area",
    "create_first_administrator",
    "create_first_administrator_link",
    "create_person",
    "create_team",
    "create_token",
    "deactivate_person",
    "declare_contract",
    "declare_contracts",
    "declare_expertise",
    "declare_working_time",
    "end_matrix_line",
    "end_sessions",
    "first_administrator_link_is_good",
    "person_for_token",
    "reactivate_person",
    "remove_avatar",
    "remove_away",
    "remove_company_day",
    "restrict_area",
    "revoke_token",
    "send_invitation",
    "set_area_owners",
    "set_avatar",
    "take_back_contract",
    "take_back_working_time",
    "withdraw_expertise",
]
