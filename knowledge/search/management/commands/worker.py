"""`manage.py worker`: everything that happens in the background, until it is told to stop."""

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from knowledge.search import searchlog
from knowledge.search.worker import work


class Command(BaseCommand):
    help = "Run the background jobs: follow the change log into the search index, and the rest."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()

        def told(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, told)
        work(stop)
        searchlog.flush()
