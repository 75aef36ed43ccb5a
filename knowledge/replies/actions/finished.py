"""A tray whose reply left without the server: the page copied what it held, and its record comes now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from knowledge.markup.audience import Audience
from knowledge.replies.actions.edits import keep_edits
from knowledge.replies.actions.recording import record_reply
from knowledge.replies.actions.trays import close_tray
from knowledge.replies.models import ReplyRecord, Tray, Way
from knowledge.replies.queries.trays import reply_of
from knowledge.replies.tidying import MOST_LETTERS
from knowledge.replies.wording import fingerprint

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from knowledge.replies.pins import TrayPin


@transaction.atomic
def note_finished(
    *,
    person: User,
    pin: TrayPin,
    key: UUID,
    way: str,
    text: str = "",
    given_at: datetime | None = None,
) -> ReplyRecord:
    """Write down what left, as it was handed out: it cannot be refused any more. The same key is the same
    reply. The tray is done, unless something was collected in it since; one that is gone is no hindrance.

    `text` is what was copied; "" where the page could not say. Raises BadPin and what `record_reply` raises.
    """
    mine = Tray.objects.select_for_update(of=("self",)).filter(person=person, pk=pin.tray_id)
    tray = mine.select_related("profile").first()
    known = ReplyRecord.objects.filter(person=person, key=key).first()
    if known is not None:
        return known
    said = "" if way == Way.TOLD else text.replace("\r\n", "\n")[:MOST_LETTERS]
    is_edited = bool(said) and (pin.is_edited or fingerprint(said) != pin.fingerprint)
    record = record_reply(
        person=person,
        used=pin.used(),
        channel=pin.channel,
        language=pin.language,
        way=way,
        key=key,
        reference=tray.reference if tray else "",
        text=said,
        is_edited=is_edited,
        tray=tray,
        search=tray.search if tray else None,
        given_at=given_at,
        reader=Audience.parse(pin.reader),
    )
    if tray is not None:
        _finish(tray, record, pin, said if is_edited else None)
    return record


def _finish(tray: Tray, record: ReplyRecord, pin: TrayPin, edited: str | None) -> None:
    reply = reply_of(tray, tray.person, text=edited)
    if reply.is_edited and edited is not None:
        keep_edits(person=tray.person, reply=reply, at=record.created_at)
    if not tray.passages.filter(pk__gt=pin.newest_row).exists():
        close_tray(reply, text=edited)
