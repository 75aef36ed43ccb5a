"""Lists of threads and the queue on home: what waits, for whom, and what to do when nothing does."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.threads.actions.claiming import claim_thread
from knowledge.threads.actions.states import ask_for_info
from knowledge.threads.models import State, Thread
from knowledge.threads.queries.late import late_threads
from tests.articles.asking import make_expert_of
from tests.conftest import ClientOf
from tests.factories import make_answer, make_area, make_person, make_thread, restrict_area
from tests.threads.conftest import MONDAY

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]
LIST = "threads:list"


def _titles(browser: Client, **query: str) -> list[str]:
    response = browser.get(reverse(LIST), query)
    assert response.status_code == 200
    return [line.thread.title for line in response.context["lines"]]


def _home(browser: Client) -> str:
    return browser.get(reverse("home")).content.decode()


def test_what_waits_stands_in_the_order_of_who_waits(
    contact: User, expert: User, boxes: Area, client_of: ClientOf
) -> None:
    make_thread("Some day", asker=contact, area=boxes, urgency="week", at=MONDAY)
    make_thread("At once", asker=contact, area=boxes, urgency="now", at=MONDAY)
    make_thread("Today", asker=contact, area=boxes, at=MONDAY)
    make_answer(make_thread("Done", asker=contact, area=boxes), by=expert)
    assert _titles(client_of(contact)) == ["At once", "Today", "Some day"]


def test_late_ones_come_by_the_age_of_their_promise_and_what_waits_for_its_asker_last(
    contact: User, expert: User, boxes: Area, client_of: ClientOf
) -> None:
    for title in ("Ahead", "Late since lunch", "Late for days", "Asked back", "Now asked back"):
        urgency = "now" if title.startswith("Now") else "today"
        thread = make_thread(title, asker=contact, area=boxes, urgency=urgency, at=MONDAY)
        if "sked back" in title:
            ask_for_info(thread=thread, by=expert, word="Which box?")
    at = timezone.now()
    hours = {"Ahead": 9, "Late since lunch": -3, "Late for days": -70, "Asked back": -99}
    for title, ahead in hours.items():
        due = at + timedelta(hours=ahead)
        Thread.objects.filter(title=title).update(first_answer_due_at=due)
    make_thread("At once", asker=contact, area=boxes, urgency="now")
    shown = ["At once", "Late for days", "Late since lunch", "Ahead"]
    assert _titles(client_of(contact)) == [*shown, "Now asked back", "Asked back"]


def test_each_view_holds_what_it_says(
    contact: User, expert: User, boxes: Area, client_of: ClientOf
) -> None:
    late = make_thread("Late", asker=contact, area=boxes, at=MONDAY)
    fresh = make_thread("Elsewhere", asker=make_person(), area=make_area("Bills"))
    Thread.objects.filter(pk=fresh.pk).update(
        first_answer_due_at=timezone.now() + timedelta(days=9)
    )
    make_answer(make_thread("Answered", asker=contact, area=boxes), by=expert)
    assert late.first_answer_due_at is not None
    browser = client_of(expert)
    assert set(_titles(browser, view="open")) == {"Late", "Elsewhere"}
    assert _titles(browser, view="late") == ["Late"]
    assert _titles(browser, view="areas") == ["Late"]
    assert _titles(browser, view="mine") == ["Answered"]
    assert _titles(browser, view="answered") == ["Answered"]
    assert len(_titles(browser, view="all")) == 3
    assert _titles(browser, state="answered") == ["Answered"]
    assert set(_titles(browser, by=contact.slug)) == {"Late", "Answered"}
    assert set(_titles(browser, area=boxes.slug)) == {"Late"}
    paused = make_thread("Late and asked back", asker=contact, area=boxes, at=MONDAY)
    Thread.objects.filter(pk=paused.pk).update(
        state=State.NEEDS_INFO, paused_since=paused.first_answer_due_at
    )
    late_too = {row.title for row in late_threads()}
    assert set(_titles(browser, view="late")) == late_too == {"Late", "Late and asked back"}


def test_nonsense_in_the_address_filters_nothing(
    contact: User, question: Thread, client_of: ClientOf
) -> None:
    browser = client_of(contact)
    query = {
        "view": "x",
        "area": "y",
        "state": "z",
        "by": "w",
        "page": "q",
        "days": "9",
        "scope": "v",
    }
    assert _titles(browser, **query) == [question.title]


def test_a_question_of_a_joined_area_stands_in_both(
    contact: User, boxes: Area, client_of: ClientOf
) -> None:
    bills = make_area("Bills")
    make_thread("Both", asker=contact, area=boxes, joined=[bills])
    assert _titles(client_of(contact), area=bills.slug) == ["Both"]


def test_a_closed_area_leaves_no_trace(
    contact: User, outsider: User, team: Team, client_of: ClientOf
) -> None:
    closed = make_area("Zephyr")
    make_thread("What of Zephyr?", asker=contact, area=closed)
    restrict_area(closed, team)
    browser = client_of(outsider)
    for query in ({}, {"view": "all"}, {"by": contact.slug}, {"area": closed.slug}):
        html = browser.get(reverse(LIST), query).content.decode()
        assert "Zephyr" not in html
        assert 'class="badge">1<' not in html


def test_an_empty_list_says_what_to_do_next(
    contact: User, expert: User, client_of: ClientOf
) -> None:
    said = {
        "open": "Nobody waits for an answer",
        "mine": "You have asked and answered nothing yet",
        "areas": "Nobody waits in your areas",
        "late": "Nothing is late",
        "all": "Nothing here yet",
    }
    for view, words in said.items():
        assert words in client_of(expert).get(reverse(LIST), {"view": view}).content.decode()
    filtered = client_of(contact).get(reverse(LIST), {"view": "all", "state": "open"})
    assert "Nothing of that kind" in filtered.content.decode()


def test_the_area_page_gets_the_lines_alone(
    contact: User, question: Thread, client_of: ClientOf
) -> None:
    address = f"{reverse(LIST)}?view=all&area={question.area.slug}"
    html = client_of(contact).get(address, HTTP_HX_REQUEST="true").content.decode()
    assert question.title in html
    assert "<html" not in html
    page = client_of(contact).get(question.area.get_absolute_url()).content.decode()
    assert address.replace("&", "&amp;") in page


def test_a_profile_leads_to_what_was_asked_and_answered(
    contact: User, question: Thread, client_of: ClientOf
) -> None:
    page = client_of(contact).get(contact.get_absolute_url()).content.decode()
    assert f"{reverse(LIST)}?by={contact.slug}" in page


def test_lists_cost_the_same_with_more_rows(
    contact: User, expert: User, boxes: Area, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    browser = client_of(expert)

    def grow(n: int) -> None:
        for number in range(n):
            thread = make_thread(asker=contact, area=make_area(parent=boxes), joined=[boxes])
            if number % 3 == 0:
                claim_thread(thread=thread, by=expert)
            if number % 3 == 1:
                make_answer(thread, by=expert, is_partial=True)

    assert_same_queries(lambda: browser.get(reverse(LIST), {"view": "all"}), grow)
    assert_same_queries(lambda: browser.get(reverse(LIST), {"view": "areas"}), grow)


# Home


def test_an_expert_takes_the_first_question_from_home(
    expert: User, question: Thread, client_of: ClientOf
) -> None:
    offered = _home(client_of(expert))
    assert question.title in offered
    assert "Why you:" in offered
    assert f'action="{reverse("threads:claim", args=[question.pk])}"' in offered
    claim_thread(thread=question, by=expert)
    held = _home(client_of(expert))
    assert f"{question.get_absolute_url()}?answer=1" in held


def test_a_contact_sees_whose_turn_it_is(
    contact: User, expert: User, question: Thread, boxes: Area, client_of: ClientOf
) -> None:
    make_thread("Another", asker=contact, area=boxes)
    ask_for_info(thread=question, by=expert, word="Which colour?")
    html = _home(client_of(contact))
    assert "Your open questions" in html
    assert "1 waits for your word" in html
    assert html.index(question.title) < html.index("Another")


def test_nobody_else_sees_ones_open_questions(
    colleague: User, question: Thread, client_of: ClientOf
) -> None:
    assert question.title not in _home(client_of(colleague))


def test_home_costs_the_same_with_a_longer_queue(
    contact: User, expert: User, boxes: Area, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    """Somebody who asks and answers."""
    make_expert_of(make_area("Bills"))
    browser = client_of(expert)

    def grow(n: int) -> None:
        for number in range(n):
            thread = make_thread(asker=contact, area=boxes)
            make_thread(asker=expert, area=make_area())
            if number % 2:
                claim_thread(thread=thread, by=expert)

    assert_same_queries(lambda: browser.get(reverse("home")), grow)
