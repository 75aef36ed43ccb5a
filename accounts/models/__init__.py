"""People, teams, expertise, area rights, working time, tokens, the record of changes to them."""

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
)
from accounts.models.working_time import AwayPeriod, WorkingPattern

__all__ = [
    "AccessToken",
    "AccountEvent",
    "AreaOwner",
    "AreaRestriction",
    "AwayPeriod",
    "Expertise",
    "ExpertiseLevel",
    "Language",
    "Team",
    "Theme",
    "TokenPurpose",
    "User",
    "UserQuerySet",
    "WorkingPattern",
    "default_languages",
    "default_time_zone",
    "known_time_zone",
]
