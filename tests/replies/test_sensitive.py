"""Delicate topics: only approved words are said of their articles."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountEvent, User
from knowledge.areas.models import Topic
from knowledge.areas.topics import merge_topics
from knowledge.articles.models import Article
from knowledge.passages.watching_actions import forget_name, set_policy, watch_name
from knowledge.replies.actions.sensitive import (
    approve_wording,
    mark_sensitive,
    unmark_sensitive,
    withdraw_wording,
)
from knowledge.replies.actions.variants import approve_variant, write_variant
from knowledge.replies.models import ApprovedWording, SensitiveTopic
from knowledge.replies.queries.sensitive import (
    approved_words,
    sensitive_article_ids,
    sensitive_topics,
)
from knowledge.replies.queries.wordings import words_for, words_for_articles
from tests.factories import make_area, make_article, make_team, make_topic, restrict_area
from tests.replies.changing import change

ClientOf = Callable[[User], Client]
BODY = "/// customer\nThe battery got hot.\n///\n"


@pytest.fixture
def topic(db: None) -> Topic:
    return make_topic("Battery fires")


@pytest.fixture
def article(expert: User, topic: Topic) -> Article:
    return make_article("Battery", owner=expert, body=BODY, topics=[topic.name])


@pytest.fixture
def delicate(topic: Topic, lead: User) -> SensitiveTopic:
    return mark_sensitive(topic=topic, by=lead, reason="An inquiry is open.")


def _approve(delicate: SensitiveTopic, words: str, **fields: str) -> ApprovedWording:
    values = {"language": "en"} | fields
    return approve_wording(sensitive=delicate, by=delicate.set_by, words=words, **values)


def _variant(article: Article, words: str = "Please wait for us."):
    return write_variant(
        article=article,
        revision=article.live,
        by=article.owner,
        channel="chat",
        language="en",
        words=words,
    )


def test_articles_with_the_topic_are_delicate_and_others_are_not(
    article: Article, topic: Topic, lead: User
) -> None:
    other = make_article(topics=["Something else"])
    ids = [article.pk, other.pk]
    assert sensitive_article_ids(ids) == set()
    mark_sensitive(topic=topic, by=lead)
    assert sensitive_article_ids(ids) == {article.pk}
    unmark_sensitive(sensitive=SensitiveTopic.objects.get(), by=lead)
    assert sensitive_article_ids(ids) == set()


def test_a_delicate_topic_stays_delicate_when_it_is_merged_into_another(
    article: Article, delicate: SensitiveTopic, topic: Topic
) -> None:
    _approve(delicate, "We look into it.")
    merge_topics(topic, into=make_topic("Accidents"))
    assert sensitive_article_ids([article.pk]) == {article.pk}
    assert approved_words(article, "chat", "en").words == "We look into it."


def test_a_variant_nobody_approved_is_not_said_of_a_delicate_matter(
    article: Article, delicate: SensitiveTopic, lead: User
) -> None:
    version = _variant(article)
    assert words_for(article, "chat", "en") is None
    approve_variant(variant=version.variant, number=1, by=lead)
    found = words_for(article, "chat", "en")
    assert found is not None
    assert found.is_approved
    assert found.version == version


@pytest.mark.parametrize("how", ["medium", "major"])
def test_an_approval_ends_with_a_change_that_people_should_know(
    how: str, article: Article, delicate: SensitiveTopic, lead: User
) -> None:
    version = _variant(article)
    approve_variant(variant=version.variant, number=1, by=lead)
    article = change(article, how, f"{BODY}\n\nMore.")
    assert words_for(article, "chat", "en") is None


def test_the_wording_of_the_channel_comes_before_the_general_one_and_a_variant_before_both(
    article: Article, delicate: SensitiveTopic, lead: User
) -> None:
    _approve(delicate, "In general.")
    _approve(delicate, "In a chat.", channel="chat")
    _approve(delicate, "En général.", language="fr")
    assert approved_words(article, "email", "en").words == "In general."
    assert approved_words(article, "", "en").words == "In general."
    assert approved_words(article, "chat", "en").words == "In a chat."
    assert approved_words(article, "chat", "fr").words == "En général."
    version = _variant(article)
    assert approved_words(article, "chat", "en").words == "In a chat."
    approve_variant(variant=version.variant, number=1, by=lead)
    assert approved_words(article, "chat", "en").version == version


def test_of_two_delicate_topics_both_wordings_are_said(
    delicate: SensitiveTopic, topic: Topic, lead: User
) -> None:
    second = mark_sensitive(topic=make_topic("Court cases"), by=lead)
    article = make_article(topics=[topic.name, "Court cases"])
    _approve(delicate, "We look into it.")
    _approve(second, "We do not speak of cases.")
    words = approved_words(article, "chat", "en").words
    assert words == "We look into it.\n\nWe do not speak of cases."


def test_a_newer_wording_dates_the_one_before_it(delicate: SensitiveTopic) -> None:
    first = _approve(delicate, "First.")
    assert _approve(delicate, " First.\r\n") == first
    second = _approve(delicate, "Second.")
    first.refresh_from_db()
    assert first.replaced_at == second.approved_at
    assert list(delicate.wordings.filter(replaced_at=None)) == [second]
    withdraw_wording(wording=second, by=delicate.set_by)
    assert not delicate.wordings.filter(replaced_at=None).exists()
    assert delicate.wordings.count() == 2


@pytest.mark.parametrize(
    "fields", [{"words": " "}, {"words": "x" * 5_001}, {"words": "x", "channel": "pigeon"}]
)
def test_what_is_no_wording_is_refused_and_the_old_one_stays(
    fields: dict[str, str], delicate: SensitiveTopic
) -> None:
    first = _approve(delicate, "First.")
    with pytest.raises(ValidationError):
        _approve(delicate, **fields)
    first.refresh_from_db()
    assert first.replaced_at is None


def test_marking_twice_changes_the_reason_alone(delicate: SensitiveTopic, expert: User) -> None:
    again = mark_sensitive(topic=delicate.topic, by=expert, reason=" Court \n case ")
    assert again.pk == delicate.pk
    assert (again.reason, again.set_by) == ("Court case", delicate.set_by)


def test_a_topic_that_was_merged_away_cannot_be_marked(topic: Topic, lead: User) -> None:
    merge_topics(topic, into=make_topic("Accidents"))
    with pytest.raises(ValidationError):
        mark_sensitive(topic=topic, by=lead)


def test_a_topic_that_only_a_closed_area_has_is_listed_for_nobody_else(
    lead: User, outsider: User, topic: Topic, delicate: SensitiveTopic
) -> None:
    area = make_area()
    make_article(areas=[area], topics=[topic.name])
    assert list(sensitive_topics(outsider)) == [delicate]
    restrict_area(area, lead.team)
    assert list(sensitive_topics(lead)) == [delicate]
    assert list(sensitive_topics(User.objects.get(pk=outsider.pk))) == []


def test_ten_articles_cost_as_many_queries_as_one(
    delicate: SensitiveTopic, topic: Topic, django_assert_num_queries
) -> None:
    _approve(delicate, "We look into it.")
    articles = [make_article(topics=[topic.name]) for _number in range(3)] + [make_article()]
    _variant(articles[-1])
    with django_assert_num_queries(5):
        found = words_for_articles([article.pk for article in articles], "chat", "en")
    assert len(found) == 4
    assert timezone.now() >= delicate.set_at


def test_what_was_said_of_a_topic_stays_on_the_record_when_it_is_no_longer_delicate(
    article: Article, delicate: SensitiveTopic, lead: User, expert: User
) -> None:
    said = _approve(delicate, "We look into it.")
    unmark_sensitive(sensitive=delicate, by=lead)
    said.refresh_from_db()
    delicate.refresh_from_db()
    assert said.replaced_at == delicate.ended_at is not None
    assert not sensitive_topics(lead).exists()
    with pytest.raises(ValidationError):
        _approve(delicate, "Too late.")
    again = mark_sensitive(topic=delicate.topic, by=expert)
    assert (again.pk, again.set_by, again.ended_at) == (delicate.pk, expert, None)
    assert approved_words(article, "chat", "en") is None
    assert [one.words for one in again.wordings.all()] == ["We look into it."]


def test_what_was_said_of_a_topic_is_read_without_marking_it_again(
    delicate: SensitiveTopic, lead: User, contact: User, client_of: ClientOf
) -> None:
    _approve(delicate, "We look into it.")
    unmark_sensitive(sensitive=delicate, by=lead)
    keeper, slug = client_of(lead), delicate.topic.slug
    url = reverse("replies:sensitive_topic", args=[slug])
    assert url in keeper.get(reverse("replies:sensitive")).content.decode()
    shown = keeper.get(url).content.decode()
    assert "We look into it." in shown
    assert "No longer delicate" in shown
    assert reverse("replies:sensitive_unmark", args=[slug]) not in shown
    assert keeper.post(url, {"language": "en", "words": "Too late."}).status_code == 422
    assert keeper.post(reverse("replies:sensitive_unmark", args=[slug])).status_code == 404
    assert client_of(contact).get(url).status_code == 403
    mark_sensitive(topic=delicate.topic, by=lead)
    assert reverse("replies:sensitive_unmark", args=[slug]) in keeper.get(url).content.decode()


def test_every_change_of_what_keeps_words_in_the_house_stands_in_the_record_of_rights(
    article: Article, delicate: SensitiveTopic, lead: User
) -> None:
    version = _variant(article)
    for _twice in range(2):
        approve_variant(variant=version.variant, number=1, by=lead)
        withdraw_wording(wording=_approve(delicate, "We look into it."), by=lead)
    for _twice in range(2):
        unmark_sensitive(sensitive=delicate, by=lead)
    name = watch_name(name="Zhongxing", by=lead)
    forget_name(row=name, by=lead)
    for _twice in range(2):
        set_policy(kind="price", policy="block", by=lead)
    events = AccountEvent.objects.filter(actor=lead).order_by("pk")
    assert [event.kind for event in events] == [
        "topic_delicate",
        "variant_approved",
        "wording_approved",
        "wording_withdrawn",
        "wording_approved",
        "wording_withdrawn",
        "topic_not_delicate",
        "name_watched",
        "name_forgotten",
        "lint_policy",
    ]
    assert all(event.label != event.kind for event in events)
    assert ("policy", "warn → block") in events[9].facts
    assert ("article", "Battery") in events[1].facts


def test_the_record_names_no_topic_or_article_of_a_closed_area_to_others(
    lead: User, administrator: User, client_of: ClientOf
) -> None:
    area = make_area()
    article = make_article("Secret works", owner=lead, areas=[area], topics=["Secret topic"])
    restrict_area(area, make_team())
    topic = Topic.objects.get(name="Secret topic")
    mark_sensitive(topic=topic, by=lead)
    approve_variant(variant=_variant(article).variant, number=1, by=lead)
    page = client_of(administrator).get(reverse("accounts:events")).content.decode()
    assert AccountEvent.objects.filter(area=area, actor=lead).count() == 2
    assert "Secret" not in page
