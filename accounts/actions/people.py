"""Creating, changing, deactivating people. They are never deleted."""

from collections.abc import Collection
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.audit import changes_between, record_event
from accounts.actions.experts import note_expert, note_return
from accounts.actions.memberships import end_memberships, keep_main_membership
from accounts.models import AccessToken, Team, Theme, User, default_time_zone
from knowledge.areas.folding import fold
from knowledge.areas.tree import free_slug

ROLES = ("contact", "expert", "manager", "lead", "administrator")


@transaction.atomic
def create_person(
    *,
    email: str,
    display_name: str,
    by: User | None = None,
    password: str | None = None,
    roles: Collection[str] = (),
    job_title: str = "",
    team: Team | None = None,
    languages: Collection[str] = ("en",),
    interface_language: str = "en",
    time_zone: str = "",
    in_team_since: date | None = None,
) -> User:
    """Without a password they can't sign in with one until they set it by the mailed link.

    The address counts as verified: an administrator or the identity provider vouches for it.
    They belong to their team from today on, unless `in_team_since` says otherwise.
    Raises ValidationError (address taken, unknown role, unknown time zone).
    """
    person = User(
        email=email.strip().lower(),
        team=team,
        languages=list(languages),
        interface_language=interface_language,
        time_zone=time_zone or default_time_zone(),
    )
    _set_name(person, display_name, job_title)
    person.slug = free_slug(person.display_name, fallback="person", taken=_slug_is_taken)
    _set_roles(person, roles)
    person.set_password(password)
    person.full_clean()
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    keep_main_membership(person=person, team=team, on=in_team_since)
    record_event("person_created", by=by, person=person, detail={"roles": sorted(roles)})
    return person


@transaction.atomic
def change_person(
    person: User,
    *,
    by: User,
    email: str,
    display_name: str,
    job_title: str,
    team: Team | None,
    roles: Collection[str],
) -> User:
    """What administrators change. Taking the last administrator's role is refused."""
    before, was_expert = _facts(person), person.is_expert
    if "administrator" not in roles:
        _keep_one_administrator(person)
    _set_name(person, display_name, job_title)
    person.team = team
    _set_roles(person, roles)
    _change_email(person, email.strip().lower())
    person.full_clean()
    person.save()
    note_expert(person=person, was=was_expert, now=person.is_expert)
    if person.is_active:
        keep_main_membership(person=person, team=team)
    changes = changes_between(before=before, after=_facts(person))
    if changes:
        record_event("person_changed", by=by, person=person, detail=changes)
    return person


@transaction.atomic
def change_profile(
    person: User,
    *,
    display_name: str,
    job_title: str,
    languages: Collection[str],
    time_zone: str,
) -> User:
    """What people change about themselves and others see. The slug stays: it is in links."""
    _set_name(person, display_name, job_title)
    person.languages = list(languages)
    person.time_zone = time_zone
    person.full_clean()
    person.save()
    return person


@transaction.atomic
def change_preferences(
    person: User, *, interface_language: str, theme: str = Theme.SYSTEM, single_keys: bool = True
) -> User:
    person.interface_language, person.theme = interface_language, theme
    person.single_keys = single_keys
    person.full_clean()
    person.save(update_fields=["interface_language", "theme", "single_keys"])
    return person


@transaction.atomic
def deactivate_person(person: User, *, by: User | None) -> User:
    """Ends sessions, tokens, feeds and memberships at once; their work keeps its author."""
    if not person.is_active:
        return person
    _keep_one_administrator(person)
    person.is_active, person.deactivated_at = False, timezone.now()
    person.full_clean()
    person.save(update_fields=["is_active", "deactivated_at"])
    end_sessions(person=person)
    end_memberships(person=person)
    revoked = AccessToken.objects.filter(person=person, revoked_at=None)
    revoked.update(revoked_at=timezone.now())
    record_event("person_deactivated", by=by, person=person)
    return person


@transaction.atomic
def reactivate_person(person: User, *, by: User) -> User:
    """They sign in again, in the team they had; tokens revoked when they left stay revoked."""
    if person.deactivated_at is not None:
        note_return(person=person, left=timezone.localdate(person.deactivated_at))
    person.is_active, person.deactivated_at = True, None
    person.full_clean()
    person.save(update_fields=["is_active", "deactivated_at"])
    keep_main_membership(person=person, team=person.team)
    record_event("person_reactivated", by=by, person=person)
    return person


@transaction.atomic
def end_sessions(*, person: User) -> None:
    """Signs them out everywhere: known sessions are deleted, and the hash of others is void."""
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=person).delete()


def _set_name(person: User, display_name: str, job_title: str) -> None:
    person.display_name, person.job_title = (
        " ".join(display_name.split()),
        " ".join(job_title.split()),
    )
    person.folded_name, person.folded_title = fold(person.display_name), fold(person.job_title)


def _set_roles(person: User, roles: Collection[str]) -> None:
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValidationError(_("Unknown role: %(role)s") % {"role": ", ".join(sorted(unknown))})
    for role in ROLES:
        setattr(person, f"is_{role}", role in roles)


def _change_email(person: User, email: str) -> None:
    if email != person.email:
        EmailAddress.objects.filter(user=person).delete()
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        person.email = email


def _facts(person: User) -> dict[str, Any]:
    return {
        "email": person.email,
        "display_name": person.display_name,
        "team": person.team.name if person.team else None,
        "roles": [role for role in ROLES if getattr(person, f"is_{role}")],
    }


def _keep_one_administrator(person: User) -> None:
    if not (person.pk and person.is_active):
        return
    others = User.objects.administrators().exclude(pk=person.pk)
    was = User.objects.filter(pk=person.pk, is_administrator=True).exists()
    if was and not others.exists():
        raise ValidationError(_("Terroir needs one active administrator at least."))


def _slug_is_taken(slug: str) -> bool:
    return User.objects.filter(slug=slug).exists() or slug in RESERVED_SLUGS


RESERVED_SLUGS = frozenset(
    {"manage", "avatar", "pick", "new", "events"}
    | {"company-days", "contracts", "leave", "matrix-lines"}
)
