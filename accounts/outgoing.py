"""Addresses that people type and this server asks: public ones alone, looked up once, bounded.

The name is looked up once and the connection goes to that very address, so that a second answer of
the name server cannot lead inside. A redirect is one more address: taken apart, looked up and judged
like the first.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

PORTS: Final = {"https": 443, "http": 80}
STEP_SECONDS: Final = 5.0
"""For connecting, and for each wait on the other side."""
MOST_REDIRECTS: Final = 5
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_GZIP: Final = 31
"""Window bits of zlib for gzip."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(ValueError):
    """The address is not one that may be asked; the message says why."""


class TooLarge(ValueError):
    """More came than was wanted, packed or unpacked."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. `path` holds the query too."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is unpacked; empty unless the status is 200."""

    status: int
    kind: str
    etag: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Posted:
    """What is read of the answer to a POST: its status, and when to come again, as it was said."""

    status: int
    retry_after: str


def split_address(url: str, *, private: bool) -> Target:
    """Raises AddressRefused. Asks no name server. `private` allows inner addresses and http."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(_("This is not an address.")) from error
    if parts.scheme not in PORTS or (parts.scheme == "http" and not private):
        raise AddressRefused(_("Write an address that starts with https://."))
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise AddressRefused(_("This is not an address."))
    host = _ascii(parts.hostname)
    path = parts.path or "/"
    target = Target(
        parts.scheme,
        host,
        port or PORTS[parts.scheme],
        f"{path}?{parts.query}" if parts.query else path,
    )
    if not target.path.isascii() or any(ord(sign) <= ord(" ") for sign in target.path):
        raise AddressRefused(_("This is not an address."))
    literal = _literal(host)
    if literal is not None and not may_reach(literal, private=private):
        raise AddressRefused(_("This address lies inside a private network."))
    return target


def resolve(target: Target, *, private: bool) -> str:
    """The one IP address to connect to, looked up once. Raises AddressRefused, and OSError.

    A name that has any private address is refused as a whole, so that no order of answers lets one
    through.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]).partition("%")[0] for row in found]
    if not addresses or not all(
        may_reach(ipaddress.ip_address(one), private=private) for one in addresses
    ):
        raise AddressRefused(_("This address lies inside a private network."))
    return addresses[0]


def may_reach(address: Address, *, private: bool) -> bool:
    """Whether it is public; addresses that stand for another count as that one."""
    if private:
        return True
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
        if inner is not None:
            return may_reach(inner, private=private)
    return address.is_global and not address.is_multicast and not address.is_reserved


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, private: bool, seconds: float
) -> Posted:
    """What is answered within so many seconds; a redirect is an answer like another.

    Raises AddressRefused, OSError, and http.client.HTTPException.
    """
    target = split_address(url, private=private)
    sent = {**headers, "Content-Length": str(len(body))}
    with _asked("POST", target, sent, body, private=private, seconds=seconds) as response:
        return Posted(response.status, response.getheader("Retry-After") or "")


def fetch(
    url: str, headers: Mapping[str, str], *, private: bool, seconds: float, most_bytes: int
) -> Answer:
    """What is at an address, redirects followed, all of it within so many seconds.

    Raises AddressRefused, TooLarge, OSError, and http.client.HTTPException.
    """
    ends = time.monotonic() + seconds
    for _hop in range(MOST_REDIRECTS + 1):
        target = split_address(url, private=private)
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        asked = _asked("GET", target, headers, b"", private=private, seconds=left)
        with asked as response:
            if response.status not in REDIRECTS:
                return _answer(response, most_bytes)
            url = urljoin(url, response.getheader("Location") or "")
    raise AddressRefused(_("This address leads on and on."))


def _answer(response: http.client.HTTPResponse, most_bytes: int) -> Answer:
    packed = response.getheader("Content-Encoding") or ""
    body = b""
    if response.status == http.client.OK:
        body = response.read(most_bytes + 1)
        if response.length and len(body) <= most_bytes:
            raise http.client.IncompleteRead(body, response.length)
        if packed.lower() in {"gzip", "x-gzip"}:
            body = _unpack(body, most_bytes + 1)
        if len(body) > most_bytes:
            raise TooLarge
    kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    return Answer(response.status, kind, response.getheader("ETag") or "", body)


def _unpack(body: bytes, most_bytes: int) -> bytes:
    """Never more than asked for, however much is packed in it."""
    try:
        return zlib.decompressobj(_GZIP).decompress(body, most_bytes)
    except zlib.error as error:
        raise http.client.HTTPException("unreadable gzip") from error


class _Pinned(http.client.HTTPConnection):
    """A connection to an address already chosen; the host's name is for TLS and the Host header."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=STEP_SECONDS)
        self._target, self._address = target, address
        self._wire: socket.socket | None = None
        self._is_cut = False

    def connect(self) -> None:
        """The socket is remembered: the library forgets it while an answer is still being read."""
        wire = socket.create_connection((self._address, self._target.port), STEP_SECONDS)
        if self._target.scheme == "https":
            context = ssl.create_default_context()
            wire = context.wrap_socket(
                wire, server_hostname=self._target.host, do_handshake_on_connect=False
            )
        self.sock = self._wire = wire
        if self._is_cut:
            self.cut()
        if isinstance(wire, ssl.SSLSocket):
            wire.do_handshake()

    def cut(self) -> None:
        """End every wait on the socket at once, now or as soon as there is one."""
        self._is_cut = True
        if self._wire is not None:
            try:
                self._wire.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def check(self) -> None:
        """What a cut left of an answer is not an answer. Raises TimeoutError."""
        if self._is_cut:
            raise TimeoutError


@contextmanager
def _asked(
    method: str,
    target: Target,
    headers: Mapping[str, str],
    body: bytes,
    *,
    private: bool,
    seconds: float,
) -> Iterator[http.client.HTTPResponse]:
    """The answer while it is read; cut after so many seconds, however slowly the other side drips."""
    connection = _Pinned(target, resolve(target, private=private))
    alarm = threading.Timer(seconds, connection.cut)
    alarm.daemon = True
    alarm.start()
    try:
        connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", target.authority)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(body or None)
        with connection.getresponse() as response:
            yield response
            connection.check()
    finally:
        alarm.cancel()
        connection.close()


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _ascii(host: str) -> str:
    """As name servers know it; looked at twice, because a sign may stand for several, full stops too."""
    if ":" in host:
        return host
    try:
        return host.encode("idna").decode("ascii").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise AddressRefused(_("This is not an address.")) from error
