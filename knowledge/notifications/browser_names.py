"""What a browser sends to be told, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_BROWSERS: Final = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
"""The first that is found: later ones are named by the earlier too."""

_SYSTEMS: Final = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A subscription (https://www.w3.org/TR/push-api/) and the name its person knows it by."""

    endpoint: str
    p256dh: str
    auth: str
    name: str = ""


def name_of(user_agent: str) -> str:
    """“Firefox · Windows”; "" for what says neither."""
    found = [
        next((name for mark, name in known.items() if mark in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, found))
