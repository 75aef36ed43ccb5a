"""Where a webhook may lead: public addresses, so that it is no way into the company's own network."""

from __future__ import annotations

from django.conf import settings

from accounts import outgoing
from accounts.outgoing import AddressRefused, Target

__all__ = ["AddressRefused", "Target", "resolve", "split_address"]


def split_address(url: str) -> Target:
    """Raises AddressRefused. Asks no name server."""
    return outgoing.split_address(url, private=settings.WEBHOOKS_TO_PRIVATE_ADDRESSES)


def resolve(target: Target) -> str:
    """The one IP address to connect to, looked up once. Raises AddressRefused, and OSError."""
    return outgoing.resolve(target, private=settings.WEBHOOKS_TO_PRIVATE_ADDRESSES)
