"""The page of a thread's ranking: for leads, fifty people at a time."""

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.actions.working_time import add_away
from accounts.models import User
from knowledge.threads.models import Thread
from tests.articles.asking import make_expert_of
from tests.conftest import ClientOf
from tests.factories import make_person

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]


def _at(name: str, thread: Thread) -> str:
    return reverse(f"threads:{name}", args=[thread.pk])


def test_leads_see_the_ranking_with_its_reasons(
    lead: User, expert: User, question: Thread, client_of: ClientOf
) -> None:
    html = client_of(lead).get(_at("ranking", question)).content.decode()
    assert expert.display_name in html


def test_the_ranking_shows_fifty_and_leads_to_the_others(
    lead: User, question: Thread, client_of: ClientOf
) -> None:
    for number in range(54):
        make_expert_of(question.area, make_person(f"Expert {number:02}"))
    away = make_person("Gone Away")
    make_expert_of(question.area, away)
    now = timezone.localdate()
    add_away(person=away, first_day=now, last_day=now + timedelta(days=2))
    browser = client_of(lead)
    first = browser.get(_at("ranking", question)).context
    assert [line.position for line in first["eligible"]][:2] == [1, 2]
    assert (len(first["eligible"]), first["eligible"].pages) == (50, 2)
    assert away in [line.person for line in first["others"]]
    more = browser.get(_at("ranking", question), {"page": "2", "others": "x"}).context
    assert next(line.position for line in more["eligible"]) == 51
    people = [line.person for part in (first, more) for line in part["eligible"]]
    assert len(set(people)) == len(people) == first["eligible"].total
    assert browser.get(_at("ranking", question), {"page": "99"}).context["eligible"].number == 2


def test_the_page_of_the_ranking_costs_the_same_however_many_experts(
    lead: User, question: Thread, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    browser = client_of(lead)

    def grow(count: int) -> None:
        for _number in range(count):
            make_expert_of(question.area, make_person())

    assert_same_queries(lambda: browser.get(_at("ranking", question)), grow)
