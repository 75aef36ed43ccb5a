"""Telephone numbers in a text: France, Belgium, Switzerland, Britain, North America, and +… of all.

A national number counts only in a grouping in which its country writes it, with one kind of gap;
a bare one of ten digits or more must begin as theirs do. After a word such as “article” or “version” it
is none of them; after one such as “tel.” other groupings count too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

Group = tuple[int, int, str]
"""Digits: from, before, themselves."""

_DIGITS: Final = re.compile(r"[0-9]+")
_SPACES: Final = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_GAP: Final = re.compile(rf"[{_SPACES}]|[.\-/]|\)?[{_SPACES}.\-]?\(?")
_UNIT: Final = re.compile(
    r"\s?(?:[€$£%°]|(?:eur|euros?|usd|chf|kwh|wh|kw|km|mm|cm|kg|mb|go|ms)\b)", re.IGNORECASE
)
_SOMETHING_ELSE: Final = re.compile(
    r"(?:\b(?:réf(?:érence)?|ref(?:erence)?|art(?:icle)?|série|serial|s/?n|firmware|micrologiciel"
    r"|version|ver|v|order|commande|facture|invoice|contrat|contract|pdl|prm|rae|siret|siren|compteur"
    r"|meter|ticket|case|dossier|ean|gtin|imei|mac|code|ip)\b"
    r"(?:\s(?:number|no|num(?:éro)?|client))?[\s.:#=]{0,3}(?:n[°ºo]\s?)?)$",
    re.IGNORECASE,
)
_TELEPHONE: Final = re.compile(
    r"(?:\bt[ée]l(?:[ée]phone)?|\bphone|\bmobile|\bportable|\bgsm|\bfax|\bwhatsapp|\bcall(?:ed|back)?"
    r"|\bappel\w{0,4}|\brappel\w{0,4}|\bjoindre|\bjoignable|☎|📞)[^\n0-9]{0,18}$",
    re.IGNORECASE,
)
_LOOKS_BACK: Final = 40

# Groupings in use, and what the digits begin with.
_SHAPES: Final[dict[tuple[int, ...], re.Pattern[str]]] = {
    shape: re.compile(starts)
    for starts, shapes in {
        r"0[1-9]": ((2, 2, 2, 2, 2), (10,), (2, 8), (2, 4, 4)),
        r"0(?:[1-9][0-9]|[1-9])": ((4, 2, 2, 2), (4, 3, 3), (4, 6), (3, 2, 2, 2)),
        r"0[1-9][0-9]": ((3, 3, 2, 2),),
        r"0(?:2|3|4|9)": ((2, 3, 2, 2),),
        r"0[1237]": ((11,), (5, 6), (5, 3, 3), (4, 3, 4), (4, 4, 3), (3, 4, 4), (4, 7)),
        r"[2-9][0-9]{2}[2-9]": ((3, 3, 4),),
        r"1[2-9][0-9]{2}[2-9]": ((1, 3, 3, 4),),
    }.items()
    for shape in shapes
}
_BARE: Final = re.compile(r"0[1-9][0-9]{7,9}|[2-9][0-9]{2}[2-9][0-9]{6}")
"""After a word that announces a number: any grouping of nine to eleven digits."""

# Digits after the country's code where they are known; elsewhere 7 to 12.
_NATIONAL: Final[dict[str, range]] = {
    "1": range(10, 11), "7": range(10, 11), "31": range(9, 10), "32": range(8, 10),
    "33": range(9, 10), "34": range(9, 10), "39": range(8, 12), "41": range(9, 10),
    "44": range(9, 11), "49": range(7, 12), "352": range(6, 10), "262": range(9, 10),
    "590": range(9, 10), "594": range(9, 10), "596": range(9, 10),
}  # fmt: skip
_CODES: Final = re.compile(
    r"1|7|2(?:0|7|1[1-368]|[2-689][0-9])|3(?:[0-469]|[57][0-9]|8[0-9])|4(?:[013-9]|2[0-9])"
    r"|5(?:[1-8]|0[0-9]|9[0-9])|6(?:[0-6]|[789][0-9])|8(?:[1246]|5[0-9]|80|86)|9(?:[0-58]|[679][0-9])"
)
_ELSEWHERE: Final = range(7, 13)
_MOST_GROUPS: Final = 7


def telephones_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each begins and ends, the sign before a country's code included."""
    for chain in _chains(text):
        first = reached = 0
        while first < len(chain):
            last = _last_of(text, chain, first, reached)
            if last is None:
                first += 1
                continue
            yield _start(text, chain[first]), chain[last][1]
            first = reached = last + 1


def _chains(text: str) -> Iterator[list[Group]]:
    """Digits with nothing but one gap of a telephone number between them."""
    chain: list[Group] = []
    for found in _DIGITS.finditer(text):
        if chain and not _GAP.fullmatch(text, chain[-1][1], found.start()):
            yield chain
            chain = []
        chain.append((found.start(), found.end(), found[0]))
    if chain:
        yield chain


def _last_of(text: str, chain: Sequence[Group], first: int, reached: int) -> int | None:
    """The last group of the number that begins here; None where none does."""
    for last in range(min(len(chain), first + _MOST_GROUPS) - 1, first - 1, -1):
        groups = chain[first : last + 1]
        if not _is_number(text, groups):
            continue
        if _stands_alone(text, groups) and not _goes_on(text, chain, first, last, reached):
            return last
    return None


def _is_number(text: str, groups: Sequence[Group]) -> bool:
    digits = "".join(group[2] for group in groups)
    if _is_abroad(text, groups[0]) or groups[0][2].startswith("00"):
        return _is_international(text, groups, digits)
    shape = tuple(len(group[2]) for group in groups)
    known = _SHAPES.get(shape)
    is_usual = known is not None and known.match(digits) is not None
    if not is_usual and not _BARE.fullmatch(digits):
        return False
    before = text[max(0, groups[0][0] - _LOOKS_BACK) : groups[0][0]].rstrip("(")
    if _SOMETHING_ELSE.search(before):
        return False
    gaps = _gaps(text, groups)
    if is_usual and _are_alike(gaps) and (digits[0] == "0" or gaps & {"(", "-", "."}):
        return True
    return len(gaps) <= 1 and _is_announced(before)


def _is_international(text: str, groups: Sequence[Group], digits: str) -> bool:
    """+33 6 12 34 56 78, 0033…, +33 (0)6…: a code there is, and as many digits as go with it."""
    if not _is_abroad(text, groups[0]):
        digits = digits[2:]
    code = _CODES.match(digits)
    if code is None:
        return False
    rest = digits[code.end() :]
    if any(group[2] == "0" and text[group[0] - 1] == "(" for group in groups):
        rest = rest.removeprefix("0")
    if rest.startswith("0") and code[0] != "39":
        return False
    if code[0] == "1" and not re.match(r"[2-9][0-9]{2}[2-9]", rest):
        return False
    return len(rest) in _NATIONAL.get(code[0], _ELSEWHERE)


def _gaps(text: str, groups: Sequence[Group]) -> set[str]:
    """The signs between the groups, spaces as one and a bracket that opens before the first told."""
    signs = set()
    for (_start_of, end, _digits), (start, _end, _more) in pairwise(groups):
        gap = text[end:start]
        signs |= {" " if sign in _SPACES else sign for sign in gap} - {")"}
        if ")" in gap:
            signs.add("(")
    return signs


def _are_alike(gaps: set[str]) -> bool:
    """One sign; beside it a bracket (555) 123-4567, or the slash of 02/123.45.67."""
    return len(gaps - {"(", "/"}) <= 1 or gaps == {"(", " ", "-"}


def _stands_alone(text: str, groups: Sequence[Group]) -> bool:
    """Not a part of a word, a reference, a decimal number or a quantity."""
    start, end = _start(text, groups[0]), groups[-1][1]
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if re.search(r"[\w+#]$|\w[-_#]$|[0-9][.,:]$|[^\W\d_]/$", before):
        return False
    return not (re.match(r"\w|[.,:][0-9]|[-_][^\W\d_]", after) or _UNIT.match(text, end))


def _goes_on(text: str, chain: Sequence[Group], first: int, last: int, reached: int) -> bool:
    """Whether the group before or after belongs to the same longer row of digits."""
    inner = _gaps(text, chain[first : last + 1]) - {"(", "/"}
    if first > reached and _joins(text, chain, first - 1, inner, len(chain[first][2])):
        return True
    if last + 1 == len(chain) or _is_abroad(text, chain[last + 1]):
        return False
    if _joins(text, chain, last, inner, len(chain[last][2])):
        following = chain[last + 1 : last + 1 + (last + 1 - first)]
        return not _is_number(text, following)
    return False


def _joins(text: str, chain: Sequence[Group], left: int, inner: set[str], length: int) -> bool:
    """Whether the gap after this group is as those inside; a space joins only equal lengths."""
    gap = text[chain[left][1] : chain[left + 1][0]]
    sign = " " if gap and gap[0] in _SPACES else gap[:1]
    if inner and sign not in inner:
        return False
    if sign == " ":
        return len(chain[left][2]) == length == len(chain[left + 1][2])
    return sign in {".", "-"}


def _is_abroad(text: str, group: Group) -> bool:
    return group[0] > 0 and text[group[0] - 1] == "+"


def _start(text: str, group: Group) -> int:
    start = group[0] - 1 if _is_abroad(text, group) else group[0]
    return start - 1 if start > 0 and text[start - 1] == "(" else start


def _is_announced(before: str) -> bool:
    return _TELEPHONE.search(before) is not None
