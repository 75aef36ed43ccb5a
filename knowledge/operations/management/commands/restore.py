"""`manage.py restore FILE`: an archive in the place of what is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from knowledge.operations.archive.container import BadArchive
from knowledge.operations.archive.restore import Refused, restore


class Command(BaseCommand):
    help = "Restore an archive made by `backup`, on SQLite or PostgreSQL. Stop the service first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="replace what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kept = restore(options["file"], force=options["force"], report=self.stdout.write)
        except (BadArchive, Refused) as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except (OSError, DatabaseError, ValueError) as error:
            raise CommandError(f"Not restored: {error}. Nothing was changed.") from error
        self.stdout.write(f"Restored. What was there before is kept in {kept}")
        self.stdout.write("The search index is rebuilt at the next start.")
