"""Following the typing, leaving the page, and searching from outside of it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from knowledge.articles.models import Article
from knowledge.search import searchlog
from knowledge.search.models import SearchLog
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, restrict_area
from tests.search.indexing import follow
from tests.search.screen import page_of


def test_a_script_is_answered_the_results_without_the_frame(
    orange: Article, browser: Client
) -> None:
    headers = {"HX-Request": "true"}
    for query in ({"q": "box blinks"}, {}):
        page = browser.get(reverse("search:results"), query, headers=headers).content.decode()
        assert 'id="finder"' in page
        assert "<html" not in page
        assert 'class="bar"' not in page


def test_typing_on_is_one_search_even_when_another_process_answers(
    orange: Article, contact: User, browser: Client
) -> None:
    key = ""
    for words in ("box", "box bl", "box blinks"):
        headers = {"HX-Request": "true"} | ({"X-Search-Continues": key} if key else {})
        answer = browser.get(reverse("search:results"), {"q": words}, headers=headers)
        found = re.search(r'data-key="([^"]+)"', answer.content.decode())
        assert found
        key = found[1]
        searchlog.flush()
        searchlog.forget()
    assert [row.words for row in SearchLog.objects.filter(person=contact)] == ["box blinks"]


def test_the_search_of_another_person_is_never_continued(
    orange: Article, expert: User, browser: Client, client_of: ClientOf
) -> None:
    theirs = re.search(r'data-key="([^"]+)"', page_of(client_of(expert), q="meter"))
    assert theirs
    searchlog.flush()
    for key in (theirs[1], "nonsense"):
        headers = {"X-Search-Continues": key}
        browser.get(reverse("search:results"), {"q": "box"}, headers=headers)
        searchlog.flush()
        searchlog.forget()
    assert SearchLog.objects.get(key=theirs[1]).words == "meter"
    assert SearchLog.objects.exclude(person=expert).count() == 2


def test_the_search_of_another_person_that_waits_to_be_written_is_not_replaced(
    expert: User, contact: User
) -> None:
    facts: dict[str, Any] = {"filters": {}, "total": 1, "source": "page"}
    theirs = searchlog.note_search(person_id=expert.pk, words="meter", folded="meter", **facts)
    mine = searchlog.note_search(
        person_id=contact.pk, words="box", folded="box", continued=theirs, **facts
    )
    searchlog.flush()
    assert SearchLog.objects.get(key=theirs).person == expert
    assert SearchLog.objects.get(key=mine).person == contact


def test_an_earlier_step_written_later_changes_nothing(orange: Article, contact: User) -> None:
    facts: dict[str, Any] = {"person_id": contact.pk, "filters": {}, "total": 1, "source": "page"}
    now = timezone.now()
    key = searchlog.note_search(words="box bl", folded="box bl", at=now, **facts)
    searchlog.flush()
    searchlog.forget()
    before = now - timedelta(seconds=1)
    searchlog.note_search(words="box", folded="box", at=before, continued=key, **facts)
    searchlog.flush()
    assert SearchLog.objects.get().words == "box bl"


def test_leaving_is_noted_once_and_only_by_who_searched(
    orange: Article, browser: Client, expert: User, client_of: ClientOf
) -> None:
    url = re.search(r'data-left-url="([^"]+)"', page_of(browser, q="box blinks"))
    assert url
    assert browser.post(url[1]).status_code == 204
    searchlog.flush()
    first = SearchLog.objects.get().left_at
    assert first is not None
    browser.post(url[1])
    client_of(expert).post(url[1])
    searchlog.flush()
    assert SearchLog.objects.get().left_at == first


def test_a_search_that_was_used_is_not_left(orange: Article, browser: Client) -> None:
    page = page_of(browser, q="box blinks orange")
    link = re.search(r'<h2 lang="en"><a href="([^"]+)"', page)
    url = re.search(r'data-left-url="([^"]+)"', page)
    assert link
    assert url
    searchlog.flush()
    browser.get(link[1].replace("&amp;", "&"))
    browser.post(url[1])
    assert SearchLog.objects.get().left_at is None


def test_browsers_read_how_to_search_here_without_signing_in(stranger: Client) -> None:
    answer = stranger.get(reverse("search:opensearch"))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    templates = {url.get("type"): url.get("template") for url in root.iter(f"{space}Url")}
    assert templates["text/html"] == "http://testserver/search/?q={searchTerms}"
    assert len(root.findtext(f"{space}ShortName") or "") <= 16
    link = 'type="application/opensearchdescription+xml" title="Terroir" href="/opensearch.xml"'
    assert link in stranger.get(reverse("ui:help")).content.decode()


def test_the_address_bar_is_offered_words_of_what_i_may_see(
    orange: Article, browser: Client, stranger: Client
) -> None:
    url = reverse("search:browser_suggest")
    assert browser.get(url, {"q": "box bli"}).json() == ["box bli", ["box blinks"]]
    assert browser.get(url)["Content-Type"].startswith("application/x-suggestions+json")
    assert stranger.get(url, {"q": "box bli"}).json() == ["box bli", []]


def test_the_address_bar_is_offered_no_word_of_a_closed_area(
    team: Team, contact: User, outsider: User, expert: User, client_of: ClientOf
) -> None:
    area = make_area("Fraud desk")
    restrict_area(area, team)
    make_article("The zirconium seal", owner=expert, areas=[area])
    follow()
    url = reverse("search:browser_suggest")
    assert client_of(contact).get(url, {"q": "zirc"}).json() == ["zirc", ["zirconium"]]
    assert client_of(outsider).get(url, {"q": "zirc"}).json() == ["zirc", []]


def test_the_bookmarklet_opens_a_small_window_that_stays_small(
    orange: Article, browser: Client
) -> None:
    page = browser.get(reverse("search:browser")).content.decode()
    code = re.search(r'href="(javascript:[^"]+)"', page)
    assert code
    assert "http://testserver/search/?window=small&q=" in unquote(unescape(code[1]))
    small = page_of(browser, q="box blinks orange", window="small")
    assert "finder--small" in small
    assert 'name="window" value="small"' in small
