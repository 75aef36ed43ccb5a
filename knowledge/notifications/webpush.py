"""Web push as browsers' push services speak it: sealed so that the service reads nothing, and signed.

- Sealing: RFC 8291 on RFC 8188's `aes128gcm`, one record, put together from the primitives of `cryptography`.
- Signing: RFC 8292 (VAPID), a token in `Authorization` for the origin of the subscription's address.
- Sending: RFC 8030; `TTL`, `Urgency` and `Topic`, by which a newer message replaces one that waits.

Pure: keys and bytes go in, bytes and headers come out. A private key of ours is written as the 32 bytes of
its number in Base64 for addresses, as other tools write them too.
"""

from __future__ import annotations

import base64
import binascii
import os
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from datetime import datetime

MOST_BYTES: Final = 3_000
"""Of what is sealed; push services take 4,096 bytes with what sealing adds."""

RECORD_BYTES: Final = 4_096
POINT_BYTES: Final = 65
SECRET_BYTES: Final = 16
TOKEN_SECONDS: Final = 12 * 3_600
"""A day is the most that RFC 8292 allows; half of it leaves room for clocks that differ."""

_CURVE: Final = ec.SECP256R1()
_LAST_RECORD: Final = b"\x02"


class WrongKey(ValueError):
    """What was given is no key of the kind that is wanted."""


def new_private_key() -> str:
    return _text_of(ec.generate_private_key(_CURVE).private_numbers().private_value.to_bytes(32))


@lru_cache(maxsize=4)
def public_key_of(private_key: str) -> str:
    """What a browser subscribes with, and what a push service checks the signature by."""
    return _text_of(_point_of(_private(private_key).public_key()))


def read_point(text: str) -> bytes:
    """A browser's public key (`p256dh`). Raises WrongKey."""
    point = _bytes_of(text)
    _public(point)
    return point


def read_secret(text: str) -> bytes:
    """A browser's secret (`auth`). Raises WrongKey."""
    secret = _bytes_of(text)
    if len(secret) != SECRET_BYTES:
        raise WrongKey("auth has 16 bytes")
    return secret


def sealed(
    plain: bytes,
    *,
    point: bytes,
    secret: bytes,
    salt: bytes | None = None,
    own: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """What only the browser with this key and secret can open. RFC 8291, section 3.4.

    `salt` and `own`, a key for this message alone, are random unless a test gives them.
    """
    salt, own = salt or os.urandom(SECRET_BYTES), own or ec.generate_private_key(_CURVE)
    own_point = _point_of(own.public_key())
    shared = own.exchange(ec.ECDH(), _public(point))
    keying = _derived(shared, secret, b"WebPush: info\0" + point + own_point, 32)
    key = _derived(keying, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(keying, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + struct.pack(">IB", RECORD_BYTES, len(own_point)) + own_point
    return head + AESGCM(key).encrypt(nonce, plain + _LAST_RECORD, None)


def authorization(endpoint: str, *, private_key: str, subject: str, at: datetime) -> str:
    """The header by which the push service of `endpoint` knows us. RFC 8292, sections 2 and 3."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(at.timestamp()) + TOKEN_SECONDS,
        "sub": subject,
    }
    token = jwt.encode(claims, _private(private_key), algorithm="ES256")
    return f"vapid t={token}, k={public_key_of(private_key)}"


def headers(*, seconds: int, urgency: str, topic: str) -> dict[str, str]:
    """How long the service keeps it for a browser that is away, how much it may cost the battery, and what it
    replaces. RFC 8030, section 5.
    """
    return {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(seconds),
        "Urgency": urgency,
        "Topic": topic,
    }


def _derived(keying: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(keying)


@lru_cache(maxsize=4)
def _private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(_bytes_of(text)), _CURVE)


def _public(point: bytes) -> ec.EllipticCurvePublicKey:
    if len(point) != POINT_BYTES:
        raise WrongKey("p256dh has 65 bytes")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError as error:
        raise WrongKey("p256dh is no point of P-256") from error


def _point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _bytes_of(text: str) -> bytes:
    """Base64 for addresses (RFC 4648, section 5) without its filling. Raises WrongKey."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongKey("not Base64 for addresses") from error


def _text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
