"""One POST to an address that somebody typed: pinned, bounded, never led elsewhere.

Redirects are an answer like another. Of what the other side says only the status and `Retry-After` are
read.
"""

from __future__ import annotations

from typing import Final

from accounts import outgoing
from accounts.outgoing import Posted

WHOLE_SECONDS: Final = 10.0
"""For all of it: then the connection is cut, however slowly the other side drips."""


def post(url: str, body: bytes, headers: dict[str, str], *, private: bool) -> Posted:
    """What is answered; `private` allows inner addresses. Raises AddressRefused, OSError, and
    http.client.HTTPException.
    """
    return outgoing.post(url, body, headers, private=private, seconds=WHOLE_SECONDS)
