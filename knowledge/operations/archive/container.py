"""The file: a compressed tar with a manifest of what is inside and its checksums."""

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20
COMPRESSION = 6


class BadArchive(Exception):
    """The file is not a whole archive of ours."""


@dataclass
class Manifest:
    """What an archive says of itself. `files` maps each name to its SHA-256."""

    format: int
    created_at: str
    database: str
    migrations: dict[str, list[str]]
    rows: dict[str, int]
    files: dict[str, str] = field(default_factory=dict)


class Writer:
    """Adds members to an archive and keeps their checksums."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.checksums: dict[str, str] = {}

    def add_lines(self, name: str, lines: Iterable[bytes]) -> int:
        """Add a member of unknown length, gathered in a temporary file; returns the lines."""
        count = 0
        with tempfile.TemporaryFile(dir=Path(str(self._tar.name)).parent) as gathered:
            for line in lines:
                gathered.write(line)
                count += 1
            self._add(name, gathered)
        return count

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self._add(name, file)

    def add_manifest(self, manifest: Manifest) -> None:
        content = json.dumps(asdict(manifest), indent=1, ensure_ascii=False).encode()
        self._add(MANIFEST, io.BytesIO(content))

    def _add(self, name: str, file: IO[bytes]) -> None:
        digest = hashlib.sha256()
        file.seek(0)
        while chunk := file.read(CHUNK):
            digest.update(chunk)
        member = tarfile.TarInfo(name)
        member.size = file.tell()
        member.mode = 0o600
        file.seek(0)
        self._tar.addfile(member, file)
        self.checksums[name] = digest.hexdigest()


@contextmanager
def new_archive(path: Path) -> Iterator[Writer]:
    """An archive, mode 0600, which appears under its name only when it is whole and on the disk."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            with (
                gzip.GzipFile("", "wb", COMPRESSION, file) as packed,
                tarfile.open(draft, "w", packed) as tar,
            ):
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> Manifest:
    """Unpack into an empty folder and check every file. Raises `BadArchive`."""
    found: dict[str, str] = {}
    try:
        with tarfile.open(path, "r:gz") as tar:
            for member in tar:
                found[member.name] = _unpack_member(tar, member, folder)
        if found.pop(MANIFEST, None) is None:
            raise BadArchive(f"{path} holds no manifest, so it is not whole.")
        manifest = Manifest(**json.loads((folder / MANIFEST).read_bytes()))
    except (
        tarfile.TarError,
        EOFError,
        gzip.BadGzipFile,
        zlib.error,
        TypeError,
        ValueError,
    ) as error:
        raise BadArchive(f"{path} is not a whole archive ({error}).") from error
    if manifest.format > FORMAT:
        raise BadArchive(f"{path} was made by a newer version of Terroir.")
    if found != manifest.files:
        different = sorted(
            name
            for name in found.keys() | manifest.files.keys()
            if found.get(name) != manifest.files.get(name)
        )
        raise BadArchive(f"{path} is damaged: {', '.join(different[:3])}.")
    return manifest


def _unpack_member(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Write one member below the folder; returns its checksum."""
    name = PurePosixPath(member.name)
    content = tar.extractfile(member) if member.isreg() else None
    if content is None or name.is_absolute() or ".." in name.parts:
        raise BadArchive(f"“{member.name}” has no place in an archive.")
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()
