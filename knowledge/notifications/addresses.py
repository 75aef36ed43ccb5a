"""Where a webhook may lead: public addresses, so that it is no way into the company's own network."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

PORTS: Final = {"https": 443, "http": 80}
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(ValueError):
    """The address is not one that a webhook may lead to; the message says why."""


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


def split_address(url: str) -> Target:
    """Raises AddressRefused. Asks no name server."""
    private = settings.WEBHOOKS_TO_PRIVATE_ADDRESSES
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
    if literal is not None and not may_reach(literal):
        raise AddressRefused(_("This address lies inside a private network."))
    return target


def resolve(target: Target) -> str:
    """The one IP address to connect to, looked up once. Raises AddressRefused, and OSError.

    A name that has any private address is refused as a whole, so that no order of answers lets one
    through.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]).partition("%")[0] for row in found]
    if not addresses or not all(may_reach(ipaddress.ip_address(one)) for one in addresses):
        raise AddressRefused(_("This address lies inside a private network."))
    return addresses[0]


def may_reach(address: Address) -> bool:
    """Whether it is public; addresses that stand for another count as that one."""
    if settings.WEBHOOKS_TO_PRIVATE_ADDRESSES:
        return True
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
        if inner is not None:
            return may_reach(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


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
