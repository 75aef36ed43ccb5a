"""Saved searches: each person's own, and telling them about what is new."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.actions import deactivate_person
from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.articles.models import Article
from knowledge.notifications.models import Notification
from knowledge.search.actions import MOST_SAVED, TooManySaved, save_search
from knowledge.search.models import SavedSearch
from knowledge.search.saved import AT_ONCE, tell_about_new_results
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, restrict_area
from tests.search.indexing import follow


@pytest.fixture
def browser(contact: User, client_of: ClientOf) -> Client:
    return client_of(contact)


@pytest.fixture
def article(expert: User) -> Article:
    made = make_article("Orange light of the box", owner=expert, areas=[make_area("Home box")])
    follow()
    return made


def _save(person: User, query: str = "q=orange+box", **fields: Any) -> SavedSearch:
    values: dict[str, Any] = {"name": "Orange", "tells": True, "seen": []} | fields
    return save_search(person=person, query=query, **values)


def _later(saved: SavedSearch, hours: float = 2) -> None:
    """So long has gone since it was looked at, and since the person was told."""
    earlier = timezone.now() - timedelta(hours=hours)
    SavedSearch.objects.filter(pk=saved.pk).update(checked_at=earlier)
    Notification.objects.update(created_at=earlier)


def _told(person: User) -> list[str]:
    rows = Notification.objects.filter(person=person).order_by("created_at", "pk")
    return [row.word for row in rows]


# On the pages


def test_a_search_is_saved_from_its_results_under_its_words(
    article: Article, contact: User, browser: Client
) -> None:
    page = browser.get("/search/", {"q": "orange  box", "area": "home-box"}).content.decode()
    form = re.search(r'action="(/search/save/\?[^"]+)"', page)
    assert form
    answer = browser.post(form[1].replace("&amp;", "&"), {"name": ""})
    assert answer.status_code == 303
    saved = SavedSearch.objects.get(person=contact)
    assert (saved.name, saved.query, saved.tells) == (
        "orange box",
        "q=orange+box&area=home-box",
        False,
    )
    again = browser.get(answer["Location"]).content.decode()
    assert "Saved as “orange box”" in again
    start = browser.get("/search/").content.decode()
    assert reverse("search:saved", args=[saved.pk]) in start
    assert browser.get(reverse("search:saved", args=[saved.pk]))["Location"].endswith(saved.query)


def test_saving_it_again_renames_it(article: Article, contact: User, browser: Client) -> None:
    for name in ("First", "Second"):
        browser.post("/search/save/?q=orange+box", {"name": name})
    assert [row.name for row in SavedSearch.objects.filter(person=contact)] == ["Second"]


def test_a_saved_search_is_renamed_muted_and_deleted(
    article: Article, contact: User, browser: Client
) -> None:
    saved = _save(contact)
    assert browser.post(reverse("search:saved_rename", args=[saved.pk]), {"name": "Lamps"})
    browser.post(reverse("search:saved_tell", args=[saved.pk]), {"tells": "0"})
    saved.refresh_from_db()
    assert (saved.name, saved.tells) == ("Lamps", False)
    browser.post(reverse("search:saved_delete", args=[saved.pk]))
    assert not SavedSearch.objects.exists()


def test_what_is_in_the_way_is_said_and_what_was_typed_stays(
    contact: User, browser: Client
) -> None:
    long_name = "n" * 121
    for url, data, words in (
        ("/search/save/?q=box", {"name": long_name, "tells": "on"}, "at most 120"),
        ("/search/save/", {"name": "Kept"}, "no words to keep"),
        ("/search/save/?q=" + "é" * 400, {"name": "Kept"}, "too long to keep"),
    ):
        answer = browser.post(url, data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert f'value="{data["name"]}"' in page
    saved = _save(contact)
    url = reverse("search:saved_rename", args=[saved.pk])
    for name in ("", long_name):
        assert browser.post(url, {"name": name}).status_code == 422
    assert SavedSearch.objects.get().name == "Orange"


def test_the_list_says_its_filters_in_words_as_far_as_they_exist_for_me(
    team: Team, expert: User, outsider: User, client_of: ClientOf
) -> None:
    fraud = make_area("Fraud desk")
    query = f"q=box&area={fraud.slug}&author={expert.slug}&language=fr&kind=how_to&topic=gone"
    _save(outsider, query=query, name="Boxes")
    browser = client_of(outsider)
    page = browser.get("/search/").content.decode()
    assert "box · How-to · French · Fraud desk · Maëlle Le Goff" in page
    restrict_area(fraud, team)
    page = browser.get("/search/").content.decode()
    assert "box · How-to · French · Maëlle Le Goff" in page


def test_nobody_keeps_more_than_there_may_be(contact: User, browser: Client) -> None:
    for number in range(MOST_SAVED):
        _save(contact, query=f"q=word{number}")
    with pytest.raises(TooManySaved):
        _save(contact, query="q=one+more")
    answer = browser.post("/search/save/?q=one+more", {"name": "One more"})
    assert answer.status_code == 422
    assert "You keep 50 searches" in answer.content.decode()
    assert 'value="One more"' in answer.content.decode()
    _save(contact, query="q=word1", name="Kept already")
    assert SavedSearch.objects.filter(person=contact).count() == MOST_SAVED


def test_the_saved_searches_of_others_do_not_exist(
    contact: User, expert: User, browser: Client
) -> None:
    theirs = _save(expert, name="Secret project")
    assert "Secret project" not in browser.get("/search/").content.decode()
    assert browser.get(reverse("search:saved", args=[theirs.pk])).status_code == 404
    for name in ("saved_rename", "saved_tell", "saved_delete"):
        assert browser.post(reverse(f"search:{name}", args=[theirs.pk])).status_code == 404
    assert SavedSearch.objects.get().name == "Secret project"


def test_the_start_page_costs_the_same_queries_however_many_are_saved(
    contact: User,
    browser: Client,
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    def grow(count: int) -> None:
        before = SavedSearch.objects.count()
        for number in range(before, before + count):
            _save(contact, query=f"q=word{number}")

    assert_same_queries(lambda: browser.get("/search/"), grow)


# Telling


def test_a_new_answer_is_told_once_by_its_number_alone(
    article: Article, contact: User, expert: User, browser: Client
) -> None:
    browser.post("/search/save/?q=orange+box", {"name": "Orange", "tells": "on"})
    saved = SavedSearch.objects.get()
    assert saved.seen == [f"article:{article.pk}"]
    _later(saved)
    tell_about_new_results()
    assert _told(contact) == []
    make_article("The box turns orange at night", owner=expert)
    follow()
    for _time in range(2):
        _later(saved)
        tell_about_new_results()
    assert _told(contact) == ["1 new result answers it."]
    line = Notification.objects.get()
    assert (line.kind, line.title, line.url) == ("found", "Orange", f"/search/saved/{saved.pk}/")
    assert "New results of your saved search Orange" in " ".join(
        browser.get("/inbox/").content.decode().split()
    )
    assert browser.post(reverse("notifications:open", args=[line.pk]))["Location"] == line.url


def test_within_an_hour_of_the_last_time_it_waits(
    article: Article, contact: User, expert: User
) -> None:
    saved = _save(contact)
    _later(saved)
    tell_about_new_results()
    make_article("Orange box again", owner=expert)
    follow()
    SavedSearch.objects.update(checked_at=timezone.now() - timedelta(minutes=30))
    tell_about_new_results()
    assert len(_told(contact)) == 1
    _later(saved)
    tell_about_new_results()
    assert _told(contact) == ["1 new result answers it."] * 2


def test_what_only_comes_near_is_not_told(article: Article, contact: User, expert: User) -> None:
    saved = _save(contact, query="q=orange+invoice+instalment+refund")
    _later(saved)
    tell_about_new_results()
    assert _told(contact) == []


def test_nothing_is_told_of_a_closed_area_whoever_could_see_it_before(
    contact: User, outsider: User, expert: User, team: Team
) -> None:
    fraud: Area = make_area("Fraud desk")
    restrict_area(fraud, team)
    mine, theirs = _save(contact), _save(outsider)
    make_article("Orange box opened on purpose", owner=expert, areas=[fraud])
    follow()
    for saved in (mine, theirs):
        _later(saved)
    tell_about_new_results()
    assert _told(contact) == ["1 new result answers it."]
    assert _told(outsider) == []
    User.objects.filter(pk=contact.pk).update(team=None)
    make_article("Another orange box opened", owner=expert, areas=[fraud])
    follow()
    _later(mine)
    tell_about_new_results()
    assert len(_told(contact)) == 1


def test_who_has_left_and_who_did_not_ask_are_told_nothing(
    article: Article, contact: User, expert: User
) -> None:
    _later(_save(contact, tells=False))
    _later(_save(expert))
    deactivate_person(expert, by=None)
    tell_about_new_results()
    assert not Notification.objects.exists()
    assert SavedSearch.objects.get(person=expert).seen == []


def test_it_is_told_in_the_language_of_the_person(
    article: Article, contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.search.saved.ngettext", lambda *_words: get_language())
    User.objects.filter(pk=contact.pk).update(interface_language="fr")
    _later(_save(contact))
    tell_about_new_results()
    assert _told(contact) == ["fr"]


def test_one_step_runs_a_few_the_longest_waiting_first(article: Article, contact: User) -> None:
    now = timezone.now()
    for number in range(AT_ONCE + 3):
        saved = _save(contact, query=f"q=orange+box&topic=t{number}", name=str(number))
        waited = now - timedelta(hours=number + 2)
        SavedSearch.objects.filter(pk=saved.pk).update(checked_at=waited)
    assert tell_about_new_results() is True
    left = SavedSearch.objects.filter(checked_at__lt=now).values_list("name", flat=True)
    assert sorted(left) == ["0", "1", "2"]
    assert tell_about_new_results() is False
    assert not SavedSearch.objects.filter(checked_at__lt=now).exists()


def test_while_the_index_is_away_nothing_counts_as_seen(contact: User) -> None:
    saved = _save(contact)
    _later(saved)
    tell_about_new_results()
    saved.refresh_from_db()
    assert (saved.seen, _told(contact)) == ([], [])
