"""Making the index anew: beside the old one, in pieces, whatever happens meanwhile."""

import shutil
import time
from collections.abc import Callable

import pytest

from knowledge.search import follower, schema
from knowledge.search.actions import note_change
from knowledge.search.changelog import KEEP
from knowledge.search.engine import Generation
from knowledge.search.folder import Folder
from knowledge.search.follower import CHUNK, Follower, Stopped
from tests.search.index.shelf import KIND, Shelf, change, current_of, found, segments_of

pytestmark = pytest.mark.django_db

Follow = Callable[[], Generation]


def test_a_deleted_directory_is_rebuilt(shelf: Shelf, folder: Folder, follow: Follow) -> None:
    shelf.put(1, "fibre")
    follow()
    shutil.rmtree(folder.path)
    assert found(follow()) == [1]


@pytest.mark.parametrize("spoil", ["meta", "segments", "current", "version"])
def test_a_damaged_index_is_rebuilt(
    spoil: str, shelf: Shelf, follow: Follow, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(1, "fibre")
    old = follow().path
    folder = follower.folder
    follower.close()
    if spoil == "meta":
        (old / "documents" / "meta.json").write_text("{")
    elif spoil == "segments":
        for file in (old / "documents").glob("*.store"):
            file.unlink()
    elif spoil == "current":
        (folder.path / "current").write_text("../elsewhere")
    else:
        monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    index = follow()
    assert index.path != old
    assert found(index) == [1]


def test_an_index_not_followed_for_longer_than_the_log_is_kept_is_rebuilt(
    shelf: Shelf,
    folder: Folder,
    follow: Follow,
    follower: Follower,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = follow().path
    follower.close()
    shelf.put(1, "fibre")
    late = time.time() + KEEP.total_seconds()
    monkeypatch.setattr("knowledge.search.follower.time.time", lambda: late)
    index = follow()
    assert index.path != old
    assert found(index) == [1]


def test_searches_and_changes_go_on_during_a_rebuild(
    shelf: Shelf, folder: Folder, follow: Follow, follower: Follower
) -> None:
    for number in range(1, 3 * CHUNK):
        shelf.put(number, "fibre")
    old = follow()
    folder.ask_for_rebuild("a test")
    assert follower.step()
    change(shelf, 1, "copper")
    assert follower.step()
    old.refresh()
    assert folder.current() == old.path
    assert found(old, "copper") == [1]
    assert folder.status()["state"] == "rebuilding"
    new = follow()
    assert new.path != old.path
    assert found(new, "copper") == [1]
    assert new.documents == 3 * CHUNK - 1
    assert folder.status()["state"] == "ok"
    assert not old.path.exists()


def test_a_change_behind_the_rebuild_s_back_is_caught_up(
    shelf: Shelf, folder: Folder, follow: Follow, follower: Follower
) -> None:
    for number in range(1, 2 * CHUNK):
        shelf.put(number, "fibre")
    follower.step()
    change(shelf, 1, "copper")
    del shelf.documents[2]
    note_change(kind=KIND, object_id=2)
    index = follow()
    assert found(index, "copper") == [1]
    assert index.documents == 2 * CHUNK - 2


def test_a_first_build_can_be_searched_while_it_grows_and_is_begun_anew_after_a_crash(
    shelf: Shelf, folder: Folder, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.search.follower.AT_ONCE", CHUNK)
    for number in range(1, 4 * CHUNK):
        shelf.put(number, "fibre")
    first = Follower(folder)
    first.step()
    first.step()
    assert Generation(current_of(folder)).documents == 2 * CHUNK
    del first
    assert follow().documents == 4 * CHUNK - 1


@pytest.mark.parametrize("documents", [99, 100, 137])
def test_a_rebuild_leaves_one_segment_of_each_index(
    documents: int, shelf: Shelf, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "CHUNK", 5)
    monkeypatch.setattr(follower, "AT_ONCE", 100)
    for number in range(1, documents + 1):
        shelf.put(number, "fibre")
    index = follow()
    assert index.documents == documents
    assert segments_of(index.path) == [1, 1]


def test_a_rebuild_that_was_asked_for_leaves_a_good_index_in_use(
    shelf: Shelf, folder: Folder, follow: Follow, follower: Follower
) -> None:
    for number in range(1, CHUNK + 20):
        shelf.put(number, "fibre")
    old = follow().path
    follower.close()
    folder.ask_for_rebuild("a test")
    anew = Follower(folder)
    assert anew.step()
    assert folder.current() == old
    change(shelf, 1, "copper")
    anew.step()
    assert found(Generation(old), "copper") == [1]
    while anew.step():
        pass
    anew.close()
    assert current_of(folder) != old
    assert found(Generation(current_of(folder)), "copper") == [1]


def test_a_rebuild_stops_when_the_process_is_told_to(shelf: Shelf, folder: Folder) -> None:
    for number in range(1, 3 * CHUNK):
        shelf.put(number, "fibre")
    stopping = Follower(folder, should_stop=lambda: True)
    stopping.step()
    with pytest.raises(Stopped):
        stopping.step()
