"""Who may speak in public for an area, and handing a draft to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.audit import record_event
from accounts.permissions import hidden_area_ids
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.passages.channels import Channel
from knowledge.replies.models import Spokesperson
from knowledge.threads.actions.asking import ask_once
from knowledge.threads.models import Urgency
from knowledge.threads.record import THREAD

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.replies.models import Tray
    from knowledge.threads.models import Thread


@transaction.atomic
def name_spokesperson(*, area: Area, person: User, by: User) -> Spokesperson:
    """From now on this person speaks in public for the area and all inside it; naming twice is once.

    Raises ValidationError for who left, or to whom the area is closed.
    """
    if not person.is_active or area.pk in hidden_area_ids(person):
        raise ValidationError({"person": _("Choose somebody who can read this area.")})
    row, is_new = Spokesperson.objects.get_or_create(
        area=area, person=person, defaults={"since": timezone.now(), "named_by": by}
    )
    if is_new:
        record_event("spokesperson_named", by=by, area=area, person=person)
    return row


@transaction.atomic
def dismiss_spokesperson(*, row: Spokesperson, by: User) -> None:
    """They no longer speak for the area."""
    record_event("spokesperson_dismissed", by=by, area=row.area, person=row.person)
    row.delete()


@transaction.atomic
def hand_to_spokesperson(
    *,
    person: User,
    area: Area,
    draft: str,
    spokespersons: list[User],
    about: str = "",
    reference: str = "",
    language: str = "en",
    tray: Tray | None = None,
) -> Thread:
    """A question to the area with the draft as it stood, told to those who may speak; sent twice it is
    one. The tray is set aside, so that nobody sends it besides. Raises ValidationError.
    """
    if not draft.strip():
        raise ValidationError({"draft": _("Write the reply that the spokesperson should look at.")})
    title = _("Public reply: %(about)s") % {"about": about or area.label}
    thread = ask_once(
        asker=person,
        title=title[:200],
        area=area,
        tried=draft,
        language=language,
        urgency=Urgency.NOW,
        channel=Channel.SOCIAL.value,
        case_reference=reference,
    )
    _tell(thread, spokespersons)
    if tray is not None and tray.is_current:
        tray.is_current = False
        tray.save(update_fields=["is_current"])
    return thread


def _tell(thread: Thread, spokespersons: list[User]) -> None:
    notify(
        people=spokespersons,
        actor=thread.asker,
        kind=Notification.Kind.HANDED,
        subject_kind=THREAD,
        subject_id=thread.pk,
        title=thread.title,
        url=thread.get_absolute_url(),
        area_ids=[thread.area_id],
        urgent=True,
    )
