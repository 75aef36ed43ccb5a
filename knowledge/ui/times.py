"""Relative times in words, with the absolute one on hover, in the reader's language and zone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext

_HOUR = 60
_FIRST = re.compile(r"\b1\b")
_SAID_IN_HOURS = timedelta(days=2)
"""Nothing older is, however long a day the clocks make."""
_DAYS_A_WEEK = 7
_DAYS_A_MONTH = 30.44
_WEEKS_SHOWN = 5
_MONTHS_A_YEAR = 12


def ago(moment: datetime, *, now: datetime | None = None) -> str:
    """“35 minutes ago”, “yesterday”, “in 3 days”: the largest unit that says enough.

    Days are calendar days of the active time zone: 23:59 is “yesterday” two minutes later.
    A moment in the near future (clocks differ) reads “just now”.
    """
    now = now or timezone.now()
    minutes = round((now - moment).total_seconds() / 60)
    if -1 <= minutes < 1:
        return pgettext("time", "just now")
    days = (timezone.localtime(now).date() - timezone.localtime(moment).date()).days
    if days == 0:
        return _within_a_day(minutes)
    return days_ago(days)


def _within_a_day(minutes: int) -> str:
    if abs(minutes) < _HOUR:
        if minutes < 0:
            return ngettext("in %(n)d minute", "in %(n)d minutes", -minutes) % {"n": -minutes}
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    hours = round(minutes / _HOUR)
    if hours < 0:
        return ngettext("in %(n)d hour", "in %(n)d hours", -hours) % {"n": -hours}
    return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}


def days_ago(days: int) -> str:
    """The same from a count of calendar days; negative is ahead, 0 is “today”."""
    near = {0: gettext("today"), 1: gettext("yesterday"), -1: gettext("tomorrow")}
    if days in near:
        return near[days]
    unit, count = _unit(abs(days))
    return (_ahead if days < 0 else _past)(unit, count)


def _unit(days: int) -> tuple[str, int]:
    if days < 2 * _DAYS_A_WEEK:
        return "day", days
    if days < _DAYS_A_WEEK * _WEEKS_SHOWN:
        return "week", days // _DAYS_A_WEEK
    months = max(1, round(days / _DAYS_A_MONTH))
    if months < _MONTHS_A_YEAR:
        return "month", months
    return "year", max(1, months // _MONTHS_A_YEAR)


def _past(unit: str, n: int) -> str:
    words = {
        "day": ngettext("%(n)d day ago", "%(n)d days ago", n),
        "week": ngettext("%(n)d week ago", "%(n)d weeks ago", n),
        "month": ngettext("%(n)d month ago", "%(n)d months ago", n),
        "year": ngettext("%(n)d year ago", "%(n)d years ago", n),
    }
    return words[unit] % {"n": n}


def _ahead(unit: str, n: int) -> str:
    words = {
        "day": ngettext("in %(n)d day", "in %(n)d days", n),
        "week": ngettext("in %(n)d week", "in %(n)d weeks", n),
        "month": ngettext("in %(n)d month", "in %(n)d months", n),
        "year": ngettext("in %(n)d year", "in %(n)d years", n),
    }
    return words[unit] % {"n": n}


def clock(moment: datetime) -> str:
    """“10:22” in English, “10 h 22” in French."""
    return date_format(timezone.localtime(moment), pgettext("clock format", "H:i"))


def absolute(moment: datetime) -> str:
    """“18 November 2026 at 10:22”, “18 novembre 2026 à 10 h 22”."""
    day = long_date(timezone.localtime(moment).date())
    return gettext("%(day)s at %(clock)s") % {"day": day, "clock": clock(moment)}


def said_date(day: date, form: str) -> str:
    """In Django's date format; French says the first of a month as an ordinal, and only that."""
    text = date_format(day, form)
    if day.day == 1 and (get_language() or "").startswith("fr"):
        return _FIRST.sub("1er", text, count=1)
    return text


def long_date(day: date) -> str:
    """“18 November 2026”, “1er décembre 2026”."""
    return said_date(day, pgettext("date format", "j F Y"))


def short_date(day: date, *, today: date | None = None) -> str:
    """“18 November” this year, with the year otherwise."""
    today = today or timezone.localdate()
    if day.year == today.year:
        return said_date(day, pgettext("date format", "j F"))
    return long_date(day)


def time_tag(moment: datetime | date, words: str = "") -> SafeString:
    """`<time>` saying `words`, or how long ago it is."""
    if isinstance(moment, datetime):
        zone, now = timezone.get_current_timezone(), timezone.now()
        if words or abs(now - moment) < _SAID_IN_HOURS:
            return _moment_tag(moment, zone, words, ago(moment, now=now))
        return _old_tag(moment, zone, now.astimezone(zone).date(), get_language())
    days = (timezone.localdate() - moment).days
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(), long_date(moment), words or days_ago(days),
    )  # fmt: skip


@lru_cache(maxsize=4_096)
def _old_tag(moment: datetime, zone: tzinfo, today: date, _language: str | None) -> SafeString:
    """What is said in days and more stays the same all day, in the active language."""
    return _moment_tag(moment, zone, "", days_ago((today - moment.astimezone(zone).date()).days))


def _moment_tag(moment: datetime, zone: tzinfo, words: str, said_ago: str) -> SafeString:
    stamp, said = _stamp(moment, zone, get_language())
    counts = "" if words else mark_safe(" data-ago")
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>', stamp, said, counts, words or said_ago
    )


@lru_cache(maxsize=4_096)
def _stamp(moment: datetime, zone: tzinfo, _language: str | None) -> tuple[str, str]:
    """What stays the same of a moment, for a zone and the active language, which are part of the key."""
    return moment.astimezone(zone).isoformat(timespec="minutes"), absolute(moment)


def reading_minutes(words: int) -> int:
    """Whole minutes to read so many words at 220 a minute, at least 1."""
    return max(1, round(timedelta(minutes=words / 220) / timedelta(minutes=1)))
