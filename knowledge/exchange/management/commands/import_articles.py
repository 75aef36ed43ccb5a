"""`manage.py import_articles PATH`: articles from Markdown files or JSON Lines."""

from __future__ import annotations

import csv
import os
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from knowledge.exchange.importing.checking import Checker
from knowledge.exchange.importing.reading import (
    Rejected,
    UnreadablePath,
    count_records,
    read_records,
)
from knowledge.exchange.importing.running import Outcome, run_import

BAR = 30


class Command(BaseCommand):
    """Reads, reports, and never stops at a bad row."""

    help = "Import articles from a folder of Markdown files with front matter, or from JSON Lines (.gz too)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--create-unknown",
            action="store_true",
            help="make people, areas and topics that are not there yet (else such rows are rejected)",
        )
        parser.add_argument("--author", help="e-mail of who owns rows that name nobody")
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, help="of rows that name none"
        )
        parser.add_argument("--rejects", type=Path, help="write rejected rows to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        languages = [code for code, _name in settings.LANGUAGES]
        if options["language"] not in languages:
            raise CommandError(f"--language: one of {', '.join(languages)}")
        checker = Checker(
            author=self._author(options["author"]),
            language=options["language"],
            create_unknown=options["create_unknown"],
        )
        try:
            records = read_records(path)
            total = count_records(path)
        except (UnreadablePath, OSError, EOFError) as missing:
            raise CommandError(str(missing)) from missing
        report: Path = options["rejects"] or Path(os.devnull)
        with report.open("w", newline="", encoding="utf-8") as rejects:
            self._run(records, checker, total, rejects)

    def _run(self, records: Any, checker: Checker, total: int, rejects: IO[str]) -> None:
        table = csv.writer(rejects)
        table.writerow(["place", "reason"])

        def on_rejected(found: Rejected) -> None:
            table.writerow([found.place, found.reason])
            self.stderr.write(f"{found.place}: {found.reason}")

        started = time.monotonic()
        bar = _Bar(self.stderr, total, started)
        outcome = run_import(records, checker, on_rejected=on_rejected, on_progress=bar)
        bar.close()
        self._say(outcome, checker, time.monotonic() - started)

    def _say(self, outcome: Outcome, checker: Checker, seconds: float) -> None:
        done = outcome.created + outcome.updated + outcome.unchanged
        self.stdout.write(
            f"{outcome.created} created, {outcome.updated} updated, {outcome.unchanged} unchanged, "
            f"{outcome.rejected} rejected; {done / max(seconds, 0.001):.0f} a second"
        )
        for kind, names in checker.made.items():
            self.stdout.write(f"New {kind}: {', '.join(sorted(names))}")

    def _author(self, mail: str | None) -> User:
        if mail:
            found: User | None = User.objects.filter(email=mail.strip().lower()).first()
            if found is None:
                raise CommandError(f"--author: nobody has the e-mail {mail}")
            return found
        administrator: User | None = User.objects.administrators().order_by("pk").first()
        if administrator is None:
            raise CommandError(
                "There is no administrator to own the articles: give --author E-MAIL"
            )
        return administrator


class _Bar:
    """A progress bar on a terminal; silent elsewhere."""

    def __init__(self, stream: Any, total: int, started: float) -> None:
        self.stream, self.total, self.started = stream, max(total, 1), started
        self.shown = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        if self.shown:
            filled = BAR * done // self.total
            rate = done / max(time.monotonic() - self.started, 0.001)
            line = f"\r[{'█' * filled}{'·' * (BAR - filled)}] {done}/{self.total}, {rate:.0f}/s"
            self.stream.write(line, ending="")
            self.stream.flush()

    def close(self) -> None:
        if self.shown:
            self.stream.write("")
