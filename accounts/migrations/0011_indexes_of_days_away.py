from django.db import migrations, models


class Migration(migrations.Migration):
    """What calendars of thousands of people are read from lies together."""

    dependencies = [("accounts", "0010_no_minutes_for_sharing")]

    operations = [
        migrations.RemoveIndex(model_name="awayperiod", name="away_person_last_day"),
        migrations.RemoveIndex(model_name="awayperiod", name="away_last_day"),
        migrations.AddIndex(
            model_name="awayperiod",
            index=models.Index(
                fields=["person", "last_day", "removed_at", "first_day", "from_noon", "to_noon"],
                name="away_of_people",
            ),
        ),
        migrations.AddIndex(
            model_name="awayperiod",
            index=models.Index(
                fields=["last_day", "removed_at", "first_day", "person", "from_noon", "to_noon"],
                name="away_of_all",
            ),
        ),
    ]
