from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("replies", "0006_told_first_only_counts")]
    operations = [
        migrations.AddField(
            model_name="sensitivetopic",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
