"""The page of how questions fare: whose areas it tells of, what it counts, and what it keeps to itself."""

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.actions import deactivate_person, declare_expertise
from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.insights.threads.figures import Share
from knowledge.insights.threads.queries import ThreadReport
from knowledge.threads.models import State, Thread
from knowledge.threads.queries.late import missed
from tests.conftest import ClientOf
from tests.factories import make_area, make_person, make_team, restrict_area
from tests.insights.conftest import NOW
from tests.insights.threads_made import ask, due

PAGE = "insights:threads"


@pytest.fixture
def broadband(lead: User) -> Area:
    return Area.objects.get(slug="broadband")


@pytest.fixture
def answerers(team: Team) -> list[User]:
    return [make_person(roles=["expert"], team=team) for _number in range(2)]


def get(browser: Client, **query: str) -> HttpResponse:
    response = browser.get(reverse(PAGE), query)
    assert response.status_code == 200
    return response  # type: ignore[return-value]


def report(browser: Client, **query: str) -> ThreadReport:
    found = get(browser, **query).context["report"]  # type: ignore[attr-defined]
    assert isinstance(found, ThreadReport)
    return found


def main(browser: Client, **query: str) -> str:
    page = get(browser, **query).content.decode()
    return page.partition("<main")[2].partition("</main")[0]


def table(browser: Client, **query: str) -> list[dict[str, str]]:
    text = browser.get(reverse("insights:threads_file"), query).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_first_sentence_says_what_is_late(
    contact: User, broadband: Area, browser: Client
) -> None:
    ask(contact, broadband, days=9, first_answer_due_at=due(-100))
    ask(contact, broadband, days=1, first_answer_due_at=due(-1))
    ask(contact, broadband, days=1, first_answer_due_at=due(1))
    page = main(browser)
    assert "2 questions wait past their promise." in page
    assert "9 days ago" in page
    row = report(browser).rows[0]
    assert (row.waiting.count, row.waiting.late) == (3, 2)


def test_late_is_what_a_thread_says_of_itself(
    contact: User, broadband: Area, answerers: list[User], browser: Client
) -> None:
    kinds = [
        {"first_answer_due_at": due(-1)},
        {"first_answer_due_at": due(1)},
        {},
        {"answered": answerers, "first_answer_due_at": due(-1), "solution_due_at": due(1)},
        {"answered": answerers, "first_answer_due_at": due(-9), "solution_due_at": due(-1)},
        {"state": State.NEEDS_INFO, "first_answer_due_at": due(-1)},
        {"state": State.CLAIMED, "first_answer_due_at": due(-1)},
        {"state": State.SOLVED, "first_answer_due_at": due(-1)},
        {"state": State.CLOSED, "first_answer_due_at": due(-1)},
    ]
    for fields in kinds:
        ask(contact, broadband, **fields)  # type: ignore[arg-type]
    truly = sum(bool(missed(thread, NOW)) for thread in Thread.objects.all())
    assert truly == 3
    assert report(browser).waiting.late == truly


def test_nothing_is_forgotten_because_it_is_old(
    contact: User, broadband: Area, browser: Client
) -> None:
    ask(contact, broadband, days=400, first_answer_due_at=due(-9000))
    page = main(browser, days="7")
    assert "1 question waits past its promise." in page
    assert report(browser, days="7").total.asked == 0


def test_figures_have_numerator_and_denominator(
    contact: User, broadband: Area, answerers: list[User], browser: Client
) -> None:
    ask(contact, broadband, answered=answerers[:1], after=timedelta(hours=2))
    ask(contact, broadband, answered=answerers[1:], after=timedelta(hours=30))
    ask(contact, broadband, days=9, state=State.CLOSED)
    solved = ask(
        contact, broadband, days=9, state=State.SOLVED, answered=answerers, solution_minutes=200
    )
    ask(contact, broadband, days=9, state=State.DUPLICATE, duplicate_of=solved)
    page = main(browser)
    assert "2 of 3 questions were answered within 24 hours (67" in page
    assert "took 2\u00a0h of working time or less, nine in ten 30\u00a0h" in page
    (line, whole) = table(browser)
    assert (line["Answered within 24 h"], line["Solved"], line["Questions"]) == ("2", "1", "3")
    assert (line["Duplicates"], line["Ended"], line["Asked"]) == ("1", "3", "5")
    assert line["First answer, median (working minutes)"] == "120"
    assert line["Solution, 90th percentile (working minutes)"] == "200"
    assert {**whole, "Product area": "", "Has an expert": ""} == {
        **line,
        "Product area": "",
        "Has an expert": "",
    }


def test_no_question_is_no_data(contact: User, broadband: Area, browser: Client) -> None:
    assert "No data" in main(browser)
    ask(contact, broadband, days=0.1)
    (line, _whole) = table(browser)
    assert (line["Of questions older than 24 h or answered"], line["Questions"]) == ("0", "1")
    assert line["First answer, median (working minutes)"] == ""
    cells = main(browser).partition("Area by area")[2]
    assert cells.count("no data") == 2 * 5


def test_nobody_is_named(
    contact: User, broadband: Area, answerers: list[User], browser: Client
) -> None:
    ask(contact, broadband, answered=answerers)
    page = main(browser) + browser.get(reverse("insights:threads_file")).content.decode()
    for person in (contact, *answerers):
        assert person.display_name not in page


def test_a_lead_sees_the_areas_they_lead_and_those_inside(
    contact: User, broadband: Area, browser: Client
) -> None:
    ask(contact, make_area("Boxes", parent=broadband))
    ask(contact, make_area("Heating"))
    shown = report(browser)
    assert [row.area.name for row in shown.rows] == ["Boxes"]
    assert (shown.quiet, shown.total.asked) == (1, 1)
    assert "Heating" not in main(browser)
    assert "Heating" not in main(browser, area="heating")


def test_managers_and_administrators_see_every_area(
    contact: User, broadband: Area, manager: User, administrator: User, client_of: ClientOf
) -> None:
    ask(contact, broadband)
    ask(contact, make_area("Heating"))
    for person in (manager, administrator):
        assert report(client_of(person)).total.asked == 2


def test_each_figure_leads_to_the_questions_that_it_counts(
    contact: User, broadband: Area, manager: User, browser: Client, client_of: ClientOf
) -> None:
    boxes, heating = make_area("Boxes", parent=broadband), make_area("Heating")
    for area in (broadband, boxes, heating):
        for days in (2, 6.9, 40, 200):
            ask(contact, area, days=days, first_answer_due_at=due(-1))
            solved = ask(contact, area, days=days, state=State.SOLVED, solution_minutes=9)
            ask(contact, area, days=days, state=State.DUPLICATE, duplicate_of=solved)
    ask(contact, heating, days=2).joined_areas.add(boxes)
    for reader in (browser, client_of(manager)):
        for query in ({}, {"days": "7", "area": "boxes"}):
            _check_links(reader, main(reader, **query), least=8)
    section = reverse("insights:area_threads", args=[broadband.slug])
    _check_links(browser, browser.get(section).content.decode(), least=3)


def _check_links(reader: Client, page: str, *, least: int) -> None:
    """The list shows as many questions as the figure, or the part of the share, says."""
    questions = re.escape(reverse("threads:list"))
    links = re.findall(
        rf'<a href="({questions}\?[^"]+)">(?:<strong>)?([0-9]+)(.*?)</t?d', page, re.DOTALL
    )
    assert len(links) >= least
    for address, number, rest in links:
        part = re.search(r">\s*([0-9]+) of ", rest)
        count = int(part[1] if "%" in rest.partition("</a>")[0] and part else number)
        paging = reader.get(html.unescape(address)).context["paging"]
        assert paging.total == count, address


def test_a_lead_of_nothing_is_told_what_to_do(db: None, client_of: ClientOf) -> None:
    browser = client_of(make_person(roles=["lead"]))
    assert "You lead no area yet" in main(browser)


def test_a_closed_area_is_in_no_figure(
    contact: User, broadband: Area, administrator: User, client_of: ClientOf
) -> None:
    closed = make_area("Fraud desk")
    restrict_area(closed, make_team())
    ask(contact, broadband, first_answer_due_at=due(-1))
    ask(contact, closed, first_answer_due_at=due(-1), days=300)
    joined = ask(contact, broadband, first_answer_due_at=due(-1), days=9)
    joined.joined_areas.add(closed)
    original = ask(contact, closed, title="Who seals the meters?")
    ask(contact, broadband, state=State.DUPLICATE, duplicate_of=original)
    browser = client_of(administrator)
    shown = report(browser)
    assert (shown.waiting.late, shown.total.asked) == (1, 2)
    assert not shown.originals
    everything = main(browser, area="fraud-desk") + str(table(browser, days="90"))
    assert "Fraud" not in everything
    assert "seals" not in everything


def test_an_area_without_expert_is_named(
    contact: User, broadband: Area, expert: User, browser: Client
) -> None:
    ask(contact, broadband)
    assert [row.area for row in report(browser).without_expert] == [broadband]
    assert "no expert" in main(browser)
    declare_expertise(person=expert, area=broadband, level=2)
    assert not report(browser).without_expert
    Thread.objects.update(without_expert_since=NOW)
    assert report(browser).without_expert
    Thread.objects.update(without_expert_since=None)
    deactivate_person(expert, by=None)
    assert report(browser).without_expert


def test_the_originals_asked_most_often_come_first(
    contact: User, broadband: Area, browser: Client
) -> None:
    originals = [ask(contact, broadband, days=60, title=f"Question {n}") for n in range(3)]
    for times, original in enumerate(originals):
        for _time in range(times):
            ask(contact, broadband, state=State.DUPLICATE, duplicate_of=original)
    found = [(one.thread.title, one.times) for one in report(browser).originals]
    assert found == [("Question 2", 2), ("Question 1", 1)]
    assert originals[2].get_absolute_url() in main(browser)


def test_an_area_can_be_chosen_and_nonsense_is_ignored(
    contact: User, broadband: Area, browser: Client
) -> None:
    boxes = make_area("Boxes", parent=broadband)
    ask(contact, boxes)
    ask(contact, broadband)
    assert report(browser, area="boxes").total.asked == 1
    assert report(browser, area="broadband").total.asked == 2
    assert report(browser, area="nowhere", days="12").total.asked == 2


def test_periods_reach_back_as_far_as_they_say(
    contact: User, broadband: Area, browser: Client
) -> None:
    for days in (3, 20, 60, 120):
        ask(contact, broadband, days=days)
    asked = [report(browser, days=days).total.asked for days in ("7", "28", "90")]
    assert asked == [1, 2, 3]


def test_the_weeks_are_those_of_the_asking(
    contact: User, broadband: Area, answerers: list[User], browser: Client
) -> None:
    for days, person in ((8, 0), (9, 1), (1, 0), (2, 1)):
        ask(contact, broadband, days=days, answered=[answerers[person]])
    ask(contact, broadband, days=22, answered=answerers[:1])
    weeks = report(browser).weeks[-4:]
    assert [week.asked for week in weeks] == [1, 0, 2, 2]
    assert [week.share for week in weeks] == [
        Share(1, 1),
        Share(0, 0),
        Share(2, 2),
        Share(2, 2),
    ]


def test_words_that_a_spreadsheet_would_calculate_are_quoted(
    contact: User, lead: User, browser: Client
) -> None:
    ask(contact, make_area("=SUM(A1)", owners=[lead]))
    assert table(browser)[0]["Product area"] == "'=SUM(A1)"


# The section of an area's page


def test_an_areas_page_asks_for_its_figures(
    contact: User, broadband: Area, browser: Client, client_of: ClientOf
) -> None:
    url = reverse("insights:area_threads", args=[broadband.slug])
    address = reverse("areas:detail", args=[broadband.slug])
    assert url in browser.get(address).content.decode()
    assert url not in client_of(contact).get(address).content.decode()
    ask(contact, make_area("Boxes", parent=broadband), first_answer_due_at=due(-1))
    part = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "<strong>1</strong></a>" in part
    assert "<html" in browser.get(url).content.decode()


def test_another_leads_area_is_not_theirs_and_a_closed_one_does_not_exist(
    broadband: Area, browser: Client
) -> None:
    other, closed = make_area("Heating"), make_area("Fraud desk")
    restrict_area(closed, make_team())
    assert browser.get(reverse("insights:area_threads", args=[other.slug])).status_code == 403
    assert browser.get(reverse("insights:area_threads", args=[closed.slug])).status_code == 404


def test_more_threads_areas_and_people_need_no_more_queries(
    contact: User,
    lead: User,
    broadband: Area,
    browser: Client,
    assert_same_queries: Callable[..., None],
) -> None:
    restrict_area(make_area("Fraud desk"), make_team())

    def grow(count: int) -> None:
        for _time in range(count):
            area = make_area(parent=broadband)
            people = [make_person(), make_person()]
            declare_expertise(person=people[0], area=area, level=1)
            original = ask(people[1], area, answered=people, first_answer_due_at=due(-1))
            ask(people[0], area, state=State.DUPLICATE, duplicate_of=original)

    for name in (PAGE, "insights:threads_file"):
        assert_same_queries(lambda name=name: browser.get(reverse(name)), grow)
    section = reverse("insights:area_threads", args=[broadband.slug])
    assert_same_queries(lambda: browser.get(section), grow)
