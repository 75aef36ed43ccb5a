"""Files that are not as they were written: searches go on or say that there is no index, it is rebuilt."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.models import User
from knowledge.search import schema
from knowledge.search.checking import damaged_file
from knowledge.search.engine import Generation
from knowledge.search.folder import Folder
from knowledge.search.follower import CHUNK, Follower
from knowledge.search.queries import SearchRequest, search, suggest
from knowledge.search.reader import index_status
from tests.search.index.shelf import Shelf

pytestmark = pytest.mark.django_db

Follow = Callable[[], Generation]
DAMAGES = 4
MORE_DAMAGES = 40
SEEDS = [
    *range(DAMAGES),
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(DAMAGES, MORE_DAMAGES)),
]


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def zero(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    length = min(len(content) - start, chance.randint(1, 400))
    return content[:start] + bytes(length) + content[start + length :]


def scribble(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + chance.randbytes(40) + content[start + 40 :]


def take_away(_content: bytes, _chance: random.Random) -> None:
    return None


def fill(shelf: Shelf) -> None:
    for number in range(1, CHUNK + 60):
        shelf.put(number, f"fibre number{number} " + "words that fill the passage " * 20)


def damage_one(generation: Path, chance: random.Random) -> str:
    """Spoil one file that holds something; which, and whether that changed it.

    Another file takes its place: where one is cut while a thread of the engine still maps it, the system
    ends the process, and the supervisor starts the next.
    """
    files = sorted(f for f in generation.rglob("*") if f.is_file() and f.stat().st_size)
    file = chance.choice([f for f in files if f.name != ".managed.json"])
    was = file.read_bytes()
    content = chance.choice([cut, zero, scribble, take_away])(was, chance)
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    return file.name if content != was else ""


def test_an_index_as_written_is_whole(shelf: Shelf, follow: Follow, follower: Follower) -> None:
    """A new version of the engine with another footer would be noticed here."""
    fill(shelf)
    index = follow()
    assert len(list(index.path.glob("*/*.idx"))) >= 2
    assert damaged_file(index.path) == ""
    assert follower.step() is False


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_file_is_spoiled_searches_answer_and_the_index_is_made_anew(
    seed: int, shelf: Shelf, follow: Follow, follower: Follower, contact: User
) -> None:
    fill(shelf)
    old = follow().path
    follower.close()
    spoiled = damage_one(old, random.Random(seed))
    found = search(contact, SearchRequest(words="fibre", with_facets=True))
    assert not found.is_available or found.total <= CHUNK + 59
    assert isinstance(suggest(contact, "fib"), list)
    index = follow()
    assert not spoiled or index.path != old
    assert index.documents == CHUNK + 59
    assert search(contact, SearchRequest(words="fibre")).total == CHUNK + 59


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.search.follower.AT_ONCE", CHUNK)
    monkeypatch.setattr("knowledge.search.reader.LOOK_SECONDS", 0.0)


@pytest.mark.usefixtures("_at_once")
def test_while_it_is_made_anew_the_status_says_so_and_what_is_there_is_found(
    shelf: Shelf, folder: Folder, follow: Follow, follower: Follower, contact: User
) -> None:
    fill(shelf)
    follow()
    follower.close()
    shutil.rmtree(folder.path)
    assert not search(contact, SearchRequest(words="fibre")).is_available
    assert index_status().state == "missing"
    assert follower.step()
    assert index_status().is_degraded
    found = search(contact, SearchRequest(words="fibre"))
    assert (found.is_available, found.total) == (True, CHUNK)
    index = follow()
    assert index_status().state == "ok"
    assert index.documents == search(contact, SearchRequest(words="fibre")).total == CHUNK + 59
    assert index.state()["version"] == schema.VERSION
