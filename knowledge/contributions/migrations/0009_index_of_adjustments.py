from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Few entries are adjustments, and the page of a team asks for those of all its people."""

    dependencies = [
        ("contributions", "0008_index_of_areas"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(is_adjustment=True),
                fields=["person", "day"],
                name="entry_adjusted",
            ),
        ),
    ]
