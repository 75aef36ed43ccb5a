from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("replies", "0004_profiles_areas_teams")]
    operations = [
        migrations.AlterField(
            model_name="replyrecord",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="reply_records",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="replypassage", name="at", field=models.DateTimeField()
        ),
    ]
