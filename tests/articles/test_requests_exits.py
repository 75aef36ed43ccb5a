"""The ways out of a failed search: each keeps the words, and nothing typed is lost."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.articles.actions import (
    join_request,
)
from knowledge.articles.models import WritingRequest
from knowledge.articles.queries.requests import guess_area
from knowledge.ui import slots
from tests.articles.asking import WORDS, ask_for, told
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, restrict_area
from tests.search.indexing import follow, forget_index

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]
NEW = "articles:request_new"


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    yield
    forget_index()


@pytest.fixture
def area(lead: User) -> Area:
    return Area.objects.get(name="Broadband")


@pytest.fixture
def request_(contact: User, area: Area) -> WritingRequest:
    return ask_for(by=contact, area=area)


# From a failed search


def test_the_search_page_keeps_the_words_in_every_exit(contact: User, client_of: ClientOf) -> None:
    follow()
    page = client_of(contact).get(reverse("search:results"), {"q": 'my "box" & <b>'})
    html = page.content.decode()
    assert f'action="{reverse(NEW)}"' in html
    assert 'name="words" value="my &quot;box&quot; &amp; &lt;b&gt;"' in html
    assert f"{reverse(NEW)}?q=my%20%22box%22%20%26%20%3Cb%3E" in html
    assert f"{reverse('articles:request_waiting')}?q=my%20%22box%22" in html


def test_a_higher_package_puts_its_exit_first(
    contact: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(request: HttpRequest) -> SafeString:
        return format_html("<li>Ask about {} letters</li>", len(request.GET["q"]))

    monkeypatch.setitem(slots._filled, "exits", [])
    slots.register("exits", ask)
    follow()
    html = client_of(contact).get(reverse("search:results"), {"q": "meter"}).content.decode()
    assert html.index("Ask about 5 letters") < html.index("Report the gap")


def test_one_key_reports_the_gap_in_the_area_it_seems_to_be_about(
    contact: User, area: Area, client_of: ClientOf
) -> None:
    make_article("Orange light of the box", areas=[area], body="It blinks while it updates.")
    follow()
    client = client_of(contact)
    for _press in range(2):
        response = client.post(reverse(NEW), {"words": WORDS, "quick": "1"})
        assert response.status_code == 303
    request = WritingRequest.objects.get()
    assert response["Location"] == request.get_absolute_url()
    assert (request.area, list(request.people.all())) == (area, [contact])
    page = client.get(response["Location"]).content.decode()
    assert "Told: Karim Benali." in page
    assert "You are one of them" in page


def test_whoever_reports_a_known_gap_is_told_how_many_wait(
    request_: WritingRequest, colleague: User, client_of: ClientOf
) -> None:
    post = {"words": f"{WORDS}?", "quick": "1"}
    page = client_of(colleague).post(reverse(NEW), post, follow=True).content.decode()
    assert "1 other person waits for the same." in page
    assert WritingRequest.objects.count() == 1


def test_the_form_chooses_the_likely_area_and_takes_a_note(
    contact: User, lead: User, area: Area, client_of: ClientOf
) -> None:
    make_article("Orange light of the box", areas=[area])
    follow()
    client = client_of(contact)
    form = client.get(reverse(NEW), {"q": WORDS}).context["form"]
    assert (form["words"].value(), form["area"].value()) == (WORDS, area.slug)
    client.post(reverse(NEW), {"words": WORDS, "area": area.slug, "note": "Since the storm"})
    assert WritingRequest.objects.get().note == "Since the storm"
    assert told(lead) == ["request"]


def test_an_area_is_guessed_from_what_the_person_may_see_alone(
    contact: User, outsider: User, team: Team
) -> None:
    vault = make_area("Vault")
    restrict_area(vault, team)
    make_article("Orange light of the box", areas=[vault])
    follow()
    assert guess_area(contact, WORDS) == vault
    assert guess_area(outsider, WORDS) is None


def test_a_few_far_results_are_no_guess(contact: User) -> None:
    for _number in range(8):
        make_article("The box blinks orange", areas=[make_area()])
    follow()
    assert guess_area(contact, WORDS) is None


@pytest.mark.parametrize("words", ["", "  ", "\0", "\u0301"])
def test_blank_words_are_asked_for_again(contact: User, client_of: ClientOf, words: str) -> None:
    client = client_of(contact)
    for facts in ({"quick": "1"}, {"note": "Kept as it is"}):
        response = client.post(reverse(NEW), {"words": words, **facts})
        assert response.status_code == 422
    assert "Kept as it is" in response.content.decode()
    assert not WritingRequest.objects.exists()


def test_an_endless_query_is_reported_with_the_rest_in_the_note(
    contact: User, client_of: ClientOf
) -> None:
    typed = " ".join(f"word{number}" for number in range(1_500))
    response = client_of(contact).post(reverse(NEW), {"words": typed, "quick": "1"})
    assert response.status_code == 303
    request = WritingRequest.objects.get()
    assert typed.startswith(request.words)
    assert len(request.words) <= 500
    assert request.note == typed[:2_000]


def test_a_form_that_is_too_long_loses_nothing(
    contact: User, area: Area, client_of: ClientOf
) -> None:
    long = "x" * 10_000
    for name in ("words", "note"):
        post = {"words": WORDS, "note": "", "area": area.slug, name: long}
        response = client_of(contact).post(reverse(NEW), post)
        assert response.status_code == 422
        assert long in response.content.decode()
    assert not WritingRequest.objects.exists()


@pytest.mark.parametrize("chosen", ["no-such-area", "\0", "x" * 10_000])
def test_an_area_that_does_not_exist_is_refused(
    contact: User, client_of: ClientOf, chosen: str
) -> None:
    response = client_of(contact).post(reverse(NEW), {"words": WORDS, "area": chosen})
    assert response.status_code == 422


def test_a_closed_area_is_neither_offered_nor_taken(
    outsider: User, area: Area, team: Team, client_of: ClientOf
) -> None:
    restrict_area(area, team)
    client = client_of(outsider)
    assert "Broadband" not in client.get(reverse(NEW), {"q": WORDS}).content.decode()
    assert client.post(reverse(NEW), {"words": WORDS, "area": area.slug}).status_code == 422


def test_the_search_page_says_who_waits_already_and_never_their_names(
    request_: WritingRequest, contact: User, colleague: User, client_of: ClientOf
) -> None:
    url = reverse("articles:request_waiting")
    join_request(request=request_, person=make_person())
    page = client_of(colleague).get(url, {"q": f"{WORDS} !"}).content.decode()
    assert "2 people wait for this already." in page
    assert contact.display_name not in page
    page = client_of(contact).get(url, {"q": WORDS}).content.decode()
    assert "You wait for this already, with 1 other person." in page


def test_who_waits_in_a_closed_area_is_not_counted(
    request_: WritingRequest, outsider: User, team: Team, area: Area, client_of: ClientOf
) -> None:
    restrict_area(area, team)
    url = reverse("articles:request_waiting")
    assert "wait" not in client_of(outsider).get(url, {"q": WORDS}).content.decode().lower()
