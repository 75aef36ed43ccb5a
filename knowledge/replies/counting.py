"""How long words are, counted exactly as each channel counts them.

Characters as people see them are the extended grapheme clusters of UAX 29; X counts as its twitter-text 3
does; a text message follows 3GPP TS 23.038: the 7-bit alphabet, or UTF-16 as soon as one sign is not in it.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import regex

from knowledge.replies.x_links import links_in

if TYPE_CHECKING:
    from collections.abc import Callable

CHARACTERS, UTF16, WEIGHTED, SMS, BYTES = "characters", "utf16", "weighted", "sms", "bytes"

_CLUSTER: Final = regex.compile(r"\X")
_PLAIN: Final = regex.compile(r"[^\r\u0300-\u200F\u2028-\u206F\u20D0-\U0010FFFF]*+")
"""Signs of which each is a cluster of its own, whatever stands beside it: most of our words."""

LINK_WEIGHT: Final = 23
_EMOJI_WEIGHT: Final = 2
_LIGHT: Final = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""What weighs 1; everything else weighs 2 (twitter-text, config/v3.json)."""

_EMOJI: Final = regex.compile(
    r"[#*0-9]\uFE0F?\u20E3"
    r"|[\U0001F1E6-\U0001F1FF]{2}"
    r"|(?:[\xA9\xAE\u2122\u265F]\uFE0F|(?![\xA9\xAE\u2122\u265F])\p{Extended_Pictographic})"
    r"(?!\uFE0E)\X?"
)
"""Begins an emoji; the whole of it is the cluster it stands in."""

_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_ESCAPED: Final = frozenset("\f^{}\\[~]|€")
_GSM_ONE, _GSM_MORE = 160, 153
_WIDE_ONE, _WIDE_MORE = 70, 67
_ASTRAL: Final = 0x10000


@dataclass(frozen=True, slots=True)
class Texting:
    """How words travel as text messages. `units` are septets, or UTF-16 units where `is_wide`."""

    units: int
    is_wide: bool
    messages: int


def count(text: str, counting: str) -> int:
    """The length of the words as a channel with that way of counting (ChannelProfile.Counting) has it.

    An unknown way counts characters as people see them.
    """
    return _COUNTERS.get(counting, graphemes)(text)


def graphemes(text: str) -> int:
    """Characters as people see them: a family, a flag, a letter with its marks is one."""
    if _PLAIN.fullmatch(text):
        return len(text)
    return sum(1 for _cluster in _CLUSTER.finditer(text))


def clusters(text: str) -> list[str]:
    """The characters as people see them; joined again they are the text."""
    found: list[str] = _CLUSTER.findall(text)
    return found


def utf16(text: str) -> int:
    """UTF-16 code units, what JavaScript calls the length."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def octets(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def weighted(text: str) -> int:
    """As X counts: an address 23, an emoji 2, a wide sign 2, everything else 1, after NFC."""
    composed = unicodedata.normalize("NFC", text)
    total = reached = 0
    for start, end in links_in(composed):
        total += _weight(composed[reached:start]) + LINK_WEIGHT
        reached = end
    return total + _weight(composed[reached:])


def _weight(text: str) -> int:
    total = 0
    for cluster in _CLUSTER.findall(text):
        is_emoji = _EMOJI.match(cluster) is not None
        total += _EMOJI_WEIGHT if is_emoji else sum(map(_sign_weight, cluster))
    return total


def _sign_weight(sign: str) -> int:
    return 1 if any(first <= ord(sign) <= last for first, last in _LIGHT) else 2


def texting(text: str) -> Texting:
    """How a text message carries these words; no escaped sign nor surrogate pair is ever cut in two."""
    is_wide = any(sign not in _GSM and sign not in _GSM_ESCAPED for sign in text)
    sizes = [_wide_size(sign) if is_wide else _septets(sign) for sign in text]
    one, more = (_WIDE_ONE, _WIDE_MORE) if is_wide else (_GSM_ONE, _GSM_MORE)
    units = sum(sizes)
    if units <= one:
        return Texting(units, is_wide, 1 if units else 0)
    messages, room = 1, more
    for size in sizes:
        if size > room:
            messages, room = messages + 1, more
        room -= size
    return Texting(units, is_wide, messages)


def _wide_size(sign: str) -> int:
    return 2 if ord(sign) >= _ASTRAL else 1


def _septets(sign: str) -> int:
    return 2 if sign in _GSM_ESCAPED else 1


def longest(text: str, counting: str, limit: int) -> int:
    """The limit for these words. It is stated for the plain alphabet: where a text message needs the wide
    one, as many messages carry less. 0 stays 0: no limit.
    """
    if counting != SMS or not limit or not texting(text).is_wide:
        return limit
    messages = 1 if limit <= _GSM_ONE else math.ceil(limit / _GSM_MORE)
    return min(limit, _WIDE_ONE if messages == 1 else messages * _WIDE_MORE)


def fits(text: str, counting: str, limit: int) -> bool:
    """Whether the channel takes these words in one piece."""
    if not limit:
        return True
    if counting == SMS:
        messages = 1 if limit <= _GSM_ONE else math.ceil(limit / _GSM_MORE)
        if texting(text).messages > messages:
            return False
    return count(text, counting) <= longest(text, counting, limit)


_COUNTERS: Final[dict[str, Callable[[str], int]]] = {
    CHARACTERS: graphemes,
    UTF16: utf16,
    WEIGHTED: weighted,
    SMS: lambda text: texting(text).units,
    BYTES: octets,
}
