"""Who may see and do what with people, teams and areas. No HTTP, no writes."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet

from accounts.models import AreaOwner, Expertise, Team, User
from knowledge.areas.models import Area
from knowledge.areas.prepared import Prepared, Row

FEW_AREAS = 32
"""About so many at most is asked by a statement composed once."""

HIDDEN_AREAS = """
SELECT area.id FROM areas_area area
WHERE EXISTS (
    SELECT 1 FROM accounts_arearestriction kept
    JOIN areas_area above ON above.id = kept.area_id
    WHERE area.path LIKE above.path || '%%'
    AND NOT EXISTS (
        SELECT 1 FROM accounts_arearestriction other
        JOIN accounts_team allowed ON allowed.id = other.team_id
        JOIN accounts_team mine ON mine.id = %s
        WHERE other.area_id = kept.area_id AND mine.path LIKE allowed.path || '%%'
    )
)
AND NOT EXISTS (
    SELECT 1 FROM accounts_areaowner owner
    JOIN areas_area owned ON owned.id = owner.area_id
    WHERE owner.person_id = %s AND area.path LIKE owned.path || '%%'
)
"""
"""Parameters: the person's team, the person (0 for none). Paths hold digits and full stops alone."""


def hidden_area_ids(user: User | AnonymousUser) -> frozenset[int]:
    """The areas that do not exist for this person; administrators are not exempt.

    A restriction hides its area and all below it from whoever is in none of its teams (nor in
    a team below one of them). The owners of an area always see it and all below it.

    Kept on the user object, so once a request. No query when the sign-in backend has told that
    nothing is restricted at all (it reads that in the query that fetches the user, so it holds at
    once in every process), else one.
    """
    known: frozenset[int] | None = getattr(user, "_hidden_area_ids", None)
    if known is None:
        known = _find_hidden_areas(user)
        user._hidden_area_ids = known  # type: ignore[union-attr]
    return known


def reader_without(area_ids: Collection[int], person_id: int | None = None) -> User:
    """Somebody to whom just these areas are closed: to compose once, for all people, what depends on
    nothing else, or on who they are as well (`areas.prepared`). Nobody real, and never saved.
    """
    reader = User(pk=person_id)
    reader._hidden_area_ids = frozenset(area_ids)  # type: ignore[attr-defined]
    return reader


def can_see_area(user: User | AnonymousUser, area: Area) -> bool:
    return area.pk not in hidden_area_ids(user)


def can_see_person(user: User | AnonymousUser, person: User) -> bool:
    """Colleagues see each other; those who left too, because their work keeps its author."""
    return user.is_authenticated


def can_administer(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.is_active and user.is_administrator


def is_lead_of(user: User | AnonymousUser, area_ids: Collection[int]) -> bool:
    """Whether they own one of these areas, or one above it."""
    return bool(led_area_ids(user, area_ids))


def led_area_ids(user: User | AnonymousUser, area_ids: Collection[int]) -> frozenset[int]:
    """Of these areas, those that they own or that are inside one they own; one query."""
    if not isinstance(user, User) or not user.is_active or not area_ids:
        return frozenset()
    if len(area_ids) <= FEW_AREAS:
        return frozenset(pk for (pk,) in _LED.rows([user.pk], area_ids))
    return frozenset(pk for (pk,) in _led_by([user.pk], area_ids))


def can_create_area(user: User | AnonymousUser, parent: Area | None) -> bool:
    if can_administer(user):
        return parent is None or can_see_area(user, parent)
    return parent is not None and can_edit_area(user, parent)


def can_edit_area(user: User | AnonymousUser, area: Area) -> bool:
    """Name, description, colour, place, archive, restriction: its leads and administrators."""
    return can_see_area(user, area) and (can_administer(user) or is_lead_of(user, [area.pk]))


def can_choose_owners(user: User | AnonymousUser, area: Area) -> bool:
    return can_edit_area(user, area)


def can_restrict_area(user: User | AnonymousUser, area: Area) -> bool:
    return can_edit_area(user, area)


def can_curate_topics(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.is_active and (user.is_lead or user.is_administrator)


def can_declare_expertise(user: User | AnonymousUser, area: Area) -> bool:
    return user.is_authenticated and can_see_area(user, area)


def can_confirm_expertise(user: User | AnonymousUser, expertise: Expertise) -> bool:
    """A lead of the area or an administrator, never for oneself."""
    if not isinstance(user, User) or user.pk == expertise.person_id:
        return False
    return can_edit_area(user, expertise.area)


def can_manage_team(user: User | AnonymousUser, team: Team) -> bool:
    """Administrators, and the managers of the team or of one above it."""
    if can_administer(user):
        return True
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.managed_teams.filter(pk__in=team.lineage).exists()


def manages_person(user: User | AnonymousUser, person: User) -> bool:
    """Whether they manage the person's team, or one above it."""
    if not isinstance(user, User) or not user.is_active or person.team is None:
        return False
    return user.managed_teams.filter(pk__in=person.team.lineage).exists()


def _find_hidden_areas(user: User | AnonymousUser) -> frozenset[int]:
    """Written as SQL because every page asks it: composing it costs ten times what it takes to run."""
    if not getattr(user, "restrictions_exist", True):
        return frozenset()
    person = user if isinstance(user, User) and user.is_active else None
    team_id, person_id = (person.team_id or 0, person.pk) if person else (0, 0)
    with connection.cursor() as cursor:
        cursor.execute(HIDDEN_AREAS, [team_id, person_id])
        return frozenset(row[0] for row in cursor.fetchall())


def _led_by(people: Collection[int], area_ids: Collection[int]) -> QuerySet[Area, Row]:
    led = Area.objects.order_by().filter(Exists(_ownership(max(people))), pk__in=area_ids)
    return led.values_list("pk")


_LED = Prepared(_led_by)


def _ownership(user: User | int) -> QuerySet[AreaOwner]:
    """For use in `Exists` on areas: this person owns the outer area, or one above it."""
    outer_path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    rows = AreaOwner.objects.order_by().annotate(outer_path=outer_path)
    return rows.filter(person=user, outer_path__startswith=F("area__path"))
