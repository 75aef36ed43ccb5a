"""Threads, answers, offers and claims, and the record of what happened."""

from knowledge.threads.models.answer import (
    Answer,
    Answering,
    AnswerVersion,
    CustomerLine,
    Helped,
)
from knowledge.threads.models.event import Cursor, FilledGap, ThreadEvent
from knowledge.threads.models.routing import AreaPromise, Claim, Offer, Untold
from knowledge.threads.models.thread import (
    REFERENCE_LENGTH,
    TITLE_LENGTH,
    Thread,
    ThreadQuerySet,
    ThreadVersion,
)
from knowledge.threads.models.words import (
    ENDED,
    WAITING,
    ClaimOutcome,
    CloseReason,
    OfferOutcome,
    Role,
    State,
    Urgency,
)

__all__ = [
    "ENDED",
    "REFERENCE_LENGTH",
    "TITLE_LENGTH",
    "WAITING",
    "Answer",
    "AnswerVersion",
    "Answering",
    "AreaPromise",
    "Claim",
    "ClaimOutcome",
    "CloseReason",
    "Cursor",
    "CustomerLine",
    "FilledGap",
    "Helped",
    "Offer",
    "OfferOutcome",
    "Role",
    "State",
    "Thread",
    "ThreadEvent",
    "ThreadQuerySet",
    "ThreadVersion",
    "Untold",
    "Urgency",
]
