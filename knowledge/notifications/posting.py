"""One POST to an address that somebody typed: pinned, bounded, never led elsewhere.

The name is looked up once and the connection goes to that very address, so that a second answer of the
name server cannot lead inside. Redirects are an answer like another. Of what the other side says only
the status is read.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from typing import Final

from knowledge.notifications.addresses import Target, resolve, split_address

STEP_SECONDS: Final = 5.0
"""For connecting, and for each wait on the other side."""

WHOLE_SECONDS: Final = 10.0
"""For all of it: then the connection is cut, however slowly the other side drips."""


class _Pinned(http.client.HTTPConnection):
    """A connection to an address already chosen; the host's name is for TLS and the Host header."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=STEP_SECONDS)
        self._target, self._address = target, address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self._target.port), STEP_SECONDS)
        self.sock = plain
        if self._target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self._target.host)


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status answered. Raises AddressRefused, OSError, and http.client.HTTPException."""
    target = split_address(url)
    connection = _Pinned(target, resolve(target))
    alarm = threading.Timer(WHOLE_SECONDS, _cut, [connection])
    alarm.daemon = True
    alarm.start()
    try:
        connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", target.authority)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return connection.getresponse().status
    finally:
        alarm.cancel()
        connection.close()


def _cut(connection: _Pinned) -> None:
    """End every wait on the socket at once."""
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
