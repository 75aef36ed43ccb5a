"""`manage.py import_contributions FILE.csv`: proposes contributions that another system knows of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.leave.periods import Unreadable
from knowledge.contributions.actions.importing import import_entries
from knowledge.contributions.entry_table import COLUMNS

MOST_BYTES = 10 * 1024 * 1024


class Command(BaseCommand):
    help = (
        f"Proposes contributions from a CSV file with the columns {', '.join(COLUMNS)}; the first "
        "four are needed. All lines or none; the same id again brings a proposal up to date. "
        "Their people confirm or decline them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            if path.stat().st_size > MOST_BYTES:
                raise CommandError("This file is larger than 10 MB. Split it.")
            imported = import_entries(data=path.read_bytes())
        except OSError as missing:
            raise CommandError(str(missing)) from missing
        except Unreadable as wrong:
            for each in wrong.wrongs:
                self.stderr.write(f"Line {each.line}: {each.said}" if each.line else each.said)
            raise CommandError("Nothing was imported.") from wrong
        self.stdout.write(
            f"{imported.proposed} proposed, {imported.changed} changed, "
            f"{imported.unchanged} unchanged, {imported.decided} decided before."
        )
