from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("replies", "0005_old_records_only_count")]
    operations = [
        migrations.AlterField(
            model_name="toldfirst",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="told_first",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
