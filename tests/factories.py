"""Plain typed builders. They go through the actions, so that what tests use is what people get."""

from collections.abc import Collection
from itertools import count
from typing import Any

from accounts.actions import create_area, create_person, create_team
from accounts.actions import restrict_area as keep_area_to
from accounts.models import Team, User
from knowledge.areas.models import Area, Topic
from knowledge.areas.topics import topics_named

PASSWORD = "a river runs behind the mill"
_numbers = count(1)


def make_person(
    name: str = "",
    *,
    email: str = "",
    roles: Collection[str] = (),
    team: Team | None = None,
    **fields: Any,
) -> User:
    number = next(_numbers)
    return create_person(
        email=email or f"person{number}@halage.example",
        display_name=name or f"Person {number}",
        password=fields.pop("password", PASSWORD),
        roles=roles,
        team=team,
        **fields,
    )


def make_team(
    name: str = "", *, parent: Team | None = None, managers: Collection[User] = ()
) -> Team:
    return create_team(name=name or f"Team {next(_numbers)}", parent=parent, managers=managers)


def make_area(
    name: str = "", *, parent: Area | None = None, owners: Collection[User] = (), **fields: Any
) -> Area:
    return create_area(
        by=None, name=name or f"Area {next(_numbers)}", parent=parent, owners=owners, **fields
    )


def make_topic(name: str = "") -> Topic:
    return topics_named(names=[name or f"topic {next(_numbers)}"])[0]


def restrict_area(area: Area, *teams: Team) -> None:
    """Keeps the area to these teams."""
    keep_area_to(area, teams=teams, by=None)
