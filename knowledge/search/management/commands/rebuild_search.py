"""`manage.py rebuild_search`: make this node's search index anew, while the old one is searched."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from knowledge.search import generations
from knowledge.search.follower import Follower
from knowledge.search.generations import Progress

WAIT_FOR_WORKER = 30.0


class Command(BaseCommand):
    help = "Build the search index anew from the database; searching goes on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        follower = Follower()
        done = 0
        try:
            for progress in follower.rebuild():
                done = progress.done
                self._show(progress)
        except BlockingIOError:
            done = self._let_the_worker()
        finally:
            follower.close()
        seconds = max(time.monotonic() - began, 0.001)
        self.stdout.write(
            f"\n{done} documents indexed in {seconds:.1f} s ({done / seconds:.0f} a second)."
        )

    def _let_the_worker(self) -> int:
        """The worker holds the right to write: ask it, and show how far it is."""
        self.stdout.write("The worker rebuilds the index.")
        before = generations.current_path()
        generations.ask_for_rebuild()
        asked, done = time.monotonic(), 0
        while generations.current_path() == before:
            progress = generations.progress()
            if progress is not None:
                done = progress.done
                self._show(progress)
            elif time.monotonic() - asked > WAIT_FOR_WORKER:
                self.stderr.write("The worker does not answer; it rebuilds when it runs again.")
                return done
            time.sleep(0.1)
        return done

    def _show(self, progress: Progress) -> None:
        if not self.stdout.isatty():
            return
        share = progress.done / progress.total if progress.total else 1.0
        width = round(share * 40)
        bar = "█" * width + "░" * (40 - width)
        self.stdout.write(f"\r{bar} {progress.done}/{progress.total}", ending="")
        self.stdout.flush()
