"""The pages of one's plan: the calendar, what asks, what is typed, what is refused."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.actions import add_away
from accounts.models import CompanyDay, User
from knowledge.contributions.actions.blocks import keep_block, lose_block, move_block
from knowledge.contributions.forms.plans import LengthField, StartField
from knowledge.contributions.models import Block, PlanSlot
from knowledge.contributions.queries.plan_pages import own_plan, plan_calendar
from knowledge.contributions.queries.plan_picture import plan_picture
from tests.contributions.planning import (
    NOW,
    TODAY,
    TWO,
    past_block,
    stand_still,
    weekly,
    weeks_ago,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PLAN = "/time/plan/"
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


@pytest.fixture
def hers(expert: User, client_of: ClientOf) -> Client:
    return client_of(expert)


def text(client: Client, url: str = PLAN) -> str:
    """What the page says; every kind of space is one."""
    return " ".join(client.get(url).content.decode().split())


def said(client: Client, block: Block, what: str, **data: str) -> int:
    url = f"{PLAN}blocks/{block.pk}/"
    return client.post(url, {"said": what, **data}).status_code


def test_who_has_no_plan_is_offered_one_in_the_middle_of_the_band(hers: Client) -> None:
    """35 h = 2,100 min; 5 to 10 % are 105 to 210; their middle, 157.5, is 150 to the quarter."""
    page = text(hers)
    assert "Every Thursday, 14:00, 2 h 30: that is 7.1 %" in page
    assert "105 to 210 min" in page


def test_one_press_plans_what_is_offered(hers: Client) -> None:
    offer = {"weekday": "3", "start": "14:00", "minutes": "150", "since": f"{TODAY}"}
    for name, value in offer.items():
        assert f'name="{name}" value="{value}"' in text(hers)
    assert hers.post(f"{PLAN}slots/new/", offer).status_code == 303
    slot = PlanSlot.objects.get()
    assert (slot.weekday, slot.start, slot.minutes) == (3, 840, 150)


def test_the_plan_is_said_as_a_share_of_the_week(hers: Client, expert: User) -> None:
    weekly(expert, minutes=147)
    assert "You keep 2 h 27 a week for sharing, 7.0 % of your week." in text(hers)


@pytest.mark.parametrize(
    ("minutes", "standing"),
    [(104, "below"), (105, "in"), (210, "in"), (211, "above")],
)
def test_where_the_plan_stands_to_the_band(expert: User, minutes: int, standing: str) -> None:
    """2,100 minutes: 105 to 210, both ends included."""
    weekly(expert, minutes=minutes)
    assert own_plan(expert, now=NOW).standing == standing


def test_leave_next_week_makes_the_plan_no_smaller(expert: User) -> None:
    weekly(expert)
    add_away(person=expert, first_day=TODAY, last_day=TODAY + timedelta(days=20))
    assert own_plan(expert, now=NOW).share == 120 / 2100


def test_looking_makes_the_blocks_that_are_missing(hers: Client, expert: User) -> None:
    weekly(expert)
    Block.objects.all().delete()
    hers.get(PLAN)
    assert Block.objects.count() == 9


def test_the_calendar_shows_what_became_of_each(hers: Client, expert: User) -> None:
    keep_block(past_block(expert, weeks_ago(1)))
    lose_block(past_block(expert, weeks_ago(2)), reason="meeting")
    page = text(hers)
    assert 'Thursday 19 November,</span><span class="hidden"> 2 h, kept' in page
    assert 'Thursday 12 November,</span><span class="hidden"> 2 h, lost to other work' in page


def test_a_month_is_whole_weeks_within_four_back_and_eight_ahead(expert: User) -> None:
    november = plan_calendar(expert, view="month", day=TODAY, now=NOW)
    assert november.weeks[0].monday == date(2026, 10, 26)
    assert november.weeks[-1].days[-1].day == date(2026, 12, 6)
    assert (november.before, november.after) == (date(2026, 10, 31), date(2026, 12, 1))
    october = plan_calendar(expert, view="month", day=date(2026, 10, 31), now=NOW)
    assert october.weeks[0].monday == date(2026, 10, 26)
    assert october.before is None
    january = plan_calendar(expert, view="month", day=date(2027, 1, 5), now=NOW)
    assert january.weeks[-1].days[-1].day == date(2027, 1, 24)
    assert january.after is None


def test_a_week_is_a_week_and_far_days_are_the_nearest_shown(expert: User) -> None:
    week = plan_calendar(expert, view="week", day=date(2027, 1, 1), now=NOW)
    assert [week.weeks[0].monday, week.weeks[0].number] == [date(2026, 12, 28), 53]
    assert plan_calendar(expert, view="week", day=date(1999, 1, 1), now=NOW).weeks[
        0
    ].monday == date(2026, 10, 26)


@pytest.mark.parametrize("query", ["?view=year&on=2026-13-45", "?on=yesterday", "?view=week&on="])
def test_nonsense_in_the_address_shows_this_month(hers: Client, query: str) -> None:
    assert hers.get(PLAN + query).status_code == 200


def test_holidays_and_leave_are_named_in_the_calendar(hers: Client, expert: User) -> None:
    add_away(person=expert, first_day=TOMORROW, last_day=TOMORROW)
    CompanyDay.objects.create(day=date(2026, 11, 27), name="Bridge of the mill")
    page = text(hers)
    assert "Armistice" in page
    assert "Bridge of the mill" in page
    assert 'class="planner__off">away' in page


@pytest.mark.parametrize(
    ("half", "words", "hours"),
    [
        ({"from_noon": True}, "away in the afternoon", "9:00"),
        ({"to_noon": True}, "away in the morning", "14:00"),
        ({}, "away", ""),
    ],
)
def test_half_a_day_of_leave_is_said_with_the_hours_that_are_left(
    expert: User, half: dict[str, bool], words: str, hours: str
) -> None:
    add_away(person=expert, first_day=TOMORROW, last_day=TOMORROW, **half)
    week = plan_calendar(expert, view="week", day=TODAY, now=NOW).weeks[0]
    assert week.days[3].away_words == words
    assert week.days[3].hours.startswith(hours)
    assert bool(week.days[3].hours) is bool(hours)
    assert week.days[4].away_words == ""


def test_holidays_are_named_in_the_language_of_who_reads(expert: User) -> None:
    with translation.override("fr"):
        november = plan_calendar(expert, view="month", day=TODAY, now=NOW)
    names = {day.off for week in november.weeks for day in week.days}
    assert "Armistice" in names
    assert "Toussaint" in names


def test_the_calendar_costs_the_same_however_much_is_planned(
    hers: Client, expert: User, assert_same_queries: Callable[..., None]
) -> None:
    hers.get(PLAN)
    hours = iter(range(8, 20))

    def grow(count: int) -> None:
        for _ in range(count):
            start = next(hours) * 60
            weekly(expert, start=start, minutes=60)
            lost = past_block(expert, weeks_ago(2), start=start, minutes=60)
            move_block(lost, day=TODAY + timedelta(days=2), start=start)
            past_block(expert, weeks_ago(1), start=start, minutes=60)

    assert_same_queries(lambda: hers.get(PLAN), grow)


@pytest.mark.parametrize(("what", "fate"), [("kept", "kept"), ("lost", "lost"), ("away", "away")])
def test_a_past_block_asks_and_one_press_answers(
    hers: Client, expert: User, what: str, fate: str
) -> None:
    block = past_block(expert, weeks_ago(1))
    assert "Did it stand?" in text(hers)
    assert said(hers, block, what, reason="none") == 303
    block.refresh_from_db()
    assert block.fate == fate
    assert "Did it stand?" not in text(hers)
    assert said(hers, block, "open") == 303
    assert "Did it stand?" in text(hers)


def test_one_comes_back_to_where_one_said_it_but_not_to_elsewhere(
    hers: Client, expert: User
) -> None:
    block = past_block(expert, weeks_ago(1))
    url = f"{PLAN}blocks/{block.pk}/"
    answer = hers.post(url, {"said": "lost", "next": "/time/settings/"})
    assert answer["Location"] == "/time/settings/"
    answer = hers.post(url, {"said": "open", "next": "https://evil.example/"})
    assert answer["Location"] == f"{PLAN}?on=2026-11-19#calendar"


@pytest.mark.parametrize(
    "data",
    [{}, {"said": "eaten"}, {"said": "lost", "reason": "boredom"}, {"said": "lost", "word": "x" * 999}],
)  # fmt: skip
def test_nonsense_changes_nothing_and_is_told(
    hers: Client, expert: User, data: dict[str, str]
) -> None:
    block = past_block(expert, weeks_ago(1))
    answer = hers.post(f"{PLAN}blocks/{block.pk}/", data)
    assert answer.status_code == 422
    block.refresh_from_db()
    assert block.fate == "planned"


def test_the_word_of_a_lost_block_is_kept_in_the_form(hers: Client, expert: User) -> None:
    block = past_block(expert, weeks_ago(1))
    said(hers, block, "lost", reason="incident", word="Flood at the mill")
    page = text(hers, f"{PLAN}blocks/{block.pk}/")
    assert "Flood at the mill" in page
    assert "Lost: On call, incident" in page


def test_a_slot_is_changed_from_a_day_on_and_ended(hers: Client, expert: User) -> None:
    slot = weekly(expert)
    data = {"weekday": "1", "start": "9h30", "minutes": "1h30", "since": f"{TOMORROW}"}
    assert hers.post(f"{PLAN}slots/{slot.pk}/", data).status_code == 303
    new = PlanSlot.objects.get(until=None)
    assert (new.weekday, new.start, new.minutes) == (1, 570, 90)
    until = {"until": f"{TODAY + timedelta(days=9)}"}
    assert hers.post(f"{PLAN}slots/{new.pk}/end/", until).status_code == 303
    new.refresh_from_db()
    assert new.until == TODAY + timedelta(days=9)
    assert "last on" in text(hers)


def test_what_is_refused_keeps_what_was_typed(hers: Client, expert: User) -> None:
    weekly(expert)
    data = {"weekday": "3", "start": "15h", "minutes": "45 min", "since": f"{TODAY}"}
    answer = hers.post(f"{PLAN}slots/new/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "You already plan Thursday at 14:00" in page
    assert 'value="15h"' in page
    assert 'value="45 min"' in page


def test_a_single_block_is_planned_and_removed(hers: Client) -> None:
    data = {"day": f"{TOMORROW}", "start": "2 pm", "minutes": "90"}
    assert hers.post(f"{PLAN}blocks/new/", data).status_code == 303
    block = Block.objects.get()
    assert (block.start, block.minutes) == (840, 90)
    assert said(hers, block, "gone") == 303
    assert not Block.objects.exists()


def test_a_block_is_moved_and_both_lead_to_each_other(hers: Client, expert: User) -> None:
    block = past_block(expert, weeks_ago(1))
    data = {"day": f"{TOMORROW}", "start": "10:00", "minutes": "2 h"}
    assert hers.post(f"{PLAN}blocks/{block.pk}/move/", data).status_code == 303
    place = Block.objects.get(day=TOMORROW)
    assert f"{PLAN}blocks/{place.pk}/" in text(hers, f"{PLAN}blocks/{block.pk}/")
    assert f"{PLAN}blocks/{block.pk}/" in text(hers, f"{PLAN}blocks/{place.pk}/")


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("14:00", 840), ("14h", 840), ("14 h 30", 870), ("9", 540), ("2 pm", 840), ("0:00", 0)],
)
def test_a_beginning_is_understood_as_people_type_it(typed: str, minutes: int) -> None:
    assert StartField().clean(typed) == minutes


@pytest.mark.parametrize(
    "typed", ["", "noon", "25:00", "14:75", "9-12", "24:00", "9:00, 10:00", "-"]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Exception, match=r"understood|required"):
        StartField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "minutes"), [("2 h", 120), ("1h30", 90), ("90", 90), ("0,5", 30)]
)
def test_a_length_is_understood_as_people_type_it(typed: str, minutes: int) -> None:
    assert LengthField().clean(typed) == minutes
    assert LengthField().clean(LengthField().prepare_value(minutes)) == minutes


@pytest.mark.parametrize("typed", ["", "long", "2", "25 h", "-30", "1h75"])
def test_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(Exception, match=r"understood|required|minutes"):
        LengthField().clean(typed)


def test_the_picture_is_ten_blocks_that_are_over_and_the_next_two(expert: User) -> None:
    """13 Thursdays of 2 h: of the last ten, 2 lost and 1 undecided: 7 × 2 h of 10 × 2 h kept."""
    for week in range(1, 14):
        block = past_block(expert, weeks_ago(week))
        if week in {3, 6}:
            lose_block(block, reason="meeting")
        elif week != 1:
            keep_block(block)
    weekly(expert)
    picture = plan_picture(expert, now=timezone.now())
    assert [cell.fate for cell in picture.cells] == [
        *["kept"] * 4, "lost", "kept", "kept", "lost", "kept", "planned", "planned", "planned",
    ]  # fmt: skip
    assert (picture.figures.kept, picture.figures.planned) == (840, 1200)
    assert (picture.kept_hours, picture.planned_hours) == ("14", "20")
    assert [cell.block.day for cell in picture.lost] == [weeks_ago(6), weeks_ago(3)]
    assert [ask.block.day for ask in picture.asks] == [weeks_ago(1)]


def test_the_picture_leaves_out_leave_and_what_moved(expert: User) -> None:
    move_block(past_block(expert, weeks_ago(1)), day=TODAY, start=9 * 60)
    past_block(expert, date(2026, 11, 11))
    picture = plan_picture(expert, now=NOW)
    assert [cell.block.day for cell in picture.cells] == [TODAY]


def test_no_page_joins_what_a_block_took_the_place_of(hers: Client, expert: User) -> None:
    """Nearly all values of `moved_to` are null: once SQLite knows, it answers that join by going
    through the blocks of everybody, a second for some hundred thousand.
    """
    place = move_block(past_block(expert, weeks_ago(1)), day=TOMORROW, start=TWO)
    with CaptureQueriesContext(connection) as asked:
        assert "in the place of" in text(hers, f"{PLAN}blocks/{place.pk}/")
        for page in (PLAN, "/time/"):
            assert hers.get(page).status_code == 200
    about = [each["sql"] for each in asked if 'FROM "contributions_block"' in each["sql"]]
    assert about
    assert not [sql for sql in about if re.search(r'"id" = \(?\w+\."moved_to_id"', sql)]
