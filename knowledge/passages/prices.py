"""Prices and margins as French and English write them; times, weights and shares are none of it.

Precise rather than complete: “12 pounds” may be a weight and “a margin of 5 mm” is no secret. No pattern
looks further than some dozens of characters, so that time grows with the length of the text alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_S: Final = "[ \t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]"
_GROUPED: Final = rf"\d{{1,3}}(?:(?:{_S}|[.,'’])\d{{3}}){{1,4}}(?!\d)(?:[.,]\d{{1,2}}(?!\d))?"
_PLAIN: Final = r"\d{1,12}(?:[.,]\d{1,4})?"
_NUMBER: Final = rf"(?:{_GROUPED}|{_PLAIN})(?:[.,][-–—])?"
_ALONE: Final = r"(?<![\w.,])(?<![\w]-)"
"""Before a number: not in the middle of a word, a reference or a longer number."""

_SCALE: Final = rf"(?:{_S}?(?:k|M|Md|mn|bn|milliers|millions?|milliards?|thousand|billions?)\b)?"
_CODES: Final = "EUR|USD|GBP|CHF|CAD|AUD|JPY|SEK|NOK|DKK|PLN|MAD|XOF|XPF"
_SIGNS: Final = "€£¥₣₤₽₹"
_UNITS: Final = (
    rf"(?:[kKM]?[{_SIGNS}]|[kKM]?\$(?![\w{{(])|[kKM]?(?:{_CODES})\b|[Ee]uros?\b|EUROS?\b|[Dd]ollars?\b"
    r"|[Ff]rancs?\b|[Cc]entimes?\b|[Cc]ents?\b|cts?\b|c€|livres?\ssterling\b|pounds?\ssterling\b"
    r"|quid\b|Fr\.(?=\s|$)|F\.?\s?(?:HT|TTC|CFA|CFP)\b)"
)
_WORDS_FR: Final = (
    "un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?"
    "|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cents?|mille|et|demi"
)
_WORDS_EN: Final = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
    "|a|and"
)
_SPELLED: Final = "euros?|dollars?|francs?|centimes|cents|livres? sterling|pounds? sterling|quid"

_PRICES: Final = (
    # 12,50 €, 1 234 EUR, 15 c€/kWh, 12 k€; 12€50 and 12 euros 50 with what follows
    re.compile(
        rf"{_ALONE}{_NUMBER}{_SCALE}{_S}?(?:d['’])?{_S}?{_UNITS}"
        rf"(?:{_S}?(?:et{_S})?\d{{2}}(?![\d{_SIGNS}])(?!{_S}?[\w%°]))?"
    ),
    # €12.50, £ 1,200, US$12, EUR 12
    re.compile(
        rf"(?<![\w$€£])(?:(?:US|CA|A|C|NZ)?\$|[{_SIGNS}]|(?:{_CODES}){_S}){_S}?{_NUMBER}"
        rf"(?![\w}})]|{_S}?[\w]*[}}]){_SCALE}|(?<![\w$€£])[{_SIGNS}]{_S}?{_NUMBER}[kmM]\b"
    ),
    # douze euros, twenty-five dollars
    re.compile(
        rf"(?<![\w-])(?:(?:{_WORDS_FR}|{_WORDS_EN})[\s-]){{1,7}}(?:d['’])?(?:{_SPELLED})\b",
        re.IGNORECASE,
    ),
)

_SHARE: Final = rf"\d{{1,3}}(?:[.,]\d{{1,2}})?{_S}?(?:%|pour{_S}cent\b|per{_S}?cent\b|points?\b)"
_OF_WHAT: Final = (
    r"(?!\s(?:d['’]erreurs?|de\s(?:man[oœ]e?u?vre|s[ée]curit[ée]|tol[ée]rance|progr[eè]s|page|temps)"
    r"|of\s(?:error|safety|manoeuvre|the\spage)|for\serror))"
)
_MARGINS: Final = (
    re.compile(
        rf"\b(?:taux{_S}de{_S}mar(?:ge|que)|mar(?:ge|gin)s?{_S}(?:brutes?|nettes?|commerciales?"
        rf"|op[ée]rationnelles?|unitaires?|arri[èe]res?|distributeurs?|b[ée]n[ée]ficiaires?)"
        rf"|(?:gross|net|profit|operating|retail|trade|sales|dealer){_S}margins?"
        rf"|(?:notre|nos|our){_S}(?:margins?|marges?){_OF_WHAT}"
        rf"|(?:prix|co[ûu]t){_S}de{_S}revient|prix{_S}de{_S}cession|prix{_S}d['’]achat{_S}fournisseur"
        rf"|(?:notre|nos|our){_S}(?:prix{_S}d['’]achat|purchase{_S}prices?|cost{_S}prices?)"
        rf"|remises?{_S}fournisseurs?|supplier{_S}discounts?|(?:dealer|cost|transfer|landed)"
        rf"{_S}(?:price|cost)|profit{_S}mark-?ups?)\b",
        re.IGNORECASE,
    ),
    # marge de 30 %, a margin of 12 %, margin: 40%
    re.compile(
        rf"\bmar(?:ges?|gins?)\b{_OF_WHAT}{_S}?(?:de|of|est{_S}de|is|:|=)?{_S}?{_SHARE}",
        re.IGNORECASE,
    ),
    # 30 % de marge, a 12 % margin
    re.compile(
        rf"(?<![\w.,]){_SHARE}{_S}(?:de{_S}|of{_S})?(?:marges?|margins?)\b{_OF_WHAT}", re.IGNORECASE
    ),
)


def prices_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each begins and ends; two may overlap."""
    for pattern in _PRICES:
        for found in pattern.finditer(text):
            yield found.span()


def margins_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each begins and ends; two may overlap."""
    for pattern in _MARGINS:
        for found in pattern.finditer(text):
            yield found.span()
