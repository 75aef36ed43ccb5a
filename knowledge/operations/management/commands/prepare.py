"""`manage.py prepare`: everything a start needs done beforehand, quickly when nothing changed."""

from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from accounts.models import User
from knowledge.operations import demo, preparation


class Command(BaseCommand):
    help = "Migrate, compile translations, collect static files, load the demo on first start."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with preparation.only_one(settings.DATA_DIR):
            if compiled := preparation.compile_translations():
                self.stdout.write(f"Translations compiled: {len(compiled)}")
            if preparation.migrate():
                self.stdout.write("Database brought up to date.")
            if not settings.DEBUG and preparation.collect_static():
                self.stdout.write("Static files collected.")
            self._people()

    def _people(self) -> None:
        """The demo company, or the first administrator's link, in an empty database."""
        on_loopback = settings.ON_LOOPBACK
        first_start = not User.objects.exists()
        if settings.EMPTY:
            if not User.objects.administrators().exists():
                call_command("administrator_link", stdout=self.stdout)
            return
        if first_start and "load_demo" in get_commands():
            self.stdout.write("Loading the demo company…")
            password: str | None = demo.load(on_loopback=on_loopback)
        else:
            password = demo.known_password() if on_loopback else demo.close_to_strangers()
        self._accounts(password)

    def _accounts(self, password: str | None) -> None:
        table = demo.accounts()
        if not table:
            return
        width = max(len(account.email) for account in table)
        self.stdout.write("\nDemo accounts:")
        for account in table:
            self.stdout.write(f"  {account.kind:<17} {account.email:<{width}}  {account.name}")
        if password:
            shown = "" if password == demo.KNOWN_PASSWORD else "  (shown this once: write it down)"
            self.stdout.write(f"  password for all: {password}{shown}")
        else:
            self.stdout.write("  password: the one shown when it was made")
