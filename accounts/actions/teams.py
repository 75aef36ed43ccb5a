"""Teams: create, rename, nest, choose managers."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.audit import changes_between, record_event
from accounts.models import Team, User
from knowledge.areas.folding import fold
from knowledge.areas.tree import free_slug, insert_node, move_node, renumber


@transaction.atomic
def create_team(
    *,
    name: str,
    parent: Team | None = None,
    managers: Collection[User] = (),
    by: User | None = None,
) -> Team:
    """Raises ValidationError (a name taken among siblings, a tree too deep)."""
    team = Team(parent=parent)
    _set_name(team, name)
    team.slug = free_slug(team.name, fallback="team", taken=_slug_is_taken)
    _refuse_twin(team)
    insert_node(team)
    team.managers.set(managers)
    record_event("team_created", by=by, team=team, detail={"managers": _names(managers)})
    return team


@transaction.atomic
def change_team(
    team: Team, *, name: str, parent: Team | None, managers: Collection[User], by: User | None
) -> Team:
    """Who sees a restricted area follows from nesting: each change is recorded."""
    before: dict[str, Any] = {
        "name": team.name,
        "parent": str(team.parent or ""),
        "managers": _managers(team),
    }
    _set_name(team, name)
    moved = (parent.pk if parent else None) != team.parent_id
    team.parent = parent
    _refuse_twin(team)
    if moved:
        move_node(team, parent)
    team.full_clean()
    team.save()
    renumber(Team)
    team.managers.set(managers)
    after: dict[str, Any] = {
        "name": team.name,
        "parent": str(parent or ""),
        "managers": _names(managers),
    }
    changes = changes_between(before=before, after=after)
    if changes:
        record_event("team_changed", by=by, team=team, detail=changes)
    team.refresh_from_db(fields=["tree_order"])
    return team


def _set_name(team: Team, name: str) -> None:
    team.name = " ".join(name.split())
    team.folded_name = fold(team.name)


def _refuse_twin(team: Team) -> None:
    twins = Team.objects.filter(parent=team.parent, folded_name=team.folded_name)
    if twins.exclude(pk=team.pk).exists():
        raise ValidationError({"name": _("A team of this name is already there.")})


def _names(people: Collection[User]) -> list[str]:
    return sorted(person.email for person in people)


def _managers(team: Team) -> list[str]:
    return _names(list(team.managers.all()))


def _slug_is_taken(slug: str) -> bool:
    return Team.objects.filter(slug=slug).exists() or slug == "new"
