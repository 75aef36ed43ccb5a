"""Finding colleagues, and what a profile shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.forms.settings import SPOKEN
from accounts.models import AreaOwner, Expertise, Team, User, UserQuerySet
from accounts.own_time import Presence, presence_of
from accounts.permissions import hidden_area_ids
from accounts.queries import expertise_of
from knowledge.areas.folding import fold
from knowledge.areas.models import Area

MOST_AREAS = 4


def find_people(
    viewer: User,
    *,
    words: str = "",
    area: Area | None = None,
    team: Team | None = None,
    role: str = "",
) -> UserQuerySet:
    """Active people; each word must be in the name, the title, the team, or an area they know.

    Areas that do not exist for the viewer find nobody.
    """
    people: UserQuerySet = User.objects.active().for_list()
    known = Expertise.objects.filter(person=OuterRef("pk")).exclude(
        area__in=hidden_area_ids(viewer)
    )
    for word in fold(words).split():
        in_area = Exists(known.filter(area__folded_names__contains=word))
        people = people.filter(
            Q(folded_name__contains=word)
            | Q(folded_title__contains=word)
            | Q(team__folded_name__contains=word)
            | Q(in_area)
        )
    if area is not None:
        people = people.filter(Exists(known.filter(area__path__startswith=area.path)))
    if team is not None:
        people = people.in_team(team)
    if role:
        people = people.filter(**{f"is_{role}": True})
    return people


@dataclass(frozen=True)
class Entry:
    """One line of the directory: a person and the areas they know best."""

    person: User
    expertises: tuple[Expertise, ...]
    more: int


def directory_entries(people: Iterable[User], *, viewer: User) -> list[Entry]:
    """One query for all of them."""
    shown = list(people)
    rows = Expertise.objects.filter(person__in=shown).exclude(area__in=hidden_area_ids(viewer))
    known: dict[int, list[Expertise]] = defaultdict(list)
    for row in rows.select_related("area").order_by("-level", "area__tree_order"):
        known[row.person_id].append(row)
    return [
        Entry(
            person=person,
            expertises=tuple(known[person.pk][:MOST_AREAS]),
            more=max(0, len(known[person.pk]) - MOST_AREAS),
        )
        for person in shown
    ]


@dataclass(frozen=True)
class Profile:
    """What colleagues see of a person."""

    person: User
    expertises: list[Expertise]
    leads: list[Area]
    manages: list[Team]
    languages: list[str]
    local_time: datetime
    same_zone: bool
    presence: Presence


def profile_of(person: User, *, viewer: User) -> Profile:
    """Nine queries at most: expertise, areas led, teams managed, the team's path, when they work."""
    owned = AreaOwner.objects.filter(person=person).exclude(area__in=hidden_area_ids(viewer))
    now = timezone.now()
    local = now.astimezone(ZoneInfo(person.time_zone))
    names = dict(SPOKEN)
    return Profile(
        person=person,
        expertises=expertise_of(person, viewer=viewer),
        leads=[row.area for row in owned.select_related("area").order_by("area__tree_order")],
        manages=list(person.managed_teams.all()),
        languages=[names.get(code, code) for code in person.languages],
        local_time=local.replace(tzinfo=None),
        same_zone=local.utcoffset() == now.astimezone(ZoneInfo(viewer.time_zone)).utcoffset(),
        presence=presence_of(person, viewer=viewer),
    )
