"""Experts with years of contribution time, written by the database itself, for `bench.time_inside`.

Imported in a process of its own DATA_DIR, after Django's setup.
"""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from accounts.actions import create_area, create_person, create_team
from accounts.models import AwayPeriod, Contract, Team, TeamMembership, User
from knowledge.areas.models import Area
from knowledge.contributions.models import AllowancePolicy, Block, Kind
from knowledge.contributions.periods import WEEK

SEED = 7
BATCH = 2_000
SINCE = date(2023, 1, 2)
TEAM, DIVISION = 12, 1_000
WEEKS = {
    (2100, 10_000): [420, 420, 420, 420, 420, 0, 0],
    (2100, 8_000): [420, 420, 420, 420, 0, 0, 0],
    (2340, 10_000): [468, 468, 468, 468, 468, 0, 0],
    (2100, 5_000): [420, 0, 210, 0, 420, 0, 0],
}
MINUTES = 60
"""An entry has 12 to 12 + this, by a multiplication of its numbers."""

NUMBERS = """
CREATE TEMPORARY TABLE bench_people AS
SELECT id AS person, ROW_NUMBER() OVER (ORDER BY id) AS number
FROM accounts_user WHERE is_expert
"""

GIVEN = """
FROM bench_people p
JOIN bench_weeks w ON 1 = 1
JOIN bench_places n ON 1 = 1
JOIN bench_kinds k ON k.number = (p.number + n.number * 3) % {kinds}
JOIN bench_areas a ON a.number = (p.number * 7 + n.number) % {areas}
"""
AMOUNT = "(12 + (p.number * 31 + w.number * 17 + n.number * 13) % {minutes})"

ENTRIES = """
INSERT INTO contributions_entry (person_id, day, minutes, kind, area_id, subject_kind, label, url, note,
    state, source, is_adjustment, counts, external_id, recorded_at, decided_at)
SELECT p.person, {day}, {amount}, k.kind, a.area, '', 'A reply to somebody', '', '',
    'confirmed', 'manual', {no}, {yes}, '', {at}, {at}
"""

SUMS = """
INSERT INTO contributions_weeksum (person_id, monday, kind, area_id, minutes)
SELECT p.person, w.monday, k.kind, a.area, {amount}
"""


def viewers() -> tuple[User, User, User, User]:
    """An expert, the manager of a team, that of a division, an administrator."""
    named = ("expert0", "boss0", "boss1", "admin")
    return tuple(User.objects.get(email=f"{name}@bench.example") for name in named)  # type: ignore[return-value]


def make_company(experts: int, today: date) -> None:
    """Divisions of 1,000 in teams of 12."""
    chance = random.Random(SEED)
    people = _people(experts)
    bosses = [
        create_person(
            email=f"boss{n}@bench.example",
            display_name=f"Boss {n}",
            password="a long one it is",
            roles=["manager"],
        )
        for n in range(2)
    ]
    create_person(
        email="admin@bench.example",
        display_name="Admin",
        password="a long one it is",
        roles=["administrator"],
    )
    teams = _teams(experts, bosses)
    rows = [
        TeamMembership(person=person, team=teams[number // TEAM % len(teams)], since=SINCE)
        for number, person in enumerate(people)
    ]
    TeamMembership.objects.bulk_create(rows, batch_size=BATCH)
    User.objects.bulk_update(
        [_in(row.person, row.team) for row in rows], ["team"], batch_size=BATCH // 4
    )
    _terms(people, chance, today)


def fill(weeks: int, per_week: int, today: date) -> None:
    """Confirmed entries of complete weeks and the present one, with their sums."""
    for number in range(24):
        create_area(by=None, name=f"Area {number}", parent=None)
    first = today - timedelta(days=today.weekday()) - (weeks - 1) * WEEK
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if sqlite:
            cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute(NUMBERS)
        _table(cursor, "bench_weeks", "monday date", [first + WEEK * n for n in range(weeks)])
        _table(cursor, "bench_places", "place integer", range(per_week))
        _table(cursor, "bench_kinds", "kind varchar(12)", list(Kind.values))
        areas = list(Area.objects.order_by("pk").values_list("pk", flat=True))
        _table(cursor, "bench_areas", "area integer", areas)
        given = GIVEN.format(kinds=len(Kind.values), areas=len(areas))
        words = {
            "amount": AMOUNT.format(minutes=MINUTES),
            "day": "date(w.monday, '+' || n.number || ' days')"
            if sqlite
            else "w.monday + n.number",
            "no": "0" if sqlite else "false",
            "yes": "1" if sqlite else "true",
            "at": "'2026-01-01 10:00:00'" if sqlite else "timestamptz '2026-01-01 10:00:00+00'",
        }
        cursor.execute(ENTRIES.format(**words) + given)
        cursor.execute(SUMS.format(**words) + given)
        cursor.execute("ANALYZE")
        if sqlite:
            cursor.execute("PRAGMA synchronous = FULL")


def _table(cursor: CursorWrapper, name: str, column: str, values: Iterable[object]) -> None:
    cursor.execute(f"CREATE TEMPORARY TABLE {name} (number integer, {column})")
    statement = f"INSERT INTO {name} VALUES (%s, %s)"  # noqa: S608 - names of ours
    cursor.executemany(statement, list(enumerate(values)))


def _people(count: int) -> list[User]:
    people = (
        User(
            email=f"expert{number}@bench.example",
            display_name=f"Expert {number}",
            folded_name=f"expert {number}",
            slug=f"expert-{number}",
            is_expert=True,
            created_at=datetime(2023, 1, 2, tzinfo=UTC),
        )
        for number in range(count)
    )
    return User.objects.bulk_create(people, batch_size=BATCH)


def _teams(experts: int, bosses: list[User]) -> list[Team]:
    """Leaf teams; the first boss manages one, the second the division that it is in."""
    found: list[Team] = []
    for number in range(-(-experts // DIVISION)):
        managers = [bosses[1]] if not number else []
        division = create_team(name=f"Division {number}", parent=None, managers=managers)
        for leaf in range(-(-min(DIVISION, experts) // TEAM)):
            managers = [bosses[0]] if not found else []
            name = f"Team {number}.{leaf}"
            found.append(create_team(name=name, parent=division, managers=managers))
    return found


def _in(person: User, team: Team) -> User:
    person.team = team
    return person


def _terms(people: list[User], chance: random.Random, today: date) -> None:
    """Contracts of four kinds, eight absences a year, some allowances of their own, and plans."""
    shapes = list(WEEKS.items())
    Contract.objects.bulk_create(
        (
            Contract(
                person=person,
                since=SINCE,
                full_time_minutes=full,
                share=share,
                weekday_minutes=week,
                country="FR",
                subdivision="57" if person.pk % 9 == 0 else "",
            )
            for person in people
            for (full, share), week in [shapes[min(person.pk % 8, 3)]]
        ),
        batch_size=BATCH,
    )
    AwayPeriod.objects.bulk_create(
        (
            AwayPeriod(person=person, first_day=first, last_day=first + timedelta(days=length))
            for person in people
            for _each in range(16)
            for first in [today - timedelta(days=chance.randrange(730))]
            for length in [chance.choice([0, 0, 0, 1, 4, 13])]
        ),
        batch_size=BATCH,
    )
    AllowancePolicy.objects.bulk_create(
        AllowancePolicy(person=person, since=SINCE, lowest=800, highest=1500)
        for person in people[::50]
    )
    _plans(people, today)


def _plans(people: list[User], today: date) -> None:
    """A block a week for half a year, one in five lost."""
    fates = [("kept", ""), ("kept", ""), ("kept", ""), ("lost", "meeting"), ("planned", "")]
    Block.objects.bulk_create(
        (
            Block(
                person=person,
                day=today - timedelta(days=today.weekday() - 3 + 7 * back),
                start=840,
                minutes=60,
                fate=fate,
                reason=reason,
            )
            for person in people
            for back in range(1, 27)
            for fate, reason in [fates[(person.pk + back) % 5]]
        ),
        batch_size=BATCH,
    )
