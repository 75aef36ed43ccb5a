"""Web processes that share one socket take about as much each.

The kernel offers a new connection to all of them. The quickest would take most of what comes at once and
keep it, because browsers and proxies ask again on the same connection: its requests then wait for each
other while another process has nothing to do.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from gunicorn.workers.gthread import ThreadWorker

from knowledge.operations import heap

if TYPE_CHECKING:
    import socket

LEFT_SECONDS: Final = 0.001
"""How long a connection is left to the others, for each that this process is busy with."""

MOST_SECONDS: Final = 0.005


class SharingWorker(ThreadWorker):
    """gunicorn's worker with threads; what it has in hand decides what it takes and keeps."""

    def notify(self) -> None:
        """Between connections, and once a second while there are none."""
        super().notify()
        heap.when_quiet()

    def in_hand(self) -> int:
        """Connections with a request that is being answered or waits for a thread."""
        return int(self.nr_conns) - len(self.keepalived_conns) - len(self.pending_conns)

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, unless a process that has less to do took it meanwhile."""
        if busy := self.in_hand():
            time.sleep(min(busy * LEFT_SECONDS, MOST_SECONDS))
        super().accept(listener)


def part_when_crowded(worker: SharingWorker, request: Any) -> None:
    """gunicorn's hook before a request: with more in hand than threads the connection is closed after
    the answer, and whoever has less to do takes the next."""
    if worker.in_hand() > worker.cfg.threads:
        request.force_close()
