"""`manage.py push_keys`: a new key for web push, as lines for `.env`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from knowledge.notifications.webpush import new_private_key


class Command(BaseCommand):
    help = "Makes a key with which web pushes are signed, and prints the lines that switch them on."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"VAPID_PRIVATE_KEY={new_private_key()}")
        self.stdout.write(f"VAPID_SUBJECT={settings.VAPID_SUBJECT}")
        self.stderr.write(
            "Put both lines into the file .env, or into the environment of every machine, and start"
            " again. The subject is where push services write to when something is wrong: an address"
            " that a person reads. Keep the key secret, and keep it: with another one every device"
            " has to be added anew."
        )
        if settings.VAPID_PRIVATE_KEY:
            self.stderr.write("A key is set already: the new one would take its place.")
