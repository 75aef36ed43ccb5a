from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("contributions", "0005_index_of_proposals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="weeksum", name="week_sum_monday_person"),
        migrations.AddIndex(
            model_name="weeksum",
            index=models.Index(
                fields=["monday", "person", "minutes", "area", "kind"], name="week_sum_of_weeks"
            ),
        ),
    ]
