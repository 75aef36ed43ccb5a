"""Weeks of a team that changed after their month was closed: marked in its table and in its files."""

import csv
import io
from datetime import date

from django.test import Client
from django.urls import reverse

from accounts.actions import add_away, remove_away
from accounts.models import Team, User
from knowledge.contributions.actions import close_month, record_entry
from knowledge.contributions.models import Kind
from tests.conftest import ClientOf
from tests.factories import make_area
from tests.insights.teams_made import member, weekly

NAMES = ("Luc", "Nadia", "Odile")


def page(browser: Client, **query: str) -> str:
    return browser.get(reverse("insights:time_teams"), query).content.decode()


def rows_of_file(browser: Client) -> list[dict[str, str]]:
    found = browser.get(reverse("insights:time_teams_file", args=["csv"]))
    return list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"))))


def test_weeks_that_changed_after_their_month_was_closed_are_marked(
    team: Team, manager: User, administrator: User, client_of: ClientOf
) -> None:
    """Of the days in the team: 100 + 20 of 2,100 is 5.7 %; 100 of 2,100 − 420 = 1,680 is 6.0 %."""
    boss = client_of(manager)
    luc, nadia = member("Luc", team), member("Nadia", team)
    odile = member("Odile", team, since=date(2026, 10, 12))
    for person in (luc, nadia, odile):
        weekly(person, 100, count=8)
    close_month(month=date(2026, 10, 1), by=administrator)
    for person in (luc, odile):
        day = date(2026, 10, 8)
        record_entry(
            person=person, day=day, minutes=20, kind=Kind.ANSWER, label="Secret reply", sure=True
        )
    period = add_away(person=nadia, first_day=date(2026, 10, 14), last_day=date(2026, 10, 14))
    mark = '<abbr title="Changed after their month was closed">*</abbr></td>'
    drawn = page(boss)
    rows = {name: drawn.partition(f">{name}<")[2].partition("</tr>")[0] for name in NAMES}
    assert {name: row.count(mark) for name, row in rows.items()} == dict(
        zip(NAMES, (1, 1, 0), strict=True)
    )
    assert f'<td class="week week--in">5.7 {mark}' in rows["Luc"]
    assert f'<td class="week week--in">6.0 {mark}' in rows["Nadia"]
    assert "* Changed after their month was closed" in drawn
    assert "Secret" not in drawn
    changed = [row["Changed after their month was closed"] for row in rows_of_file(boss)]
    assert changed == ["Week 41", "Week 42", ""]
    assert page(boss, area=make_area("Fibre").slug).count(mark) == 1
    remove_away(period)
    assert page(boss).count(mark) == 1
