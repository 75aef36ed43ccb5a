"""Memory that is free is handed back to the system."""

import ctypes
import sys
from pathlib import Path

import pytest

from knowledge.operations import heap
from knowledge.operations.web import Server, open_socket
from knowledge.search import worker


@pytest.mark.skipif(sys.platform != "linux", reason="reads the heap of the C library of Linux")
def test_what_is_free_in_the_middle_of_the_heap_goes_back() -> None:
    libc = ctypes.CDLL("libc.so.6")
    libc.malloc.restype = ctypes.c_void_p
    libc.free.argtypes = [ctypes.c_void_p]
    size, count = 100_000, 400
    blocks = [libc.malloc(size) for _ in range(count)]
    for block in blocks:
        ctypes.memset(block, 1, size)
    full = _resident()
    for block in blocks[:-1]:
        libc.free(block)
    heap.give_back()
    assert full - _resident() > size * count * 0.8
    libc.free(blocks[-1])


def test_every_so_many_answers_it_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    monkeypatch.setattr(heap, "_answered", 0)
    monkeypatch.setattr(heap, "give_back", lambda: given.append(1))
    for _ in range(2 * heap.GIVE_BACK_REQUESTS):
        heap.after_request(None, None, None, None)
    assert len(given) == 2


def test_the_worker_gives_back_too() -> None:
    assert heap.give_back in {job.run for job in worker.jobs()}


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def test_the_web_server_takes_the_hook() -> None:
    with open_socket("127.0.0.1", 0) as listener:
        server = Server(lambda _environ, _start: [], listener)
        assert server.cfg.settings["post_request"].get() is heap.after_request
