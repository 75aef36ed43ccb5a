"""The company's lint: what is watched, and what is done about it. Read for each text that is checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings

from knowledge.markup.audience import Audience
from knowledge.passages.lint import Finding, Kind, Policy, Watchlist, lint
from knowledge.passages.models import LintRule, WatchedName
from knowledge.passages.permissions import passages_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from knowledge.passages.models import Passage

MAIL_TARGET: Final = re.compile(r'href="(mailto:[^"]{1,500})"')


@dataclass(frozen=True, slots=True)
class Checker:
    """The list and the policies as they stood when they were read: for one page or one text."""

    names: Watchlist
    policies: Mapping[LintRule.Kind, LintRule.Policy]

    def findings(self, text: str) -> tuple[Finding, ...]:
        """What is worth saying about words for customers: kinds that are off are left out."""
        found = lint(text, names=self.names, own_hosts=own_hosts())
        return tuple(one for one in found if self.policies[one.kind] is not Policy.OFF)

    def findings_in(self, passages: Iterable[Passage]) -> tuple[Finding, ...]:
        """The same of those of these passages that customers may be told."""
        told = passages_for(passages, Audience.CUSTOMER)
        return self.findings("\n\n".join(map(told_text, told))) if told else ()

    def blocking(self, found: Sequence[Finding]) -> tuple[Finding, ...]:
        """Of these findings, those for which the policy blocks the copy."""
        return tuple(one for one in found if self.policies[one.kind] is Policy.BLOCK)

    def is_blocked(self, text: str) -> bool:
        """Whether these words must not be copied (`replying.Candidate.is_blocked`)."""
        return bool(self.blocking(self.findings(text)))


def checker() -> Checker:
    """Two queries."""
    names = tuple(WatchedName.objects.values_list("name", "note"))
    return Checker(_watchlist(names), policy())


def policy() -> dict[LintRule.Kind, LintRule.Policy]:
    """What the company does about each kind; one query. Without a row, it warns."""
    rows = dict(LintRule.objects.values_list("kind", "policy"))
    return {kind: Policy(rows.get(kind.value, Policy.WARN)) for kind in Kind}


def lint_rules() -> list[LintRule]:
    """One for each kind, those without a row as they hold; one query."""
    rows = {row.kind: row for row in LintRule.objects.select_related("changed_by")}
    return [rows.get(kind.value) or LintRule(kind=kind) for kind in Kind]


def watched_names(words: str = "") -> QuerySet[WatchedName]:
    """By name; narrowed to those that hold these folded words."""
    rows = WatchedName.objects.select_related("added_by")
    return rows.filter(folded__contains=words) if words else rows


def own_hosts() -> frozenset[str]:
    """Where this site itself answers: customers cannot open it."""
    base = urlsplit(settings.BASE_URL).hostname or ""
    return frozenset(filter(None, {base, *(h.lstrip(".") for h in settings.ALLOWED_HOSTS)} - {"*"}))


def told_text(passage: Passage) -> str:
    """Everything of a passage that a copy of it can hold, as one text: heading, words, mail addresses
    behind links.
    """
    targets = [unescape(found[1]) for found in MAIL_TARGET.finditer(passage.rich)]
    return "\n".join(filter(None, [passage.heading, passage.plain, *targets]))


@lru_cache(maxsize=8)
def _watchlist(names: tuple[tuple[str, str], ...]) -> Watchlist:
    return Watchlist.of(names)
