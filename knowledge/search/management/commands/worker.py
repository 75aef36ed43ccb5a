"""`manage.py worker`: index changes and run background jobs until SIGTERM or Ctrl-C."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from knowledge.search.worker import Worker


class Command(BaseCommand):
    help = "Follow the change log into this node's search index, and run background jobs."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        worker.run()
