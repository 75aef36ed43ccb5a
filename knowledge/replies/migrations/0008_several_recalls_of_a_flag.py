import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("replies", "0007_delicate_topics_end")]
    operations = [
        migrations.AlterField(
            model_name="recall",
            name="flag",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recalls",
                to="passages.flag",
            ),
        ),
    ]
