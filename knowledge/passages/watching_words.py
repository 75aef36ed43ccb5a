"""Telling an author what customers would read in their words. A warning: nothing is refused here."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from knowledge.passages.watching import checker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest

    from knowledge.passages.lint import Finding
    from knowledge.passages.models import LintRule, Passage
    from knowledge.passages.watching import Checker


def warn_of(
    request: HttpRequest, passages: Iterable[Passage], *, known: Iterable[LintRule.Kind] = ()
) -> None:
    """A message on the next page about what customers may now be told; `known` kinds were told before."""
    now = checker()
    found = [one for one in now.findings_in(passages) if one.kind not in set(known)]
    if found:
        messages.warning(request, warning_about(now, found))


def warning_about(now: Checker, found: Sequence[Finding]) -> str:
    """What was found, what it means, what to do; "" for nothing."""
    blocked = now.blocking(found)
    others = [one for one in found if one not in set(blocked)]
    said = []
    if blocked:
        said.append(
            _(
                "This keeps the words from being copied to a customer, until you take it out: %(what)s."
            )
            % {"what": in_words(blocked)}
        )
    if others:
        said.append(
            _("Customers would read this: %(what)s. Is it meant so?") % {"what": in_words(others)}
        )
    return " ".join(said)


def in_words(found: Iterable[Finding]) -> str:
    """By kind, each as it was written, once: “Prices: 12 €, 13 € · Margins: our margin”."""
    by_kind: dict[LintRule.Kind, dict[str, None]] = defaultdict(dict)
    for one in found:
        shown = f"{one.shown} ({one.note})" if one.note else one.shown
        by_kind[one.kind][shown] = None
    return " · ".join(
        _("%(kind)s: %(shown)s") % {"kind": kind.label, "shown": ", ".join(shown)}
        for kind, shown in by_kind.items()
    )
