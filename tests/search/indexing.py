"""An index of the test's own, brought up to date when the test says so."""

from pathlib import Path

from django.conf import settings

from knowledge.search import reader, searchlog
from knowledge.search.folder import Folder
from knowledge.search.follower import Follower


def follow() -> None:
    """Index every change so far, as the worker would, and have the next search see it."""
    folder = Folder(Path(settings.INDEX_DIR))
    with folder.lock() as ours:
        assert ours
        follower = Follower(folder)
        while follower.step():
            pass
        follower.say(now=True)
        follower.close()
    reader._readers.clear()


def forget_index() -> None:
    """Nothing open, nothing waiting to be logged."""
    reader._readers.clear()
    searchlog.forget()
