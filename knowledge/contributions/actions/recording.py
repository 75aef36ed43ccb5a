"""How somebody wants their time recorded, and to be reminded of it."""

from django.db import transaction

from accounts.models import User
from knowledge.contributions.models import Recording


@transaction.atomic
def keep_recording(
    *,
    person: User,
    counts_activity: bool,
    reminds: bool,
    remind_weekday: int,
    remind_minute: int,
    monthly_mail: bool,
) -> Recording:
    """What was proposed before stays until it is decided on. Raises ValidationError."""
    found, _is_new = Recording.objects.select_for_update().get_or_create(person=person)
    found.counts_activity = counts_activity
    found.reminds = reminds
    found.remind_weekday = remind_weekday
    found.remind_minute = remind_minute
    found.monthly_mail = monthly_mail
    found.full_clean()
    found.save(
        update_fields=[
            *("counts_activity", "reminds", "remind_weekday", "remind_minute", "monthly_mail")
        ]
    )
    return found
