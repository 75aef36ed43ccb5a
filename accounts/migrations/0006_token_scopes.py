"""Tokens for the API say what they may do; those there are keep what they could do until now."""

from typing import Any

from django.db import migrations, models

UNTIL_NOW = ["search:read", "time:read"]


def keep_what_they_could(apps: Any, schema_editor: Any) -> None:
    tokens = apps.get_model("accounts", "AccessToken").objects.filter(purpose="api")
    tokens.update(scopes=UNTIL_NOW)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_memberships_of_today")]

    operations = [
        migrations.AddField(
            model_name="accesstoken",
            name="scopes",
            field=models.JSONField(blank=True, default=list, verbose_name="what it may do"),
        ),
        migrations.RunPython(keep_what_they_could, migrations.RunPython.noop),
    ]
