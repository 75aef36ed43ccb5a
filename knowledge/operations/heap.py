"""What the C library's heap keeps of memory that is not in use. On other systems nothing happens.

The search engine and the database allocate outside Python's own allocator, many short-lived buffers
of all sizes: what they free stays with the process unless it is asked for.
"""

import ctypes
import time
from contextlib import suppress
from typing import Any, Final

GIVE_BACK_REQUESTS: Final = 250
GIVE_BACK_SECONDS: Final = 30.0
QUIET_SECONDS: Final = 1.0
_M_ARENA_MAX: Final = -8  # of malloc.h
_LARGEST_GAP: Final = 16_384
_GAP_STEP: Final = 16  # bytes, what glibc rounds to
_MOST_TAKEN: Final = 16_000_000
"""Bytes, far above what was ever seen: should a C library hand out memory in another order."""

_answered = 0
_answered_at = 0.0
_given_back = 0


def share_one_heap() -> None:
    """glibc gives each busy thread a heap of its own, and what one frees the others can't use: about
    30 MB less with one.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(_M_ARENA_MAX, 1)


def fill_gaps() -> None:
    """Before a fork: take for good what is free between blocks in use. 1.2 MB lie in so many small
    gaps that each process, had it filled them itself, would have 7 MB of pages of its own.
    """
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL("libc.so.6")
        libc.sbrk.restype = libc.malloc.restype = ctypes.c_void_p
        libc.free.argtypes = [ctypes.c_void_p]
        libc.malloc_trim(0)
        end: int = libc.sbrk(0)
        taken = 0
        for size in range(_LARGEST_GAP, 0, -_GAP_STEP):
            while (block := libc.malloc(size) or end) < end and taken < _MOST_TAKEN:
                taken += size
            if block != end:
                libc.free(block)


def give_back() -> None:
    """Hand what is free to the system: some 9 MB of a process that searched 100,000 articles, in a
    few milliseconds.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def after_request(_worker: Any, _request: Any, _environ: Any, _response: Any) -> None:
    """gunicorn's hook, which counts its parameters: once every so many answers are sent."""
    global _answered, _answered_at  # noqa: PLW0603 - of the process, like gunicorn's own count
    _answered += 1
    _answered_at = time.monotonic()
    if _answered % GIVE_BACK_REQUESTS == 0:
        give_back()


def when_quiet() -> None:
    """Once after the last answer, when nobody has asked for a second."""
    global _given_back  # noqa: PLW0603 - of the process
    if _given_back != _answered and time.monotonic() - _answered_at > QUIET_SECONDS:
        _given_back = _answered
        give_back()
