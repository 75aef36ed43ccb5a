"""`manage.py erase_contributions EMAIL`: forgets what somebody who left contributed to."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from knowledge.contributions.actions.retention import erase_person


class Command(BaseCommand):
    help = (
        "Erases labels, links and notes of the contributions of somebody who has left. Their "
        "minutes stay, so that no sum of a team or a product area changes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="address of a deactivated account")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email=options["email"].strip().lower()).first()
        if person is None:
            raise CommandError(f"Nobody has the address {options['email']}.")
        try:
            erased = erase_person(person)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(f"{erased} contributions are now minutes without words.")
