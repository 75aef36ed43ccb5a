"""Who gets what from each route. One file a package; tests/test_access_matrix.py walks them all.

A file tests/access/<package>.py defines `ROUTES`, a dict from the route's name to an `Expectation`,
or to a list of them when a route answers several methods or states:

    ROUTES = {
        "articles:detail": expect(url=detail_url, everyone=200, outsider=404, stranger=SIGN_IN),
        "articles:publish": expect("post", url=publish_url, everyone=403, expert=303),
    }

`url` is a function of the `Cast` which makes what the route needs and returns the address; without
it the route is reversed without arguments. Each member of the cast asks in a transaction of their
own which is rolled back, so that the next finds the world as it was made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Team, User
from knowledge.areas.models import Area

SIGN_IN = "sent to sign in"
MEMBERS = (
    "stranger",
    "contact",
    "expert",
    "colleague",
    "manager",
    "lead",
    "administrator",
    "outsider",
)

Answer = int | str


@dataclass(frozen=True)
class Cast:
    """The people of tests/conftest.py, all present at once, and where they belong."""

    contact: User
    expert: User
    colleague: User
    manager: User
    lead: User
    administrator: User
    outsider: User
    team: Team
    area: Area


@dataclass(frozen=True)
class Expectation:
    """What each member of the cast is answered by one method of a route."""

    answers: Mapping[str, Answer]
    method: str = "get"
    url: Callable[[Cast], str] | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def expect(
    method: str = "get",
    *,
    everyone: Answer,
    url: Callable[[Cast], str] | None = None,
    data: Mapping[str, Any] | None = None,
    **exceptions: Answer,
) -> Expectation:
    """Everyone gets one answer, those named get another."""
    unknown = set(exceptions) - set(MEMBERS)
    if unknown:
        raise ValueError(f"Not in the cast: {unknown}")
    answers = {member: exceptions.get(member, everyone) for member in MEMBERS}
    return Expectation(answers, method, url, data or {})
