"""Keeping one pair of words that mean the same: what is refused, what is lost (nothing)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.search import synonyms
from knowledge.search.models import Synonym
from knowledge.search.synonym_entries import Entry, check
from knowledge.search.synonyms import vocabulary
from tests.conftest import ClientOf
from tests.search.pairs import LIST, NEW, delete_url, edit_url, keep, text_of, typed


@pytest.fixture
def browser(lead: User, client_of: ClientOf) -> Client:
    return client_of(lead)


@pytest.fixture
def broadband(lead: User) -> Area:
    return Area.objects.get(name="Broadband")


# Keeping


def test_a_lead_keeps_a_pair_and_searches_use_it_at_once(browser: Client, lead: User) -> None:
    answer = browser.post(NEW, typed(" Box ", "routeur  wifi"), follow=True)
    assert answer.redirect_chain == [(LIST, 303)]
    row = Synonym.objects.get()
    assert (row.words, row.means, row.folded_means) == ("Box", "routeur wifi", "routeur wifi")
    assert (row.created_by, row.both_ways, row.area) == (lead, True, None)
    assert "Box = routeur wifi” is kept" in text_of(answer)
    assert vocabulary(frozenset()).expansions(["box"], "fr")


def test_a_pair_may_be_an_areas_of_one_language_and_one_way(
    browser: Client, broadband: Area
) -> None:
    browser.post(NEW, typed("box", "routeur", ways="one", area=broadband.pk, language="fr"))
    row = Synonym.objects.get()
    assert (row.area, row.both_ways, row.language) == (broadband, False, "fr")


def test_a_link_brings_words_and_area_along(browser: Client, broadband: Area) -> None:
    page = browser.get(NEW, {"words": "box  wifi", "area": broadband.slug}).content.decode()
    assert 'value="box wifi"' in page
    assert f'<option value="{broadband.pk}" selected>' in page
    assert browser.get(NEW, {"words": "x" * 5_000, "area": "\0"}).status_code == 200


def test_a_change_counts_as_the_persons_who_made_it(
    browser: Client, lead: User, administrator: User
) -> None:
    row = keep("box", "routeur", by=administrator)
    assert browser.post(edit_url(row), typed("box", "modem", ways="one")).status_code == 303
    changed = Synonym.objects.get(pk=row.pk)
    assert (changed.means, changed.both_ways, changed.created_by) == ("modem", False, lead)
    assert changed.created_at > row.created_at


def test_what_somebody_changed_meanwhile_is_not_overwritten_unseen(
    browser: Client, administrator: User
) -> None:
    row = keep("box", "routeur", by=administrator)
    page = browser.get(edit_url(row)).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    Synonym.objects.filter(pk=row.pk).update(means="modem", created_at=timezone.now())
    refused = browser.post(edit_url(row), typed("box", "décodeur", seen=unescape(seen[1])))
    assert refused.status_code == 200
    assert "box → modem" in text_of(refused)
    assert 'value="décodeur"' in refused.content.decode()
    again = re.search(r'name="seen" value="([^"]+)"', refused.content.decode())
    assert again
    browser.post(edit_url(row), typed("box", "décodeur", seen=unescape(again[1])))
    assert Synonym.objects.get().means == "décodeur"


def test_removing_asks_first(browser: Client, lead: User) -> None:
    row = keep("box", "routeur", by=lead)
    url = delete_url(row)
    assert "Remove this pair?" in text_of(browser.get(url))
    assert Synonym.objects.exists()
    assert "“box = routeur” is removed" in text_of(browser.post(url, follow=True))
    assert not Synonym.objects.exists()
    assert not vocabulary(frozenset())


# What is refused


@pytest.mark.parametrize(
    ("words", "means", "message"),
    [
        ("box", "!!!", "at least one letter or digit"),
        ("un deux trois quatre cinq", "box", "These are 5 words, at most 4"),
        ("the", "router", "“the” is left out of every search"),
        ("routeur", "Routeurs", "the same already"),
        ("débit", "DEBIT", "the same already"),
        ("box", "the box", "the same already"),
        ("x" * 90, "box", "too long"),
        ("", "box", "required"),
        ("box", "x" * 300, "at most 200"),
    ],
)
def test_what_cannot_be_a_pair_is_refused_in_words_and_nothing_is_lost(
    browser: Client, words: str, means: str, message: str
) -> None:
    sent = typed(words, means, language="en" if "the" in f"{words} {means}".split() else "")
    answer = browser.post(NEW, sent)
    assert answer.status_code == 200
    assert message in text_of(answer)
    assert not Synonym.objects.exists()
    for value in (words, means):
        assert f'value="{value}"' in answer.content.decode() or not value


def test_a_pair_of_which_no_language_reads_both_sides_is_refused() -> None:
    with pytest.raises(ValidationError, match="No search can use this pair"):
        check(Entry(words="the", means="pour"))


@pytest.mark.parametrize(("words", "means"), [("box", "routeur"), ("Routeur", "BOX")])
def test_a_pair_that_is_there_is_named_with_a_link(
    browser: Client, lead: User, words: str, means: str
) -> None:
    row = keep("box", "routeur", by=lead)
    answer = browser.post(NEW, typed(words, means)).content.decode()
    assert f'<a href="{edit_url(row)}">box = routeur</a>' in answer
    assert Synonym.objects.count() == 1


def test_the_other_direction_of_a_one_way_pair_leads_to_that_pair(
    browser: Client, lead: User
) -> None:
    keep("box", "routeur", by=lead, both_ways=False)
    assert "Make that pair hold both ways" in text_of(
        browser.post(NEW, typed("routeur", "box", ways="one"))
    )


def test_what_holds_company_wide_needs_no_pair_of_an_area(
    browser: Client, lead: User, broadband: Area
) -> None:
    keep("box", "routeur", by=lead)
    browser.post(NEW, typed("box", "routeur", area=broadband.pk))
    assert Synonym.objects.count() == 1


def test_an_areas_pair_may_be_widened_to_the_company(
    browser: Client, lead: User, broadband: Area
) -> None:
    row = keep("box", "routeur", by=lead, area=broadband)
    assert browser.post(edit_url(row), typed("box", "routeur")).status_code == 303
    assert Synonym.objects.get().area is None


def test_a_side_inside_the_other_is_kept_with_a_warning(browser: Client) -> None:
    answer = browser.post(NEW, typed("box wifi", "box"), follow=True)
    assert "“box wifi” holds “box”" in text_of(answer)
    assert Synonym.objects.exists()


def test_markup_and_signs_in_a_side_are_shown_as_typed(browser: Client) -> None:
    browser.post(NEW, typed("<b>box</b>", "routeur & modem"))
    page = browser.get(LIST).content.decode()
    assert "&lt;b&gt;box&lt;/b&gt;" in page
    assert "<b>box" not in page


def test_there_is_an_end_to_how_many_are_kept(
    browser: Client, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synonyms, "MOST_PAIRS", 1)
    keep("box", "routeur", by=lead)
    assert "No more than 1 pairs" in text_of(browser.post(NEW, typed("wifi", "radio")))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["", "fr", "en"]))
def test_whatever_is_typed_is_kept_as_something_searches_can_use_or_refused(
    words: str, means: str, language: str
) -> None:
    entry = Entry(words=words, means=means, language=language)
    try:
        check(entry)
    except ValidationError as refusal:
        assume(not refusal.messages)
    assert entry.pair.sides
    assert all(0 < len(side) <= 80 for side in entry.folded)
