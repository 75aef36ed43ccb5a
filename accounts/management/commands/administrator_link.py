"""`manage.py administrator_link`: prints the one-time link of the first administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions import create_first_administrator_link


class Command(BaseCommand):
    help = "Prints a link that creates the administrator. Works only while there is none."

    def handle(self, *args: Any, **options: Any) -> None:
        link = create_first_administrator_link()
        if not link:
            raise CommandError("There is an active administrator already.")
        self.stdout.write(link)
