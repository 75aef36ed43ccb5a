"""Threads as rows, with the clocks that figures read: many at once, and no routing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.passages.models import Text
from knowledge.threads.models import Answer, State, Thread
from tests.insights.conftest import NOW, days_ago


def ask(
    asker: User,
    area: Area,
    *,
    days: float = 2,
    title: str = "Why is it orange?",
    state: str = State.OPEN,
    answered: Sequence[User] = (),
    after: timedelta = timedelta(hours=1),
    **fields: Any,
) -> Thread:
    """Asked so many days ago; each of `answered` answered, the first of them `after` then."""
    asked_at = days_ago(days)
    if answered:
        fields.setdefault("first_answered_at", asked_at + after)
        fields.setdefault("first_answer_minutes", int(after.total_seconds()) // 60)
    if state == State.CLOSED:
        fields.setdefault("close_reason", "not_ours")
    if state == State.NEEDS_INFO:
        fields.setdefault("paused_since", asked_at)
    thread = Thread.objects.create(
        title=title,
        text=_text(),
        asker=asker,
        area=area,
        language="en",
        state=state,
        state_at=asked_at,
        asked_at=asked_at,
        updated_at=asked_at,
        **fields,
    )
    for person in answered:
        Answer.objects.create(
            thread=thread, author=person, text=_text(), created_at=asked_at + after
        )
    return thread


def due(hours: float) -> datetime:
    """So many hours from now."""
    return NOW + timedelta(hours=hours)


def _text() -> Text:
    return Text.objects.create(source="Tried a restart.", renderer_version=1)
