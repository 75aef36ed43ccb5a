"""A manager's people with minutes in their weeks, as the ledger leaves them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from accounts.models import AwayPeriod, Contract, Team, TeamMembership, User
from knowledge.areas.models import Area
from knowledge.contributions.models import Block, Kind
from knowledge.contributions.periods import WEEK
from tests.contributions.moments import give
from tests.factories import make_person

MONDAY = date(2026, 11, 16)
"""Of the week in which the tests of insights take place."""
LONG_AGO = date(2025, 1, 6)
FULL = 2100
"""Minutes of a week: its band is 105 to 210, that of four weeks 420 to 840."""


def member(name: str, team: Team | None, *, since: date = LONG_AGO, **fields: Any) -> User:
    """An expert of 35 hours a week, Monday to Friday, without public holidays."""
    person = make_person(name, roles=fields.pop("roles", ["expert"]), team=team, **fields)
    employ(person, since=since)
    return person


def employ(person: User, *, since: date = LONG_AGO) -> None:
    TeamMembership.objects.filter(person=person).update(since=since)
    Contract.objects.create(
        person=person,
        since=LONG_AGO,
        full_time_minutes=FULL,
        share=10_000,
        weekday_minutes=[420] * 5 + [0, 0],
    )


def weekly(
    person: User,
    minutes: int | Iterable[int],
    *,
    count: int = 4,
    kind: Kind = Kind.ANSWER,
    area: Area | None = None,
) -> None:
    """The same in each of the last complete weeks, or these minutes, the earliest first."""
    each = [minutes] * count if isinstance(minutes, int) else list(minutes)
    for back, given in enumerate(reversed(each), start=1):
        if given:
            give(person, given, MONDAY - back * WEEK, kind=kind, area=area)


def away(person: User, first: date, last: date) -> None:
    AwayPeriod.objects.create(person=person, first_day=first, last_day=last, note="Secret note")


def lost_blocks(person: User, reasons: Sequence[str], *, kept: int = 0, minutes: int = 60) -> None:
    """Blocks of last week's Tuesday, one an hour from eight on."""
    day = MONDAY - WEEK + (date(2026, 1, 2) - date(2026, 1, 1))
    for place, reason in enumerate([*reasons, *[""] * kept]):
        Block.objects.create(
            person=person,
            day=day,
            start=(8 + place) * 60,
            minutes=minutes,
            fate=Block.Fate.LOST if reason else Block.Fate.KEPT,
            reason=reason,
            word="Secret word" if reason else "",
        )


def twelve(team: Team) -> dict[str, User]:
    """The team of look/team.html: three below, seven in the band, one above, one away."""
    people = {name: member(name, team) for name in WEEKS}
    for name, person in people.items():
        weekly(person, WEEKS[name])
    away(people["Odile Fabre"], date(2026, 9, 21), date(2027, 1, 11))
    lost_blocks(people["Luc Bouchard"], ["incident", "incident", "incident"], kept=1)
    lost_blocks(people["Sofia Lemaire"], ["meeting", "none"], kept=6)
    return people


_FINE = [150, 135, 130, 160, 140, 155, 150, 165, 150, 145, 120, 140, 150]
WEEKS: dict[str, list[int]] = {
    "Nadia Benali": _FINE,
    "Luc Bouchard": [110, 136, 115, 147, 134, 157, 147, 165, 60, 71, 56, 86, 86],
    "Marc Delorme": [205, 165, 189, 151, 174, 155, 172, 268, 218, 226, 243, 256, 262],
    "Odile Fabre": [134, 120, 147, 136, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    "Yves Garnier": [130, 126, 123, 174, 142, 136, 172, 98, 136, 132, 117, 115, 111],
    "Tomás Iribarne": _FINE,
    "Jonas Keller": [120, 111, 111, 126, 113, 126, 113, 119, 69, 71, 90, 71, 119],
    "Sofia Lemaire": [184, 176, 191, 180, 184, 184, 197, 136, 201, 182, 172, 159, 186],
    "Claire Moreau": [132, 107, 107, 155, 130, 117, 113, 111, 128, 82, 75, 0, 0],
    "Anh Nguyen": [136, 138, 151, 121, 123, 159, 123, 147, 153, 126, 126, 126, 109],
    "Hugo Perrin": [182, 231, 180, 214, 153, 199, 186, 184, 176, 208, 214, 176, 205],
    "Hélène Vasseur": _FINE,
}
"""Minutes of 13 complete weeks of 35 hours each, the earliest first."""
