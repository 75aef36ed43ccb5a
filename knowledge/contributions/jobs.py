"""What the worker does for contributions. `search` owns the worker and is beside this package, so
the package above both registers these jobs (`threads.registrations`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from knowledge.contributions.actions.blocks import forget_words
from knowledge.contributions.actions.plans import MAKE_EVERY_SECONDS, make_all_blocks
from knowledge.contributions.actions.retention import (
    ERASE_SECONDS,
    FORGET_SECONDS,
    erase_old_words,
    forget_activities,
)
from knowledge.contributions.reminders import REMIND_SECONDS, remind_people


class Job(NamedTuple):
    """As `search.worker.register_job` takes it: `run` answers True when it has more to do at once."""

    name: str
    every_seconds: float
    run: Callable[[], object]


JOBS: Final = (
    Job("contributions to erase", ERASE_SECONDS, erase_old_words),
    Job("activities to forget", FORGET_SECONDS, forget_activities),
    Job("reminders of one's time", REMIND_SECONDS, remind_people),
    Job("planned blocks", MAKE_EVERY_SECONDS, make_all_blocks),
    Job("words of lost blocks", ERASE_SECONDS, forget_words),
)
