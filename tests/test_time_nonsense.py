"""Every form and address about contribution time, leave and contracts takes nonsense: none fails on it.

The addresses are those of the routes and the forms are read from the pages, so that a new one is
tested too.
"""

from collections.abc import Iterator
from types import ModuleType

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from accounts import urls as accounts_urls
from accounts.models import Team, User
from knowledge.contributions import urls as time_urls
from knowledge.contributions.actions.plans import add_block, add_slot
from knowledge.insights import urls as insights_urls
from tests.conftest import ClientOf
from tests.contributions.moments import MONDAY, NOW, TODAY, give
from tests.test_thread_nonsense import Form, _Forms

VALUES = {
    "a NUL": "bo\0x",
    "the last day": "9999-12-31",
}
MORE = {
    "the first moment": "0001-01-01T00:00+14:00",
    "a number beyond any row": str(10**19),
    "many letters": "x" * 20_000,
    "a huge number": "9" * 400,
    "signs": "'; DROP TABLE x; --\"<script>=1+1%s{0}\\ \u202e\u2028\ud7ff🧟\u200d♀️",
    "the first day": "0001-01-01",
    "the last moment": "9999-12-31T23:59-12:00",
    "digits of another script": "\u0663\u0664",
    "minus": "-5",
    "hours": "99999.9 h",
}
QUERIES = [
    "line",
    "fields",
    "repeat",
    "format",
    "page",
    "next",
    "on",
    "view",
    "team",
    "area",
    "weeks",
    "compare",
    "country",
    "q",
]
FIELDS = [
    "minutes",
    "kind",
    "day",
    "label",
    "url",
    "note",
    "row",
    "said",
    "reason",
    "keep",
    "month",
    "scope",
    "since",
    "text",
    "do",
]
ABOUT = ("/time/", "/insights/time/", "/working-time/", "/people/manage/")
BEYOND = 10**19

pytestmark = pytest.mark.django_db


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns)
        else:
            yield each


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def browser(client_of: ClientOf, administrator: User) -> Client:
    """Of an administrator who is an expert too and manages a team."""
    administrator.is_expert = True
    administrator.save()
    Team.objects.get().managers.add(administrator)
    found = client_of(administrator)
    found.raise_request_exception = False
    return found


@pytest.fixture
def addresses(administrator: User, expert: User) -> list[str]:
    """Of every route: of things that are there, else of some that no row can be."""
    block = add_block(person=administrator, day=TODAY, start=540, minutes=30)
    give(expert, 30, TODAY)
    slot = add_slot(person=administrator, weekday=1, start=600, minutes=60, since=TODAY)
    there = {
        "time:entry": give(administrator, 30, TODAY).pk,
        "time:plan_slot": slot.pk,
        "time:plan_slot_end": slot.pk,
        "time:plan_block": block.pk,
        "time:plan_block_move": block.pk,
    }
    words = {"slug": expert.slug, "form": "xlsx", "monday": MONDAY, "token": "terroir_\0x"}
    spaces: dict[str, ModuleType] = {
        "time": time_urls,
        "insights": insights_urls,
        "accounts": accounts_urls,
    }
    found = []
    for space, module in spaces.items():
        for route in routes(module.urlpatterns):
            name = f"{space}:{route.name}"
            given: dict[str, object] = words | {"pk": there.get(name, BEYOND)}
            named = {key: given[key] for key in route.pattern.converters}
            found.append(reverse(name, kwargs=named))
    return [url for url in found if any(about in url for about in ABOUT)]


def forms_at(browser: Client, url: str) -> list[Form]:
    answer = browser.get(url)
    assert answer.status_code < 500, url
    if answer.status_code != 200 or "html" not in answer["Content-Type"]:
        return []
    reading = _Forms(url)
    reading.feed(answer.content.decode())
    return [form for form in reading.found if any(about in form.action for about in ABOUT)]


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_address_about_time_fails_on_nonsense(
    value: str, browser: Client, addresses: list[str]
) -> None:
    assert len(addresses) > 50
    for url in addresses:
        assert browser.get(url, dict.fromkeys(QUERIES, value)).status_code < 500, url
        assert browser.post(url, dict.fromkeys(QUERIES + FIELDS, value)).status_code < 500, url


FEW = dict(list((VALUES | MORE).items())[::4])
"""Each field of each form with every value takes minutes: a third of them find what the others do."""


@pytest.mark.slow
@pytest.mark.parametrize("value", FEW.values(), ids=FEW)
def test_no_form_about_time_fails_on_nonsense(
    value: str, browser: Client, addresses: list[str]
) -> None:
    """All fields at once, and each among the values that the page offers."""
    sent = set()
    for url in addresses:
        for form in forms_at(browser, url):
            names = sorted(form.typed)
            for changed in (names, *([name] for name in names if form.action not in sent)):
                fields = form.values | {name: [value] for name in changed}
                answer = browser.post(form.action, fields)
                assert answer.status_code < 500, (form.action, changed)
            sent.add(form.action)
    assert len(sent) > 10
