"""Reach said in words, for the page and the weekly note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from knowledge.passages.channels import Channel
from knowledge.replies.models import Outcome
from knowledge.replies.queries.copied import CHANNEL_ICONS
from knowledge.ui.charts import Bars, bars
from knowledge.ui.numbers import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.replies.queries.reach import Reach, Served

LABELLED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One channel or outcome."""

    label: str
    icon: str
    served: Served


def sentence(replies: int, channels: int) -> str:
    """ "Your words served 41 replies in 3 channels this week." """
    if not replies:
        return _("Your words served no reply yet this week.")
    if channels <= 1:
        words = ngettext(
            "Your words served %(n)s reply this week.",
            "Your words served %(n)s replies this week.",
            replies,
        )
        return words % {"n": number(replies)}
    words = ngettext(
        "Your words served %(n)s reply in %(channels)s channels this week.",
        "Your words served %(n)s replies in %(channels)s channels this week.",
        replies,
    )
    return words % {"n": number(replies), "channels": number(channels)}


def last_week_sentence(replies: int) -> str:
    """The title of the weekly note."""
    words = ngettext(
        "%(n)s reply to a customer last week", "%(n)s replies to customers last week", replies
    )
    return words % {"n": number(replies)}


def by_channel(served: Mapping[str, Served]) -> tuple[Line, ...]:
    """In the order of channels; what nobody said comes last."""
    found = [
        Line(str(channel.label), CHANNEL_ICONS[channel], served[channel.value])
        for channel in Channel
        if channel.value in served
    ]
    return (*found, *_unsaid(served))


def by_outcome(served: Mapping[str, Served]) -> tuple[Line, ...]:
    """In the order of outcomes; what nobody said comes last."""
    found = [
        Line(str(outcome.label), "", served[outcome.value])
        for outcome in Outcome
        if outcome.value in served
    ]
    return (*found, *_unsaid(served))


def _unsaid(served: Mapping[str, Served]) -> tuple[Line, ...]:
    return (Line(pgettext("reply", "Not said"), "", served[""]),) if "" in served else ()


def picture_of(reach: Reach) -> Bars:
    """Replies by week, with the one that runs in the accent colour."""
    weeks = [*((week.monday, week.served.replies) for week in reach.weeks)]
    last = len(weeks)
    data: list[tuple[str, float | None]] = [
        (
            pgettext("week", "W%(n)d") % {"n": monday.isocalendar().week}
            if (last - place) % LABELLED == 0
            else "",
            replies,
        )
        for place, (monday, replies) in enumerate(weeks)
    ]
    data.append((pgettext("week", "now"), reach.this_week.replies))
    return bars(data, height=180, mark=last)
