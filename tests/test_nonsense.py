"""What a browser would never send is answered in words: no route of search, of writing requests and of
the figures fails on it.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.articles.actions import request_article
from knowledge.articles.models import WritingRequest
from knowledge.search.actions import save_search
from knowledge.search.models import SavedSearch, Synonym
from knowledge.search.synonym_actions import keep_synonym
from knowledge.search.synonym_entries import Entry
from tests.conftest import ClientOf
from tests.factories import make_area, make_article
from tests.search.indexing import follow, forget_index

KEY = "0f2b6c1e-0000-4000-8000-000000000000"
NONSENSE = {
    "a NUL": "bo\0x",
    "ten thousand letters": "x" * 10_000,
    "a huge number": "9" * 400,
    "a number beyond any row": str(10**19),
    "a minus and a dot": "-1.5",
    "signs": '"«“:-−<>=\'"\\;%_*[]{}()|&^$#@~`',
    "spaces": "\u2028 \u00a0\t\r\n",
    "half a letter": "a\u0301" * 300 + "\u200d\u202e",
    "digits of another script": "since:٣d area:٣ \u0968\u0966\u0968\u096c",
    "an operator without an end": "area: topic: since:0000-99-99 kind:" + "«" * 500,
    "a lone quote": 'author:"' + "-" * 300,
}
FIELDS = (
    "q",
    "area",
    "author",
    "topic",
    "kind",
    "language",
    "confidence",
    "audience",
    "page",
    "window",
    "explain",
    "exactly",
    "passage",
    "days",
    "view",
    "state",
    "request",
    "question",
    "title",
    "words",
    "means",
    "ways",
    "lines",
    "note",
    "name",
    "tells",
    "seen",
    "preview",
    "decline-word",
    "answered-article",
    "move-area",
    "quick",
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index(settings, tmp_path):  # type: ignore[no-untyped-def]
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    yield
    forget_index()


@pytest.fixture
def area(lead: User) -> Area:
    return make_area("Boxes", owners=[lead])


@pytest.fixture
def routes(area: Area, lead: User) -> Callable[[], list[str]]:
    """The addresses as they stand now: what was deleted is made again."""
    article = make_article("Box", areas=[area])
    follow()

    def made() -> list[str]:
        saved = save_search(person=lead, name="Box", query="q=box", tells=True, seen=[])
        asked = WritingRequest.objects.unanswered().first() or request_article(
            person=lead, words="gizmo", area=area
        )
        pair = Synonym.objects.first() or keep_synonym(
            entry=Entry(words="box", means="modem"), by=lead
        )
        named = ("results", "palette", "suggest", "browser_suggest", "browser", "opensearch")
        named += ("save", "synonyms", "synonym_new", "synonym_import")
        return [
            *(reverse(f"search:{name}") for name in named),
            *(reverse(f"search:{n}", args=[pair.pk]) for n in ("synonym_edit", "synonym_delete")),
            *(
                reverse(f"search:{name}", args=[saved.pk])
                for name in ("saved", "saved_rename", "saved_tell", "saved_delete")
            ),
            reverse("search:left", args=[KEY]),
            reverse("search:go", args=[KEY, "article", article.pk]),
            *(reverse(f"articles:{n}") for n in ("requests", "request_new", "request_waiting")),
            reverse("articles:new"),
            *(
                reverse(f"articles:request{name}", args=[asked.pk])
                for name in ("", "_join", "_leave", "_claim", "_release", "_move", "_answered")
            ),
            reverse("articles:request_decline", args=[asked.pk]),
            *(reverse(f"insights:{name}") for name in ("searches", "searches_file", "ask")),
            *(reverse(f"insights:{name}") for name in ("threads", "threads_file")),
            reverse("insights:area_threads", args=[area.slug]),
        ]

    return made


@pytest.fixture
def browser(lead: User, client_of: ClientOf) -> Client:
    found = client_of(lead)
    found.raise_request_exception = False
    return found


@pytest.mark.parametrize("value", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_in_every_field_at_once_fails_nowhere(
    value: str, routes: Callable[[], list[str]], browser: Client
) -> None:
    fields = {name: [value, "box", value] for name in FIELDS}
    last = dict.fromkeys(FIELDS, value)
    for url in routes():
        for given in (fields, last):
            assert browser.get(url, given).status_code < 500, url
        assert browser.get(url, {"q": value}).status_code < 500, url
    for url in routes():
        assert browser.post(url, last).status_code < 500, url
        assert browser.post(f"{url}?q=box", last).status_code < 500, url


@pytest.mark.parametrize("method", ["head", "options", "put", "delete", "patch"])
def test_another_method_fails_nowhere_and_changes_nothing(
    method: str, routes: Callable[[], list[str]], browser: Client
) -> None:
    for url in routes():
        assert getattr(browser, method)(url).status_code < 500, url
    assert (SavedSearch.objects.count(), Synonym.objects.count()) == (1, 1)
    assert WritingRequest.objects.unanswered().filter(writer=None).count() == 1


def test_bytes_that_are_no_text_fail_nowhere(
    routes: Callable[[], list[str]], browser: Client
) -> None:
    for url in routes():
        assert browser.get(f"{url}?q=%ff%fe%00box&area=%c3&state=%ed%a0%80").status_code < 500, url
        headers = {"X-Search-Continues": "\u00ff no key"}
        assert browser.get(url, {"q": "box"}, headers=headers).status_code < 500, url


@pytest.mark.parametrize("number", ["0", str(2**63), "9" * 30, "9" * 5_000])
def test_a_number_that_no_row_can_have_is_not_found(number: str, browser: Client) -> None:
    addresses = [
        f"/search/saved/{number}/",
        f"/search/saved/{number}/rename/",
        f"/search/synonyms/{number}/",
        f"/search/synonyms/{number}/delete/",
        f"/search/go/{KEY}/article/{number}/",
        f"/requests/{number}/",
        f"/articles/new/?request={number}",
    ]
    for address in addresses:
        assert browser.get(address).status_code == 404, address[:80]
    for address in (f"/search/saved/{number}/tell/", f"/requests/{number}/claim/"):
        assert browser.post(address).status_code == 404, address[:80]
