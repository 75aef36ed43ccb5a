"""`manage.py check_contributions`: compares the kept sums and the history with the entries."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge.contributions.ledger import untold
from knowledge.contributions.sums import differences

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Compares the kept sums of weeks, and the last event of each entry, with the entries. "
        "Ends with 1 where they differ: then somebody wrote to the database around Terroir."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = [
            f"Person {each.person_id}, week of {each.monday}, {each.kind}, area "
            f"{each.area_id or 'none'}: {each.kept} min kept, {each.entries} min in entries"
            for each in differences()
        ]
        wrong += [f"Entry {pk} is not what its last event says" for pk in untold()]
        if not wrong:
            self.stdout.write("All sums and all events say what the entries say.")
            return
        for line in wrong[:SHOWN]:
            self.stderr.write(line)
        raise CommandError(f"Differences: {len(wrong)}.")
