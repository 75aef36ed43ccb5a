from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_copied_after")]

    operations = [
        migrations.AlterField(
            model_name="searchlog",
            name="source",
            field=models.CharField(
                choices=[
                    ("page", "Page"),
                    ("palette", "Palette"),
                    ("api", "Api"),
                    ("panel", "Panel"),
                ],
                max_length=7,
            ),
        ),
    ]
