"""Short-lived tokens that stand for an open session where its cookie does not reach.

A page of ours in a frame of another site gets no cookie (SameSite=Lax). A window of ours in which the
person is signed in hands such a token to it instead. It names a scope and the origin of the site it is
for, and is good for LIFE; while it is used it is renewed, for LONGEST after the person agreed. It is signed,
and holds no secret of the session: neither its key nor a password's hash can be read from it.

It dies with what it stands for, at once: the session's row is looked up on each use (signing out, or
signing out elsewhere, deletes it; a new password gives the session a new key), and so is the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.backends import TerroirBackend

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.requests import SignedInRequest

LIFE: Final = timedelta(minutes=30)
RENEWED_AFTER: Final = timedelta(minutes=10)
LONGEST: Final = timedelta(hours=10)
"""A shift: then the person is asked again, however busy the frame was."""

_SALT: Final = "accounts.session_tokens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a good token says: who, for which scope and origin, and since when."""

    person: User
    session: int
    scope: str
    origin: str
    agreed_at: datetime
    made_at: datetime

    @property
    def is_old(self) -> bool:
        """Whether a new token should take the place of this one."""
        return timezone.now() - self.made_at > RENEWED_AFTER


def token_for(request: SignedInRequest, *, scope: str, origin: str) -> str:
    """A token for the session of this request."""
    known = UserSession.objects.filter(session_key=request.session.session_key, user=request.user)
    row = known.values_list("pk", flat=True).first()
    if row is None:
        UserSession.objects.create_from_request(request)
        row = known.values_list("pk", flat=True).get()
    return _signed(request.user, row, scope, origin, timezone.now())


def renewed(access: Access) -> str:
    """The same for LIFE from now, as long as LONGEST allows."""
    return _signed(access.person, access.session, access.scope, access.origin, access.agreed_at)


def access_by(token: str, *, scope: str) -> Access | None:
    """What the token opens; None where it is forged, old, of another scope, or its session is over.

    Two queries: the session and the person, who comes with what the sign-in backend loads.
    """
    said = _read(token)
    if said is None or said["scope"] != scope:
        return None
    now = timezone.now()
    agreed_at = datetime.fromtimestamp(said["agreed"], UTC)
    if now - agreed_at > LONGEST:
        return None
    keys = UserSession.objects.filter(pk=said["session"], user=said["person"])
    open_now = Session.objects.filter(
        session_key__in=keys.values("session_key"), expire_date__gt=now
    )
    person = TerroirBackend().get_user(said["person"]) if open_now.exists() else None
    if person is None or not constant_time_compare(said["mark"], _mark(person)):
        return None
    return Access(
        person=person,
        session=said["session"],
        scope=scope,
        origin=said["origin"],
        agreed_at=agreed_at,
        made_at=datetime.fromtimestamp(said["made"], UTC),
    )


def _signed(person: User, session: int, scope: str, origin: str, agreed_at: datetime) -> str:
    return signing.dumps(
        {
            "person": person.pk,
            "session": session,
            "scope": scope,
            "origin": origin,
            "agreed": int(agreed_at.timestamp()),
            "made": int(timezone.now().timestamp()),
            "mark": _mark(person),
        },
        salt=_SALT,
    )


def _read(token: str) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    return said


def _mark(person: User) -> str:
    """Another one as soon as the password is another one; nothing can be learned of it."""
    return salted_hmac(_SALT, person.get_session_auth_hash(), algorithm="sha256").hexdigest()[:32]
