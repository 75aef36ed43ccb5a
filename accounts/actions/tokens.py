"""Secrets for programs: API, feeds, calendars. Only the SHA-256 is kept."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone

from accounts.actions.audit import record_event
from accounts.models import AccessToken, AreaRestriction, TokenPurpose, TokenScope, User

PREFIX = "terroir_"
READING = (TokenScope.SEARCH, TokenScope.TIME)
"""What a token for the API may do when nothing else is said."""

USE_NOTED_EVERY = timedelta(minutes=10)


def token_digest(secret: str) -> str:
    """Secrets hold 256 random bits, so that an unsalted digest can't be reversed."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(
    *,
    person: User,
    purpose: str,
    name: str,
    by: User | None,
    scopes: Collection[str] | None = None,
) -> tuple[AccessToken, str]:
    """The row and the secret, which is never shown again. A token for the API reads, unless its
    scopes say otherwise.

    Raises ValidationError for scopes that are unknown, or of another purpose.
    """
    if scopes is None:
        scopes = READING if purpose == TokenPurpose.API else ()
    secret = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken(
        person=person,
        purpose=purpose,
        name=name.strip(),
        scopes=sorted({str(scope) for scope in scopes}),
        digest=token_digest(secret),
    )
    token.full_clean()
    token.save()
    record_event("token_created", by=by, person=person, detail=_facts(token))
    return token, secret


@transaction.atomic
def revoke_token(token: AccessToken, *, by: User | None) -> AccessToken:
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.full_clean()
        token.save(update_fields=["revoked_at"])
        record_event("token_revoked", by=by, person=token.person, detail=_facts(token))
    return token


def person_for_token(secret: str, *, purpose: str) -> User | None:
    """Whose token this is, or None: unknown, revoked, other purpose, or they left."""
    token = living_token(secret, purpose=purpose)
    return token.person if token else None


def living_token(secret: str, *, purpose: str) -> AccessToken | None:
    """The token, or None: unknown, revoked, other purpose, or its person left.

    The person comes with what the sign-in backend would have loaded. Looked up by digest: an
    attacker who can time the lookup learns nothing of the secret.
    """
    if not secret.startswith(PREFIX):
        return None
    token = (
        AccessToken.objects.filter(digest=token_digest(secret), purpose=purpose)
        .filter(revoked_at=None, person__is_active=True)
        .select_related("person__team")
        .annotate(restrictions_exist=Exists(AreaRestriction.objects.all()))
        .first()
    )
    if token is None:
        return None
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        _note_use(token, now)
    token.person.restrictions_exist = token.restrictions_exist  # type: ignore[attr-defined]
    return token


def _note_use(token: AccessToken, now: datetime) -> None:
    """At most one write every ten minutes: reading must not queue for the write lock."""
    AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _facts(token: AccessToken) -> dict[str, Any]:
    facts: dict[str, Any] = {"purpose": token.purpose, "name": token.name}
    return facts | {"scopes": token.scopes} if token.scopes else facts
