"""An index of one's own, a shelf of documents, and the follower that joins them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge.search import registry, searchlog
from knowledge.search.engine import Generation
from knowledge.search.folder import Folder
from knowledge.search.follower import Follower
from tests.search.index.shelf import Shelf


@pytest.fixture(autouse=True)
def _nothing_waits_to_be_logged() -> None:
    searchlog.forget()


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Folder:
    """This node's index directory, empty."""
    settings.INDEX_DIR = tmp_path / "index"
    return Folder(settings.INDEX_DIR)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """The only kind of document there is."""
    monkeypatch.setattr(registry, "_kinds", {})
    kept = Shelf()
    registry.register(kept)
    return kept


@pytest.fixture
def follower(folder: Folder, shelf: Shelf, db: None) -> Iterator[Follower]:
    """Stepped by hand."""
    made = Follower(folder)
    yield made
    made.close()


@pytest.fixture
def follow(follower: Follower, folder: Folder) -> Callable[[], Generation]:
    """Index all that waits; answers with what readers would search."""

    def done() -> Generation:
        while follower.step():
            pass
        current = folder.current()
        assert current is not None
        return Generation(current)

    return done
