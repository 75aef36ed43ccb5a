"""What a pair does to searches, shown before it counts; and that it tells of nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Team, User
from knowledge.areas.folding import fold
from knowledge.areas.models import Area
from knowledge.articles.models import Article
from knowledge.search.models import SearchLog, Synonym
from knowledge.search.queries import SearchRequest, search
from knowledge.search.synonym_entries import Entry
from knowledge.search.synonym_preview import effect_of, effect_of_removing
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, make_team, restrict_area
from tests.search.indexing import follow
from tests.search.pairs import NEW, delete_url, edit_url, keep, text_of, typed

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(lead: User, client_of: ClientOf) -> Client:
    return client_of(lead)


@pytest.fixture
def shelf(expert: User) -> list[Article]:
    """Articles say gateway; one says hub."""
    titles = ["Restarting the gateway", "Where the gateway stands", "Cleaning the hub"]
    made = [
        make_article(
            title,
            owner=expert,
            body=f"{title}: what to tell. Nothing else is said.",
            settings={"language": "en"},
        )
        for title in titles
    ]
    follow()
    return made


def searched(words: str, *people: User, days_ago: int = 0, source: str = "page") -> None:
    """Each of these people once searched for the words."""
    at = timezone.now() - timedelta(days=days_ago)
    for person in people:
        SearchLog.objects.create(
            key=uuid4(),
            person=person,
            words=words,
            folded_words=fold(words),
            total=0,
            source=source,
            at=at,
        )


def people(count: int) -> list[User]:
    return [make_person() for _ in range(count)]


def words_of(user: User, entry: Entry) -> list[str]:
    return [compared.words for compared in effect_of(user, entry).searches]


def test_the_effect_is_what_search_then_does(shelf: list[Article], lead: User) -> None:
    entry = Entry(words="sprocket", means="gateway", language="en", both_ways=False)
    (shown,) = effect_of(lead, entry).searches
    assert (shown.words, shown.total_before, shown.total_after) == ("sprocket", 0, 2)
    assert {placed.url for placed in shown.after} == {a.get_absolute_url() for a in shelf[:2]}
    assert {placed.fate for placed in shown.after} == {"new"}
    keep("sprocket", "gateway", by=lead, both_ways=False)
    found = search(lead, SearchRequest(words="sprocket"))
    assert [r.shown.url for r in found.results[:2]] == [p.url for p in shown.after]


def test_a_pair_that_does_nothing_says_so(shelf: list[Article], lead: User) -> None:
    effect = effect_of(lead, Entry(words="sprocket", means="flywheel"))
    assert effect.changed == 0
    assert not effect.is_real
    assert [shown.words for shown in effect.searches] == ["sprocket", "flywheel"]


def test_the_page_shows_now_and_then_side_by_side(browser: Client, shelf: list[Article]) -> None:
    answer = browser.post(NEW, typed("sprocket", "gateway", preview="1"))
    page = text_of(answer)
    assert "1 of 2 searches changes" in page
    assert "Now 0 answers" in page
    assert "With the pair 2 answers" in page
    assert 'value="sprocket"' in answer.content.decode()
    assert not Synonym.objects.exists()


def test_with_htmx_the_effect_alone_comes(browser: Client, shelf: list[Article]) -> None:
    answer = browser.post(NEW, typed("sprocket", "gateway", preview="1"), headers=HTMX)
    assert "<h1" not in answer.content.decode()
    assert "2 answers" in text_of(answer)
    assert "Restarting the" in text_of(answer)
    refused = browser.post(NEW, typed("sprocket", "!!", preview="1"), headers=HTMX)
    assert "at least one letter or digit" in text_of(refused)


def test_an_edit_shows_the_search_without_the_old_pair(
    browser: Client, lead: User, shelf: list[Article]
) -> None:
    row = keep("sprocket", "gateway", by=lead)
    effect = effect_of(lead, Entry(words="sprocket", means="hub"), instead_of=row)
    shown = effect.searches[0]
    assert (shown.total_before, shown.total_after) == (2, 1)
    assert {placed.fate for placed in shown.before} == {"gone"}
    assert {placed.fate for placed in shown.after} == {"new"}
    page = text_of(browser.post(edit_url(row), typed("sprocket", "hub", preview="1")))
    assert "leaves the first ten" in page


def test_removing_shows_what_is_lost(browser: Client, lead: User, shelf: list[Article]) -> None:
    row = keep("sprocket", "gateway", by=lead)
    page = text_of(browser.get(delete_url(row)))
    assert "Now 2 answers" in page
    assert "Without the pair 0 answers" in page
    entry = Entry(words="sprocket", means="gateway")
    assert effect_of_removing(lead, row, entry).changed >= 1
    assert search(lead, SearchRequest(words="sprocket")).total == 2


def test_a_pair_of_one_language_leaves_searches_of_the_other_as_they_are(
    shelf: list[Article], lead: User
) -> None:
    searched("comment redémarrer le sprocket", *people(3))
    effect = effect_of(lead, Entry(words="sprocket", means="gateway", language="en"))
    assert not effect.is_real


def test_without_an_index_the_pair_can_still_be_kept(browser: Client) -> None:
    page = text_of(browser.post(NEW, typed("sprocket", "gateway", preview="1")))
    assert "The effect can’t be shown now" in page
    assert browser.post(NEW, typed("sprocket", "gateway")).status_code == 303


# Real searches, and whose


def test_searches_of_three_people_are_shown_and_of_two_are_not(
    shelf: list[Article], lead: User
) -> None:
    searched("Sprocket blinks", *people(3))
    searched("sprocket of Mrs Dupont", *people(2))
    anna = make_person("Anna")
    searched("sprocket again", anna, anna, anna, anna)
    effect = effect_of(lead, Entry(words="sprocket", means="gateway"))
    assert effect.is_real
    assert [shown.words for shown in effect.searches] == ["Sprocket blinks"]


def test_programs_searches_are_nobodys(shelf: list[Article], lead: User) -> None:
    searched("sprocket blinks", *people(3), source="api")
    assert not effect_of(lead, Entry(words="sprocket", means="gateway")).is_real


def test_the_latest_five_wordings_come_first_in_any_form_of_the_word(
    shelf: list[Article], lead: User
) -> None:
    crowd = people(3)
    for days, words in enumerate(["the sprockets", "a sprocket", "gateways red", "sprocket on"]):
        searched(words, *crowd, days_ago=days)
    searched("sprocketed elsewhere", *crowd, days_ago=9)
    searched("gatekeeper", *crowd)
    for number in range(9):
        searched(f"old sprocket {number}", *crowd, days_ago=40)
    shown = words_of(lead, Entry(words="sprocket", means="gateway"))
    assert shown[:4] == ["the sprockets", "a sprocket", "gateways red", "sprocket on"]
    assert len(shown) == 5
    assert "gatekeeper" not in shown


def test_one_way_shows_searches_for_the_first_side_only(shelf: list[Article], lead: User) -> None:
    searched("gateway red", *people(3))
    effect = effect_of(lead, Entry(words="sprocket", means="gateway", both_ways=False))
    assert [shown.words for shown in effect.searches] == ["sprocket"]


def test_words_that_only_a_closed_area_uses_show_in_no_wording(
    shelf: list[Article], lead: User, expert: User
) -> None:
    area, members = _closed_area(expert)
    searched("sprocket zirconium", *members)
    searched("sprocket cleaning", *members)
    follow()
    entry = Entry(words="sprocket", means="gateway")
    assert words_of(lead, entry) == ["sprocket cleaning"]
    inside = User.objects.get(pk=members[0].pk)
    assert set(words_of(inside, entry)) == {"sprocket cleaning", "sprocket zirconium"}
    assert area.pk


def test_closed_areas_articles_show_in_no_effect(
    shelf: list[Article], lead: User, expert: User, client_of: ClientOf
) -> None:
    _closed_area(expert)
    follow()
    page = text_of(client_of(lead).post(NEW, typed("sprocket", "zirconium", preview="1")))
    assert "0 of 2 searches change" in page
    assert "Seals of" not in page


def _closed_area(expert: User) -> tuple[Area, list[User]]:
    inspectors = make_team("Inspectors")
    members = [make_person(team=inspectors) for _ in range(3)]
    area = make_area("Fraud desk")
    make_article("Seals of zirconium", owner=expert, body="Zirconium seals.", areas=[area])
    restrict_area(area, inspectors)
    return area, members


def test_the_effects_cost_does_not_grow_with_the_log(
    shelf: list[Article], browser: Client, team: Team, assert_same_queries: Callable[..., None]
) -> None:
    def grow(n: int) -> None:
        for _ in range(n):
            number = SearchLog.objects.count()
            searched(f"sprocket {number}", *people(3))

    searched("sprocket red", *people(3))
    for number in range(5):
        searched(f"sprocket blue {number}", *people(3))

    def read() -> Any:
        return browser.post(NEW, typed("sprocket", "gateway", preview="1"))

    assert_same_queries(read, grow)
