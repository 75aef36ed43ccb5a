from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """All people's sums of a week lie together by area: the company's page adds them up so."""

    dependencies = [
        ("areas", "0001_initial"),
        ("contributions", "0007_index_of_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="weeksum", name="week_sum_of_weeks"),
        migrations.AddIndex(
            model_name="weeksum",
            index=models.Index(
                fields=["monday", "area", "person", "minutes", "kind"], name="week_sum_of_areas"
            ),
        ),
    ]
