"""Contribution entries and their history, the allowance, plans, the timer, commitments."""

from knowledge.contributions.models.allowance import AllowancePolicy
from knowledge.contributions.models.commitments import Commitment
from knowledge.contributions.models.entries import ClosedMonth, Entry, EntryEvent, WeekSum
from knowledge.contributions.models.kinds import CONFIRMED_AS_MADE, OUTSIDE, Kind, Source, State
from knowledge.contributions.models.plans import Block, PlanFeed, PlanSlot
from knowledge.contributions.models.recording import Activity, FigureView, Recording, Timer

__all__ = [
    "CONFIRMED_AS_MADE",
    "OUTSIDE",
    "Activity",
    "AllowancePolicy",
    "Block",
    "ClosedMonth",
    "Commitment",
    "Entry",
    "EntryEvent",
    "FigureView",
    "Kind",
    "PlanFeed",
    "PlanSlot",
    "Recording",
    "Source",
    "State",
    "Timer",
    "WeekSum",
]
