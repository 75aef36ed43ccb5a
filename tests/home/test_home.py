"""The home page adapts to the person, and costs the same however much there is."""

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from knowledge.articles.actions import flag_article
from knowledge.articles.models import Article
from knowledge.replies.actions.recording import record_copy
from tests.articles.asking import ask_for, make_expert_of
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, make_suggestion, restrict_area

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]


def _page(client_of: ClientOf, person: User) -> str:
    response = client_of(person).get(reverse("home"))
    assert response.status_code == 200
    return response.content.decode()


def _overdue(article: Article, days: int = 3) -> Article:
    due = timezone.localdate() - timedelta(days=days)
    Article.objects.filter(pk=article.pk).update(check_due_on=due)
    return article


def test_a_contact_sees_search_news_and_their_own_last_replies(
    contact: User, client_of: ClientOf
) -> None:
    article = make_article("Orange light", short_answer="Wait.", short_answer_audience="customer")
    record_copy(person=contact, article=article, revision=article.live, passage_keys=["short"])
    page = _page(client_of, contact)
    assert "What does the customer ask?" in page
    assert "New to know" in page
    assert "Your last replies" in page
    assert "To verify" not in page


def test_an_expert_verifies_from_home_in_one_action(expert: User, client_of: ClientOf) -> None:
    article = _overdue(make_article("Orange light", owner=expert))
    client = client_of(expert)
    page = client.get(reverse("home")).content.decode()
    url = reverse("articles:verify", args=[article.slug])
    assert f'action="{url}"' in page
    response = client.post(url, {"next": reverse("home")})
    assert response["Location"] == reverse("home")
    assert f'action="{url}"' not in client.get(reverse("home")).content.decode()


def test_an_expert_sees_the_suggestions_and_flags_that_wait(
    expert: User, contact: User, client_of: ClientOf
) -> None:
    article = make_article("Orange light", owner=expert)
    make_suggestion(article, by=contact, body="Better.", note="Four minutes, not two")
    flag_article(article=article, by=contact, reason="outdated", note="Not since the update")
    page = _page(client_of, expert)
    assert "Four minutes, not two" in page
    assert "Not since the update" in page


def test_an_expert_sees_what_is_asked_for_in_their_areas_alone(
    contact: User, expert: User, client_of: ClientOf
) -> None:
    area = make_area("Boxes")
    make_expert_of(area, expert)
    asked = ask_for("my box blinks orange", by=contact, area=area)
    ask_for("my invoice is in Dutch", by=contact, area=make_area("Bills"))
    page = _page(client_of, expert)
    assert "Asked for in your areas" in page
    assert asked.get_absolute_url() in page
    assert "my invoice is in Dutch" not in page
    assert contact.display_name not in page


def test_a_contact_sees_what_they_wait_for(contact: User, client_of: ClientOf) -> None:
    asked = ask_for("my box blinks orange", by=contact)
    page = _page(client_of, contact)
    assert "You wait for an answer" in page
    assert asked.get_absolute_url() in page


def test_a_lead_sees_the_stale_articles_that_are_used_most(
    lead: User, contact: User, client_of: ClientOf
) -> None:
    area = lead.owned_areas.get().area
    words = {"short_answer": "Yes.", "short_answer_audience": "customer"}
    _overdue(make_article("Stale and idle", areas=[area], **words), days=30)
    used = _overdue(make_article("Stale and used", areas=[area], **words))
    record_copy(person=contact, article=used, revision=used.live, passage_keys=["short"])
    led = client_of(lead).get(reverse("home")).context["led"]
    assert [line.article.title for line in led.stale] == ["Stale and used", "Stale and idle"]
    assert led.overdue == 2


def test_a_manager_sees_whose_articles_are_due_in_their_team_alone(
    manager: User, expert: User, client_of: ClientOf
) -> None:
    _overdue(make_article("Ours", owner=expert))
    _overdue(make_article("Theirs", owner=make_person()))
    team = client_of(manager).get(reverse("home")).context["team"]
    assert [(line.person, [a.title for a in line.articles]) for line in team.people] == [
        (expert, ["Ours"])
    ]


def test_news_of_a_closed_area_is_no_news(outsider: User, team: Team, client_of: ClientOf) -> None:
    area = make_area("Zephyr")
    restrict_area(area, team)
    make_article("Zephyr plans", areas=[area], settings={"kind": "briefing"})
    assert "Zephyr" not in _page(client_of, outsider)


def test_an_empty_house_says_what_to_do_next(colleague: User, client_of: ClientOf) -> None:
    assert "Nothing new these two weeks" in _page(client_of, colleague)


def test_home_costs_the_same_with_more_rows(
    team: Team, client_of: ClientOf, lead: User, assert_same_queries: Growth
) -> None:
    """Somebody who is everything at once."""
    area = lead.owned_areas.get().area
    lead.is_contact = lead.is_manager = True
    lead.save()
    team.managers.add(lead)
    client = client_of(lead)

    def grow(n: int) -> None:
        for _number in range(n):
            member = make_person(team=team)
            words = {"short_answer": "Yes.", "short_answer_audience": "customer"}
            mine = _overdue(make_article(owner=lead, areas=[area], **words))
            _overdue(make_article(owner=member, areas=[area, make_area()]))
            make_suggestion(mine, by=member, body="Better.")
            flag_article(article=mine, by=member, reason="wrong")
            ask_for(f"my box blinks {member.pk} times", by=member, area=area)
            ask_for(f"my bill has {member.pk} pages", by=lead)
            record_copy(person=lead, article=mine, revision=mine.live, passage_keys=["short"])

    assert_same_queries(lambda: client.get(reverse("home")), grow)
