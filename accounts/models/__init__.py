"""People, teams, expertise, area rights, tokens and the record of changes to them."""

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

__all__ = [
    "AccessToken",
    "AccountEvent",
    "AreaOwner",
    "AreaRestriction",
    "Expertise",
    "ExpertiseLevel",
    "Language",
    "Team",
    "Theme",
    "TokenPurpose",
    "User",
    "UserQuerySet",
    "default_languages",
    "default_time_zone",
    "known_time_zone",
]
