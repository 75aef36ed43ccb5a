"""Figures in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from knowledge.insights.time.demand import Bottleneck

if TYPE_CHECKING:
    from collections.abc import Mapping


def bottleneck_words(bottleneck: Bottleneck) -> str:
    """What keeps demand from being answered; nothing where nothing does."""
    words: Mapping[Bottleneck, str] = {
        Bottleneck.NO_EXPERT: _("No expert"),
        Bottleneck.NO_TIME: _("No expert has time"),
        Bottleneck.NO_ARTICLE: _("No article"),
        Bottleneck.NOT_FOUND: _("Hard to find"),
        Bottleneck.NOTHING: "",
    }
    return words[bottleneck]
