"""People, teams, expertise, area rights, working time, tokens, the record of changes to them."""

from accounts.models.contracts import (
    WHOLE,
    CompanyDay,
    Contract,
    ExpertChange,
    LeaveCalendar,
    TeamMembership,
)
from accounts.models.people import (
    Language,
    Team,
    Theme,
    User,
    UserQuerySet,
    default_languages,
    default_time_zone,
    known_time_zone,
)
from accounts.models.rights import (
    AccessToken,
    AccountEvent,
    AreaOwner,
    AreaRestriction,
    Expertise,
    ExpertiseLevel,
    TokenPurpose,
    TokenScope,
)
from accounts.models.working_time import Adjustment, AwayPeriod, WorkingPattern

__all__ = [
    "WHOLE",
    "AccessToken",
    "AccountEvent",
    "Adjustment",
    "AreaOwner",
    "AreaRestriction",
    "AwayPeriod",
    "CompanyDay",
    "Contract",
    "ExpertChange",
    "Expertise",
    "ExpertiseLevel",
    "Language",
    "LeaveCalendar",
    "Team",
    "TeamMembership",
    "Theme",
    "TokenPurpose",
    "TokenScope",
    "User",
    "UserQuerySet",
    "WorkingPattern",
    "default_languages",
    "default_time_zone",
    "known_time_zone",
]
