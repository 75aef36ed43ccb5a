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
from knowledge.exchange.halage.company import Company, Table, load_company
from knowledge.exchange.halage.contributions import load_contributions
from knowledge.exchange.halage.library import load_library
from knowledge.exchange.halage.moments import Clock
from knowledge.exchange.halage.replies import load_replies
from knowledge.exchange.halage.requests import load_requests
from knowledge.exchange.halage.searches import load_searches
from knowledge.exchange.halage.thread_record import load_record
from knowledge.exchange.halage.threads import Story, load_threads
from knowledge.exchange.halage.waiting import load_waiting
from knowledge.exchange.halage.working import load_follows, load_working
from knowledge.notifications.models import Notification, OutgoingMail

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
            company = load_company(_table("company"), password=options["password"])
            articles = load_library(DEMO, company)
            for name in ("activity-en", "activity-fr"):
                load_activity(_table(name), company, articles)
            load_searches(_table("searches"), company)
            load_requests(_table("requests"), company)
            stories = self._load_threads(company, articles)
            replies = load_replies(_table("replies"), company, articles)
            contributions = load_contributions(_table("contributions"), company)
            self._settle_inboxes()
        self.stdout.write(
            f"Halage is loaded: {len(company.people)} people, {len(company.areas)} areas,"
            f" {len(articles)} articles, {len(stories)} questions, {replies} replies,"
            f" {contributions} contributions."
        )

    def _load_threads(self, company: Company, articles: dict[str, Article]) -> dict[str, Story]:
        """Promises first, because questions are promised an answer."""
        working, clock = _table("working"), Clock.at_loading()
        load_working(working, company)
        tables = {language: _table(f"threads-{language}") for language in ("en", "fr")}
        stories = load_threads(tables, company, articles, clock)
        record = load_record(list(stories.values()), company, articles, clock)
        load_waiting(stories.values(), record)
        record.save()
        threads = {key: story.thread for key, story in stories.items()}
        load_follows(working, company, articles=articles, threads=threads)
        return stories

    def _settle_inboxes(self) -> None:
        """What was said long ago was read long ago, and is mailed to nobody."""
        OutgoingMail.objects.all().delete()
        Notification.objects.exclude(kind__in=["suggestion", "flag"]).filter(
            subject_kind="article"
        ).update(read_at=timezone.now())
        for person in User.objects.all():
            person.unread_notifications = person.notifications.filter(read_at=None).count()
            person.save(update_fields=["unread_notifications"])


def _table(name: str) -> Table:
    """A parsed file of the demo."""
    return tomllib.loads((DEMO / f"{name}.toml").read_text(encoding="utf-8"))
