"""`manage.py api_token EMAIL`: prints a new API token, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import create_token
from accounts.models import TokenPurpose, TokenScope, User


class Command(BaseCommand):
    help = "Makes an API token for a person and prints it, once. Only its digest is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="address of an active person")
        parser.add_argument("--name", default="api_token", help="which program it is for")
        parser.add_argument(
            "--scope",
            action="append",
            choices=TokenScope.values,
            help="what it may do; may be repeated (without: search:read and time:read)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.active().filter(email=options["email"].strip().lower()).first()
        if person is None:
            raise CommandError(f"No active person has the address {options['email']}.")
        name = options["name"][:80]
        _, secret = create_token(
            person=person,
            purpose=TokenPurpose.API,
            name=name,
            scopes=options["scope"],
            by=None,
        )
        self.stdout.write(secret)
