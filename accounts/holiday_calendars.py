"""Public holidays of a country or a region of it, and what the company adds or takes; pure.

Countries and regions are those of ISO 3166 as far as the library `holidays` knows them; a name
that it no longer knows has the holidays of its country, or none: nobody's page breaks on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from holidays.registry import EntityLoader

from knowledge.public_holidays import holidays

FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST_CODE = 10
"""Letters of a region's code that a contract holds."""
_SHORT = 3


@dataclass(frozen=True, slots=True, eq=False)
class DaysOff:
    """The days on which nobody under this calendar works, whatever their week.

    Each is itself alone, so that what is kept by it is found fast; `days_off` makes one for all.

    `closed` and `opened` are ordinals of days that the company adds to the public holidays of
    `country` and `subdivision` ("" for none), and takes from them.
    """

    country: str = ""
    subdivision: str = ""
    closed: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()

    def covers(self, day: date) -> bool:
        ordinal = day.toordinal()
        if ordinal in self.closed:
            return True
        return ordinal not in self.opened and ordinal in _ordinals(
            self.country, self.subdivision, day.year
        )

    def between(self, first: int, last: int) -> set[int]:
        """Ordinals of the days off from one to the other, both included."""
        if last < first:
            return set()
        years = range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
        found = {
            ordinal
            for year in years
            for ordinal in _ordinals(self.country, self.subdivision, year)
            if first <= ordinal <= last and ordinal not in self.opened
        }
        return found | {ordinal for ordinal in self.closed if first <= ordinal <= last}


NEVER_OFF = DaysOff()


def is_known(country: str, subdivision: str = "") -> bool:
    """Whether there is a calendar of this name; "" stands for no public holidays at all."""
    if not country:
        return not subdivision
    return country in _codes() and (not subdivision or subdivision in _regions(country))


def holidays_in(
    year: int, *, country: str, subdivision: str = "", language: str = "en"
) -> dict[date, str]:
    """The public holidays of a year by date, named in this language where the library can.

    Else they have the names that the country itself gives them.
    """
    days = _days(country, subdivision, year, _spoken(country, language))
    return dict(sorted(days.items()))


def countries(language: str) -> list[tuple[str, str]]:
    """Code and name of every country with a calendar, by name in this language."""
    names = _territories(language)
    return sorted(
        ((code, names.get(code, code)) for code in _codes()), key=lambda pair: pair[1].casefold()
    )


def regions(country: str) -> list[tuple[str, str]]:
    """Code and name of the regions whose holidays differ; names as the country writes them."""
    return sorted(_regions(country).items(), key=lambda pair: pair[1].casefold())


def place_name(country: str, subdivision: str, language: str) -> str:
    """ "France", "France, Moselle"; "" for no public holidays."""
    if not country:
        return ""
    name = _territories(language).get(country, country)
    if not subdivision:
        return name
    return f"{name}, {_regions(country).get(subdivision, subdivision)}"


@lru_cache(maxsize=1024)
def days_off(
    country: str, subdivision: str, company: tuple[tuple[date, bool, str], ...] = ()
) -> DaysOff:
    """Of whoever works in this country. `company` are day, whether it is off, and for which country.

    A day of their country wins over the same day of everybody ("").
    """
    chosen: dict[int, tuple[bool, bool]] = {}
    for day, is_off, where in company:
        if where in ("", country):
            known = chosen.get(day.toordinal(), (False, False))
            chosen[day.toordinal()] = max(known, (bool(where), is_off))
    closed = frozenset(day for day, (_own, is_off) in chosen.items() if is_off)
    return DaysOff(country, subdivision, closed, frozenset(chosen.keys() - closed))


@lru_cache(maxsize=4096)
def _ordinals(country: str, subdivision: str, year: int) -> frozenset[int]:
    return frozenset(day.toordinal() for day in _days(country, subdivision, year, None))


@lru_cache(maxsize=512)
def _days(country: str, subdivision: str, year: int, language: str | None) -> Mapping[date, str]:
    if not country or not FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    region = subdivision if is_known(country, subdivision) else None
    try:
        found = holidays.country_holidays(
            country, subdiv=region or None, years=year, language=language
        )
    except NotImplementedError:
        return {}
    return {day: name for day, name in found.items() if day.year == year}


@lru_cache(maxsize=512)
def _spoken(country: str, language: str) -> str | None:
    """The library's name of the language, else the country's own; None where it has but one.

    Without it the library would take the language that this machine is set to.
    """
    if not is_known(country) or not country:
        return None
    calendar = holidays.country_holidays(country)
    wanted = language.partition("-")[0]
    spoken = [
        each for each in sorted(calendar.supported_languages) if each.partition("_")[0] == wanted
    ]
    home = f"{wanted}_{country}"
    return home if home in spoken else next(iter(spoken), calendar.default_language)


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    """Every country with a calendar; none is loaded for it."""
    return frozenset(EntityLoader.get_country_codes(include_aliases=False))


@lru_cache(maxsize=512)
def _regions(country: str) -> dict[str, str]:
    """Names of its regions by code. Of several names the first that is no abbreviation."""
    if country not in _codes():
        return {}
    calendar = holidays.country_holidays(country)
    names = {code: code for code in calendar.subdivisions if len(code) <= MOST_CODE}
    for name, code in calendar.subdivisions_aliases.items():
        if names.get(code) == code and len(name) > _SHORT:
            names[code] = name
    return names


@lru_cache(maxsize=8)
def _territories(language: str) -> Mapping[str, str]:
    try:
        return Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return Locale("en").territories
