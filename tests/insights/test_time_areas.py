"""Demand against capacity, area by area: what is counted, what keeps it, and what is not told."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.actions import deactivate_person, declare_expertise
from accounts.models import AwayPeriod, Team, User
from knowledge.areas.models import Area
from knowledge.contributions.actions import commit_minutes
from knowledge.insights.time.demand import AreaNeed, Bottleneck, Demand
from knowledge.threads.models import Answer, State
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, make_team, restrict_area
from tests.insights.conftest import NOW
from tests.insights.looking import search
from tests.insights.threads_made import ask
from tests.insights.workbooks import sheets_of

PAGE = "insights:time_areas"
WEEK_TOP = 210
"""The upper end of a usual week of 35 hours."""


@pytest.fixture
def broadband(lead: User) -> Area:
    return Area.objects.get(slug="broadband")


def experts_of(area: Area, count: int) -> list[User]:
    return [know(make_person(roles=["expert"]), area) for _number in range(count)]


def know(person: User, *areas: Area) -> User:
    for area in areas:
        declare_expertise(person=person, area=area, level=2)
    return person


def spend_all(people: Sequence[User]) -> None:
    for person in people:
        commit_minutes(
            person=person,
            minutes=600,
            subject_kind="thread",
            subject_id=1,
            label="Long work",
            url="/",
            at=NOW,
        )


def get(browser: Client, name: str = PAGE, *args: str) -> HttpResponse:
    caches["local"].clear()
    response = browser.get(reverse(name, args=args))
    assert response.status_code == 200
    return response  # type: ignore[return-value]


def demand(browser: Client) -> Demand:
    found = get(browser).context["demand"]  # type: ignore[attr-defined]
    assert isinstance(found, Demand)
    return found


def row(browser: Client, area: Area) -> AreaNeed:
    return next(found for found in demand(browser).rows if found.area == area)


def main(browser: Client) -> str:
    return get(browser).content.decode().partition("<main")[2].partition("</main")[0]


def test_what_waits_and_what_was_searched_in_vain_is_wanted(
    contact: User, crowd: list[User], broadband: Area, browser: Client
) -> None:
    ask(contact, broadband)
    ask(contact, broadband, state=State.CLAIMED)
    ask(contact, broadband, state=State.SOLVED)
    search(crowd, "broadband slow tonight", total=0)
    found = row(browser, broadband)
    assert (found.waiting, found.failed, found.demand) == (2, 6, 8)
    page = main(browser)
    assert "1 of 1 area that is asked lacks something." in page
    assert "2 questions wait for an answer." in page
    assert f"{reverse('threads:list')}?area=broadband" in page
    assert f"{reverse('insights:searches')}?area=broadband" in page


def test_each_area_says_the_first_thing_that_keeps_it(
    contact: User, crowd: list[User], broadband: Area, lead: User, browser: Client
) -> None:
    areas = [make_area(name, parent=broadband) for name in ("Tides", "Chargers", "Boxes", "Fibre")]
    tides, chargers, boxes, fibre = areas
    for area in areas:
        ask(contact, area)
    spend_all(experts_of(chargers, 2))
    experts_of(boxes, 1)
    experts_of(fibre, 1)
    make_article(owner=lead, areas=[fibre])
    found = {area: row(browser, area).bottleneck for area in areas}
    assert found == {
        tides: Bottleneck.NO_EXPERT,
        chargers: Bottleneck.NO_TIME,
        boxes: Bottleneck.NO_ARTICLE,
        fibre: Bottleneck.NOTHING,
    }
    words = ["No expert", "No expert has time", "No article"]
    part = browser.get(reverse(PAGE), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    for text in (main(browser), part):
        assert all(word in text for word in words)
    assert "3 of 4 areas that are asked lack something." in main(browser)
    assert fibre.get_absolute_url() not in part


def test_who_knows_an_area_answers_in_those_inside_it(
    contact: User, broadband: Area, browser: Client
) -> None:
    boxes = make_area("Boxes", parent=broadband)
    experts_of(broadband, 1)
    ask(contact, boxes)
    assert row(browser, boxes).capacity.experts == 1


def test_who_has_left_counts_no_more(contact: User, broadband: Area, browser: Client) -> None:
    (expert,) = experts_of(broadband, 1)
    ask(contact, broadband)
    deactivate_person(expert, by=None)
    assert row(browser, broadband).capacity.experts == 0


def test_minutes_are_told_of_five_others_and_below_that_only_whether_there_is_time(
    contact: User, broadband: Area, browser: Client
) -> None:
    ask(contact, broadband)
    people = experts_of(broadband, 4)
    assert row(browser, broadband).capacity.minutes is None
    assert "has time" in main(browser)
    people += experts_of(broadband, 1)
    capacity = row(browser, broadband).capacity
    told = (capacity.minutes, capacity.ahead, capacity.planned)
    assert told == (5 * WEEK_TOP, 5 * 4 * WEEK_TOP, 0)
    for person in people:
        assert person.display_name not in main(browser)
    spend_all(people)
    assert "has none" in main(browser)


def test_who_is_known_to_have_no_time_is_none_of_the_five(
    contact: User, broadband: Area, browser: Client
) -> None:
    """Routing says of each whether they have time: four without would leave the fifth's minutes."""
    ask(contact, broadband)
    people = experts_of(broadband, 9)
    spend_all(people[:4])
    assert row(browser, broadband).capacity.minutes == 5 * WEEK_TOP
    spend_all(people[4:5])
    capacity = row(browser, broadband).capacity
    assert (capacity.minutes, capacity.has_time) == (None, True)


def test_the_viewer_is_not_one_of_the_five(
    contact: User, broadband: Area, lead: User, browser: Client
) -> None:
    ask(contact, broadband)
    experts_of(broadband, 4)
    know(lead, broadband)
    assert row(browser, broadband).capacity.minutes is None


def test_two_areas_that_differ_by_one_expert_do_not_both_tell(
    contact: User, broadband: Area, browser: Client
) -> None:
    boxes = make_area("Boxes", parent=broadband)
    experts_of(broadband, 5)
    know(make_person(roles=["expert"]), boxes)
    experts_of(make_area("Heating"), 4)
    ask(contact, broadband)
    ask(contact, boxes)
    assert row(browser, broadband).capacity.minutes == 5 * WEEK_TOP
    assert row(browser, boxes).capacity.minutes is None


def test_an_area_that_leaves_few_of_the_company_does_not_tell(
    contact: User, broadband: Area, browser: Client
) -> None:
    """The company's forecast is of all experts: less that of the area, it would be of these two."""
    ask(contact, broadband)
    everybody = experts_of(broadband, 5)
    User.objects.filter(is_expert=True).exclude(pk__in=[one.pk for one in everybody]).update(
        is_expert=False
    )
    assert row(browser, broadband).capacity.planned == 0
    others = [make_person(roles=["expert"]) for _number in range(2)]
    assert row(browser, broadband).capacity.planned is None
    others += [make_person(roles=["expert"]) for _number in range(3)]
    assert row(browser, broadband).capacity.planned == 0


def test_a_managers_own_people_are_not_of_the_five(
    contact: User, broadband: Area, manager: User, team: Team, client_of: ClientOf
) -> None:
    """Of them the manager reads the forecast: less it, the area's would be of one person."""
    ask(contact, broadband)
    for _number in range(4):
        know(make_person(roles=["expert"], team=team), broadband)
    experts_of(broadband, 1)
    browser = client_of(manager)
    assert row(browser, broadband).capacity.minutes is None
    experts_of(broadband, 4)
    assert row(browser, broadband).capacity.minutes == 9 * WEEK_TOP


def test_what_is_told_does_not_depend_on_what_is_closed(
    contact: User, broadband: Area, browser: Client, client_of: ClientOf, manager: User
) -> None:
    """Two viewers who compare would else learn what neither may know."""
    closed = make_area("Fraud desk", parent=broadband)
    restrict_area(closed, make_team())
    ask(contact, broadband)
    (one, *_others) = experts_of(broadband, 6)
    know(one, closed)
    for viewer in (browser, client_of(manager)):
        assert row(viewer, broadband).capacity.minutes == 6 * WEEK_TOP
    assert "Fraud" not in main(client_of(manager))


def test_who_answered_well_where_nobody_is_expert_is_named(
    contact: User, broadband: Area, browser: Client, team: Team
) -> None:
    answerer, once = make_person("Anh Nguyen", team=team), make_person(team=team)
    for person in (answerer, answerer, once):
        thread = ask(contact, broadband, state=State.SOLVED, answered=[person])
        Answer.objects.filter(thread=thread).update(accepted_at=NOW, accepted_by=contact)
    ask(contact, broadband)
    part = browser.get(reverse(PAGE), headers={"HX-Request": "true"}).content.decode()
    assert "<b>Anh Nguyen</b> has 2 accepted answers in Broadband" in part
    experts_of(broadband, 1)
    part = browser.get(reverse(PAGE), headers={"HX-Request": "true"}).content.decode()
    assert "Anh Nguyen" not in part


def test_searches_are_for_those_who_may_see_what_failed(
    contact: User, crowd: list[User], broadband: Area, administrator: User, client_of: ClientOf
) -> None:
    ask(contact, broadband)
    search(crowd, "broadband slow tonight", total=0)
    browser = client_of(administrator)
    assert row(browser, broadband).failed is None
    assert "Failed searches" not in main(browser)
    (rows,) = sheets_of(get(browser, "insights:time_areas_file", "xlsx").content).values()
    assert rows[1][2] == ""


def test_a_lead_sees_the_areas_they_lead(contact: User, broadband: Area, browser: Client) -> None:
    ask(contact, make_area("Heating"))
    assert demand(browser).rows == ()
    assert "No data: nothing waits, and no search failed." in main(browser)
    assert "Heating" not in main(browser)


def test_files_carry_the_table_of_the_page(contact: User, broadband: Area, browser: Client) -> None:
    experts_of(broadband, 5)
    ask(contact, broadband)
    (rows,) = sheets_of(get(browser, "insights:time_areas_file", "xlsx").content).values()
    left = str(5 * WEEK_TOP)
    assert rows[1][:6] == ["Broadband", "1", "0", "5", "yes", left]
    text = get(browser, "insights:time_areas_file", "csv").content.decode("utf-8-sig")
    assert f"Broadband,1,0,5,yes,{left}" in text
    assert browser.get(reverse("insights:time_areas_file", args=["pdf"])).status_code == 404


def test_leave_ahead_takes_from_what_is_ahead(
    contact: User, broadband: Area, browser: Client
) -> None:
    ask(contact, broadband)
    (one, *_others) = experts_of(broadband, 6)
    monday = (NOW + timedelta(days=5)).date()
    AwayPeriod.objects.create(person=one, first_day=monday, last_day=monday + timedelta(days=27))
    assert row(browser, broadband).capacity.ahead == 5 * 4 * WEEK_TOP


def test_more_areas_people_and_questions_need_no_more_queries(
    contact: User,
    broadband: Area,
    browser: Client,
    assert_same_queries: Callable[..., None],
) -> None:
    restrict_area(make_area("Fraud desk"), make_team())

    def grow(count: int) -> None:
        for _time in range(count):
            area = make_area(parent=broadband)
            experts_of(area, 2)
            answerer = make_person()
            bare = make_area(parent=broadband)
            thread = ask(contact, bare, state=State.SOLVED, answered=[answerer])
            Answer.objects.filter(thread=thread).update(accepted_at=NOW, accepted_by=contact)
            for place in (area, bare):
                ask(contact, place)

    for url in (reverse(PAGE), reverse("insights:time_areas_file", args=["xlsx"])):
        assert_same_queries(lambda url=url: browser.get(url), grow)
