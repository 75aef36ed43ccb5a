"""`manage.py backup FILE`: database, media and secret in one archive, while people work."""

import errno
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge.operations import preparation
from knowledge.operations.archive.backup import backup


class Command(BaseCommand):
    help = "Write database, media and secret to a new archive FILE (.tar.gz)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"].absolute()
        try:
            if path.exists():
                raise CommandError(f"{path} exists already; nothing was written.")
            if preparation.pending_migrations():
                raise CommandError("The database is not up to date: run “manage.py migrate” first.")
            backup(path, report=self.stdout.write)
        except OSError as error:
            full = error.errno in {errno.ENOSPC, errno.EDQUOT}
            reason = "the disk is full" if full else error.strerror
            raise CommandError(
                f"{path} was not written: {reason}. No part of it is left."
            ) from error
        self.stdout.write(f"Backup written: {path} ({path.stat().st_size / 1e6:.1f} MB)")
