"""Every form about questions takes nonsense: no page fails on it, and what was written is not lost.

The forms are read from the pages, as a browser has them, so that a new one is tested too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import Expertise, User
from knowledge.areas.models import Area
from knowledge.passages.models import Comment, Text
from knowledge.threads.actions.answering import say_line
from knowledge.threads.actions.claiming import claim_thread
from knowledge.threads.actions.commenting import comment_on_thread
from knowledge.threads.models import CustomerLine, Thread, ThreadEvent
from knowledge.threads.urls import urlpatterns
from tests.conftest import ClientOf
from tests.factories import make_answer, make_area, make_thread
from tests.search.indexing import forget_index

MARK = "Zirkonia"
SQL = "'; DROP TABLE threads_thread; --"
HTML = "<script>alert(1)</script><b>&amp;</b></textarea>]]>"
NONSENSE = {
    "a NUL": f"{MARK} bo\0x",
    "a hundred thousand letters": f"{MARK} " + "x" * 100_000,
    "HTML, SQL, emoji, Markdown": f"{MARK} {HTML} {SQL} 🧟\u200d♀️🇫🇷 {{% now %}} %s {{0}} \\ \u202e"
    "\n/// customer\n/// partner\n```\n> - [[x]] ![]( ((( **_" + "[" * 500,
    "half letters": "\u2028 \u00a0\t\r\n" + "a\u0301" * 300 + "\u200d\ufdd0\ud7ff",
}
NUMBERS = {"a number beyond any row": str(10**19), "a NUL": "bo\0x", "spaces": "\u2028 \t\r\n"}
REFUSED = NONSENSE["a hundred thousand letters"]
QUERIES = (
    "q",
    "area",
    "state",
    "view",
    "by",
    "page",
    "version",
    "who",
    "title",
    "words",
    "of",
    "kind",
)

pytestmark = pytest.mark.django_db


@dataclass
class Form:
    """A form of a page: where it goes, the values it would send, and which of them are typed."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    long: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    """Collects the forms that are sent by POST."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.found: list[Form] = []
        self._form: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_post = given.get("method", "").lower() == "post"
            self._form = Form(given.get("action") or self.url) if is_post else None
            self.found += [self._form] if self._form else []
        name = given.get("name", "")
        if self._form is None or not name or tag not in {"input", "textarea", "select", "button"}:
            return
        self._form.values.setdefault(name, []).append(given.get("value", ""))
        if tag == "textarea":
            self._form.long.add(name)
        if tag != "button" and name != "csrfmiddlewaretoken":
            self._form.typed.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


@pytest.fixture(autouse=True)
def _index(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    yield
    forget_index()


@pytest.fixture
def boxes(expert: User, lead: User) -> Area:
    area = make_area("Boxes", owners=[lead])
    Expertise.objects.create(person=expert, area=area, level=3)
    return area


@pytest.fixture
def made(boxes: Area, contact: User, expert: User, colleague: User) -> Callable[[], Thread]:
    """A question that its expert holds, with an answer, a comment and a line for the customer."""

    def make() -> Thread:
        thread = make_thread("Why orange?", asker=contact, area=boxes, urgency="week")
        claim_thread(thread=thread, by=expert)
        answer = make_answer(thread, by=expert, body="It is the cable.", is_partial=True)
        comment_on_thread(thread=thread, by=colleague, source="Same here.", answer=answer)
        say_line(thread=thread, by=expert, kind="holding", words="We are looking into it.")
        return thread

    return make


@pytest.fixture
def browsers(contact: User, expert: User, lead: User, client_of: ClientOf) -> list[Client]:
    """Who asked, who holds it, who leads the area."""
    found = [client_of(person) for person in (contact, expert, lead)]
    for browser in found:
        browser.raise_request_exception = False
    return found


def addresses(thread: Thread) -> list[str]:
    """Every address about the thread, those of its answer, comment and line among them."""
    answer = thread.answers.order_by("pk")[0]
    named: dict[str, object] = {
        "pk": thread.pk,
        "slug": thread.area.slug,
        "answer_pk": answer.pk,
        "comment_pk": Comment.objects.filter(subject_kind="answer", subject_id=answer.pk)[0].pk,
        "line_pk": thread.customer_lines.order_by("pk")[0].pk,
    }
    return [
        reverse(
            f"threads:{route.name}",
            kwargs={name: named[name] for name in route.pattern.converters},
        )
        for route in urlpatterns
        if isinstance(route, URLPattern)
    ]


def forms_at(browser: Client, url: str) -> list[Form]:
    response = browser.get(url)
    assert response.status_code < 500, url
    if response.status_code != 200 or "html" not in response["Content-Type"]:
        return []
    reading = _Forms(url)
    reading.feed(response.content.decode())
    return [
        form for form in reading.found if "/threads/" in form.action or "/promises/" in form.action
    ]


def filled(form: Form, value: str, *, every: bool) -> dict[str, list[str]]:
    """The form with the value in every field, or in its long ones alone."""
    names = form.typed if every else form.long
    return form.values | {name: [value] for name in names}


@pytest.mark.slow
@pytest.mark.parametrize("value", NONSENSE.values(), ids=NONSENSE)
def test_no_form_about_a_question_fails_on_nonsense(
    value: str, made: Callable[[], Thread], browsers: list[Client]
) -> None:
    sent = 0
    for browser, every in zip(browsers, (True, False, True), strict=True):
        thread = made()
        for url in addresses(thread):
            for form in forms_at(browser, url):
                answer = browser.post(form.action, filled(form, value, every=every))
                assert answer.status_code < 500, (form.action, sorted(form.typed))
                sent += 1
        for url in addresses(thread):
            assert browser.get(url).status_code < 500, url
    assert sent > 3 * 10


@pytest.mark.parametrize("value", NUMBERS.values(), ids=NUMBERS)
def test_no_address_about_a_question_fails_on_nonsense(
    value: str, made: Callable[[], Thread], browsers: list[Client]
) -> None:
    browser, thread = browsers[2], made()
    fields = dict.fromkeys(QUERIES, value)
    for url in addresses(thread):
        assert browser.get(url, fields).status_code < 500, url
        assert browser.post(url, fields).status_code < 500, url


def test_words_that_are_refused_come_back(
    made: Callable[[], Thread], browsers: list[Client]
) -> None:
    """A refused form is shown again with what was typed; nobody types a hundred thousand letters twice."""
    checked = set()
    for browser in browsers:
        thread = made()
        for url in addresses(thread):
            for form in forms_at(browser, url):
                for name in sorted(form.long):
                    fields = form.values | {name: [REFUSED]}
                    answer = browser.post(form.action, fields, follow=True)
                    assert answer.status_code < 500, form.action
                    assert _is_kept(answer.content.decode()), (form.action, name)
                    checked.add(name)
            thread.refresh_from_db()
    assert len(checked) >= 5, checked


def _is_kept(page: str) -> bool:
    """On the page again, or in a row."""
    return escape(REFUSED[:2_000]) in page or any(
        rows.exists()
        for rows in (
            Text.objects.filter(source__contains=MARK),
            Comment.objects.filter(source__contains=MARK),
            ThreadEvent.objects.filter(word__contains=MARK),
            CustomerLine.objects.filter(words__contains=MARK),
            Thread.objects.filter(customer_words__contains=MARK),
        )
    )


@pytest.mark.parametrize("method", ["head", "options", "put", "delete", "patch"])
def test_another_method_changes_no_question(
    method: str, made: Callable[[], Thread], browsers: list[Client]
) -> None:
    thread = made()
    events = thread.events.count()
    for url in addresses(thread):
        assert getattr(browsers[1], method)(url).status_code < 500, url
    thread.refresh_from_db()
    assert (thread.state, thread.events.count()) == ("claimed", events)


@pytest.mark.parametrize("number", ["0", str(2**63), "9" * 30])
def test_a_question_that_no_row_can_be_is_not_found(number: str, browsers: list[Client]) -> None:
    for path in ("", "live/", "record/", "claim/", "answers/1/", f"answers/{number}/history/"):
        address = f"/threads/{number}/{path}"
        answer = browsers[1].get(address)
        assert answer.status_code in {404, 405}, address
        assert browsers[1].post(address).status_code in {403, 404, 405}, address
