"""Every write to contribution time, by what it is about."""

from knowledge.contributions.actions.commitments import commit_minutes, end_commitment
from knowledge.contributions.actions.corrections import correct_entry
from knowledge.contributions.actions.entries import (
    confirm_entry,
    decide_activity,
    decline_entry,
    propose_entry,
    record_entries,
    record_entry,
)
from knowledge.contributions.actions.months import close_month

__all__ = [
    "close_month",
    "commit_minutes",
    "confirm_entry",
    "correct_entry",
    "decide_activity",
    "decline_entry",
    "end_commitment",
    "propose_entry",
    "record_entries",
    "record_entry",
]
