"""Pushes that are being handed over, a thread each: a slow service holds up nobody but those it serves.

A thread asks nothing of the database and writes nothing there: who started it takes what came of it. Threads
end with the process; what they held is taken over after its lease.
"""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.outgoing import Posted
    from knowledge.notifications.models import OutgoingPush

AT_ONCE: Final = 8
AT_ONE_SERVICE: Final = 4
"""A service that answers nothing at all leaves room for the others."""


class UnderWay:
    """One worker's. `len` is how many have not been taken back."""

    def __init__(self) -> None:
        self._pushes: dict[int, OutgoingPush] = {}
        self._ended: SimpleQueue[tuple[OutgoingPush, Future[Posted]]] = SimpleQueue()

    def __len__(self) -> int:
        return len(self._pushes)

    def has_room(self) -> bool:
        return len(self) < AT_ONCE

    def busy(self) -> Q:
        """Devices to leave alone meanwhile: one of which two arrive at once might show the older one last."""
        busy = Q(pk__in=[push.device_id for push in self._pushes.values()])
        services = Counter(_service(push) for push in self._pushes.values())
        for service, count in services.items():
            if count >= AT_ONE_SERVICE:
                busy |= Q(endpoint__startswith=service)
        return busy

    def start(self, push: OutgoingPush, hand_over: Callable[[], Posted]) -> None:
        def run() -> None:
            came: Future[Posted] = Future()
            try:
                came.set_result(hand_over())
            except Exception as error:  # noqa: BLE001 - who takes it back raises it
                came.set_exception(error)
            self._ended.put((push, came))

        threading.Thread(target=run, name=f"push-{push.pk}", daemon=True).start()
        self._pushes[push.pk] = push

    def take_back(self, *, seconds: float) -> tuple[OutgoingPush, Future[Posted]] | None:
        """One that ended, with what came of it; None when none did within so many seconds."""
        if not self._pushes:
            return None
        try:
            push, came = self._ended.get(timeout=seconds)
        except Empty:
            return None
        del self._pushes[push.pk]
        return push, came


def _service(push: OutgoingPush) -> str:
    parts = urlsplit(push.device.endpoint)
    return f"{parts.scheme}://{parts.netloc}"
