"""Following areas, topics, people, articles: told once, only what exists for the follower."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from accounts.permissions import hidden_area_ids
from knowledge.articles.models import Article
from knowledge.notifications.actions import (
    choose_deliveries,
    follow,
    tell_followers,
    unfollow,
)
from knowledge.notifications.models import Delivery, Follow, FollowKind, Group, Notification
from knowledge.notifications.queries.following import followers_of, who_see
from tests.conftest import ClientOf
from tests.factories import (
    make_area,
    make_article,
    make_person,
    make_team,
    make_topic,
    restrict_area,
    revise,
)

pytestmark = pytest.mark.django_db
Growth = Callable[[Callable[[], object], Callable[[int], object]], None]


def _told(article: Article, area_ids: list[int]) -> list[str]:
    rows = tell_followers(
        actor=article.owner,
        subject_kind="article",
        subject_id=article.pk,
        title=article.title,
        url=article.get_absolute_url(),
        area_ids=area_ids,
    )
    return sorted(row.person.display_name for row in rows)


def test_whoever_follows_an_area_hears_of_those_inside_it() -> None:
    network = make_area("Network")
    fibre = make_area("Fibre", parent=network)
    above, inside, beside = make_person("Above"), make_person("Inside"), make_person("Beside")
    for person, area in ((above, network), (inside, fibre), (beside, make_area("Lamps"))):
        follow(person=person, kind="area", object_id=area.pk)
    assert _told(make_article(areas=[fibre]), [fibre.pk]) == ["Above", "Inside"]
    assert _told(make_article(areas=[network]), [network.pk]) == ["Above"]


def test_followers_of_the_subject_a_topic_and_the_author_are_each_told_once() -> None:
    author, topic = make_person(roles=["expert"]), make_topic()
    article = make_article(owner=author)
    reader = make_person("Reader")
    for kind, pk in (("article", article.pk), ("topic", topic.pk), ("person", author.pk)):
        follow(person=reader, kind=kind, object_id=pk)
    follow(person=author, kind="article", object_id=article.pk)
    rows = tell_followers(
        actor=author,
        subject_kind="article",
        subject_id=article.pk,
        title=article.title,
        url=article.get_absolute_url(),
        area_ids=[],
        topic_ids=[topic.pk],
    )
    assert [row.person for row in rows] == [reader]
    assert rows[0].kind == Notification.Kind.FOLLOWED
    assert rows[0].mail is not None
    assert rows[0].mail.purpose == "daily"


def test_followers_who_left_are_told_nothing(contact: User) -> None:
    area = make_area()
    follow(person=contact, kind="area", object_id=area.pk)
    contact.is_active = False
    User.objects.filter(pk=contact.pk).update(is_active=False, deactivated_at=contact.created_at)
    assert not followers_of(kind="article", object_id=1, area_ids=[area.pk])


def test_a_closed_area_tells_only_those_for_whom_it_exists(
    contact: User, outsider: User, team: Team
) -> None:
    area = make_area("Zephyr")
    for person in (contact, outsider):
        follow(person=person, kind="area", object_id=area.pk)
    restrict_area(area, team)
    assert _told(make_article(areas=[area]), [area.pk]) == [contact.display_name]


def test_who_see_says_the_same_as_hidden_area_ids() -> None:
    company, care, lab = make_team("Company"), make_team("Care"), make_team("Lab")
    night = make_team("Night", parent=care)
    owner, upper_owner = make_person("Owner"), make_person("Upper")
    people = [owner, upper_owner, make_person(), *(make_person(team=t) for t in (company, care))]
    people += [make_person(team=lab), make_person(team=night)]
    upper = make_area("Upper", owners=[upper_owner])
    middle = make_area("Middle", parent=upper)
    lower = make_area("Lower", parent=middle, owners=[owner])
    free = make_area("Free")
    restrict_area(upper, care, lab)
    restrict_area(lower, night)
    for areas in ([upper], [middle], [lower], [free], [free, lower], [upper, middle], []):
        ids = {area.pk for area in areas}
        fresh = User.objects.in_bulk([person.pk for person in people])
        expected = [p.pk for p in people if not ids & hidden_area_ids(fresh[p.pk])]
        assert [p.pk for p in who_see(people, ids)] == expected, areas


def test_telling_followers_costs_the_same_with_more_of_them(
    team: Team, assert_same_queries: Growth
) -> None:
    area = make_area()
    restrict_area(area, team)

    def grow(n: int) -> None:
        for _number in range(n):
            person = make_person(team=team)
            choose_deliveries(person=person, chosen={Group.FOLLOWED: Delivery.NOW})
            follow(person=person, kind="area", object_id=area.pk)

    fresh = [make_article(areas=[area]) for _number in range(3)]
    assert_same_queries(lambda: _told(fresh.pop(), [area.pk]), grow)


def test_an_article_in_a_followed_area_is_told_and_its_minor_edits_are_not(contact: User) -> None:
    area = make_area()
    follow(person=contact, kind="area", object_id=area.pk)
    article = make_article("Lamps", areas=[area])
    assert [line.title for line in contact.notifications.all()] == ["Lamps"]
    revise(article, body="A new way of reading the meter.")
    assert contact.notifications.count() == 2


# The pages


@pytest.fixture
def browser(contact: User, client_of: ClientOf) -> Client:
    return client_of(contact)


def test_the_button_follows_and_unfollows(browser: Client, contact: User) -> None:
    article = make_article()
    url = reverse("notifications:follow", args=["article", article.pk])
    page = browser.get(url).content.decode()
    assert "Following" not in page
    answer = browser.post(url)
    assert answer["Location"] == article.get_absolute_url()
    assert Follow.objects.get().person == contact
    part = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "Following" in part
    assert "<html" not in part
    answer = browser.post(url, {"stop": "1"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert not Follow.objects.exists()


def test_following_twice_is_following_once(browser: Client) -> None:
    url = reverse("notifications:follow", args=["area", make_area().pk])
    browser.post(url)
    browser.post(url)
    assert Follow.objects.count() == 1


@pytest.mark.parametrize("kind", ["area", "topic", "person", "article", "thread", "nothing"])
def test_what_is_not_there_cannot_be_followed(kind: str, browser: Client) -> None:
    for number in (999_999, 10**19):
        assert browser.post(f"/follow/{kind}/{number}/").status_code == 404


def test_the_page_lists_each_kind_with_its_way_out(browser: Client, contact: User) -> None:
    area, topic, person = make_area("Network"), make_topic("fibre"), make_person("Hélène Vasseur")
    article = make_article("Lamps")
    for kind, thing in (("area", area), ("topic", topic), ("person", person), ("article", article)):
        follow(person=contact, kind=kind, object_id=thing.pk)
    url = reverse("notifications:following")
    page = browser.get(url).content.decode()
    assert all(name in page for name in ("Network", "fibre", "Hélène Vasseur", "Lamps"))
    answer = browser.post(
        reverse("notifications:follow", args=["area", area.pk]), {"stop": "1", "list": "1"}
    )
    assert answer["Location"] == url
    assert "Network" not in browser.get(url).content.decode()


def test_what_was_closed_since_is_not_named(
    outsider: User, team: Team, client_of: ClientOf
) -> None:
    area = make_area("Zephyr")
    article = make_article("Zephyr plans", areas=[area])
    follow(person=outsider, kind="area", object_id=area.pk)
    follow(person=outsider, kind="article", object_id=article.pk)
    restrict_area(area, team)
    assert (
        "Zephyr" not in client_of(outsider).get(reverse("notifications:following")).content.decode()
    )
    unfollow(person=outsider, kind="area", object_id=area.pk)


def test_the_list_costs_the_same_with_more_rows(
    browser: Client, contact: User, assert_same_queries: Growth
) -> None:
    def grow(n: int) -> None:
        for _number in range(n):
            follow(person=contact, kind=FollowKind.AREA, object_id=make_area().pk)
            follow(person=contact, kind=FollowKind.ARTICLE, object_id=make_article().pk)

    assert_same_queries(lambda: browser.get(reverse("notifications:following")), grow)
