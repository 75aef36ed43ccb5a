"""Whether an index's files still hold what was written: the engine reads them without looking.

Each file of a segment ends with a footer: JSON with the CRC-32 of what stands before it, its length
and a fixed number, both little-endian (tantivy's `directory/footer.rs`).
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TAIL: Final = struct.Struct("<II")
_MAGIC: Final = 1337
_LONGEST_FOOTER: Final = 10_000
_BLOCK: Final = 1 << 20


def damaged_file(generation: Path) -> str:
    """The first file found that isn't as it was written, or "". Reads all of them: about a second
    for a gigabyte, so only when an index is taken up.
    """
    for name in ("documents", "passages"):
        for file in _files(generation / name):
            if not _is_whole(file):
                return f"{name}/{file.name}"
    return ""


def _files(index: Path) -> Iterator[Path]:
    """Those of the segments that the last commit named. Raises ValueError, OSError, KeyError."""
    meta = json.loads((index / "meta.json").read_text())
    for segment in meta["segments"]:
        yield from sorted(index.glob(f"{segment['segment_id'].replace('-', '')}.*"))


def _is_whole(file: Path) -> bool:
    size = file.stat().st_size
    with file.open("rb") as opened:
        opened.seek(max(0, size - _TAIL.size))
        tail = opened.read()
        if len(tail) < _TAIL.size:
            return False
        length, magic = _TAIL.unpack(tail)
        body = size - _TAIL.size - length
        if magic != _MAGIC or length > _LONGEST_FOOTER or body < 0:
            return False
        opened.seek(body)
        footer = opened.read(length)
        opened.seek(0)
        found = 0
        while body > 0 and (block := opened.read(min(_BLOCK, body))):
            found = zlib.crc32(block, found)
            body -= len(block)
    try:
        return bool(json.loads(footer)["crc"] == found)
    except (ValueError, KeyError, TypeError):
        return False
