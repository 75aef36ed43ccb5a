"""What cases computed by hand are written with."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from accounts.availability import Terms, WorkTime
from accounts.calendars import Away
from accounts.holiday_calendars import DaysOff, days_off
from knowledge.contributions.bands import (
    DAYS,
    Policies,
    Policy,
    Standing,
)

PARIS = ZoneInfo("Europe/Paris")
FRANCE, MOSELLE = days_off("FR", ""), days_off("FR", "57")
FULL = (420, 420, 420, 420, 420, 0, 0)
FOUR = (420, 420, 420, 420, 0, 0, 0)
ODD = (420, 0, 210, 0, 420, 0, 0)
USUAL = Policies()
BELOW, IN, ABOVE, AWAY = Standing.BELOW, Standing.IN, Standing.ABOVE, Standing.AWAY
W48 = (date(2026, 11, 23), date(2026, 11, 29))


def day(text: str) -> date:
    """ "11-25" is in 2026."""
    return date.fromisoformat(text if len(text) > len("11-25") else f"2026-{text}")


def days(first: str, last: str) -> tuple[date, date]:
    return day(first), day(last)


def leave(first: str, last: str = "", *, noon_on: bool = False, to_noon: bool = False) -> Away:
    """Whole days, from noon of the first, or until noon of the last."""
    return Away.of(day(first), day(last or first), from_noon=noon_on, to_noon=to_noon)


def works(week: tuple[int, ...], *aways: Away, off: DaysOff = FRANCE) -> WorkTime:
    return WorkTime((Terms(date.min, week, PARIS, off),), aways)


def then(
    week: tuple[int, ...], since: str, later: tuple[int, ...], *aways: Away, zone: str = ""
) -> WorkTime:
    """Another contract from that day on."""
    second = Terms(day(since), later, ZoneInfo(zone) if zone else PARIS, FRANCE)
    return WorkTime((Terms(date.min, week, PARIS, FRANCE), second), aways)


def allowed(*steps: tuple[str, str, int, int]) -> Policies:
    """By date: since, unit, lowest and highest in hundredths."""
    return Policies(
        tuple((day(since) if since else date.min, Policy(*step)) for since, *step in steps)
    )


@dataclass(frozen=True)
class Case:
    """`shown` is the share as it is displayed, `left` what remains with `committed` minutes open."""

    name: str
    arithmetic: str
    work: WorkTime
    period: tuple[date, date]
    confirmed: int
    available: int
    band: tuple[str, str]
    standing: Standing
    shown: str
    left: int
    committed: int = 0
    policies: Policies = USUAL


TWELVE_DAYS = allowed(("", DAYS, 1200, 2400))
WEEKEND = (0, 0, 0, 0, 0, 480, 480)
