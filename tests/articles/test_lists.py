"""Lists of articles: filters, what is hidden, and what they cost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from accounts.actions import create_token
from accounts.models import Team, User
from accounts.queries import (
    visible_areas,
    visible_areas_named,
    visible_topics,
    visible_topics_named,
)
from knowledge.areas.models import Topic
from knowledge.areas.topics import merge_topics
from knowledge.articles.actions import archive_article, flag_article
from knowledge.articles.documents import ARTICLES
from knowledge.articles.models import Article
from tests.conftest import ClientOf
from tests.factories import (
    make_area,
    make_article,
    make_person,
    make_suggestion,
    make_topic,
    restrict_area,
)

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]


def _titles(client_of: ClientOf, person: User, query: str = "") -> set[str]:
    response = client_of(person).get(reverse("articles:list") + query)
    assert response.status_code == 200
    return {article.title for article in response.context["paging"]}


def test_an_area_holds_what_is_filed_below_it(contact: User, client_of: ClientOf) -> None:
    energy = make_area("Energy")
    meters = make_area("Meters", parent=energy)
    make_article("Meter change", areas=[meters])
    make_article("Orange light")
    assert _titles(client_of, contact, "?area=energy") == {"Meter change"}


def test_filters_narrow_together(contact: User, client_of: ClientOf) -> None:
    writer = make_person("Hélène Vasseur")
    make_article("A", owner=writer, topics=["box"], settings={"kind": "how_to"})
    make_article("B", topics=["box"], settings={"kind": "how_to", "language": "fr"})
    make_article("C", topics=["bill"], settings={"kind": "briefing", "confidence": "validated"})
    assert _titles(client_of, contact, "?topic=box") == {"A", "B"}
    assert _titles(client_of, contact, "?topic=box&language=fr") == {"B"}
    assert _titles(client_of, contact, "?kind=briefing") == {"C"}
    assert _titles(client_of, contact, "?confidence=validated") == {"C"}
    assert _titles(client_of, contact, f"?author={writer.slug}") == {"A"}


def test_nonsense_in_the_address_filters_nothing(contact: User, client_of: ClientOf) -> None:
    make_article("A")
    assert _titles(client_of, contact, "?area=nowhere&kind=%00&sort=-1&page=x&state=q") == {"A"}


def test_archived_articles_are_shown_when_asked_for(contact: User, client_of: ClientOf) -> None:
    old, current = make_article("Old"), make_article("Current")
    archive_article(article=old, by=old.owner)
    assert _titles(client_of, contact) == {current.title}
    assert _titles(client_of, contact, "?state=archived") == {"Old"}
    assert _titles(client_of, contact, "?state=all") == {"Old", "Current"}


def test_articles_past_their_check_are_listed_the_longest_first(
    contact: User, client_of: ClientOf
) -> None:
    today = timezone.localdate()
    for title, days in (("Late", 3), ("Latest", 30), ("Fresh", -30)):
        article = make_article(title)
        due = today - timedelta(days=days)
        Article.objects.filter(pk=article.pk).update(check_due_on=due)
    response = client_of(contact).get(reverse("articles:list") + "?state=due&sort=due")
    assert [article.title for article in response.context["paging"]] == ["Latest", "Late"]


def test_a_closed_area_is_in_no_list_and_no_filter(
    outsider: User, team: Team, client_of: ClientOf
) -> None:
    area = make_area("Quiet")
    restrict_area(area, team)
    make_article("Hidden", areas=[area])
    response = client_of(outsider).get(reverse("articles:list"))
    assert "Hidden" not in response.content.decode()
    assert "Quiet" not in response.content.decode()


def test_the_list_costs_the_same_with_more_rows(
    contact: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client = client_of(contact)

    def grow(n: int) -> None:
        for _number in range(n):
            make_article(areas=[make_area(), make_area()], topics=["box"])

    assert_same_queries(lambda: client.get(reverse("articles:list")), grow)


def test_links_that_lead_nowhere_are_reported_with_their_owner(
    contact: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    target = make_article("Meter change")
    make_article("Fine", body="See [[Meter change]].")
    broken = make_article("Broken", body="See [[The article of nobody]].")
    client = client_of(contact)
    page = client.get(reverse("articles:broken_links")).content.decode()
    assert "The article of nobody" in page
    assert broken.owner.display_name in page
    assert "Fine" not in page
    archive_article(article=target, by=target.owner)
    assert "Fine" in client.get(reverse("articles:broken_links")).content.decode()

    def grow(n: int) -> None:
        for number in range(n):
            make_article(body=f"See [[Nothing {number}]].")

    assert_same_queries(lambda: client.get(reverse("articles:broken_links")), grow)


def test_backlinks_cost_the_same_with_more_rows(
    contact: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    target = make_article("Meter change")
    client = client_of(contact)

    def grow(n: int) -> None:
        for _number in range(n):
            make_article(body="See [[Meter change]].", areas=[make_area()])

    url = reverse("articles:backlinks", args=[target.slug])
    assert_same_queries(lambda: client.get(url), grow)


@pytest.mark.parametrize("route", ["waiting_suggestions", "waiting_flags"])
def test_what_waits_for_the_owner_costs_the_same_with_more_rows(
    route: str, expert: User, contact: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client = client_of(expert)

    def grow(n: int) -> None:
        for _number in range(n):
            article = make_article(owner=expert)
            make_suggestion(article, by=contact, body="Better.")
            flag_article(article=article, by=make_person(), reason="wrong", note="Not so")
            make_suggestion(make_article(), by=expert, body="Better.")

    assert_same_queries(lambda: client.get(reverse(f"articles:{route}")), grow)


def test_only_those_who_answer_for_an_article_find_its_flags_waiting(
    expert: User, contact: User, colleague: User, lead: User, client_of: ClientOf
) -> None:
    area = lead.owned_areas.get().area
    article = make_article("Orange light", owner=expert, areas=[area])
    flag_article(article=article, by=contact, reason="outdated")
    for person, waits in ((expert, True), (lead, True), (colleague, False), (contact, False)):
        page = client_of(person).get(reverse("articles:waiting_flags")).content.decode()
        assert ("Orange light" in page) is waits, person


def test_a_topic_that_only_closed_articles_carry_exists_nowhere_for_others(
    lead: User, contact: User, outsider: User, team: Team, client_of: ClientOf
) -> None:
    lead.team = None
    lead.save()
    area = make_area("Quiet")
    restrict_area(area, team)
    make_article("Hidden", areas=[area], topics=["dam works"])
    make_topic("spare")
    merged = make_topic("old dam")
    merge_topics(merged, into=Topic.objects.get(slug="dam-works"))
    _row, secret = create_token(person=outsider, purpose="feed", name="reader", by=outsider)
    pages = [
        *("/topics/", "/topics/pick/?q=dam", "/topics/dam-works/", "/topics/old-dam/"),
        *("/articles/?topic=dam-works", "/search/?q=water&topic=dam-works"),
        reverse("articles:feed_new", args=["topic", "dam-works"]),
        reverse("articles:feed", args=[secret, "topic", "dam-works"]),
    ]
    inside, outside = client_of(contact), client_of(outsider)
    for address in pages:
        response = outside.get(address)
        assert response.status_code in {200, 404}, address
        assert "dam works" not in response.content.decode(), address
    assert outside.get("/topics/pick/?q=spare").json()["topics"]
    assert inside.get("/topics/old-dam/").headers["Location"] == "/topics/dam-works/"
    assert "dam works" in inside.get("/topics/").content.decode()
    curator = client_of(lead)
    for action in ("delete", "merge", "synonyms"):
        data = {"into": "spare", "name": "barrage"}
        assert curator.post(f"/topics/dam-works/{action}/", data).status_code == 404
    refused = curator.post("/topics/spare/merge/", {"into": "dam works"})
    assert refused.status_code == 200


def test_visible_rows_are_those_that_visible_to_gives(team: Team, expert: User) -> None:
    outsider = make_person("Olga Petit")
    closed, opened = make_area("Closed"), make_area("Opened")
    restrict_area(closed, team)
    made = [
        make_article(owner=expert, areas=areas)
        for areas in ([closed], [opened], [closed, opened], [])
    ]
    ids = [article.pk for article in made]
    for person in (expert, outsider, AnonymousUser()):
        rows = Article.objects.visible_rows(person, ids, ["id"])
        seen = Article.objects.visible_to(person).filter(pk__in=ids)
        assert {pk for (pk,) in rows} == set(seen.values_list("pk", flat=True))
        assert set(ARTICLES.present(ids, person)) == {pk for (pk,) in rows}


def test_filters_name_the_areas_and_topics_that_exist_for_the_person(
    team: Team, expert: User
) -> None:
    outsider = make_person("Olga Petit")
    closed, opened = make_area("Closed"), make_area("Opened")
    restrict_area(closed, team)
    make_article(owner=expert, areas=[closed], topics=["secret"])
    make_article(owner=expert, areas=[opened], topics=["known"])
    areas, topics = [closed.pk, opened.pk], list(Topic.objects.values_list("pk", flat=True))
    for person in (expert, outsider, AnonymousUser()):
        shown = visible_areas_named(person, areas)
        assert {pk: row.label for pk, row in shown.items()} == {
            area.pk: area.label for area in visible_areas(person).filter(pk__in=areas)
        }
        tagged = visible_topics_named(person, topics)
        assert {pk: row.slug for pk, row in tagged.items()} == {
            topic.pk: topic.slug for topic in visible_topics(person).filter(pk__in=topics)
        }
    assert [row.label for row in visible_areas_named(outsider, areas).values()] == ["Opened"]
    assert [row.label for row in visible_topics_named(outsider, topics).values()] == ["known"]
