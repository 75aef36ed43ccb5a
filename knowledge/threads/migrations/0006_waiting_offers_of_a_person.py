from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("threads", "0005_untold_try_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="offer", name="offer_person_waiting"),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("outcome", "waiting")),
                fields=["person", "thread"],
                name="offer_waiting_of_person",
            ),
        ),
    ]
