"""Authors are told, while they write and when they publish, what customers would read."""

import pytest
from django.urls import reverse

from accounts.models import User
from knowledge.articles.actions import start_draft
from knowledge.articles.models import Article
from knowledge.passages.watching_actions import set_policy, watch_name
from knowledge.threads.models import Answer
from tests.conftest import ClientOf
from tests.factories import make_area, make_thread

BODY = "Ours at 11 €.\n\n/// customer\nThe Zhongxing box costs 12 €.\n///\n"


@pytest.fixture
def watched(lead: User) -> None:
    watch_name(name="Zhongxing", by=lead, note="say “our box”")


def _messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_preview_says_what_customers_would_read(
    watched: None, expert: User, client_of: ClientOf
) -> None:
    data = {"body": BODY, "audience": "internal", "short_answer": "At 13 €."}
    words = client_of(expert).post(reverse("articles:preview"), data).content.decode()
    assert "Prices: 12" in words
    assert "Zhongxing (say “our box”)" in words
    assert "Prices: 11" not in words
    assert "13 €." in words.split("Prices")[1]


def test_a_preview_without_findings_warns_of_nothing(expert: User, client_of: ClientOf) -> None:
    words = client_of(expert).post(reverse("articles:preview"), {"body": "Ours at 11 €."})
    assert "Customers would read" not in words.content.decode()


def _publish(client, expert: User, body: str):
    draft = start_draft(person=expert, fields={})
    data = {
        "title": "The box", "title_audience": "internal", "body": body, "kind": "article",
        "short_answer_audience": "internal", "language": "en", "areas": [make_area().pk],
        "confidence": "not_validated", "editing_rights": "experience", "publish": "1",
        "verification_interval_days": "180", "version": str(draft.version),
    }  # fmt: skip
    return client.post(draft.get_absolute_url(), data, follow=True)


def test_publishing_goes_through_and_says_it_once_more(
    watched: None, expert: User, lead: User, client_of: ClientOf
) -> None:
    set_policy(kind="price", policy="block", by=lead)
    response = _publish(client_of(expert), expert, BODY)
    assert Article.objects.get().title == "The box"
    [told] = [words for words in _messages(response) if "12" in words]
    assert "keeps the words from being copied" in told
    assert told.index("12") < told.index("Zhongxing")


def test_publishing_what_says_nothing_of_the_kind_is_quiet(
    expert: User, client_of: ClientOf
) -> None:
    assert not _messages(_publish(client_of(expert), expert, "/// customer\nUnplug it.\n///\n"))


def test_an_answer_for_the_customer_is_looked_at_too(
    watched: None, expert: User, client_of: ClientOf
) -> None:
    thread = make_thread(area=make_area())
    data = {"body": "Zhongxing, for 12 €.", "for_customer": "on"}
    client = client_of(expert)
    response = client.post(reverse("threads:answer", args=[thread.pk]), data, follow=True)
    assert any("Zhongxing" in words and "12" in words for words in _messages(response))
    answer = Answer.objects.get()
    url = reverse("threads:correct", args=[thread.pk, answer.pk])
    data = {"body": "/// customer\nFor 14 €.\n///", "version": str(answer.version)}
    response = client.post(url, data, follow=True)
    assert any("14" in words for words in _messages(response))


def test_while_an_answer_is_typed_only_what_is_marked_for_customers_is_looked_at(
    watched: None, expert: User, client_of: ClientOf
) -> None:
    client = client_of(expert)
    url = reverse("threads:check")
    assert "Prices" not in client.post(url, {"text": "It costs 12 €."}).content.decode()
    assert "Prices: 12" in client.post(url, {"text": BODY}).content.decode()
