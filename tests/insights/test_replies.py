"""What replies tell of areas, channels and teams, and never of few people."""

import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from knowledge.contributions.periods import company_day, monday_of
from knowledge.insights.replies.crowds import REST, Cell, Key, gathered
from knowledge.insights.replies.figures import Delta, Ratio, Tally, delta_of
from knowledge.insights.replies.picture import picture_of
from knowledge.insights.replies.queries import replies_of
from knowledge.replies.models import Contact, Recall, RecalledReply, ReplyRecord
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, make_team, restrict_area

KEYS = [
    Key(team, area, channel)
    for team in ((), (1,), (1, 2), (3,))
    for area in ((), (7,), (7, 8))
    for channel in ("", "phone")
]
worlds = st.dictionaries(
    st.sampled_from(KEYS), st.sets(st.integers(1, 14), min_size=1, max_size=7), max_size=8
)


def _cells(world: dict[Key, set[int]]) -> dict[Key, Cell]:
    return {
        key: Cell(Tally(replies=10 * n + len(people)), set(people))
        for n, (key, people) in enumerate(world.items())
    }


@given(worlds, st.booleans())
def test_every_cell_is_about_enough_people_and_nothing_is_lost(
    world: dict[Key, set[int]], teams_first: bool
) -> None:
    found = gathered(_cells(world), teams_first=teams_first)
    everybody = set().union(*world.values())
    if not found:
        assert len(everybody) < 5
        return
    given_in_all = sum(cell.tally.replies for cell in _cells(world).values())
    assert sum(tally.replies for tally in found.values()) == given_in_all
    around: Counter[Key] = Counter()
    for key, tally in found.items():
        inside = [
            people
            for at, people in world.items()
            if key == REST
            or (
                at.team[: len(key.team)] == key.team
                and at.area[: len(key.area)] == key.area
                and key.channel in ("", at.channel)
            )
        ]
        around[key] = len(set().union(*inside))
        assert around[key] >= 5
        assert tally.replies


@given(worlds, st.booleans())
def test_every_figure_by_one_detail_is_a_sum_of_whole_cells(
    world: dict[Key, set[int]], teams_first: bool
) -> None:
    found = gathered(_cells(world), teams_first=teams_first)
    whole = sum(tally.replies for tally in found.values())
    for part in ("team", "area", "channel"):
        sums: Counter[object] = Counter()
        for key, tally in found.items():
            sums[getattr(key, part)] += tally.replies
        assert sum(sums.values()) == whole


def test_few_people_join_what_is_above_them() -> None:
    few, many = Key((1,), (7, 8), "phone"), Key((), (7,), "phone")
    cells = {few: Cell(Tally(replies=2), {1, 2}), many: Cell(Tally(replies=9), {3, 4, 5, 6, 7})}
    assert gathered(cells, teams_first=True) == {REST: Tally(replies=11)}
    more = {few: Cell(Tally(replies=2), {1, 2}), Key((), (7,)): cells[many]}
    assert gathered(more, teams_first=True) == {Key((), (7,)): Tally(replies=11)}
    alone = gathered({few: Cell(Tally(replies=2), {1, 2})}, teams_first=True)
    assert alone == {}


def test_the_delta_compares_inside_each_area_and_channel() -> None:
    one = Tally(scored_with=4, score_with=Decimal(36), scored_without=2, score_without=Decimal(14))
    other = Tally(scored_with=2, score_with=Decimal(8), scored_without=4, score_without=Decimal(20))
    alone = Tally(scored_with=50, score_with=Decimal(500))
    found = delta_of([one, other, alone])
    assert found == Delta(Decimal(4 * 2 + 2 * -1), 6, 6)
    assert found.value == 1.0
    assert delta_of([alone]).value is None
    assert delta_of([one]).value is None, "too few scores"
    assert Ratio(0, 0).rate is None


def _replies(
    area: Any, team: Any, people: int, weeks_ago: int = 1, **facts: Any
) -> list[ReplyRecord]:
    monday = monday_of(company_day(timezone.now()))
    at = timezone.now().replace(hour=12) - timedelta(
        days=(company_day(timezone.now()) - monday).days + 7 * weeks_ago - 3
    )
    return [
        ReplyRecord.objects.create(
            person=make_person(team=team),
            team=team,
            area=area,
            channel="phone",
            language="en",
            created_at=at,
            **{key: value(n) if callable(value) else value for key, value in facts.items()},
        )
        for n in range(people)
    ]


def _contact(record: ReplyRecord, n: int, by: User, score: Decimal | None = None) -> Contact:
    """Closed on the day of that reply, where it was given."""
    return Contact.objects.create(
        reference=f"HAL-{n}",
        closed_on=record.created_at.date(),
        area=record.area,
        team=record.team,
        channel=record.channel,
        score=score,
        imported_by=by,
        imported_at=timezone.now(),
    )


@pytest.mark.django_db
def test_figures_stand_by_area_channel_and_team_with_their_denominators(
    administrator: User, client_of: ClientOf
) -> None:
    area, team = make_area("Energy"), make_team("Phones")
    records = _replies(
        area,
        team,
        6,
        reference=lambda n: f"HAL-{n}",
        outcome=lambda n: ("helped", "wrong", "helped", "", "", "")[n],
        outcome_at=lambda n: timezone.now() if n < 3 else None,
    )
    article = make_article()
    recall = Recall.objects.create(
        article=article,
        passage_key="short",
        since=timezone.now(),
        opened_by=article.owner,
        opened_at=timezone.now(),
    )
    RecalledReply.objects.create(recall=recall, record=records[0])
    for n in range(12):
        _contact(records[0], n, administrator, score=Decimal(9 if n < 6 else 7))
    report = replies_of(administrator, 28)
    total = report.total
    assert (total.link_rate, total.outcome_rate) == (Ratio(6, 12), Ratio(2, 3))
    assert (total.recall_size, total.response_share) == (Ratio(1, 6), Ratio(3, 6))
    assert report.delta.value == 2.0
    for rows, label in (
        (report.areas, "Energy"),
        (report.channels, "Phone"),
        (report.teams, "Phones"),
    ):
        assert [(row.label, row.tally) for row in rows] == [(label, total)]
    browser = client_of(administrator)
    assert "6 of 12 closed contacts" in browser.get(reverse("insights:replies")).content.decode()
    table = browser.get(reverse("insights:replies_file")).content.decode()
    assert "Energy,6,12,2,3,6,1,6," in table


@pytest.mark.django_db
def test_four_people_are_not_told_of_nor_the_viewer_among_five(lead: User) -> None:
    area, team = make_area(), make_team()
    records = _replies(area, team, 4)
    assert replies_of(lead, 28).total == Tally()
    ReplyRecord.objects.filter(pk=records[0].pk).update(person=lead)
    _replies(area, team, 1)
    caches["local"].clear()
    assert replies_of(lead, 28).total == Tally(), "without the viewer they are four"
    _replies(area, team, 1)
    caches["local"].clear()
    assert replies_of(lead, 28).total.replies == 6


@pytest.mark.django_db
def test_an_area_that_is_closed_to_the_viewer_is_in_the_rest(lead: User, manager: User) -> None:
    area, team = make_area("Falcon"), make_team()
    restrict_area(area, make_team())
    _replies(area, team, 6)
    for viewer in (lead, manager):
        report = replies_of(viewer, 28)
        assert [row.label for row in report.areas] == ["other"]
    assert replies_of(lead, 28).teams == ()


@pytest.mark.django_db
def test_managers_read_the_teams_of_their_line_alone(manager: User, team: Any) -> None:
    area = make_area()
    _replies(area, team, 5)
    _replies(area, make_team("Elsewhere"), 5)
    report = replies_of(manager, 28)
    assert [(row.label, row.tally.replies) for row in report.teams] == [
        (team.name, 5),
        ("other", 5),
    ]


@pytest.mark.django_db
def test_the_picture_tells_each_of_thirteen_weeks_and_which_are_of_the_period(
    administrator: User,
) -> None:
    area, team = make_area(), make_team()
    records = _replies(area, team, 5, reference=lambda n: f"HAL-{n}")
    for n in range(8):
        _contact(records[0], n, administrator)
    _replies(area, team, 6, weeks_ago=5, reference=lambda n: f"OLD-{n}")
    _replies(area, team, 4, weeks_ago=2)
    report = replies_of(administrator, 28)
    picture = picture_of(report)
    assert (report.total.replies, report.untold) == (5, 1), "the weeks before are in no figure"
    assert picture.rates is not None
    told = {12 - place: bar.value for place, bar in enumerate(picture.rates.bars)}
    assert told == {n: 62.5 if n == 0 else None for n in range(13)}
    told = {12 - place: bar.value for place, bar in enumerate(picture.replies.bars)}
    assert told == {n: {0: 5, 4: 6}.get(n) for n in range(13)}
    assert [bar.tone for bar in picture.replies.bars] == [
        *["mark--below"] * 9,
        *["mark"] * 3,
        "mark--above",
    ]
    monday = monday_of(company_day(timezone.now())) - timedelta(days=7)
    assert [week.monday for week in picture.weeks] == [
        monday - timedelta(days=7 * n) for n in range(13)
    ]
    whole = picture_of(replies_of(administrator, 90))
    assert [bar.value for bar in whole.replies.bars] == [bar.value for bar in picture.replies.bars]
    assert not whole.has_earlier
    assert all(bar.tone != "mark--below" for bar in whole.replies.bars)


@pytest.mark.django_db
def test_the_page_draws_rates_only_of_closed_contacts_and_tells_all_of_it_as_tables(
    lead: User, administrator: User, client_of: ClientOf
) -> None:
    url = reverse("insights:replies")
    browser = client_of(lead)
    assert "<figure" not in browser.get(url).content.decode(), "nothing to draw"
    records = _replies(make_area(), make_team(), 6, reference=lambda n: f"HAL-{n}", weeks_ago=3)
    caches["local"].clear()
    drawn = browser.get(url, {"days": "7"})
    assert drawn.content.decode().count("<figure") == 1
    assert "Outlined bars" in drawn.content.decode(), "of the week before last week"
    assert drawn.context["picture"].rates is None
    for n in range(9):
        _contact(records[0], n, administrator)
    caches["local"].clear()
    words = browser.get(url).content.decode()
    assert words.count("<figure") == words.count("The same as a table") == 2
    assert re.search(r'67\W%<br><span class="small quiet">6 of 9</span>', words)


@pytest.mark.django_db
def test_the_page_costs_the_same_however_many_areas_and_weeks_there_are(
    administrator: User, client_of: ClientOf, assert_same_queries: Any
) -> None:
    weeks = iter(range(1, 13))

    def grow(number: int) -> None:
        for _each in range(number):
            week = next(weeks)
            records = _replies(make_area(), make_team(), 5, weeks_ago=week, reference=f"HAL-{week}")
            _contact(records[0], week, administrator)

    def read() -> None:
        caches["local"].clear()
        page = client_of(administrator).get(reverse("insights:replies"))
        assert page.context["picture"].rates

    assert_same_queries(read, grow)
