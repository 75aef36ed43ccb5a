"""Since when people are experts, as far as the log of changes tells."""

from django.db import migrations
from django.utils import timezone

BATCH = 1_000


def remember(apps, schema_editor):
    """Changes of the role that the log of changes tells of; the last one a day of each person."""
    AccountEvent = apps.get_model("accounts", "AccountEvent")
    ExpertChange = apps.get_model("accounts", "ExpertChange")
    alias = schema_editor.connection.alias
    events = AccountEvent.objects.using(alias).filter(kind="person_changed").order_by("pk")
    found = {}
    for person_id, at, detail in events.values_list("person", "created_at", "detail").iterator():
        roles = detail.get("roles") if isinstance(detail, dict) else None
        if not isinstance(roles, dict) or person_id is None:
            continue
        was, now = ("expert" in roles.get(end, ()) for end in ("from", "to"))
        key = person_id, timezone.localdate(at)
        if was != now and found.pop(key, None) is None:
            found[key] = now
    ExpertChange.objects.using(alias).bulk_create(
        (
            ExpertChange(person_id=person_id, day=day, is_expert=now)
            for (person_id, day), now in found.items()
        ),
        batch_size=BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_dated_experts_and_adjustments")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
