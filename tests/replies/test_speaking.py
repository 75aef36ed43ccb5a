"""In public nobody copies before they accepted the policy, nor where a spokesperson speaks."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions.policy import accept_policy, publish_policy
from knowledge.replies.actions.spokespersons import name_spokesperson
from knowledge.replies.models import ChannelProfile, ReplyRecord
from knowledge.replies.queries.speaking import FREE, speaking_of
from tests.factories import make_answer, make_area, make_article, make_thread

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


@pytest.fixture
def article(expert: User) -> Article:
    return make_article(
        owner=expert,
        areas=[make_area("Energy")],
        short_answer="Yes.",
        short_answer_audience="customer",
    )


def copied(client: Client, address: str, channel: str) -> int:
    answer = client.post(
        f"{reverse('replies:copy')}?{address}",
        {"channel": channel},
        headers={"Accept": "application/json"},
    )
    return answer.status_code


def test_before_the_policy_is_accepted_nothing_goes_out_in_public(
    contact: User, administrator: User, article: Article, client_of: ClientOf
) -> None:
    publish_policy(by=administrator, source="Be kind.", source_fr="", after=0)
    client, address = client_of(contact), f"article={article.slug}&passage=short"
    assert copied(client, address, "social") == 403
    assert copied(client, address, "email") == 200
    assert ReplyRecord.objects.count() == 1
    accept_policy(person=contact, number=1)
    assert copied(client, address, "social") == 200


def test_choosing_a_public_channel_leads_to_the_policy_and_back(
    contact: User, administrator: User, client_of: ClientOf
) -> None:
    publish_policy(by=administrator, source="Be kind.", source_fr="", after=0)
    client = client_of(contact)
    answer = client.post(reverse("replies:channel"), {"channel": "social", "next": "/articles/"})
    assert answer["Location"] == f"{reverse('replies:policy')}?next=%2Farticles%2F"
    assert "channel" not in client.session
    accept_policy(person=contact, number=1)
    client.post(reverse("replies:channel"), {"channel": "social"})
    assert client.session["channel"] == "social"


def test_where_a_spokesperson_speaks_others_do_not_copy_in_public(
    contact: User, expert: User, administrator: User, article: Article, client_of: ClientOf
) -> None:
    area = article.areas.get()
    name_spokesperson(area=area, person=expert, by=administrator)
    answer = make_answer(make_thread(area=area), by=expert, body="/// customer\nYes.\n///")
    key = answer.text.passages.get().key
    for address in (f"article={article.slug}&passage=short", f"answer={answer.pk}&passage={key}"):
        assert copied(client_of(contact), address, "social") == 403
        assert copied(client_of(contact), address, "chat") == 200
        assert copied(client_of(expert), address, "social") == 200


def test_words_are_not_handed_to_the_page_before_either(
    contact: User, expert: User, administrator: User, article: Article, client_of: ClientOf
) -> None:
    client = client_of(contact)
    address = f"{reverse('replies:texts')}?of=a.{article.slug}.short"
    client.post(reverse("replies:channel"), {"channel": "social"})
    assert client.get(address).json()["texts"]
    name_spokesperson(area=article.areas.get(), person=expert, by=administrator)
    found = client.get(address).json()
    assert not found["texts"]
    assert "spokesperson" in next(iter(found["stopped"].values()))


def test_a_channel_that_is_not_public_asks_nothing_and_costs_no_query(
    contact: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    email = ChannelProfile.objects.get(channel="email")
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert speaking_of(contact, email, [1]) == FREE


def test_a_private_use_of_the_channel_does_not_hide_its_public_one(
    contact: User, administrator: User, article: Article, client_of: ClientOf
) -> None:
    publish_policy(by=administrator, source="Be kind.", source_fr="", after=0)
    ChannelProfile.objects.filter(channel="social").update(position=9)
    ChannelProfile.objects.create(channel="social", style="turns", name="Messages", position=0)
    address = f"article={article.slug}&passage=short"
    assert copied(client_of(contact), address, "social") == 403
