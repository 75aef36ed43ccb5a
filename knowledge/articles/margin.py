"""Places of the reading page that only higher packages can fill; they register in `AppConfig.ready`.

*figures* stand in the quiet margin and are kept with the page for a few minutes, so they must be the same
for every reader: totals, never one person's figure. *copying* stands beside the copy key, is asked anew for
every reader, and must not cost a query.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.html import format_html_join

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from knowledge.articles.models import Article

Figures = Callable[["Article"], "SafeString | str"]
Copying = Callable[["HttpRequest"], "SafeString | str"]

_figures: list[Figures] = []
_copying: list[Copying] = []


def register_figures(fill: Figures) -> None:
    """Show what `fill(article)` returns in the margin; "" shows nothing."""
    if fill not in _figures:
        _figures.append(fill)


def register_copying(fill: Copying) -> None:
    """Show what `fill(request)` returns beside the first copy key."""
    if fill not in _copying:
        _copying.append(fill)


def figures(article: Article) -> SafeString:
    """Everything registered, in order of registration."""
    return format_html_join("\n", "{}", ((fill(article),) for fill in _figures))


def copying(request: HttpRequest) -> SafeString:
    """Everything registered, in order of registration."""
    return format_html_join("\n", "{}", ((fill(request),) for fill in _copying))
