"""What is missing: the list, one request, and what those near it do."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.articles.actions import archive_article, claim_request, decline_request, join_request
from knowledge.articles.models import Article, Draft, WritingRequest
from tests.articles.asking import WORDS, ask_for, make_expert_of, told
from tests.articles.drafting import post_draft
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, make_team, restrict_area

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]


@pytest.fixture
def area(lead: User) -> Area:
    return Area.objects.get(name="Broadband")


@pytest.fixture
def request_(contact: User, area: Area) -> WritingRequest:
    return ask_for(by=contact, area=area)


def _at(name: str, request: WritingRequest) -> str:
    return reverse(f"articles:{name}", args=[request.pk])


# The list


def test_the_profile_menu_leads_to_what_is_missing(contact: User, client_of: ClientOf) -> None:
    page = client_of(contact).get(reverse("home")).content.decode()
    assert f'href="{reverse("articles:requests")}"' in page


def test_the_list_shows_each_state_apart_and_what_most_wait_for_first(
    request_: WritingRequest, lead: User, area: Area, client_of: ClientOf
) -> None:
    twice = join_request(request=ask_for("two"), person=make_person())
    taken = claim_request(request=ask_for("three"), by=lead)
    declined = decline_request(request=ask_for("four", area=area), by=lead, word="No")
    client = client_of(lead)
    url = reverse("articles:requests")
    shown = {
        state: [row.pk for row in client.get(url, {"state": state}).context["paging"]]
        for state in ("", "yours", "mine", "claimed", "written", "declined", "nonsense")
    }
    both = [twice.pk, request_.pk]
    assert shown == {
        "": both, "yours": both, "mine": [taken.pk], "claimed": [taken.pk], "written": [],
        "declined": [declined.pk], "nonsense": both,
    }  # fmt: skip
    tabs = {str(tab.label): tab.count for tab in client.get(url).context["tabs"]}
    assert tabs == {
        "In your areas": 2, "Open": 2, "Being written": 1, "Yours": 1, "Written": 0, "Declined": 1,
    }  # fmt: skip


def test_the_list_narrows_to_an_area_and_what_is_inside_it(
    request_: WritingRequest, area: Area, contact: User, client_of: ClientOf
) -> None:
    inside = ask_for("two", area=make_area("Boxes", parent=area))
    ask_for("three", area=make_area("Energy"))
    url = reverse("articles:requests")
    rows = client_of(contact).get(url, {"area": area.slug}).context["paging"]
    assert {row.pk for row in rows} == {request_.pk, inside.pk}


@pytest.mark.parametrize("state", ["open", "yours", "mine", "claimed", "written", "declined"])
def test_an_empty_list_says_what_to_do_next(
    lead: User, client_of: ClientOf, area: Area, state: str
) -> None:
    url = reverse("articles:requests")
    for query in ({"state": state}, {"state": state, "area": area.slug}):
        page = client_of(lead).get(url, query)
        assert 'class="empty"' in page.content.decode()


@pytest.mark.parametrize("query", ["state=%00", "area=%00", "area=" + "x" * 10_000, "page=-1"])
def test_nonsense_in_the_address_filters_nothing(
    request_: WritingRequest, contact: User, client_of: ClientOf, query: str
) -> None:
    page = client_of(contact).get(f"{reverse('articles:requests')}?{query}")
    assert [row.pk for row in page.context["paging"]] == [request_.pk]


def test_the_list_costs_the_same_with_more_rows(
    lead: User, area: Area, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client = client_of(lead)
    url = reverse("articles:requests")

    def grow(n: int) -> None:
        for _number in range(n):
            person = make_person()
            asked = ask_for(f"box {person.pk}", by=person, area=area)
            claim_request(request=ask_for(f"bill {person.pk}", by=lead), by=make_person())
            join_request(request=asked, person=make_person())

    for state in ("open", "yours", "mine", "claimed"):
        assert_same_queries(lambda: client.get(url, {"state": state}), grow)  # noqa: B023


# One request


def test_names_of_those_who_wait_are_for_leads(
    request_: WritingRequest, contact: User, colleague: User, lead: User, client_of: ClientOf
) -> None:
    for name in ("request", "requests"):
        url = reverse(f"articles:{name}", args=[request_.pk] if name == "request" else [])
        for person in (colleague, make_expert_of(request_.area or make_area())):
            assert contact.display_name not in client_of(person).get(url).content.decode()
    assert contact.display_name in client_of(lead).get(_at("request", request_)).content.decode()


def test_a_request_costs_the_same_however_many_wait(
    request_: WritingRequest, lead: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client = client_of(lead)

    def grow(n: int) -> None:
        for _number in range(n):
            join_request(request=request_, person=make_person(team=lead.team))

    assert_same_queries(lambda: client.get(_at("request", request_)), grow)


def test_waiting_begins_and_ends_with_one_key(
    request_: WritingRequest, colleague: User, client_of: ClientOf
) -> None:
    client = client_of(colleague)
    for name, waits in (("request_join", True), ("request_leave", False)):
        for _press in range(2):
            assert client.post(_at(name, request_)).status_code == 303
            assert request_.people.contains(colleague) is waits


def test_a_second_writer_is_told_that_somebody_writes(
    request_: WritingRequest, area: Area, client_of: ClientOf
) -> None:
    first, second = make_expert_of(area), make_expert_of(area)
    client_of(first).post(_at("request_claim", request_))
    client = client_of(second)
    for url in (_at("request_claim", request_), f"{reverse('articles:new')}?request={request_.pk}"):
        page = client.post(url, follow=True).content.decode()
        assert "Somebody else writes it already." in page
    request_.refresh_from_db()
    assert request_.writer == first
    assert not Draft.objects.exists()


def test_a_lead_takes_a_request_from_whoever_left_it_lying(
    request_: WritingRequest, area: Area, lead: User, client_of: ClientOf
) -> None:
    claim_request(request=request_, by=make_expert_of(area))
    other = client_of(make_expert_of(area))
    assert other.post(_at("request_release", request_)).status_code == 403
    for _press in range(2):
        assert client_of(lead).post(_at("request_release", request_)).status_code == 303
    request_.refresh_from_db()
    assert (request_.state, request_.writer) == ("open", None)


def test_writing_it_begins_with_the_customers_words_and_ends_the_request(
    area: Area, expert: User, contact: User, client_of: ClientOf
) -> None:
    make_expert_of(area, expert)
    asked = ask_for("ma box clignote en orange", by=contact, area=area)
    client = client_of(expert)
    url = f"{reverse('articles:new')}?request={asked.pk}"
    assert asked.words in client.get(url).content.decode()
    for _press in range(2):
        response = client.post(url, {"kind": "article"})
    draft = expert.drafts.get()
    assert response["Location"] == draft.get_absolute_url()
    assert client.get(url)["Location"] == draft.get_absolute_url()
    assert (draft.fields["questions"], draft.fields["areas"], draft.fields["language"]) == (
        asked.words, [str(area.pk)], "fr",
    )  # fmt: skip
    draft.fields |= {
        "title": "Voyant orange", "body": "Attendez.", "title_audience": "internal",
        "short_answer_audience": "internal", "confidence": "not_validated",
        "editing_rights": "experience", "verification_interval_days": "90",
    }  # fmt: skip
    page = client.get(post_draft(client, draft, publish="1")["Location"]).content.decode()
    assert "Those who waited for this article are told." in page
    asked.refresh_from_db()
    article = Article.objects.get()
    assert (asked.article, article.live.questions) == (article, [asked.words])
    assert told(contact) == ["req_done"]


@pytest.mark.parametrize("number", ["", "0", "x", "99999999999999999999"])
def test_writing_for_a_request_that_does_not_exist_is_not_found(
    lead: User, client_of: ClientOf, number: str
) -> None:
    assert client_of(lead).get(reverse("articles:new"), {"request": number}).status_code == 404


def test_declining_needs_a_word(
    request_: WritingRequest, lead: User, contact: User, client_of: ClientOf
) -> None:
    client = client_of(lead)
    for word in ("", "  ", "x" * 10_000, "a\0b"):
        response = client.post(_at("request_decline", request_), {"decline-word": word})
        assert response.status_code == 422
    assert "a" in response.context["decline_form"]["word"].value()
    said = {"decline-word": "It is printed on the box"}
    for _press in range(2):
        assert client.post(_at("request_decline", request_), said).status_code == 303
    assert told(contact) == ["req_no"]
    page = client_of(contact).get(_at("request", request_)).content.decode()
    assert "It is printed on the box" in page


def test_an_article_that_says_it_already_answers_by_title_or_address(
    area: Area, lead: User, contact: User, client_of: ClientOf
) -> None:
    article = make_article("Orange light")
    client = client_of(lead)
    for number, typed in enumerate(("orange LIGHT", f"https://halage.example{article.slug}/")):
        asked = ask_for(f"box {number}", by=contact, area=area)
        named = typed.replace(article.slug, article.get_absolute_url())
        client.post(_at("request_answered", asked), {"answered-article": named})
        asked.refresh_from_db()
        assert asked.article == article
    assert told(contact) == ["req_done", "req_done"]


def test_an_article_that_is_archived_closed_or_unknown_answers_nothing(
    request_: WritingRequest, lead: User, client_of: ClientOf
) -> None:
    old = make_article("Old light")
    archive_article(article=old, by=old.owner)
    vault = make_area("Vault")
    restrict_area(vault, make_team())
    make_article("Secret light", areas=[vault])
    for typed in ("Old light", "Secret light", "No light", "\0", "x" * 10_000, ""):
        post = {"answered-article": typed}
        response = client_of(lead).post(_at("request_answered", request_), post)
        assert response.status_code == 422
    request_.refresh_from_db()
    assert request_.is_open


def test_moving_a_request_names_what_stands_in_the_way(
    request_: WritingRequest, lead: User, client_of: ClientOf
) -> None:
    energy = make_area("Energy")
    ask_for(area=energy)
    client = client_of(lead)
    for chosen in ("energy", "", "no-such-area"):
        assert client.post(_at("request_move", request_), {"move-area": chosen}).status_code == 422
    make_area("Solar")
    assert client.post(_at("request_move", request_), {"move-area": "solar"}).status_code == 303


def test_a_line_about_a_request_closes_with_its_area(
    request_: WritingRequest, contact: User, lead: User, client_of: ClientOf
) -> None:
    decline_request(request=request_, by=lead, word="Never mind")
    inbox = reverse("notifications:inbox")
    assert WORDS in client_of(contact).get(inbox).content.decode()
    restrict_area(Area.objects.get(name="Broadband"), make_team())
    assert WORDS not in client_of(contact).get(inbox).content.decode()
