"""Until when what people gave is settled, so that the past it was measured by stays as it was read.

`contributions` closes months and registers the answer in its `AppConfig.ready`; until then, and
before the first month is closed, nothing is settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from knowledge.ui.times import long_date

_answers: list[Callable[[], date | None]] = []


def register(open_since: Callable[[], date | None]) -> None:
    """Ask this from now on: the first day that is not settled, None while none is."""
    _answers[:] = [open_since]


def settled_before() -> date | None:
    """The first day that is not settled; None while none is. At most one query."""
    return next((open_since() for open_since in _answers), None)


def refuse_settled(days: Iterable[date], *, field: str = "since") -> None:
    """Raises ValidationError when one of these days lies in a closed month: availability and band
    of all its days would be others than people have read. At most one query.
    """
    earliest = min(days, default=None)
    first = None if earliest is None else settled_before()
    if first is not None and earliest is not None and earliest < first:
        said = _("The months before %(day)s are closed. Choose that day or a later one.")
        raise ValidationError({field: said % {"day": long_date(first)}})
