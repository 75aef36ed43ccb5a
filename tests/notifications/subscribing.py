"""A browser that is told: its keys, its address at a local push service, and how it opens what arrives."""

import base64
import json
import struct
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.notifications.actions import choose_deliveries
from knowledge.notifications.models import DEFAULTS, Delivery, Group, PushDevice
from knowledge.notifications.pushing import Pusher
from knowledge.notifications.queries.preferences import chosen_everywhere
from tests.notifications.receiving import Arrived

AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"
SERVER_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
"""The example of RFC 8291, appendix A."""


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Subscribed:
    """Written apart from what seals: as RFC 8291 tells a browser to open."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = b"sixteen secret b"

    @property
    def point(self) -> bytes:
        public = self.key.public_key()
        return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def fields(self) -> dict[str, str]:
        keys = {"p256dh": text_of(self.point), "auth": text_of(self.secret)}
        return {"endpoint": self.endpoint, **keys}

    def open(self, body: bytes) -> Any:
        salt, (_size, length) = body[:16], struct.unpack(">IB", body[16:21])
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        other = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        info = b"WebPush: info\0" + self.point + theirs
        shared = self.key.exchange(ec.ECDH(), other)
        keying = HKDF(SHA256(), 32, self.secret, info).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(keying)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(keying)
        return json.loads(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")[:-1])


def claims_of(arrived: Arrived, audience: str) -> dict[str, Any]:
    """What a push service reads of `Authorization`; raises for a token that is not good."""
    scheme, token, key = arrived.headers["authorization"].replace(",", "").split()
    assert scheme == "vapid"
    point = raw(key.removeprefix("k="))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    options = {"verify_exp": False}  # the clock of a test stands elsewhere
    token = token.removeprefix("t=")
    read: dict[str, Any] = jwt.decode(
        token, public, algorithms=["ES256"], audience=audience, options=options
    )
    return read


def add_here(client: Client, browser: Subscribed, **more: str) -> PushDevice:
    """What the button does, in the browser of `client`."""
    url = reverse("notifications:push_add")
    answer = client.post(url, browser.fields | more, headers={"user-agent": AGENT})
    assert answer.status_code == 204, answer.content
    return PushDevice.objects.get(endpoint=browser.endpoint)


def tick(person: User, *groups: Group) -> None:
    """These reach their devices from now on, and nothing else does."""
    chosen = {group: row.delivery for group, row in chosen_everywhere(person).items()}
    choose_deliveries(
        person=person,
        chosen={group: Delivery(chosen.get(group, DEFAULTS[group])) for group in Group},
        on_devices={group: group in groups for group in Group},
    )


def push_all(pusher: Pusher | None = None) -> None:
    """What the worker does until nothing is due."""
    pusher = pusher or Pusher()
    while pusher.run():
        pass
