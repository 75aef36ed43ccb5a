"""What should not stand in words for customers: prices, margins, watched names, people, our own links.

Pure: the company's list and hosts are handed in (`watching` reads them). Precise rather than complete,
because a warning that is often wrong is soon clicked away. Never raises; time grows with the text alone.
"""

from __future__ import annotations

import ipaddress
import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from knowledge.areas.folding import fold
from knowledge.passages.customer_identity import Kind as IdentityKind
from knowledge.passages.customer_identity import identities_in
from knowledge.passages.models import LintRule
from knowledge.passages.prices import margins_in, prices_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from knowledge.passages.customer_identity import Found

Kind = LintRule.Kind
Policy = LintRule.Policy

_JOINERS: Final = "\N{SOFT HYPHEN}\u200b\u200c\u200d\u2060\ufe0f"
_MARKS: Final = "\u0300-\u036f"
_TOKEN: Final = re.compile(rf"[^\W_][^\W_{_JOINERS}{_MARKS}]*(?:[{_JOINERS}{_MARKS}]+[^\W_]*)*")
_HIDDEN: Final = re.compile(rf"[{_JOINERS}]")
_GAP: Final = re.compile(r"[ \t\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}'’.&/+_-]{1,3}")
_URL: Final = re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>\"'«»]{1,2000}", re.IGNORECASE)
_SCHEME: Final = re.compile(r"https?://", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:[^\s/?#@]*@)?(\[[^\]]*\]|[^\s/?#:@]+)")
_HOUSE_ENDINGS: Final = (
    ".local", ".internal", ".intranet", ".lan", ".corp", ".home", ".home.arpa", ".private",
)  # fmt: skip
_ROLES: Final = re.compile(
    r"(?:contact|info|infos|support|service|services|help|hello|bonjour|sales|ventes|press|presse|sav|dpo"
    r"|privacy|no-?reply|reclamations?|complaints?|customers?|clients?|service-?clients?)(?:[.+_-]|@)",
    re.IGNORECASE,
)
_SERVICE_LINE: Final = re.compile(r"(?:\+33|0033|0)8\d{8}|(?:\+44|0044|0)(?:3|8)\d{8,9}")
_LONGEST_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """From `start` to before `end` of the text stands `shown`, shortened where it is long. `note` is
    what the watch list says of a name: why, or what to say instead.
    """

    kind: LintRule.Kind
    start: int
    end: int
    shown: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Watchlist:
    """Watched names as rows of folded words; by their first word, the longest first."""

    by_first: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]]) -> Watchlist:
        """From (name, note); a name without a letter or digit watches nothing."""
        rows: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
        for name, note in names:
            tokens = tuple(word for _start, _end, word in _tokens(name))
            if tokens:
                rows[tokens[0]][tokens] = note
        longest_first = {
            first: tuple(sorted(found.items(), key=lambda row: -len(row[0])))
            for first, found in rows.items()
        }
        return cls(longest_first)


NO_NAMES: Final = Watchlist()


def lint(
    text: str, *, names: Watchlist = NO_NAMES, own_hosts: Collection[str] = ()
) -> tuple[Finding, ...]:
    """In the order in which they stand, none of a kind overlapping another of it."""
    hosts = frozenset(host.lower() for host in own_hosts)
    links = list(_links(text))
    spans: list[tuple[LintRule.Kind, int, int, str]] = []
    spans += [(Kind.PRICE, *span, "") for span in prices_in(text)]
    spans += [(Kind.MARGIN, *span, "") for span in margins_in(text)]
    spans += [(Kind.NAME, *found) for found in _names(text, names)]
    spans += [
        (Kind.IDENTITY, one.start, one.end, "")
        for one in identities_in(text)
        if not _is_ours(one, hosts)
    ]
    spans += [
        (Kind.INTERNAL_LINK, start, end, "")
        for start, end in links
        if _opens_here(text[start:end], hosts)
    ]
    outside = _outside_of(links)
    return tuple(
        Finding(kind, start, end, _shown(text[start:end]), note)
        for kind, start, end, note in _apart(spans)
        if kind in {Kind.INTERNAL_LINK, Kind.NAME} or outside(start)
    )


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"


def _apart(
    spans: Iterable[tuple[LintRule.Kind, int, int, str]],
) -> Iterator[tuple[LintRule.Kind, int, int, str]]:
    reached: dict[LintRule.Kind, int] = {}
    for kind, start, end, note in sorted(spans, key=lambda one: (one[1], -one[2], one[0])):
        if start >= reached.get(kind, 0):
            yield kind, start, end, note
            reached[kind] = end


def _outside_of(links: list[tuple[int, int]]) -> Callable[[int], bool]:
    """Whether a place is in none of these addresses, whose digits are no price and no telephone."""
    starts = [start for start, _end in links]

    def is_outside(place: int) -> bool:
        before = bisect_right(starts, place) - 1
        return before < 0 or place >= links[before][1]

    return is_outside


# Names


def _tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Words with where they stand, folded; signs that nobody sees are taken out first."""
    for found in _TOKEN.finditer(text):
        word = fold(_HIDDEN.sub("", found[0]))
        if word:
            yield found.start(), found.end(), word


def _names(text: str, names: Watchlist) -> Iterator[tuple[int, int, str]]:
    if not names.by_first:
        return
    tokens = list(_tokens(text))
    for at, (start, _end, word) in enumerate(tokens):
        for row, note in names.by_first.get(word, ()):
            end = _end_of(text, tokens, at, row)
            if end is not None:
                yield start, end, note
                break


def _end_of(
    text: str, tokens: list[tuple[int, int, str]], at: int, row: tuple[str, ...]
) -> int | None:
    """Where the name that begins with this token ends; None when other words follow."""
    found = tokens[at : at + len(row)]
    if tuple(word for _start, _end, word in found) != row:
        return None
    for (_start, end, _word), (start, _next_end, _next) in pairwise(found):
        if not _GAP.fullmatch(text, end, start):
            return None
    return found[-1][1]


# People


def _is_ours(found: Found, hosts: frozenset[str]) -> bool:
    """A mailbox or a line of the company, which customers are given on purpose."""
    if found.kind is IdentityKind.EMAIL:
        domain = found.shown.rpartition("@")[2].lower()
        return _ROLES.match(found.shown) is not None or _is_of(domain, hosts)
    if found.kind is IdentityKind.PHONE:
        digits = "".join(sign for sign in found.shown if sign.isdigit() or sign == "+")
        return _SERVICE_LINE.fullmatch(digits) is not None
    return False


def _is_of(domain: str, hosts: frozenset[str]) -> bool:
    """The same host, or one above or below it: wiki.halage.example and halage.example."""
    return any(
        domain == host
        or domain.endswith(f".{host}")
        or ("." in domain and host.endswith(f".{domain}"))
        for host in hosts
    )


# Links


def _links(text: str) -> Iterator[tuple[int, int]]:
    for found in _URL.finditer(text):
        end = found.end()
        while end > found.start() and text[end - 1] in ".,;:!?)]}…":
            end -= 1
        yield found.start(), end


def _opens_here(url: str, hosts: frozenset[str]) -> bool:
    """Whether nobody outside of the house can open it: our own pages, names of an inner network,
    private addresses.
    """
    scheme = _SCHEME.match(url)
    found = _HOST.match(url, scheme.end() if scheme else 0)
    host = found[1].lower().rstrip(".") if found else ""
    if not host or (scheme is None and "." not in host):
        return False
    if host in hosts or host == "localhost" or host.endswith(_HOUSE_ENDINGS):
        return True
    address = _address(host)
    if address is not None:
        return not address.is_global
    return "." not in host and not host.startswith("[")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
