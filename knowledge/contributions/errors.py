"""What can go wrong with an entry, in words of the domain; forms show their messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from knowledge.ui.numbers import minutes
from knowledge.ui.times import long_date

if TYPE_CHECKING:
    from datetime import date

    from knowledge.contributions.models import Entry


class TooLong(ValidationError):
    """More than the person could work that day; not refused: say `sure=True` and it is kept.

    `available` are the day's minutes after leave and holidays, `total` those that it would have.
    """

    def __init__(self, day: date, available: int, total: int) -> None:
        super().__init__({"minutes": _too_long(day, available, total)})
        self.day = day
        self.available = available
        self.total = total


class AlreadyDecided(ValidationError):
    """A proposal was confirmed or declined before, in another window or by a second click."""

    def __init__(self) -> None:
        super().__init__(
            _("You have already decided on this, perhaps in another window. Nothing was changed.")
        )


class AlreadyCorrected(ValidationError):
    """Another entry has taken its place: `latest`, which is the one to correct."""

    def __init__(self, latest: Entry) -> None:
        super().__init__(
            _(
                "This was corrected meanwhile, perhaps in another window. Nothing was changed: "
                "correct the entry as it stands now."
            )
        )
        self.latest = latest


def _too_long(day: date, available: int, total: int) -> str:
    """Facts alone: whoever shows them asks whether that is right."""
    said = {"day": long_date(day), "available": minutes(available), "total": minutes(total)}
    if available:
        return _("On %(day)s you could work %(available)s, and this makes %(total)s.") % said
    return _("On %(day)s you do not work, or are away, and this makes %(total)s.") % said
