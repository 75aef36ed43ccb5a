"""The usual channels, and where the replies given before belong."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery

PROFILES = (
    ("phone", "spoken", {"has_links": False}),
    ("email", "mail", {"has_attachments": True}),
    ("chat", "turns", {"limit": 500}),
    ("social", "public", {"limit": 280, "counting": "weighted", "is_public": True}),
    ("shop", "card", {"has_links": False}),
    ("letter", "letter", {"has_links": False}),
)


def make_profiles(apps: Any, schema_editor: Any) -> None:
    profiles = apps.get_model("replies", "ChannelProfile")
    for position, (channel, style, rest) in enumerate(PROFILES):
        profiles.objects.create(channel=channel, style=style, position=position, **rest)


def place_records(apps: Any, schema_editor: Any) -> None:
    records = apps.get_model("replies", "ReplyRecord").objects
    passages = apps.get_model("replies", "ReplyPassage").objects
    people = apps.get_model("accounts", "User").objects
    tagged = apps.get_model("articles", "Article").areas.through.objects
    first = passages.filter(record=OuterRef("pk")).order_by("id")
    of_article = tagged.filter(article__uses__record=OuterRef("pk")).order_by("id")
    passages.filter(at=None).update(
        at=Subquery(records.filter(pk=OuterRef("record_id")).values("created_at")[:1])
    )
    records.filter(team=None).update(
        team=Subquery(people.filter(pk=OuterRef("person_id")).values("team")[:1])
    )
    records.filter(area=None).update(area=Subquery(of_article.values("area")[:1]))
    records.filter(area=None).update(area=Subquery(first.values("answer__thread__area")[:1]))


class Migration(migrations.Migration):
    dependencies = [("replies", "0003_reply_desk")]
    operations = [
        migrations.RunPython(make_profiles, migrations.RunPython.noop),
        migrations.RunPython(place_records, migrations.RunPython.noop),
    ]
