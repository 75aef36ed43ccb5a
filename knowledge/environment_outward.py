"""What leaves for other programs: where webhooks may lead, and what signs web pushes."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final

from knowledge.environment_reader import Reader, WrongSetting

KEY_BYTES: Final = 32
P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve that web push signs with (NIST SP 800-186): a private key is a number below it."""


def _vapid_key(env: Reader) -> str:
    """What signs web pushes; "" switches them off."""
    key = env.text("VAPID_PRIVATE_KEY")
    try:
        raw = urlsafe_b64decode(key + "=" * (-len(key) % 4))
    except ValueError:
        raw = b""
    if key and not (len(raw) == KEY_BYTES and 0 < int.from_bytes(raw) < P256_ORDER):
        raise WrongSetting("VAPID_PRIVATE_KEY", "is no such key; “manage.py push_keys” makes one")
    return key


def _vapid_subject(env: Reader, host: str) -> str:
    """Whom a push service writes to when something is wrong with our pushes (RFC 8292)."""
    sender = parseaddr(env.text("MAIL_FROM", f"terroir@{host}"))[1]
    subject = env.text("VAPID_SUBJECT", f"mailto:{sender}")
    if not subject.startswith(("mailto:", "https://")) or not subject.partition(":")[2].strip("/"):
        raise WrongSetting("VAPID_SUBJECT", f"“{subject}” starts with neither mailto: nor https://")
    return subject


@dataclass(frozen=True, kw_only=True)
class Outward:
    """Webhooks and web push."""

    webhooks_to_private_addresses: bool
    pushes_to_private_addresses: bool
    vapid_private_key: str
    vapid_subject: str

    @classmethod
    def read(cls, env: Reader, host: str) -> "Outward":
        """`host` is ours, in whose name mail is sent unless MAIL_FROM says otherwise."""
        return cls(
            webhooks_to_private_addresses=env.flag("WEBHOOKS_TO_PRIVATE_ADDRESSES"),
            pushes_to_private_addresses=env.flag("PUSHES_TO_PRIVATE_ADDRESSES"),
            vapid_private_key=_vapid_key(env),
            vapid_subject=_vapid_subject(env, host),
        )
