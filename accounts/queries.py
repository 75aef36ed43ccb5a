"""Reads that span people, teams and areas."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import AreaOwner, AreaRestriction, Expertise, User
from accounts.permissions import (
    can_administer,
    hidden_area_ids,
    led_area_ids,
    reader_without,
)
from knowledge.areas import topics
from knowledge.areas.models import Area, AreaQuerySet, Topic, TopicQuerySet, label_of_area
from knowledge.areas.prepared import Prepared, PreparedObjects, Row


def visible_areas(user: User | AnonymousUser) -> AreaQuerySet:
    """Every area that exists for this person, archived ones included."""
    return Area.objects.all().without(hidden_area_ids(user))


def visible_topics(user: User | AnonymousUser) -> TopicQuerySet:
    """Every topic that exists for this person: a closed area's own topics don't for others."""
    return topics.known_to(user) if hidden_area_ids(user) else Topic.objects.all()


@dataclass(frozen=True, slots=True)
class Named:
    """As much of an area or a topic as a filter shows."""

    slug: str
    label: str


def visible_areas_named(user: User | AnonymousUser, ids: Collection[int]) -> dict[int, Named]:
    """Those of `visible_areas`, by id; one query."""
    rows = _AREAS.rows(ids, hidden_area_ids(user))
    return {pk: Named(slug, label_of_area(*names)) for pk, slug, *names in rows}


def visible_topics_named(user: User | AnonymousUser, ids: Collection[int]) -> dict[int, Named]:
    """Those of `visible_topics`, by id; one query."""
    return {pk: Named(*words) for pk, *words in _TOPICS.rows(ids, hidden_area_ids(user))}


def _area_rows(ids: Collection[int], hidden: Collection[int]) -> QuerySet[Area, Row]:
    rows = visible_areas(reader_without(hidden)).filter(pk__in=ids).order_by()
    return rows.values_list("pk", "slug", "name", "name_fr")


def _topic_rows(ids: Collection[int], hidden: Collection[int]) -> QuerySet[Topic, Row]:
    rows = visible_topics(reader_without(hidden)).filter(pk__in=ids).order_by()
    return rows.values_list("pk", "slug", "name")


_AREAS = Prepared(_area_rows)
_TOPICS = Prepared(_topic_rows)


def pickable_areas(user: User | AnonymousUser, words: str = "") -> AreaQuerySet:
    """For forms and autocomplete: visible, not archived, in tree order."""
    return visible_areas(user).current().named_like(words)


@dataclass(frozen=True)
class AreaNode:
    """One line of the tree page."""

    area: Area
    owners: tuple[User, ...]
    experts: int
    restricted: bool


def area_tree(user: User | AnonymousUser, *, with_archived: bool = False) -> list[AreaNode]:
    """The tree in reading order with owners and experts; 4 queries whatever its size."""
    areas = visible_areas(user)
    shown = list(areas if with_archived else areas.current())
    ids = [area.pk for area in shown]
    owners: dict[int, list[User]] = {}
    for row in AreaOwner.objects.filter(area__in=ids, person__is_active=True).select_related(
        "person"
    ):
        owners.setdefault(row.area_id, []).append(row.person)
    experts: dict[int, int] = {}
    known = Expertise.objects.filter(area__in=ids, person__is_active=True).order_by()
    for area_id in known.values_list("area_id", flat=True):
        experts[area_id] = experts.get(area_id, 0) + 1
    kept = AreaRestriction.objects.order_by().values_list("area__path", flat=True)
    paths = tuple(kept.distinct())
    return [
        AreaNode(
            area=area,
            owners=tuple(owners.get(area.pk, ())),
            experts=experts.get(area.pk, 0),
            restricted=area.path.startswith(paths),
        )
        for area in shown
    ]


def owners_of(area: Area) -> list[User]:
    """The leads of an area: its own, or else those of the nearest area above that has some."""
    by_area: dict[int, list[User]] = {}
    for row in _OWNERS.rows(area.lineage):
        by_area.setdefault(row.area_id, []).append(row.person)
    for area_id in reversed(area.lineage):
        if area_id in by_area:
            return by_area[area_id]
    return []


def _owners_in(areas: Collection[int]) -> QuerySet[AreaOwner]:
    rows = AreaOwner.objects.filter(area__in=areas, person__is_active=True)
    return rows.select_related("person")


_OWNERS: PreparedObjects[AreaOwner] = PreparedObjects(_owners_in)


def experts_of(area: Area) -> list[Expertise]:
    """Active people who know the area, confirmed first, then by level."""
    rows = Expertise.objects.filter(area=area, person__is_active=True)
    rows = rows.select_related("person__team", "deputy", "area")
    return sorted(rows, key=lambda row: (not row.is_confirmed, -row.level, row.person.folded_name))


def expertise_of(person: User, *, viewer: User | AnonymousUser) -> list[Expertise]:
    """What a person knows, as far as those areas exist for the viewer."""
    rows = Expertise.objects.filter(person=person).exclude(area__in=hidden_area_ids(viewer))
    return list(rows.select_related("area", "deputy").order_by("-level", "area__tree_order"))


def expertise_to_confirm(user: User) -> list[Expertise]:
    """Declared by others in the areas this person leads."""
    rows = Expertise.objects.filter(confirmed_at=None, person__is_active=True)
    rows = rows.exclude(person=user).exclude(area__in=hidden_area_ids(user))
    rows = rows.select_related("person", "area").order_by("area__tree_order", "declared_at")
    return confirmable_by(user, rows)


def confirmable_by(user: User, rows: Iterable[Expertise]) -> list[Expertise]:
    """Of these visible rows, those still to confirm that this person may; one query at most.

    The row form of `permissions.can_confirm_expertise`.
    """
    waiting = [row for row in rows if not row.is_confirmed and row.person_id != user.pk]
    if can_administer(user) or not waiting:
        return waiting
    led = led_area_ids(user, {row.area_id for row in waiting})
    return [row for row in waiting if row.area_id in led]


def administrator_exists() -> bool:
    return bool(User.objects.administrators().exists())
