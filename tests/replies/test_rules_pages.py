"""Where leads keep what customers should not read, and what alone may be said of delicate topics."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.models import User
from knowledge.passages.models import LintRule, WatchedName
from knowledge.passages.watching_actions import watch_name
from knowledge.replies.actions.sensitive import approve_wording, mark_sensitive
from knowledge.replies.models import ApprovedWording, SensitiveTopic
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_topic, restrict_area

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]
LINT, SENSITIVE = "/replies/lint/", "/replies/sensitive/"


def test_a_lead_watches_a_name_tries_it_and_lets_it_go(lead: User, client_of: ClientOf) -> None:
    client = client_of(lead)
    data = {"name": " Müller & Söhne", "note": "say “our partner”"}
    page = client.post(LINT, data, follow=True).content.decode()
    assert "Müller &amp; Söhne" in page
    tried = client.post(f"{LINT}try/", {"text": "by muller & sohne, 12 €"}).content.decode()
    assert "<q>muller &amp; sohne</q>" in tried
    assert "say “our partner”" in tried
    row = WatchedName.objects.get()
    client.post(f"{LINT}{row.pk}/forget/")
    assert not WatchedName.objects.exists()
    assert client.post(f"{LINT}{row.pk}/forget/").status_code == 404


@pytest.mark.parametrize("name", ["", "  ", "&", "\0x", "y" * 130])
def test_a_name_that_watches_nothing_comes_back_with_what_to_do(
    name: str, lead: User, client_of: ClientOf
) -> None:
    response = client_of(lead).post(LINT, {"name": name, "note": "kept as typed"})
    assert response.status_code == 422
    assert "kept as typed" in response.content.decode()
    assert not WatchedName.objects.exists()


def test_policies_are_kept_by_kind_and_only_what_changed_is_dated(
    lead: User, client_of: ClientOf
) -> None:
    client = client_of(lead)
    data = dict.fromkeys(["price", "margin", "name", "identity", "link"], "warn") | {
        "name": "block"
    }
    assert client.post(f"{LINT}policies/", data).status_code == 303
    [rule] = LintRule.objects.all()
    assert (rule.kind, rule.policy, rule.changed_by) == ("name", "block", lead)
    watch_name(name="Zhongxing", by=lead)
    page = client.post(f"{LINT}try/", {"text": "Zhongxing"}).content.decode()
    assert "blocks the copy" in page
    response = client.post(f"{LINT}policies/", data | {"price": "shout"})
    assert response.status_code == 422


@pytest.mark.parametrize("text", ["", "x" * 10_001])
def test_nothing_to_try_says_so(text: str, lead: User, client_of: ClientOf) -> None:
    assert client_of(lead).post(f"{LINT}try/", {"text": text}).status_code == 422


def test_the_list_is_narrowed_by_what_is_typed(lead: User, client_of: ClientOf) -> None:
    for name in ("Élan", "Zhongxing"):
        watch_name(name=name, by=lead)
    page = client_of(lead).get(LINT, {"q": "ela\0"}).content.decode()
    assert "<strong>Élan</strong>" in page
    assert "<strong>Zhongxing</strong>" not in page


def test_the_watch_list_costs_no_query_a_name(
    lead: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client, done = client_of(lead), [0]

    def grow(more: int) -> None:
        for _turn in range(more):
            done[0] += 1
            watch_name(name=f"Supplier {done[0]}", by=lead)

    assert_same_queries(lambda: client.get(LINT), grow)


def test_a_lead_marks_a_topic_and_says_what_may_be_said_of_it(
    lead: User, client_of: ClientOf
) -> None:
    client = client_of(lead)
    topic = make_topic("Battery fires")
    article = make_article("Hot battery", topics=[topic.name])
    response = client.post(
        SENSITIVE, {"topic": "battery FIRES", "reason": "An inquiry."}, follow=True
    )
    page = response.content.decode()
    assert "Nothing may be said yet" in page
    assert article.title in page
    url = reverse("replies:sensitive_topic", args=[topic.slug])
    for words in ("We look into it.", "We know more tomorrow."):
        client.post(url, {"language": "en", "channel": "", "words": words})
    page = client.get(url).content.decode()
    assert page.index("We know more tomorrow.") < page.index("We look into it.")
    now = ApprovedWording.objects.get(replaced_at=None)
    client.post(reverse("replies:sensitive_withdraw", args=[topic.slug, now.pk]))
    assert "Nothing may be said yet" in client.get(url).content.decode()
    assert "nothing may be said yet" in client.get(SENSITIVE).content.decode()


def test_a_delicate_topic_is_let_go_after_a_second_question(
    lead: User, client_of: ClientOf
) -> None:
    row = mark_sensitive(topic=make_topic("Battery fires"), by=lead)
    url = reverse("replies:sensitive_unmark", args=[row.topic.slug])
    client = client_of(lead)
    assert "no longer delicate?" in client.post(url).content.decode()
    assert SensitiveTopic.objects.exists()
    assert client.post(url, {"sure": "1"}).status_code == 303
    row.refresh_from_db()
    assert row.ended_at is not None
    page = client.get(reverse("replies:sensitive_topic", args=[row.topic.slug]))
    assert url not in page.content.decode()


def test_a_topic_of_a_closed_area_does_not_exist_for_another_lead(
    lead: User, outsider: User, client_of: ClientOf
) -> None:
    topic, area = make_topic("Secret works"), make_area()
    make_article(areas=[area], topics=[topic.name])
    restrict_area(area, lead.team)
    outsider.is_lead = True
    outsider.save()
    row = mark_sensitive(topic=topic, by=lead)
    client = client_of(outsider)
    page = client.get(SENSITIVE).content.decode()
    assert topic.name not in page
    assert client.get(reverse("replies:sensitive_topic", args=[topic.slug])).status_code == 404
    response = client.post(SENSITIVE, {"topic": topic.name})
    assert response.status_code == 422
    assert "There is no topic" in response.content.decode()
    assert row.topic == topic


@pytest.mark.parametrize(
    "data",
    [
        {"language": "en", "words": " "},
        {"language": "xx", "words": "Yes."},
        {"language": "en", "words": "Yes.", "channel": "pigeon"},
        {"language": "en", "words": "x" * 5_001},
    ],
)
def test_what_cannot_be_said_comes_back(
    data: dict[str, str], lead: User, client_of: ClientOf
) -> None:
    row = mark_sensitive(topic=make_topic(), by=lead)
    url = reverse("replies:sensitive_topic", args=[row.topic.slug])
    assert client_of(lead).post(url, data).status_code == 422
    assert not ApprovedWording.objects.exists()


def test_delicate_topics_cost_no_query_each(
    lead: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client = client_of(lead)

    def grow(more: int) -> None:
        for _turn in range(more):
            row = mark_sensitive(topic=make_topic(), by=lead)
            approve_wording(sensitive=row, by=lead, language="en", words="We look into it.")

    assert_same_queries(lambda: client.get(SENSITIVE), grow)
