"""Many pairs at once: pasting them, looking through them, and who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.search.models import Synonym
from knowledge.search.synonym_actions import import_synonyms
from knowledge.search.synonym_entries import lines_of, said
from knowledge.search.synonyms import vocabulary
from tests.conftest import ClientOf
from tests.factories import make_area, make_person, make_team, restrict_area
from tests.search.pairs import IMPORT, LIST, NEW, delete_url, edit_url, keep, text_of, typed


@pytest.fixture
def browser(lead: User, client_of: ClientOf) -> Client:
    return client_of(lead)


@pytest.fixture
def broadband(lead: User) -> Area:
    return Area.objects.get(name="Broadband")


# Pasting


def test_many_are_pasted_at_once(browser: Client, broadband: Area) -> None:
    pasted = "box = routeur\r\n\r\n# a note\r\n4K > décodeur TV\r\nfibre ↔ ftth\r\nsat => parabole"
    answer = browser.post(IMPORT, {"lines": pasted, "area": broadband.pk}, follow=True)
    assert "4 pairs are kept" in text_of(answer)
    assert [said(row) for row in Synonym.objects.all()] == [
        "4K > décodeur TV",
        "box = routeur",
        "fibre = ftth",
        "sat > parabole",
    ]
    assert {row.area for row in Synonym.objects.all()} == {broadband}
    assert vocabulary(frozenset()).expansions(["box"], "fr")


def test_one_wrong_line_keeps_all_out_and_each_is_named(browser: Client, lead: User) -> None:
    keep("wifi", "sans fil", by=lead)
    pasted = "box = routeur\n\nbox\nun = deux = trois\nsans fil = wifi\nROUTEUR = box\na = <i>"
    answer = browser.post(IMPORT, {"lines": pasted})
    said_so = text_of(answer)
    assert answer.status_code == 200
    assert "Line 3, “box”" in said_so
    assert "Line 4, “un = deux = trois”" in said_so
    assert "Line 5, “sans fil = wifi”" in said_so
    assert "Line 6, “ROUTEUR = box”: The same pair is in line 1." in said_so
    assert "Line 1," not in said_so
    assert "un = deux = trois\nsans fil = wifi" in unescape(answer.content.decode())
    assert Synonym.objects.count() == 1
    assert "<i>" not in answer.content.decode()


@pytest.mark.parametrize(
    ("pasted", "message"),
    [
        ("", "required"),
        ("# nothing\n\n", "at least one pair"),
        ("\n".join(f"box{i} = routeur{i}" for i in range(201)), "These are 201 pairs"),
        ("x" * 60_001, "at most 60000"),
    ],
)
def test_too_little_and_too_much_are_refused(browser: Client, pasted: str, message: str) -> None:
    answer = browser.post(IMPORT, {"lines": pasted})
    assert message in text_of(answer)
    assert not Synonym.objects.exists()


def test_pasting_many_costs_as_many_queries_as_pasting_few(
    lead: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    lines = lines_of("\n".join(f"box{i} = routeur{i}" for i in range(200)))
    with django_assert_max_num_queries(7):
        import_synonyms(lines=lines, language="", area=None, by=lead)
    assert Synonym.objects.count() == 200


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_pasted(pasted: str) -> None:
    for line in lines_of(pasted):
        try:
            entry = line.entry(language="", area=None)
        except ValidationError:
            continue
        assert entry.words
        assert entry.means


# The list


def test_an_empty_list_says_what_it_is_for(browser: Client) -> None:
    assert "No pair is kept yet" in text_of(browser.get(LIST))


def test_the_list_says_who_and_which_way(browser: Client, lead: User, broadband: Area) -> None:
    keep("box", "routeur", by=lead, area=broadband, language="fr", both_ways=False)
    page = text_of(browser.get(LIST))
    for part in ("box → also finds routeur", "Broadband", "French", lead.display_name):
        assert part in page


def test_the_list_is_narrowed_by_words_area_and_language(
    browser: Client, lead: User, broadband: Area
) -> None:
    keep("box", "routeur", by=lead)
    keep("débit", "vitesse", by=lead, area=broadband, language="fr")
    keep("plan", "offer", by=lead, language="en")

    def shown(**query: str) -> set[str]:
        page = text_of(browser.get(LIST, query))
        return {word for word in ("routeur", "vitesse", "offer") if word in page}

    assert shown() == {"routeur", "vitesse", "offer"}
    assert shown(q="DÉBITS"[:5]) == {"vitesse"}
    assert shown(q="rout") == {"routeur"}
    assert shown(area=broadband.slug) == {"vitesse"}
    assert shown(area=".company") == {"routeur", "offer"}
    assert shown(language="fr") == {"routeur", "vitesse"}
    assert shown(area="nowhere", language="xx") == {"routeur", "vitesse", "offer"}
    assert "No pair is like that" in text_of(browser.get(LIST, {"q": "nothing"}))


def test_the_lists_cost_does_not_grow_with_it(
    browser: Client, broadband: Area, assert_same_queries: Callable[..., None]
) -> None:
    def grow(n: int) -> None:
        for _ in range(n):
            number = Synonym.objects.count()
            person = make_person()
            area = make_area(parent=broadband) if number % 2 else None
            keep(f"box{number}", f"routeur{number}", by=person, area=area)

    assert_same_queries(lambda: browser.get(LIST), grow)


def test_a_long_list_has_pages(browser: Client, lead: User) -> None:
    lines = lines_of("\n".join(f"box{i:03} = routeur{i:03}" for i in range(60)))
    import_synonyms(lines=lines, language="", area=None, by=lead)
    assert "60 pairs" in text_of(browser.get(LIST))
    assert "box059" in text_of(browser.get(LIST, {"page": "3"}))


# Who may


@pytest.mark.parametrize("who", ["contact", "expert", "colleague", "manager", "outsider"])
def test_only_leads_and_administrators_come_here(
    who: str, request: pytest.FixtureRequest, lead: User, client_of: ClientOf
) -> None:
    browser = client_of(request.getfixturevalue(who))
    row = keep("box", "routeur", by=lead)
    for path in (LIST, NEW, IMPORT, edit_url(row), delete_url(row)):
        assert browser.get(path).status_code == 403
        answer = browser.post(path, typed("a1", "b1"))
        assert answer.status_code == (405 if path == LIST else 403)
    assert Synonym.objects.count() == 1


def test_a_lead_sees_but_does_not_change_another_areas_words(
    browser: Client, administrator: User
) -> None:
    row = keep("compteur", "linky", by=administrator, area=make_area("Meters"))
    page = browser.get(LIST).content.decode()
    assert "linky" in page
    assert edit_url(row) not in page
    assert browser.get(edit_url(row)).status_code == 403
    assert browser.post(delete_url(row)).status_code == 403


def test_a_lead_keeps_words_of_what_is_inside_their_area_and_of_no_other(
    browser: Client, broadband: Area
) -> None:
    inside, elsewhere = make_area("Box", parent=broadband), make_area("Meters")
    assert browser.post(NEW, typed("a1", "b1", area=inside.pk)).status_code == 303
    refused = browser.post(NEW, typed("a2", "b2", area=elsewhere.pk))
    assert refused.status_code == 200
    assert Synonym.objects.count() == 1


def test_closed_areas_words_leave_no_trace(
    browser: Client, lead: User, administrator: User, client_of: ClientOf
) -> None:
    fraud = make_area("Fraud desk")
    row = keep("zirconium", "sceau", by=administrator, area=fraud)
    below = keep("zirconia", "joint", by=administrator, area=make_area("Seals", parent=fraud))
    restrict_area(fraud, make_team("Inspectors"))
    for person in (lead, administrator):
        browser = client_of(person)
        for path in (LIST, f"{LIST}?q=zirco", f"{LIST}?area={fraud.slug}", NEW, IMPORT):
            page = re.sub(r'value="zirco"|=zirco', "", browser.get(path).content.decode())
            for secret in ("zirco", "sceau", "joint", "Fraud", "Seals"):
                assert secret not in page
        for hidden in (row, below):
            assert browser.get(edit_url(hidden)).status_code == 404
            assert browser.post(delete_url(hidden)).status_code == 404
        same = browser.post(NEW, typed("zirconium", "sceau", preview="1"))
        assert "already" not in text_of(same)
        assert browser.post(NEW, typed("a1", "b1", area=fraud.pk)).status_code == 200
    assert Synonym.objects.count() == 2
