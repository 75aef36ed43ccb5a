"""Backup and restore, on SQLite and, when the suite runs there, on PostgreSQL."""

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from knowledge.operations.archive.container import BadArchive, Manifest, new_archive, unpack
from tests.migrated import KEPT
from tests.operations.processes import environment, manage

PEOPLE = """
from pathlib import Path
from django.conf import settings
from tests.factories import make_area, make_person, make_team
team = make_team("Éclusiers")
for number in range(5):
    make_person(f"Zoé {number}", team=team)
make_area("Énergie 🎈", name_fr="Énergie")
folder = Path(settings.MEDIA_ROOT) / "attachments"
folder.mkdir(parents=True)
(folder / "plan.pdf").write_bytes(bytes(range(256)) * 500)
"""


PAIRS = """
from tests.factories import make_person, make_team
for number in range(20):
    make_person(email=f"pair{number}@halage.example", team=make_team(f"Pair {number}"))
"""


class Copy:
    """A copy of the product with its own DATA_DIR and database."""

    def __init__(self, data_dir: Path, database: str = "") -> None:
        self.data_dir = data_dir
        self.database = database

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return manage(*words, data_dir=self.data_dir, DATABASE_URL=self.database)

    def must(self, *words: str) -> str:
        ended = self.manage(*words)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def migrate(self) -> None:
        kept = "" if self.database else os.environ.get(KEPT, "")
        if kept:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(kept, self.data_dir / "db.sqlite3")
        else:
            self.must("migrate")

    def contents(self, archive: Path) -> dict[str, str]:
        """Checksums of what a new backup of this copy holds."""
        self.must("backup", str(archive))
        with tarfile.open(archive) as tar:
            manifest = tar.extractfile("manifest.json")
            assert manifest is not None
            files: dict[str, str] = json.load(manifest)["files"]
        return files


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, migrated_file: None) -> Copy:
    """A copy on SQLite with people, an area, a file and a secret."""
    copy = Copy(tmp_path_factory.mktemp("source"))
    copy.migrate()
    copy.must("shell", "-c", PEOPLE)
    return copy


@pytest.fixture(scope="module")
def archive(source: Copy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "monday.tar.gz"
    source.must("backup", str(path))
    return path


@pytest.fixture
def empty_copy(tmp_path: Path, db: None) -> Iterator[Copy]:
    """An empty copy on the engine the suite runs on."""
    if connection.vendor == "sqlite":
        yield Copy(tmp_path / "target")
        return
    name = f"restore_{uuid.uuid4().hex[:8]}"
    base = os.environ["TEST_DATABASE_URL"].rpartition("/")[0]
    run = [sys.executable, "-c", CREATE, f"{base}/postgres"]
    subprocess.run([*run, f"CREATE DATABASE {name}"], check=True)
    yield Copy(tmp_path / "target", f"{base}/{name}")
    subprocess.run([*run, f"DROP DATABASE {name} WITH (FORCE)"], check=True)


CREATE = """
import sys, psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    connection.execute(sys.argv[2])
"""


@pytest.mark.slow
def test_a_restored_copy_holds_what_was_backed_up(
    source: Copy, archive: Path, empty_copy: Copy, tmp_path: Path
) -> None:
    said = empty_copy.must("restore", str(archive))
    assert "Restored" in said
    before = source.contents(tmp_path / "before.tar.gz")
    assert empty_copy.contents(tmp_path / "after.tar.gz") == before
    assert any(name.startswith("media/") for name in before)
    assert (empty_copy.data_dir / "secret_key").stat().st_mode & 0o777 == 0o600
    empty_copy.must("migrate", "--check")
    _new_rows_get_new_keys(empty_copy)


def _new_rows_get_new_keys(empty_copy: Copy) -> None:
    empty_copy.must("shell", "-c", "from tests.factories import make_area; make_area('Nouvelle')")
    question = "from knowledge.areas.models import Area; print(Area.objects.filter(name='Nouvelle').count())"
    assert empty_copy.must("shell", "-v", "0", "-c", question).strip() == "1"


@pytest.mark.slow
def test_a_copy_in_use_is_replaced_only_by_force_and_kept(archive: Path, empty_copy: Copy) -> None:
    empty_copy.migrate()
    empty_copy.must("shell", "-c", "from tests.factories import make_person; make_person('Old')")
    refused = empty_copy.manage("restore", str(archive))
    assert refused.returncode == 1
    assert "--force replaces them" in refused.stderr
    empty_copy.must("restore", "--force", str(archive))
    (kept,) = empty_copy.data_dir.glob("before-restore-*")
    assert {path.name for path in kept.iterdir()} & {"db.sqlite3", "database.tar.gz"}
    question = "from accounts.models import User; print(User.objects.filter(display_name='Old'))"
    assert "<QuerySet []>" in empty_copy.must("shell", "-c", question).replace("UserQ", "Q")


@pytest.mark.slow
def test_a_damaged_archive_changes_nothing(archive: Path, empty_copy: Copy, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    for number, content in enumerate((whole[: len(whole) // 2], b"not an archive", b"")):
        damaged = tmp_path / f"damaged-{number}.tar.gz"
        damaged.write_bytes(content)
        refused = empty_copy.manage("restore", str(damaged))
        assert refused.returncode == 1
        assert "Nothing was changed" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert not list(empty_copy.data_dir.glob("before-restore-*"))
    assert not list(empty_copy.data_dir.glob(".restore-*"))


@pytest.mark.slow
def test_a_backup_while_someone_writes_is_one_moment(source: Copy, tmp_path: Path) -> None:
    writing = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-c", PAIRS],
        cwd=settings.ROOT,
        env=environment(source.data_dir, DATABASE_URL=""),
        stdout=subprocess.DEVNULL,
    )
    target = Copy(tmp_path / "target")
    number = 0
    while writing.poll() is None or number == 0:
        archive = tmp_path / f"{number}.tar.gz"
        source.must("backup", str(archive))
        number += 1
    assert writing.returncode == 0
    target.must("restore", str(tmp_path / f"{number // 2}.tar.gz"))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_disk_that_fills_leaves_no_part_of_a_backup(source: Copy, tmp_path: Path) -> None:
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from django.core.management import execute_from_command_line as run;"
        "run(['manage.py', 'backup', sys.argv[1]])"
    )
    target = tmp_path / "full.tar.gz"
    ended = subprocess.run(
        [sys.executable, "-c", script, str(target)],
        cwd=settings.ROOT,
        env=environment(source.data_dir, DATABASE_URL=""),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_an_existing_file_is_not_overwritten(source: Copy, archive: Path) -> None:
    size = archive.stat().st_size
    refused = source.manage("backup", str(archive))
    assert refused.returncode == 1
    assert "exists already" in refused.stderr
    assert archive.stat().st_size == size


def _archive_of(path: Path, *members: tuple[str, bytes]) -> Path:
    with gzip.open(path, "wb") as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def _manifest(**changes: object) -> bytes:
    facts: dict[str, object] = {
        "format": 1,
        "created_at": "2026-11-22T12:00:00+00:00",
        "database": "sqlite",
        "migrations": {},
        "rows": {},
        "files": {},
    }
    return json.dumps(facts | changes).encode()


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ([("../outside", b"x"), ("manifest.json", _manifest())], "no place"),
        ([("/etc/outside", b"x"), ("manifest.json", _manifest())], "no place"),
        ([("extra", b"x"), ("manifest.json", _manifest())], "damaged: extra"),
        ([("manifest.json", _manifest(files={"secret_key": "0"}))], "damaged: secret_key"),
        ([("manifest.json", _manifest(format=2))], "newer version"),
        ([("manifest.json", b"{}")], "not a whole archive"),
        ([("secret_key", b"x")], "no manifest"),
    ],
)
def test_an_archive_that_is_not_ours_is_refused(
    members: list[tuple[str, bytes]], problem: str, tmp_path: Path
) -> None:
    path = _archive_of(tmp_path / "odd.tar.gz", *members)
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(BadArchive, match=problem):
        unpack(path, folder)
    assert not (tmp_path / "outside").exists()


def test_an_archive_is_for_its_owner_only_and_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "new.tar.gz"
    with new_archive(path) as archive:
        archive.add_lines("database/x.jsonl", [b"[]\n"])
        assert not path.exists()
        manifest = Manifest(1, "", "sqlite", {}, {}, dict(archive.checksums))
        archive.add_manifest(manifest)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["new.tar.gz"]
    folder = tmp_path / "folder"
    folder.mkdir()
    assert unpack(path, folder) == manifest


def test_a_failure_while_writing_leaves_nothing(tmp_path: Path) -> None:
    lines = (json.dumps(1 // number).encode() for number in (1, 0))
    with pytest.raises(ZeroDivisionError), new_archive(tmp_path / "new.tar.gz") as archive:
        archive.add_lines("database/x.jsonl", lines)
    assert list(tmp_path.iterdir()) == []
