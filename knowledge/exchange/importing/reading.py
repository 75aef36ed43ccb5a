"""Records from a folder of Markdown files or from JSON Lines, one at a time, whatever their size.

A record that can't be read is a Rejected with its place and reason; reading goes on after it.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import yaml

MAX_LINE_BYTES = 12_000_000
FENCE = "---"


@dataclass(frozen=True, kw_only=True)
class Record:
    """One article as found; `place` is "file:line" or the file's name."""

    place: str
    fields: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """One that could not be taken, and why, in words that say what to do."""

    place: str
    reason: str


class UnreadablePath(Exception):
    """The path is missing, or holds nothing that can be imported."""


def read_records(path: Path) -> Iterator[Record | Rejected]:
    """Every record below a folder, or in a file. Raises UnreadablePath before the first one."""
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and _reader(p))
        if not files:
            raise UnreadablePath(f"{path} has no .md, .jsonl or .jsonl.gz file")
        return (
            record for file in files for record in _read_file(file, str(file.relative_to(path)))
        )
    if not path.is_file():
        raise UnreadablePath(f"{path} is not there")
    if _reader(path) is None:
        raise UnreadablePath(f"{path} is neither .md nor .jsonl, with or without .gz")
    return _read_file(path, path.name)


def count_records(path: Path) -> int:
    """How many records to expect, for the progress bar: lines of JSON Lines, files of Markdown."""
    files = [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else [path]
    total = 0
    for file in files:
        reader = _reader(file)
        if reader is _read_lines:
            with _open(file) as lines:
                total += sum(1 for line in lines if line.strip())
        elif reader is not None:
            total += 1
    return total


def _reader(path: Path) -> Any:
    name = path.name.lower().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        return _read_lines
    return _read_markdown if name.endswith((".md", ".markdown")) else None


def _read_file(path: Path, name: str) -> Iterator[Record | Rejected]:
    reader = _reader(path)
    try:
        with _open(path) as stream:
            yield from reader(stream, name)
    except (OSError, EOFError) as broken:
        yield Rejected(place=name, reason=f"The file can't be read to its end: {broken}")


def _open(path: Path) -> IO[bytes]:
    if path.name.lower().endswith(".gz"):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _read_lines(stream: IO[bytes], name: str) -> Iterator[Record | Rejected]:
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        place = f"{name}:{number}"
        if len(line) > MAX_LINE_BYTES:
            _skip_line(stream, line)
            yield Rejected(place=place, reason=f"The line is longer than {MAX_LINE_BYTES:,} bytes")
        elif line.strip():
            yield _json_record(line, place)


def _skip_line(stream: IO[bytes], part: bytes) -> None:
    while part and not part.endswith(b"\n"):
        part = stream.readline(MAX_LINE_BYTES)


def _json_record(line: bytes, place: str) -> Record | Rejected:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Rejected(place=place, reason="Not UTF-8. Save the file as UTF-8 and import it again")
    except (ValueError, RecursionError) as broken:
        return Rejected(place=place, reason=f"Not JSON: {broken}")
    if not isinstance(found, dict):
        return Rejected(place=place, reason="Not a JSON object with named fields")
    if "external_id" not in found and "_id" in found:
        found["external_id"] = found.pop("_id")
    if "body" not in found and "text" in found:
        found["body"] = found.pop("text")
    return Record(place=place, fields=found)


def _read_markdown(stream: IO[bytes], name: str) -> Iterator[Record | Rejected]:
    content = stream.read(MAX_LINE_BYTES + 1)
    if len(content) > MAX_LINE_BYTES:
        yield Rejected(place=name, reason=f"The file is larger than {MAX_LINE_BYTES:,} bytes")
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Rejected(place=name, reason="Not UTF-8. Save the file as UTF-8 and import it again")
        return
    yield _markdown_record(io.StringIO(text, newline=None).read(), name)


def _markdown_record(text: str, name: str) -> Record | Rejected:
    head, body = split_front_matter(text)
    try:
        fields = yaml.safe_load(head) if head else {}
    except (yaml.YAMLError, RecursionError, ValueError) as broken:
        reason = " ".join(str(broken).split())
        return Rejected(place=name, reason=f"The front matter is not YAML: {reason}")
    if not isinstance(fields, dict):
        return Rejected(place=name, reason="The front matter has no named fields")
    stem = Path(name).name.removesuffix(".gz").rsplit(".", 1)[0]
    return Record(place=name, fields={"external_id": stem, **fields, "body": body})


def split_front_matter(text: str) -> tuple[str, str]:
    """What stands between the first two `---` lines, and the rest; no front matter is "" and all."""
    if not text.startswith(FENCE + "\n"):
        return "", text
    end = text.find(f"\n{FENCE}\n", len(FENCE))
    if end < 0:
        return "", text
    return text[len(FENCE) + 1 : end + 1], text[end + len(FENCE) + 2 :].lstrip("\n")
