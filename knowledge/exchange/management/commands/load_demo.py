"""`manage.py load_demo`: the demo company, into an empty database only."""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.exchange.halage.activity import load_activity
from knowledge.exchange.halage.company import load_company
from knowledge.exchange.halage.library import load_library
from knowledge.exchange.halage.requests import load_requests
from knowledge.exchange.halage.searches import load_searches
from knowledge.notifications.models import Notification

DEMO = Path(__file__).resolve().parents[2] / "demo"


class Command(BaseCommand):
    """All or nothing: a crash half-way leaves the database empty."""

    help = "Load the demo company Halage. Only into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", required=True, help="of all its people")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists() or Article.objects.exists():
            raise CommandError(
                "There are people or articles already. The demo is only loaded into an empty database:"
                " choose another DATA_DIR for it."
            )
        with transaction.atomic():
            company = load_company(
                tomllib.loads((DEMO / "company.toml").read_text(encoding="utf-8")),
                password=options["password"],
            )
            articles = load_library(DEMO, company)
            for path in sorted(DEMO.glob("activity-*.toml")):
                load_activity(tomllib.loads(path.read_text(encoding="utf-8")), company, articles)
            load_searches(tomllib.loads((DEMO / "searches.toml").read_text("utf-8")), company)
            load_requests(tomllib.loads((DEMO / "requests.toml").read_text("utf-8")), company)
            self._settle_inboxes()
        self.stdout.write(
            f"Halage is loaded: {len(company.people)} people, {len(company.areas)} areas,"
            f" {len(articles)} articles."
        )

    def _settle_inboxes(self) -> None:
        """What was said long ago was read long ago."""
        Notification.objects.exclude(kind__in=["suggestion", "flag"]).filter(
            subject_kind="article"
        ).update(read_at=timezone.now())
        for person in User.objects.all():
            person.unread_notifications = person.notifications.filter(read_at=None).count()
            person.save(update_fields=["unread_notifications"])
