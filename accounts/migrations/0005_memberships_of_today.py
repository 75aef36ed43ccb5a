"""Everybody with a team belongs to it since their account was opened, until it was closed."""

from django.db import migrations
from django.utils import timezone

BATCH = 1_000


def begin(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    TeamMembership = apps.get_model("accounts", "TeamMembership")
    alias = schema_editor.connection.alias
    known = TeamMembership.objects.using(alias).filter(is_main=True).values("person")
    people = User.objects.using(alias).exclude(team=None).exclude(pk__in=known).order_by("pk")
    facts = people.values_list("pk", "team", "created_at", "deactivated_at")
    rows = []
    for person_id, team_id, created_at, deactivated_at in facts:
        since = timezone.localdate(created_at)
        until = timezone.localdate(deactivated_at) if deactivated_at else None
        if until is None or until > since:
            rows.append(
                TeamMembership(person_id=person_id, team_id=team_id, since=since, until=until)
            )
    TeamMembership.objects.using(alias).bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_contracts_memberships")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
