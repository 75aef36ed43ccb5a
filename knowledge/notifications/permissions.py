"""Who may see the outbox and change webhooks; the signed links of mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing

from accounts.permissions import can_administer, can_edit_area, hidden_area_ids

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.notifications.models import WebhookDelivery

UNSUBSCRIBE_SALT: Final = "terroir.unsubscribe"


def can_see_outbox(user: User | AnonymousUser) -> bool:
    return can_administer(user)


def can_manage_webhooks(user: User | AnonymousUser, area: Area) -> bool:
    """The area's knowledge leads, and administrators for whom it exists."""
    return can_edit_area(user, area)


def is_closed_to(user: User, delivery: WebhookDelivery) -> bool:
    """Whether the log of a webhook may not say to them what this message told: an area of it was closed
    since.
    """
    return not hidden_area_ids(user).isdisjoint(delivery.area_ids)


def unsubscribe_token(person_id: int, scope: str) -> str:
    """What a link in a mail may do without signing in: silence `scope`, a group or a digest.

    It does not expire, because mail is kept for years, and can do nothing else.
    """
    return signing.dumps([person_id, scope], salt=UNSUBSCRIBE_SALT)


def read_unsubscribe_token(token: str) -> tuple[int, str] | None:
    """The person and the scope; None for what we did not sign."""
    try:
        person_id, scope = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(person_id), str(scope)


def mail_host() -> str:
    """What stands after the @ of our message ids."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"
