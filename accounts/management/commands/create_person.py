"""`manage.py create_person EMAIL NAME --role expert …`: opens an account from the shell."""

import os
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import create_person, send_invitation
from accounts.actions.people import ROLES
from accounts.models import Team


class Command(BaseCommand):
    help = (
        "Opens an account. The password is read from PERSON_PASSWORD; without it, --invite mails "
        "a link to choose one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--role", action="append", choices=ROLES, default=[], dest="roles")
        parser.add_argument("--team", default="", help="slug of the team")
        parser.add_argument("--language", choices=["en", "fr"], default="en")
        parser.add_argument("--invite", action="store_true", help="mail a link for the password")

    def handle(self, *args: Any, **options: Any) -> None:
        team = Team.objects.filter(slug=options["team"]).first()
        if options["team"] and team is None:
            raise CommandError(f"No team has the slug {options['team']}.")
        try:
            person = create_person(
                email=options["email"],
                display_name=options["name"],
                password=os.environ.get("PERSON_PASSWORD") or None,
                roles=options["roles"],
                team=team,
                languages=[options["language"]],
                interface_language=options["language"],
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        if options["invite"]:
            send_invitation(person, by=None)
        self.stdout.write(f"{person.email} ({person.slug})")
