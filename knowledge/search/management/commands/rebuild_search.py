"""`manage.py rebuild_search`: make this node's index anew and show how far it is."""

import gc
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from knowledge.search.folder import Folder
from knowledge.search.follower import Follower

WORKER_ANSWERS_SECONDS = 15.0
POLL_SECONDS = 0.2
DOCUMENTS_A_LINE = 10_000
"""Where no terminal shows one line again and again."""


class Command(BaseCommand):
    help = "Rebuild the search index of this node. Searches go on with the old one meanwhile."
    _next_line = 0

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Folder(settings.INDEX_DIR)
        with folder.lock() as ours:
            folder.ask_for_rebuild("rebuild_search was run")
            if ours:
                self._rebuild(folder)
        if not ours:
            self._watch(folder)
        self.stdout.write("\nThe index is rebuilt.")

    def _rebuild(self, folder: Folder) -> None:
        gc.collect()
        gc.freeze()  # what is loaded stays: looking through it again and again costs a tenth
        follower = Follower(folder)
        while follower.step():
            self._show(folder.status())
        follower.say(now=True)
        follower.close()

    def _watch(self, folder: Folder) -> None:
        """The worker holds the index: it rebuilds, this shows."""
        started = time.monotonic()
        while folder.asked_for_rebuild() or folder.status().get("state") == "rebuilding":
            if folder.asked_for_rebuild() and time.monotonic() - started > WORKER_ANSWERS_SECONDS:
                raise CommandError("The worker that holds the index does not answer.")
            self._show(folder.status())
            time.sleep(POLL_SECONDS)

    def _show(self, status: dict[str, Any]) -> None:
        if "done" not in status:
            return
        line = f"{status['done']} documents, {status['rate']} a second "
        if self.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="")
            self.stdout.flush()
        elif status["done"] >= self._next_line:
            self._next_line = status["done"] + DOCUMENTS_A_LINE
            self.stdout.write(line)
