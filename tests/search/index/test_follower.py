"""Following the change log: after a crash, during a rebuild, with several at once."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError

from accounts.models import User
from knowledge.search import follower
from knowledge.search.actions import note_change, note_changes
from knowledge.search.engine import Damaged, Found, Generation, Unreadable
from knowledge.search.folder import Folder
from knowledge.search.follower import CHUNK, Follower
from knowledge.search.queries import SearchRequest, search
from knowledge.search.reader import Reader, reader
from knowledge.search.writer import Writer
from tests.search.index.shelf import KIND, Shelf, change, current_of, found, segments_of

pytestmark = pytest.mark.django_db

Follow = Callable[[], Generation]


def test_what_is_there_at_first_is_indexed(shelf: Shelf, follow: Follow) -> None:
    for number in range(1, CHUNK + 20):
        shelf.put(number, "fibre")
    assert follow().documents == CHUNK + 19


def test_a_change_is_followed_and_a_withdrawal_too(shelf: Shelf, follow: Follow) -> None:
    follow()
    change(shelf, 1, "fibre")
    assert found(follow()) == [1]
    del shelf.documents[1]
    note_change(kind=KIND, object_id=1)
    assert found(follow()) == []


def test_what_writes_rests_until_the_next_change(
    shelf: Shelf, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "REST_SECONDS", 0.0)
    change(shelf, 1, "fibre")
    following = Follower(folder)
    while following.step():
        pass
    assert following._writer is not None
    for number in (2, 3):
        following.step()
        assert not following._writer._open
        change(shelf, number, "fibre")
        following.step()
        assert len(following._writer._open) == 2
    following.close()
    current = folder.current()
    assert current is not None
    assert found(Generation(current)) == [1, 2, 3]


def test_what_was_changed_lately_is_written_together_once_it_is_quiet(
    shelf: Shelf, follow: Follow, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 20):
        shelf.put(number, "fibre")
    path = follow().path
    for number in (1, 2, 3):
        change(shelf, number, "copper")
        follower.step()
    del shelf.documents[4]
    note_change(kind=KIND, object_id=4)
    follower.step()
    follower.step()
    assert min(segments_of(path)) > 2
    monkeypatch.setattr("knowledge.search.follower.SETTLED_SECONDS", 0.0)
    for number in (2, 5):
        follower.step()
        assert segments_of(path) == [2, 2]
        change(shelf, number, "glass")
        follower.step()
    follower.step()
    assert segments_of(path) == [2, 2]
    index = Generation(path)
    assert (found(index, "copper"), found(index, "glass")) == ([1, 3], [2, 5])
    assert found(index) == list(range(6, 20))
    loads = shelf.loads
    follower.step()
    assert shelf.loads == loads, "written together once"


def test_a_lot_that_was_changed_at_once_is_not_written_again(
    shelf: Shelf, follow: Follow, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.search.follower.SETTLED_SECONDS", 0.0)
    monkeypatch.setattr("knowledge.search.follower.MOST_TOGETHER", 2)
    follow()
    for numbers in ([1], [2, 3], [4]):
        for number in numbers:
            change(shelf, number, "fibre")
        follower.step()
    loads = shelf.loads
    follower.step()
    assert shelf.loads == loads


def test_many_changes_of_one_object_are_read_once(shelf: Shelf, follow: Follow) -> None:
    follow()
    shelf.put(1, "fibre")
    note_changes(kind=KIND, object_ids=[1] * 50)
    before = shelf.loads
    assert found(follow()) == [1]
    assert shelf.loads == before + 1


def test_an_open_reader_sees_the_next_commit(shelf: Shelf, follow: Follow) -> None:
    index = follow()
    change(shelf, 1, "fibre")
    follow()
    assert found(index) == []
    index.refresh()
    assert found(index) == [1]


def test_a_crash_before_the_commit_loses_and_doubles_nothing(
    shelf: Shelf,
    folder: Folder,
    follow: Follow,
    follower: Follower,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    follow()
    change(shelf, 1, "fibre")

    def crash(_self: Writer, _state: dict[str, Any]) -> None:
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(Writer, "commit", crash)
        with pytest.raises(DatabaseError):
            follower.step()
    follower.close()
    again = Follower(folder)
    while again.step():
        pass
    again.close()
    current = folder.current()
    assert current
    assert found(Generation(current)) == [1]
    assert Generation(current).documents == 1


def test_a_crash_between_the_two_commits_repairs_itself(
    shelf: Shelf, folder: Folder, follow: Follow, follower: Follower
) -> None:
    """The passages are committed, the documents are not: the same change is applied once more."""
    follow()
    change(shelf, 1, "fibre")
    writer = follower._writer
    assert writer is not None
    writer.replace([shelf.documents[1]])
    writer._passages.commit()
    follower.close()
    again = Follower(folder)
    again.step()
    again.close()
    index = Generation(current_of(folder))
    assert found(index) == [1]
    assert index._passages_now.num_docs == 1


def test_following_again_from_an_older_place_changes_nothing(
    shelf: Shelf, folder: Folder, follow: Follow, follower: Follower
) -> None:
    follow()
    for number in (1, 2, 3):
        change(shelf, number, "fibre")
    follow()
    follower._cursor.last = 0
    assert found(follow()) == [1, 2, 3]
    assert follow().documents == 3


def test_one_unreadable_document_stops_nothing_else(shelf: Shelf, follow: Follow) -> None:
    shelf.broken = {2}
    for number in (1, 2, 3):
        shelf.put(number, "fibre")
    assert found(follow()) == [1, 3]


def test_changes_of_an_unknown_kind_are_passed_over(shelf: Shelf, follow: Follow) -> None:
    follow()
    note_change(kind="gone", object_id=5)
    change(shelf, 1, "fibre")
    assert found(follow()) == [1]


# One writer


def test_only_one_process_holds_the_lock(folder: Folder) -> None:
    with folder.lock() as first, Folder(folder.path).lock() as second:
        assert (first, second) == (True, False)
    with folder.lock() as third:
        assert third


def test_the_heartbeat_says_how_things_are(follow: Follow, folder: Folder) -> None:
    follow()
    assert folder.status()["state"] == "ok"
    assert time.time() - folder.status()["at"] < 30


def test_half_written_status_is_no_status(folder: Folder) -> None:
    folder.path.mkdir()
    (folder.path / "status.json").write_text('{"at": 12')
    assert folder.status() == {}


def test_an_index_that_cannot_be_written_is_made_anew(
    shelf: Shelf,
    folder: Folder,
    follow: Follow,
    follower: Follower,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = follow().path
    change(shelf, 1, "fibre")

    def panic(_self: Writer, _state: dict[str, Any]) -> None:
        raise Damaged

    with monkeypatch.context() as broken:
        broken.setattr(Writer, "commit", panic)
        with pytest.raises(Damaged):
            follower.step()
    index = follow()
    assert index.path != old
    assert found(index) == [1]


def test_a_full_disk_is_waited_for(
    shelf: Shelf,
    folder: Folder,
    follow: Follow,
    follower: Follower,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = follow().path
    change(shelf, 1, "fibre")

    def full(_self: Writer, _state: dict[str, Any]) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Writer, "commit", full)
        with pytest.raises(OSError, match="No space"):
            follower.step()
    index = follow()
    assert index.path == old
    assert found(index) == [1]


def test_a_reader_of_damaged_files_asks_for_a_rebuild(
    shelf: Shelf, folder: Folder, follow: Follow
) -> None:
    shelf.put(1, "fibre")
    old = follow().path
    (old / "documents" / "meta.json").write_text("{")
    with pytest.raises(Unreadable):
        Reader(folder.path).generation()
    assert folder.asked_for_rebuild()
    index = follow()
    assert index.path != old
    assert Reader(folder.path).generation().documents == 1


def test_who_opened_a_damaged_index_searches_the_one_that_took_its_place(
    shelf: Shelf, folder: Folder, follow: Follow, contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put(1, "fibre")
    old = follow().path
    monkeypatch.setattr("knowledge.search.reader.LOOK_SECONDS", 3600.0)
    held = reader().generation()
    assert held.path == old
    folder.ask_for_rebuild("for a try")
    follow()

    def gives_up(*_: object) -> Found:
        raise Damaged

    monkeypatch.setattr(held, "search", gives_up)
    found = search(contact, SearchRequest(words="fibre"))
    assert (found.is_available, found.total) == (True, 1)
    assert not folder.asked_for_rebuild()
